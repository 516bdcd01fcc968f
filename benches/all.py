#!/usr/bin/env python3
"""Every measurement beside its named peer, in one run; prints the table of the README.

    benches/all.py [--quick | --smoke] [PROGRAM]

PROGRAM is the file to measure (else target/release/reentry, which is built). Quick: 100 MB instead of 1 GB, 1,000 domains
instead of 10,000; less than ten minutes. Smoke: what needs nothing but PROGRAM, with little data and once each; ends with 1
where a row was not measured.

Needs git, jq, rg, zip, 7z and Chromium; root, nsd, dig and kdig for the DNS rows. What is missing is named in the table.
Ratios are what counts: times of one machine mean little. Answers are compared with the peer's before a row is printed.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager

import partner_export
import tenants
from measure import in_turn, once, peak

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent
SMOKE, QUICK = "--smoke" in sys.argv, "--quick" in sys.argv
ROUNDS = 1 if SMOKE else 3
words = [word for word in sys.argv[1:] if not word.startswith("--")]
PROGRAM = pathlib.Path(words[0] if words else TOP / "target/release/reentry").resolve()
rows, missed = [], []


def row(work, peer, wanted, wall, cpu="", ours=""):
    rows.append((work, peer, wanted, wall, cpu, ours))
    print("| " + " | ".join(rows[-1]) + " |", flush=True)


def beside(work, peer, wanted, mine, its, larger):
    """A row of two runs. `larger`: whose time is divided by the other's, so that the wanted figure reads as it is meant."""
    top, bottom = (its, mine) if larger == "peer" else (mine, its)
    ratio = lambda a, b: f"{a / b:.2f}" if b > 0 else "-"
    row(work, peer, wanted, ratio(top.wall, bottom.wall), ratio(top.cpu, bottom.cpu), f"{mine.wall:.3f} s, {mine.rss:.0f} MiB")


@contextmanager
def measuring(work):
    """A row that cannot be measured says so, and the others go on."""
    try:
        yield
    except (RuntimeError, OSError, AssertionError) as why:
        print(f"{work}: {why}", file=sys.stderr)
        missed.append(work)
        row(work, "", "", "not measured")


def same(ours, theirs):
    assert ours == theirs, f"the answers differ: {ours} and {theirs}"


def start(work):
    cases = {}
    for lines in (100, 200) if SMOKE else (100, 1000):
        cases[lines] = case = work / f"case{lines}"
        once([PROGRAM, "recover", case, "--no-input", "--offline"], codes=range(10))
        for n in range(lines):
            once([PROGRAM, "note", f"call number {n}", "--case", case])
    few, many = cases
    commands = [["git", "--version"], [PROGRAM, "--version"]] + [[PROGRAM, "status", "--case", cases[n]] for n in cases]
    git, version, little, much = in_turn(commands, 3 if SMOKE else 40)
    beside("start: `--version`", "`git --version`", "at most 2", version, git, "ours")
    beside(f"start: `status`, case of {few} lines", "`git --version`", "at most 2", little, git, "ours")
    beside(f"start: `status`, case of {many:,} lines", "`git --version`", "at most 3", much, git, "ours")


def sign_ins(work):
    megabytes = 3 if SMOKE else 92 if QUICK else 1000
    once([sys.executable, HERE / "signin_export.py", str(megabytes), work])
    user, code = "admin7@contoso.com", "50126"
    for name, each, long in (("lines.json", ".", ""), ("page.json", ".value[]", " in one long line")):
        file = work / name
        file.read_bytes()  # the disk is paid for before the clock runs
        jq = f"jq -c '{each} | select(.status.errorCode == {code} and (.userPrincipalName | ascii_downcase) == \"{user}\") | .id' {file} | wc -l"
        rg = f"rg -c '\"errorCode\": ?{code}\\b' {file} || true"
        mine, its, floor = in_turn([[PROGRAM, "signin", "find", file, "--user", user, "--code", code, "--json"], jq, rg], ROUNDS)
        same(json.loads(mine.out)["failures"], int(its.out))
        what = f"one user and code, {megabytes} MB export{long}"
        beside(what, "jq", "at least 40" if long else "at least 20", mine, its, "peer")
        if not long:
            beside(what, f"`rg -c '\"errorCode\": ?{code}\\b'`", "at most 5", mine, floor, "ours")
        jq = f"jq -c '{each} | select(.status.errorCode != 0) | [.userPrincipalName, .status.errorCode]' {file} | wc -l"
        mine, its = in_turn([[PROGRAM, "signin", "find", file, "--json"], jq], ROUNDS)
        same(json.loads(mine.out)["failures"], int(its.out))
        beside(f"all failures grouped, {megabytes} MB export{long}", "jq", "at least 12", mine, its, "peer")
    for part in (1, 2, 4) if SMOKE else (10, 100) if QUICK else (10, 100, 1000):
        once([sys.executable, HERE / "signin_export.py", str(part), work])
        (mine,) = in_turn([[PROGRAM, "signin", "find", work / "lines.json", "--user", user, "--code", code, "--json"]], ROUNDS)
        row(f"growth: one user and code, {part} MB", "", "linear, memory flat", f"{mine.wall / part * 1000:.2f} ms a MB", "", f"{mine.rss:.0f} MiB")


def partners(work):
    file = work / "relationships.json"
    count = partner_export.write(file, 500 if SMOKE else 10_000)
    python = [sys.executable, "-c", f"import json; r = json.load(open({str(file)!r}))['value']; print(len({{x['customer']['tenantId'] for x in r}}))"]
    bare = [sys.executable, "-c", "import json"]
    table = [PROGRAM, "partner", "assess", file, "--format", "csv"]
    env = {**os.environ, "REENTRY_CLOCK": "2026-11-22T01:00:00Z"}
    mine, its, nothing, shown = in_turn([table, python, bare, [*table[:-1], "table"]], ROUNDS + 2, env=env)
    customers = {line.split(",")[0] for line in mine.out.splitlines()[1:]}
    assert len(customers) >= int(its.out), f"{len(customers)} customers of {its.out}"
    its.wall, its.cpu = its.wall - nothing.wall, its.cpu - nothing.cpu
    beside(f"{count:,} partner relationships, table", "Python that only parses (its start not counted)", "at most 1", shown, its, "ours")


def paper(work):
    profile = (TOP / "src/readiness/profile/tests/contoso.toml").read_text()
    customers = work / "customers"
    customers.mkdir()
    for n in range(5 if SMOKE else 100):
        (customers / f"c{n}.toml").write_text(profile.replace('"Contoso"', f'"Customer {n}"', 1))
    one = [PROGRAM, "print", "--profile", customers / "c0.toml", "--format", "pdf", "-o"]
    runs = [once([*one, work / f"kit{n}.pdf"]) for n in range(ROUNDS + 2)]
    mine = min(runs, key=lambda run: run.wall)
    row("kit as PDF", "", "0.15 s, 40 MiB", f"{mine.wall:.2f} s", f"{mine.cpu:.2f} s", f"{peak([*one, work / 'weighed.pdf']):.0f} MiB")
    many = once([PROGRAM, "print", "--profiles", customers, "--format", "pdf", "-o", work / "kits"])
    memory = peak([*many.command[:-1], work / "kits-weighed"])
    row(f"{len(list(customers.iterdir()))} kits as PDF", "one alone, for each", "64 MiB", f"{many.wall / len(list(customers.iterdir())) / mine.wall:.2f}", "", f"{many.wall:.2f} s, {memory:.0f} MiB")
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser and not SMOKE:
        once([PROGRAM, "print", "--profile", customers / "c0.toml", "-o", work / "kit.html"])
        its = once([browser, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
                    f"--user-data-dir={work}/browser", f"--print-to-pdf={work}/its.pdf", f"file://{work}/kit.html"])
        row("kit as PDF", "Chromium, from our HTML", "", f"{its.wall / mine.wall:.1f}")


def many_tenants(work):
    for t in range(1, 4 if SMOKE else 121):
        tenants.write(work / "exports" / f"made{t}", t, t % 6)
    parse = [sys.executable, "-c", tenants.PARSE, work / "exports"]
    env = {**os.environ, "REENTRY_CLOCK": "2026-11-22T01:00:00Z"}
    made = len(list((work / "exports").iterdir()))
    for count in [n for n in (1, 10, 100) if n < made] + [made]:
        profiles = work / f"profiles{count}"
        profiles.mkdir()
        for t in range(1, count + 1):
            accounts = "".join(f'[[emergency-account]]\nuser = "bg0{n}@made{t}.onmicrosoft.com"\n' for n in (1, 2))
            (profiles / f"made{t}.toml").write_text(f'format = "reentry/profile/v1"\n{accounts}')
        exports = work / f"exports{count}"
        exports.mkdir()
        for t in range(1, count + 1):
            shutil.copytree(work / "exports" / f"made{t}", exports / f"made{t}")
        bring = once([PROGRAM, "prepare", "--profiles", profiles, "--import", exports], env=env)
        audit = once([PROGRAM, "audit", "--profiles", profiles, "--format", "csv"], env=env)
        if count == made:
            its = once(parse)
            beside(f"{count} tenants: import", "Python that only parses", "at most 1 s, 64 MiB", bring, its, "ours")
            beside(f"{count} tenants: audit", "Python that only parses", "at most 1 s, 64 MiB", audit, its, "ours")
        else:
            row(f"growth: {count} tenants, import and audit", "", "linear", f"{(bring.wall + audit.wall) / count * 1000:.1f} ms a tenant", "", f"{max(bring.rss, audit.rss):.0f} MiB")
    users = 2_000 if SMOKE else 200_000
    tenants.write(work / "large", 500, 0, users=users, groups=500)
    bring = once([PROGRAM, "prepare", work / "large.toml", "--no-input", "--import", work / "large"], env=env)
    its = once([sys.executable, "-c", tenants.PARSE, work / "large"])
    beside(f"one tenant of {users:,} users: import", "Python that only parses", "below 3 s, 256 MiB", bring, its, "ours")


def script(work, wanted, *command, **patterns):
    """Rows of a script of its own, by a pattern for each peer."""
    print("$ " + " ".join(command), flush=True)
    done = subprocess.run(command, cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(done.stdout, flush=True)
    for peer, pattern in patterns.items():
        found = re.search(pattern, done.stdout, re.M)
        if not found:
            missed.append(f"{work}, {peer}")
        row(work, peer.replace("_", " "), wanted, found[1] if found else "not measured")


def growth(bench, pattern, work):
    """A growth that criterion measures in process: time of one unit at each size, beside the smallest."""
    done = subprocess.run(["cargo", "bench", "--quiet", "--bench", bench], cwd=TOP, stdout=subprocess.PIPE, text=True).stdout
    unit = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1.0}
    times = {int(m[1]): float(m[2]) * unit[m[3]] for m in re.finditer(pattern + r"/(\d+)\s+time:\s+\[\S+ \S+ (\S+) (\S+)", done, re.M)}
    if not times:
        missed.append(work)
    for size in sorted(times):
        first = min(times)
        row(f"growth: {work}, {size:,}", f"of {first:,}, for each", "1", f"{times[size] / size / (times[first] / first):.2f}", "", f"{times[size] * 1e3:.1f} ms")


def main():
    if not words and not SMOKE:
        subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=TOP, check=True)
    print("| Work | Beside | Wanted | Wall clock | CPU time | Ours |\n|---|---|---|---|---|---|")
    row("size of the file", "", "at most 12,582,912", f"{PROGRAM.stat().st_size:,} bytes")
    for name, part in (("start", start), ("sign-ins", sign_ins), ("partners", partners), ("paper", paper), ("tenants", many_tenants)):
        with tempfile.TemporaryDirectory() as work, measuring(name):
            part(pathlib.Path(work))
    if not SMOKE:
        script("bundle, CPU", "at least 3", "benches/bundle.sh", *(("64", "32") if QUICK else ("256", "128")),
               **{"Info-ZIP_(media_stored)_and_sha256sum": r"^zip\+sha256sum.* ([\d.]+) x our cpu", "7-Zip_and_sha256sum": r"^7z\+sha256sum.* ([\d.]+) x our cpu",
                  "hashing_and_deflating_once,_the_floor": r"^floor .* ([\d.]+) x our cpu",
                  "verify,_beside_unzip_and_sha256sum_-c": r"^unzip\+sha256sum-c.* ([\d.]+) x our cpu"})
        script("DNS bulk, questions a second, with diagnosis", "at least 1.5", "benches/dns_bulk.sh", "1000" if QUICK else "10000",
               **{"hickory's_Resolver,_tuned": r"^hickory Resolver, tuned.* ([\d.]+) times", "hickory's_Resolver,_as_built_by_default": r"^hickory Resolver, usual.* ([\d.]+) times",
                  "dig_-f": r"^dig -f.* ([\d.]+) times", "kdig": r"^kdig.* ([\d.]+) times"})
        growth("journal", "^open and fold", "journal lines, open and fold")
        growth("policy", r"^200 administrators/doors, \d+ ways", "policies, `policy doors`")
    print("\n| Work | Beside | Wanted | Wall clock | CPU time | Ours |\n|---|---|---|---|---|---|")
    for cells in rows:
        print("| " + " | ".join(cells) + " |")
    if missed:
        print(f"\nnot measured: {', '.join(missed)}", file=sys.stderr)
    sys.exit(1 if missed and SMOKE else 0)


if __name__ == "__main__":
    main()
