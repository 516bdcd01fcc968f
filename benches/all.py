#!/usr/bin/env python3
"""Every measurement beside its named peer, in one run; prints the table of the README.

    benches/all.py [--quick]        quick: a tenth of the data

Needs root for the name servers, and: git, zip, 7z, jq, rg, nsd, dig, kdig, bagit-python, chromium, GNU time. What is missing is named in
the table. Times of one machine mean little; the ratios are what counts.
"""

import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
QUICK = "--quick" in sys.argv
UNITS = {"ns": 1e-9, "µs": 1e-6, "ms": 1e-3, "s": 1.0}
rows = []


def run(*words):
    print("$ " + " ".join(words), flush=True)
    done = subprocess.run(words, cwd=HERE.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(done.stdout, flush=True)
    return done.stdout


def row(what, output, *parts):
    """`parts`: (peer, pattern of a ratio). A pattern that is not there is a measurement that failed."""
    for peer, pattern, words in parts:
        found = re.search(pattern, output, re.M)
        rows.append((what, peer, words.format(*found.groups()) if found else "not measured"))


run("cargo", "build", "--release", "--locked", "--quiet")
program = HERE.parent / "target/release/reentry"
rows.append(("size of the file", "", f"{program.stat().st_size / 1e6:.1f} MB"))
tree = subprocess.run(["cargo", "tree", "--locked", "-e", "normal", "--prefix", "none"], cwd=HERE.parent, capture_output=True, text=True).stdout
rows.append(("crates in it", "", str(len(set(tree.split("\n"))) - 1)))

row("start, in a case of 1,000 lines", run("benches/start.sh"), ("`git --version`", r"--version = ([\d.]+)", "{} times its time"))
size = ("64", "32") if QUICK else ("256", "128")
row(
    "bundle, CPU", run("benches/bundle.sh", *size),
    ("Info-ZIP, media stored, and `sha256sum`", r"^zip\+sha256sum.* ([\d.]+) x our cpu", "it needs {} times ours"),
    ("7-Zip and `sha256sum`", r"^7z\+sha256sum.* ([\d.]+) x our cpu", "it needs {} times ours"),
    ("`verify`, beside `unzip` and `sha256sum -c`", r"^unzip\+sha256sum-c.* ([\d.]+) x our cpu", "it needs {} times ours"),
    ("`verify`, beside `unzip` and bagit-python", r"^unzip\+bagit-python.* ([\d.]+) x our cpu", "it needs {} times ours"),
)
row(
    "DNS, questions a second, with diagnosis", run("benches/dns_bulk.sh", "1000" if QUICK else "10000"),
    ("`dig -f`", r"^dig -f.* ([\d.]+) times", "ours is {} times as fast"),
    ("kdig", r"^kdig.* ([\d.]+) times", "ours is {} times as fast"),
    ("hickory's Resolver, as built by default", r"^hickory Resolver, usual.* ([\d.]+) times", "ours is {} times as fast"),
    ("hickory's Resolver, tuned", r"^hickory Resolver, tuned.* ([\d.]+) times", "ours is {} times as fast"),
)
find = run("benches/signin_find.sh", "100" if QUICK else "1000")
row(
    "sign-ins of a user in a " + ("100 MB" if QUICK else "1 GB") + " export", find,
    ("jq", r"^jq .* ([\d.]+) x", "it needs {} times ours"),
    ("`rg -c` of the code, the floor", r"^rg -c .* ([\d.]+) x", "it needs {} times ours"),
    ("memory", r"^reentry .*RSS +([\d.]+) MB", "{} MB"),
)
row("10,000 partner relationships weighed", run("benches/partner_assess.py", str(program)), ("Python that only parses them", r"--format table +[\d.]+ ms +([\d.]+) x", "ours needs {} of its time"))
paper = run("benches/print.sh", str(program))
row(
    "the whole kit as PDF", paper,
    ("", r"^one kit, (\d+ pages: +[\d.]+ s, \d+ MiB)", "{}"),
    ("Chromium, from our HTML", r"([\d.]+) times ours", "it needs {} times ours"),
)
journal = run("cargo", "bench", "--quiet", "--bench", "journal")
times = {m[1]: float(m[2]) * UNITS[m[3]] for m in re.finditer(r"^open and fold/(\d+)\s+time:\s+\[\S+ \S+ (\S+) (\S+)", journal, re.M)}
sizes = sorted(times, key=int)
if len(sizes) > 1:
    small, big = sizes[0], sizes[-1]
    growth = times[big] / times[small] / (int(big) / int(small))
    rows.append((f"a journal line, of {int(big):,}", f"of {int(small):,}", f"{growth:.2f} times its time"))

print("| What | Beside | In one run |\n|---|---|---|")
for cells in rows:
    print("| " + " | ".join(cells) + " |")
