"""The Windows program under Wine, held against the Linux program: the same answers, the same bytes, the same safety.

Called by .ci/windows. One line a check; every check runs; any failure makes the end a failure. Names of parts as further
arguments run those only.
"""

import fcntl
import os
import pathlib
import pty
import random
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

SHIPPED, EXE, LINUX, DNS_TESTS = sys.argv[1:5]
REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
CORPUS = REPOSITORY / "tests/corpus/signin"
ANSWERS = REPOSITORY / "tests/answers"
CLOCK = "2026-01-21T02:05:00+01:00"
HOME = pathlib.Path(tempfile.mkdtemp(prefix="reentry-wine-"))
WINE = "/usr/lib/wine/wine64"
WINE_ENV = {"PATH": "/usr/bin:/bin", "HOME": str(HOME), "LANG": "C.UTF-8", "WINEPREFIX": str(HOME / "prefix"), "WINEDEBUG": "-all", "DISPLAY": ""}
OURS = {"REENTRY_CLOCK": CLOCK, "REENTRY_WHO": "anna"}
failures = []


def check(name, passed, detail=""):
    print(f"{'ok  ' if passed else 'FAIL'} {name}" + ("" if passed else f"\n     {detail}"), flush=True)
    if not passed:
        failures.append(name)


def section(name):
    print(f"\n{name} ({time.monotonic() - START:.0f} s)", flush=True)


class Ran:
    def __init__(self, done):
        self.code = done.returncode
        self.out = done.stdout
        self.err = done.stderr

    def __repr__(self):
        return f"exit {self.code}\n--- out\n{self.out[-1500:].decode(errors='replace')}\n--- err\n{self.err[-1500:].decode(errors='replace')}"


def run(program, args, cwd, env, stdin):
    stdin = {"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}
    return Ran(subprocess.run([*program, *map(str, args)], cwd=cwd, env=env, capture_output=True, timeout=120, **stdin))


def windows(*args, cwd=HOME, env={}, stdin=None):
    return run([WINE, EXE], args, cwd, {**WINE_ENV, **OURS, **env}, stdin)


def linux(*args, cwd=HOME, env={}, stdin=None):
    return run([LINUX], args, cwd, {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **OURS, **env}, stdin)


def folder(name):
    path = HOME / name
    path.mkdir(parents=True)
    return path


def windows_path(path):
    return "Z:" + str(path).replace("/", "\\")


def walk(program, cwd, case="case", answers="contoso-conditional-access.toml"):
    return program("recover", case, "--answers", f"../answers/{answers}", "--no-input", "--offline", cwd=cwd)


def same(name, one, two):
    detail = ""
    if one != two:
        at = next((n for n, (a, b) in enumerate(zip(one, two)) if a != b), min(len(one), len(two)))
        detail = f"{len(one)} and {len(two)} bytes, different from byte {at}: {one[at - 40:at + 40]!r} and {two[at - 40:at + 40]!r}"
    check(name, one == two, detail)


def exit_codes():
    here = folder("codes")
    (here / "nonsense.txt").write_text("nothing to see\n")
    (here / "broken").mkdir()
    (here / "broken/journal.jsonl").write_text('{"format":1}\n{}\n')
    (here / "torn.zip").write_bytes(b"PK\x03\x04 nothing")
    for code, args in [
        (0, ["--version"]),
        (2, ["recover", "--nonsense"]),
        (4, ["recover", "new", "--no-input", "--offline"]),
        (5, ["status", "--case", "broken"]),
        (5, ["status", "--case", "nowhere"]),
        (6, ["dns", "check", "contoso.com", "--value", "22-11-2026", "--offline"]),
        (3, ["signin", "read", "nonsense.txt"]),
        (7, ["signin", "read", "not-there.txt"]),
    ]:
        ran, expected = windows(*args, cwd=here), linux(*args, cwd=here)
        if code == 4:
            shutil.rmtree(here / "new", ignore_errors=True)
        check(f"exit {code}: reentry {' '.join(args)}", ran.code == code == expected.code, ran)
    ran, expected = windows("verify", "torn.zip", cwd=here), linux("verify", "torn.zip", cwd=here)
    check("a torn bundle is refused as on Linux", ran.code == expected.code and ran.code in (3, 7), ran)


def sign_ins():
    wrong = []
    pastes = sorted(CORPUS.glob("*.txt"))
    for paste in pastes:
        ran = windows("signin", "read", "--json", paste, cwd=CORPUS)
        expected = linux("signin", "read", "--json", paste, cwd=CORPUS)
        if (ran.code, ran.out) != (expected.code, expected.out):
            wrong.append(paste.name)
    check(f"signin read: {len(pastes)} real pastes, the same JSON", pastes and not wrong, wrong)

    # What Windows makes of a text on its way into a file.
    here = folder("pastes")
    text = "Anmeldung für jörg@contoso.com fehlgeschlagen\nError Code: 53003\n" \
        "Request Id: 8fdc0a48-915a-4099-b368-bf7ac719bf00\nCorrelation Id: 2f5e6a3c-7c2b-4f0a-9d53-0b6a4b1f2c11\n" \
        "Timestamp: 2026-01-20T21:40:12Z\n"
    for name, encoded in {
        "PowerShell 5.1 > (UTF-16, CRLF)": b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le"),
        "Notepad (UTF-8 with BOM, CRLF)": b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
        "Notepad, ANSI (Windows-1252)": text.replace("\n", "\r\n").encode("cp1252"),
        "console (code page 850)": text.replace("\n", "\r\n").encode("cp850"),
    }.items():
        (here / "paste.txt").write_bytes(encoded)
        ran = windows("signin", "read", "--json", "paste.txt", cwd=here)
        check(f"signin read: {name}", ran.code == 0 and b"8fdc0a48-915a-4099-b368-bf7ac719bf00" in ran.out and b"53003" in ran.out, ran)
    ran = windows("signin", "read", stdin=text.replace("\n", "\r\n").encode(), cwd=here)
    check("signin read: from a pipe with CRLF", ran.code == 0 and b"53003" in ran.out, ran)


def told(ran, cwd):
    """What was said, with the one thing that must differ taken out: the folder's name."""
    text = (ran.out + b"\n" + ran.err).decode().replace(windows_path(cwd) + "\\", "HERE/").replace(str(cwd) + "/", "HERE/")
    text = re.sub(r"HERE/[^\s\"]*", lambda path: path[0].replace("\\", "/"), text)
    return re.sub(r"\d{4}-\d\d-\d\d-[0-9a-f]{4}\b", "CASE", text)


def walks():
    here, there = folder("walks/windows"), folder("walks/linux")
    for at in (HOME / "walks",):
        shutil.copytree(ANSWERS, at / "answers")
        shutil.copytree(CORPUS, at / "corpus/signin")
    for answers in sorted(p.name for p in ANSWERS.glob("*.toml")):
        case = answers.split("-")[0]
        ran, expected = walk(windows, here, case, answers), walk(linux, there, case, answers)
        check(f"scripted walk {case}", ran.code == 0, ran)
        same(f"scripted walk {case}: every word as on Linux", told(ran, here), told(expected, there))
        for verb in (["status"], ["status", "-v"], ["status", "--json"], ["ticket"], ["ticket", "--phone"], ["ticket", "--handoff"]):
            ran, expected = windows("--case", case, *verb, cwd=here), linux("--case", case, *verb, cwd=here)
            # JSON writes each backslash of a path twice.
            ran.out = ran.out.replace(b"\\\\", b"\\") if "--json" in verb else ran.out
            same(f"{case}: {' '.join(verb)}", told(ran, here), told(expected, here))
    crlf = (ANSWERS / "fabrikam-lost-phone.toml").read_text().replace("\n", "\r\n")
    for name, text in {"CRLF": crlf.encode(), "UTF-8 with BOM": b"\xef\xbb\xbf" + crlf.encode(), "UTF-16": b"\xff\xfe" + crlf.encode("utf-16-le")}.items():
        (HOME / "walks/answers/notepad.toml").write_bytes(text)
        ran = walk(windows, here, f"case-{len(name)}", "notepad.toml")
        check(f"answers file: {name}", ran.code == 0, ran)
    script = b"1\r\n2\r\nquit\r\n"
    ran = windows("recover", "piped", "--offline", "--plain", cwd=here, stdin=script)
    check("piped answers with CRLF", ran.code in (0, 4) and b"?" not in ran.err[:40] and (here / "piped/journal.jsonl").is_file(), ran)


def journals():
    here = HOME / "walks/windows"
    # Opened on the other system, the journal says the same and goes on.
    noted = linux("note", "from Linux", "--case", "contoso", cwd=here)
    ran = windows("note", "from Windows, with ümlaut", "--case", "contoso", cwd=here)
    said = linux("status", "-v", "--case", "contoso", cwd=here)
    check("one journal, written on both systems", noted.code == ran.code == said.code == 0
          and "from Windows, with ümlaut".encode() in said.out and b"from Linux" in said.out, said)
    check("the journal has no CR", b"\r" not in (here / "contoso/journal.jsonl").read_bytes())

    # A walk that waits for an answer holds the case; a note goes in beside it, a second walk does not.
    waiting = subprocess.Popen([WINE, EXE, "recover", "locked", "--offline", "--plain"], cwd=here, env={**WINE_ENV, **OURS},
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    until(lambda: (here / "locked/journal.jsonl").is_file())
    time.sleep(1)
    second = windows("recover", "locked", "--offline", "--no-input", cwd=here)
    check("a second walk is refused with exit 5", second.code == 5 and b"already open" in second.err, second)
    beside = windows("note", "beside the walk", "--case", "locked", cwd=here)
    check("a note goes in beside an open walk", beside.code == 0, beside)
    waiting.send_signal(signal.SIGKILL)
    waiting.communicate()
    after = windows("note", "after the kill", "--case", "locked", cwd=here)
    check("a killed walk leaves no lock behind", after.code == 0, after)

    # Two programs write at once: every line arrives, the chain holds.
    writers = [subprocess.Popen([WINE, EXE, "note", f"writer {n}", "--case", "locked"], cwd=here, env={**WINE_ENV, **OURS},
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for n in range(8)]
    ended = [w.communicate()[1] or b"" for w in writers]
    said = linux("status", "-v", "--case", "locked", cwd=here)
    check("eight notes at once: none is lost", all(w.returncode == 0 for w in writers) and said.code == 0
          and all(f"writer {n}".encode() in said.out for n in range(8)), (ended, said))

    # Killed at any moment, no acknowledged answer is lost.
    moments, lost, killed = random.Random(20261122), [], 0
    for round in range(KILLS):
        child = subprocess.Popen([WINE, EXE, "recover", f"kill-{round}", "--answers", "../answers/contoso-conditional-access.toml",
                                  "--no-input", "--offline"], cwd=here, env={**WINE_ENV, **OURS},
                                 stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        acknowledged, most = 0, moments.randrange(40)
        for line in child.stderr:
            if b" of about " in line:
                acknowledged += 1
                if acknowledged > most:
                    time.sleep(moments.random() / 500)
                    child.kill()
                    killed += 1
                    break
        child.stderr.close()
        child.wait()
        ran = windows("status", "-v", "--case", f"kill-{round}", cwd=here)
        if ran.code == 1 and not ran.out + ran.err:
            # Wine itself sometimes fails to start right after a kill; our program never ends without a word.
            ran = windows("status", "-v", "--case", f"kill-{round}", cwd=here)
        kept = sum(b"]: " in line for line in ran.out.splitlines())
        if ran.code != 0 or kept < acknowledged - 1:
            lost.append((round, acknowledged, kept, ran))
    check(f"killed {killed} times in the middle of a walk: no acknowledged answer is lost", not lost and killed > KILLS / 2, lost[:1])


def until(true, seconds=30):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)


def bundles():
    here = HOME / "walks/windows"
    (here / "Protokoll Übung.txt").write_text("router log, nothing secret\r\n")
    (here / "board.txt").write_text("what the board said\n")
    for args in (["Protokoll Übung.txt"], ["--class", "internal", "board.txt"]):
        ran = windows("--case", "contoso", "attach", *args, cwd=here)
        check(f"attach {args[-1]}", ran.code == 0, ran)
    # The case is the same folder; a bundle adds a line to it, so each system gets a copy.
    for form in (["--class", "support"], ["--class", "internal"], ["--class", "support", "--store"]):
        name = " ".join(form)
        made = {}
        for program in (windows, linux):
            at = HOME / f"bundles/{program.__name__}{'-'.join(form)}"
            at.mkdir(parents=True)
            shutil.copytree(here / "contoso", at / "case")
            ran = program("--case", "case", "bundle", *form, "-o", "b.zip", cwd=at)
            check(f"bundle {name} on {program.__name__}", ran.code == 0, ran)
            made[program] = (at / "b.zip").read_bytes() if (at / "b.zip").is_file() else b""
        same(f"bundle {name}: identical bytes on both systems", made[windows], made[linux])
        one, other = (HOME / f"bundles/{s}{'-'.join(form)}" for s in ("linux", "windows"))
        there, back = windows("verify", "b.zip", cwd=one), linux("verify", "b.zip", cwd=other)
        check(f"bundle {name}: each verifies the other's", there.code == back.code == 0, (there, back))
        same(f"bundle {name}: with the same words", there.out, back.out)
    taken = windows("--case", "case", "bundle", "-o", "b.zip", cwd=one)
    check("nothing is overwritten", taken.code != 0 and b"never overwritten" in taken.err, taken)

    handed = windows("--case", "contoso", "handover", "--to", "Bert", "-o", "h.zip", cwd=here)
    taken = linux("recover", here / "h.zip", "--no-input", "--offline", cwd=folder("taken-up"))
    check("a handover from Windows is taken up on Linux", handed.code == taken.code == 0, (handed, taken))
    handed = linux("--case", next((HOME / "taken-up").iterdir()).name, "handover", "-o", "h.zip", cwd=HOME / "taken-up")
    taken = windows("recover", windows_path(HOME / "taken-up/h.zip"), "--no-input", "--offline", cwd=folder("taken-back"))
    check("and back again", handed.code == taken.code == 0, (handed, taken))


def paper():
    here = folder("paper")
    for form in ("text", "html", "pdf"):
        for program in (windows, linux):
            ran = program("print", "--format", form, "-o", f"{program.__name__}.{form}", cwd=here)
            check(f"print {form} on {program.__name__}", ran.code == 0, ran)
        same(f"print {form}: the same bytes", *((here / f"{s}.{form}").read_bytes() for s in ("windows", "linux")))
    for args in (["man"], ["man", "recover"], ["completions", "powershell"], ["runbook", "list"], ["help", "recover"], []):
        ran, expected = windows(*args, cwd=here), linux(*args, cwd=here)
        same(f"reentry {' '.join(args)}".strip(), ran.out.replace(b"reentry.exe", b"reentry"), expected.out)


def names():
    here = folder("Ordner mit Leerzeichen/Übung 案件 № 1")
    shutil.copytree(HOME / "walks/answers", here.parent / "answers")
    shutil.copytree(HOME / "walks/corpus", here.parent / "corpus")
    ran = walk(windows, here, "Fall für Jörg", "fabrikam-lost-phone.toml")
    check("a case in a folder with blanks and letters of many scripts", ran.code == 0 and (here / "Fall für Jörg/journal.jsonl").is_file(), ran)
    ran = windows("--case", "Fall für Jörg", "bundle", "-o", "Bündel 1.zip", cwd=here)
    check("a bundle there", ran.code == 0 and (here / "Bündel 1.zip").is_file(), ran)
    ran = windows("verify", windows_path(here / "Bündel 1.zip"))
    check("verified by its Windows path", ran.code == 0, ran)

    long = folder("/".join(["long"] + ["a-folder-with-a-name-of-forty-characters"] * 8))
    ran = windows("recover", windows_path(long / "case"), "--answers", HOME / "walks/answers/fabrikam-lost-phone.toml", "--no-input", "--offline")
    check(f"a path of {len(str(long))} characters", ran.code == 0 and (long / "case/journal.jsonl").is_file(), ran)

    here = folder("devices")
    (here / "paste.txt").write_text("AADSTS53003\n")
    for device in ("NUL", "CON", "nul.zip", "aux"):
        ran = windows("print", "--format", "text", "-o", device, cwd=here)
        check(f"-o {device}: refused, or a file that is really there", ran.code != 101 and b"panicked" not in ran.err and (ran.code != 0 or (here / device).stat().st_size > 0), ran)
        ran = windows("recover", device, "--no-input", "--offline", cwd=here)
        check(f"recover {device}: a case or a clear refusal", ran.code in (1, 4, 5, 7) and b"panicked" not in ran.err and ran.err.strip(), ran)

    synced = folder("OneDrive - Contoso")
    ran = windows("recover", "case", "--no-input", "--offline", cwd=synced)
    check("a case in OneDrive is warned of", b"OneDrive" in ran.out + ran.err and b"sync" in ran.out + ran.err, ran)
    moved = folder("Dokumente")
    ran = windows("recover", "case", "--no-input", "--offline", cwd=moved, env={"OneDrive": windows_path(moved).upper().replace("Z:", "z:")})
    check("also where only the variable tells, in other capitals", b"OneDrive" in ran.out + ran.err, ran)


def hostile_places():
    sealed = folder("sealed")
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", sealed], check=True)
    shutil.copytree(HOME / "walks/windows/fabrikam", sealed / "case")
    subprocess.run(["mount", "-o", "remount,ro", sealed], check=True)
    ran = windows("recover", "new", "--no-input", "--offline", cwd=sealed)
    check("a read-only folder: no case, said clearly", ran.code == 1 and b"keep it elsewhere" in ran.err, ran)
    ran = windows("note", "never", "--case", "case", cwd=sealed)
    check("a read-only case: the note is not acknowledged", ran.code not in (0, 101) and b"Noted" not in ran.out and b"panicked" not in ran.err, ran)
    ran = windows("status", "--case", "case", cwd=sealed)
    check("a read-only case can be read", ran.code == 0, ran)
    ran = windows("print", "-o", "kit.html", cwd=sealed)
    check("a file that cannot be written is an error", ran.code == 1 and b"kit.html" in ran.err, ran)
    subprocess.run(["umount", sealed], check=True)

    small = folder("small")
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], check=True)
    ran = windows("print", "-o", "kit.html", cwd=small)
    check("a full disk: an error, and no half file", ran.code == 1 and list(small.iterdir()) == [], (ran, list(small.iterdir())))
    subprocess.run(["umount", small], check=True)

    for page in ("437", "850", "1252", "65001"):
        ran = Ran(subprocess.run([WINE, "cmd", "/c", f"chcp {page} >NUL & {windows_path(EXE)} signin explain 53003"], cwd=HOME,
                                 env={**WINE_ENV, **OURS}, capture_output=True, stdin=subprocess.DEVNULL, timeout=60))
        same(f"signin explain after chcp {page}", ran.out, linux("signin", "explain", "53003").out)
    bare = run([WINE, EXE], ["runbook", "list"], HOME, WINE_ENV, None)
    garbage = windows("runbook", "list", env={"TERM": "\x1b]0;x\x07", "LANG": "%n%n", "COLUMNS": "-1", "NO_COLOR": "", "REENTRY_WHO": "\x1b[2J"})
    check("a bare and a hostile environment", bare.code == garbage.code == 0 and bare.out == garbage.out, (bare, garbage))


def console():
    """A real console (Wine's, on a pseudo-terminal): a question, an answer, Ctrl-C."""
    here = folder("console")
    for name, args in (("plain", ["--plain"]), ("rich", [])):
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(here)
            os.execve(WINE, [WINE, EXE, "recover", name, "--offline", *args], {**WINE_ENV, **OURS, "TERM": "xterm-256color"})
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 100, 0, 0))
        seen = b""

        def wait_for(*words):
            nonlocal seen
            end, start = time.monotonic() + 60, len(seen)
            while time.monotonic() < end and not any(w in seen[start:] for w in words):
                if select.select([terminal], [], [], 0.2)[0]:
                    try:
                        seen += os.read(terminal, 65536)
                    except OSError:
                        break

        wait_for(b"quit")
        time.sleep(2)
        os.write(terminal, b"2\r")
        wait_for(b"2 of about")
        wait_for(b"quit")
        time.sleep(2)
        os.write(terminal, b"\x03")
        wait_for(b"saved:")
        for _ in range(100):
            gone, status = os.waitpid(pid, os.WNOHANG)
            if gone:
                break
            time.sleep(0.1)
        else:
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
        os.close(terminal)
        code = os.waitstatus_to_exitcode(status)
        check(f"a {name} console: Ctrl-C ends with 130, says what is saved, shows the cursor",
              code == 130 and b"saved:" in seen and seen.rfind(b"\x1b[?25h") > seen.rfind(b"\x1b[?25l"), (code, seen[-600:]))
        said = windows("status", "-v", "--case", name, cwd=here)
        check(f"a {name} console: the answer before it is kept", said.code == 0 and b"]: " in said.out, said)


def dns():
    wrapper = HOME / "reentry"
    lines = "".join(f"export {k}='{v}'\n" for k, v in WINE_ENV.items())
    wrapper.write_text(f"#!/bin/sh\n{lines}exec {WINE} {EXE} \"$@\"\n")
    wrapper.chmod(0o755)
    # The tests' own servers on loopback, with the Windows program asking them.
    ran = Ran(subprocess.run([DNS_TESTS, "--test-threads", "2", *DNS_SKIPPED], cwd=REPOSITORY, capture_output=True, timeout=1200,
                             env={"PATH": os.environ["PATH"], "CARGO_BIN_EXE_reentry": str(wrapper), "CARGO_MANIFEST_DIR": str(REPOSITORY), "DNS_TEST_PATIENCE": "2"}))
    summary = re.findall(rb"test result: .*", ran.out)
    check(f"dns: the tests' loopback servers, asked by the Windows program: {summary[0].decode() if summary else ''}", ran.code == 0, ran)


def contents():
    dump = subprocess.run(["x86_64-w64-mingw32-objdump", "-p", SHIPPED], capture_output=True, text=True, check=True).stdout
    needs = sorted(name.lower() for name in re.findall(r"DLL Name: (\S+)", dump))
    strangers = [n for n in needs if n.startswith(("lib", "vcruntime", "msvcp"))]
    check(f"nothing to install beside it: {', '.join(needs)}", needs and not strangers, strangers)
    check(f"size: {os.path.getsize(SHIPPED):,} bytes, under 12 MiB", os.path.getsize(SHIPPED) < 12 << 20)
    ran, expected = windows("--version"), linux("--version")
    check(f"version: {ran.out.decode().strip()}", ran.code == 0 and ran.out.split()[:2] == expected.out.split()[:2], ran)


KILLS = 40
# A lock that this side holds is no lock for Wine; the journals above hold locks on both.
DNS_SKIPPED = ["--skip", "the_domains_of_many_cases_are_asked_at_once"]
START = time.monotonic()
try:
    run([WINE, "wineboot", "--init"], [], HOME, WINE_ENV, None)
    for part in (contents, exit_codes, sign_ins, walks, journals, bundles, paper, names, hostile_places, console, dns):
        if len(sys.argv) <= 5 or part.__name__ in sys.argv[5:] or (part is walks and set(sys.argv[5:]) - {"exit_codes", "sign_ins", "paper", "console", "dns"}):
            section(part.__name__.replace("_", " "))
            try:
                part()
            except Exception as problem:  # the other parts still have something to say
                check(f"{part.__name__} came to its end", False, repr(problem))
finally:
    subprocess.run(["/usr/lib/wine/wineserver", "-k"], env=WINE_ENV, check=False)
    if failures:
        print(f"\nkept for a look: {HOME}")
    else:
        shutil.rmtree(HOME, ignore_errors=True)
print(f"\n{len(failures)} failures in {time.monotonic() - START:.0f} s", *failures, sep="\n  ")
sys.exit(bool(failures))
