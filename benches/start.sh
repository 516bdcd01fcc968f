#!/usr/bin/env bash
# How long `reentry` takes in a case of 1,000 lines, beside `git --version`: both are little more than a process start.
# Prints the ratio of the medians of 40 runs each, taken in turn.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet
bin=$PWD/target/release/reentry
case=$(mktemp -d)/case
trap 'rm -rf "$(dirname "$case")"' EXIT
"$bin" recover "$case" --no-input --offline 2>/dev/null || true
for n in $(seq 1000); do echo "$n"; done | xargs -P1 -I{} "$bin" note "call number {}" --case "$case" >/dev/null
python3 - "$bin" "$case" <<'PY'
import statistics, subprocess, sys, time
binary, case = sys.argv[1:]
runs = {"reentry": [binary, "--case", case], "git": ["git", "--version"]}
times = {name: [] for name in runs}
for _ in range(40):
    for name, command in runs.items():
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times[name].append(time.perf_counter() - start)
median = {name: statistics.median(t) for name, t in times.items()}
print("reentry (case of 1,000 lines) / git --version = %.2f   (%.1f ms / %.1f ms)"
      % (median["reentry"] / median["git"], median["reentry"] * 1e3, median["git"] * 1e3))
PY
