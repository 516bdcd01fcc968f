#!/usr/bin/env python3
"""What a hostile night is held against, in one table: the findings and the tests that hold them, the secrets and the
harmless texts by channel, the fields of the pastes, and the scan beside ripgrep.

    benches/hostile.py [--quick] [PROGRAM]

PROGRAM is the file to measure (else target/release/reentry, which is built). Quick: every fifth secret and harmless text,
and 8 MB instead of 50; the tables say so. Ends with 1 where a test of a finding is missing, a field is wrong, a secret
passes, a harmless text is touched, a command ends with another code than it should, or the scan of 50 MB takes longer than
is wanted. That the tests named here are green is for `cargo test` to say; here only that they are there. Needs rg. Ratios
are what counts: times of one machine mean little.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from measure import in_turn

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent
CORPUS = TOP / "tests/corpus"
words = [word for word in sys.argv[1:] if not word.startswith("--")]
QUICK = "--quick" in sys.argv
SAMPLE = 5 if QUICK else 1
WANTED = 2.0  # seconds for 50 MB of a mixture
PROGRAM = pathlib.Path(words[0] if words else TOP / "target/release/reentry").resolve()
failed = []

FINDINGS = (HERE / "hostile.tsv").read_text().splitlines()


def findings():
    """Each finding has a test, by its name, in the sources of the tests."""
    sources = [path.read_text() for folder in ("tests", "src") for path in (TOP / folder).rglob("*.rs")]
    names = {name for text in sources for name in re.findall(r"^\s*(?:async )?fn (\w+)\(", text, re.M)}
    print("| Finding | What | Held by |\n|---|---|---|")
    for line in FINDINGS:
        if line.startswith("#"):
            continue
        number, what, tests, *why = line.split("\t")
        if tests == "-":
            print(f"| {number} | {what} | no test: {why[0]} |")
            continue
        for test in tests.split(" "):
            if test not in names:
                failed.append(f"{number}: no test is called {test}")
        print(f"| {number} | {what} | {', '.join(f'`{test}`' for test in tests.split(' '))} |")


def rows(name):
    return [json.loads(line) for line in (CORPUS / "redaction" / name).read_text().splitlines() if line.strip()]


def run(*args, codes=(0,)):
    """Runs the program. A code that is not one of these is a failure: what did not happen let nothing pass."""
    done = subprocess.run([PROGRAM, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode not in codes:
        said = done.stderr.decode(errors="replace")[:200].replace("\n", " ")
        failed.append(f"{' '.join(map(str, args))[:120]} ended with {done.returncode}: {said}")
    return done


NOT_READY = 4  # of `recover` without a person: questions are left


def texts(value):
    """Every string of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for member in value.values():
            yield from texts(member)


def told(case):
    lines = (case / "journal.jsonl").read_text().splitlines()
    return [text for line in lines for text in texts(json.loads(line))]


def case_in(work, name):
    case = work / name
    run("recover", case, "--no-input", "--offline", codes=(NOT_READY,))
    return case


def noted(work, row, number):
    case = case_in(work, f"note{number}")
    before = len(told(case))
    nothing_left = 2  # the whole note was a secret: it is not kept
    run("note", "--case", case, "--", row["text"], codes=(0, nothing_left))
    return "\n".join(told(case)[before:])


def attached(work, row, number):
    case = case_in(work, f"attach{number}")
    file = work / f"text{number}.txt"
    file.write_text(row["text"])
    identity_document = 7  # refused: it goes another way
    run("attach", file, "--case", case, codes=(0, identity_document))
    return "\n".join(kept.read_text() for kept in (case / "attachments").iterdir()) if (case / "attachments").is_dir() else ""


def answered(work, row, number):
    case = case_in(work, f"answers{number}")
    before = len(told(case))
    answers = work / f"answers{number}.toml"
    answers.write_text(f"[[happened]]\nwhat = \"something-else\"\ntext = {json.dumps(row['text'])}\n")
    run("recover", case, "--no-input", "--offline", "--answers", answers, codes=(NOT_READY,))
    return "\n".join(told(case)[before:])


def profiled(work, row, number):
    """A profile with a secret is refused; what is taken is what the file says."""
    file = work / f"profile{number}.toml"
    file.write_text(f"format = \"reentry/profile/v1\"\n\n[tenant]\nname = {json.dumps(row['text'], ensure_ascii=False)}\n")
    refused, findings = 7, 6
    return "" if run("audit", "--json", "--profile", file, codes=(refused, findings)).returncode == refused else row["text"]


def channels():
    secrets = rows("secrets.jsonl") + rows("secrets-made.jsonl")
    harmless = rows("harmless.jsonl") + rows("harmless-made.jsonl")
    sample = f"a sample: every {SAMPLE}th of {len(secrets)} secrets and {len(harmless)} harmless texts" if QUICK else "all of them"
    secrets, harmless = secrets[::SAMPLE], harmless[::SAMPLE]
    print(f"\n| Channel ({sample}) | Secrets that pass | Harmless texts that are touched |\n|---|---|---|")
    for name, channel in (("note", noted), ("attach", attached), ("answers", answered), ("profile", profiled)):
        with tempfile.TemporaryDirectory() as work:
            work = pathlib.Path(work)
            passed = [row["id"] for n, row in enumerate(secrets) if row["secret"] in channel(work, row, n)]
            touched = [row["id"] for n, row in enumerate(harmless) if row["must_stay"] not in channel(work, row, len(secrets) + n)]
        print(f"| {name} | {len(passed)} of {len(secrets)} {' '.join(passed)} | {len(touched)} of {len(harmless)} {' '.join(touched)} |", flush=True)
        if passed or touched:
            failed.append(f"{name}: {passed} pass, {touched} are touched")


def pastes():
    """Fields that are text in what is expected; a record too many or too few counts as one wrong field."""
    right = missing = wrong = files = 0
    for folder in ("signin", "signin-made"):
        for file in sorted((CORPUS / folder).glob("*.txt")):
            files += 1
            wanted = [e for e in json.loads(file.with_suffix(".json").read_text())["expect"] if "decoy" not in e]
            found = json.loads(run("signin", "read", file, "--json", codes=(0, 3)).stdout or "{}").get("signins", [])
            if len(found) != len(wanted):
                wrong += 1
                failed.append(f"{file.name}: {len(found)} records instead of {len(wanted)}")
            for want, have in zip(wanted, found):
                for field in ("request_id", "correlation_id", "timestamp_utc", "code", "tenant_id", "app_id", "app_name", "ip", "user", "oauth_error", "suberror"):
                    one, other = want.get(field), have.get(field)
                    may = want.get("optional", {}).get(field)
                    fits = str(one).lower() == str(other).lower() or other == may or (isinstance(may, list) and other in may)
                    if fits:
                        right += one is not None
                    elif other is None:
                        missing += 1
                    else:
                        wrong += 1
                        failed.append(f"{file.name}: {field} {other} instead of {one}")
    print(f"\n| Pastes | Fields right | Missing | Wrong |\n|---|---|---|---|\n| {files} | {right} | {missing} | {wrong} |")


MIXTURE = [
    "2026-11-26T23:12:01.123Z INFO GET /v1.0/users/6f1c2a90-1111-4222-8333-0123456789ab -> 403 in 71 ms\n",
    "The user forgot the password, and nobody knows which policy refused the administrator.\n",
    '{"userPrincipalName":"anna@contoso.com","status":{"errorCode":50126,"failureReason":"a \\"reason\\""}}\n',
    '6f1c2a90-1111-4222-8333-0123456789ab,anna@contoso.com,Failure,50126,203.0.113.7,"Berlin, DE"\n',
    "Das Kennwort wurde zurückgesetzt; 管理员不知道密码\n",
    "Authorization: Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiIwMDAwMDAwMyJ9.c2lnbmF0dXJl\n",
    "password=Winter2026!\n",
    "ghp_0123456789abcdefghijABCDEFGHIJ012345\n",
    '<tr><td class="name">Anna &amp; Bert</td><td><a href="https://portal.azure.com/#x">open</a></td></tr>\n',
]
NAMED = r"(?i)(?:password|passwd|pwd|secret|token|api[_-]?key)\s*[:=]\s*\S+"


def scan():
    """`attach` reads, scans, cleans, hashes and writes; its peer looks for one pattern and counts."""
    print("\n| Scan | Wanted | Ours | Beside `rg -c` with one pattern | MB a second |\n|---|---|---|---|---|")
    top = 8 if QUICK else 50
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        for megabytes in (top // 8, top // 4, top // 2, top):
            file, size, n = work / f"{megabytes}.txt", 0, 0
            with file.open("w") as to:
                while size < megabytes << 20:
                    part = MIXTURE[n % len(MIXTURE)] * (n % 7 + 1)
                    to.write(part)
                    size += len(part.encode())
                    n += 1
            case = case_in(work, f"scan{megabytes}")
            started = time.monotonic()
            run("attach", file, "--case", case)
            ours = time.monotonic() - started
            (its,) = in_turn([["rg", "-c", NAMED, file]], 3)
            wanted = f"{WANTED:.0f} s" if megabytes == 50 else ""
            if wanted and ours > WANTED:
                failed.append(f"the scan of 50 MB took {ours:.2f} s, at most {wanted} wanted")
            print(f"| {megabytes} MB, a mixture | {wanted} | {ours:.2f} s | {ours / max(its.wall, 0.001):.1f} | {megabytes * 1.048576 / ours:.1f} |", flush=True)


def main():
    if not words:
        subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=TOP, check=True)
    findings()
    channels()
    pastes()
    scan()
    for what in failed:
        print(what, file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
