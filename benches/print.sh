#!/bin/sh
# The whole kit as PDF against Chromium printing our HTML of the same kit, and a hundred customers' kits in one run.
# Usage: benches/print.sh [PROGRAM]. Prints seconds, MiB and ratios; the limits of the README are half a second, 64 MiB.
set -eu
program=$(realpath "${1:-target/release/reentry}")
profile=$(realpath "$(dirname "$0")/../src/readiness/profile/tests/contoso.toml")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
mkdir customers
for n in $(seq 100); do sed "s/\"Contoso\"/\"Customer $n\"/" "$profile" > "customers/c$n.toml"; done

# Seconds and peak KiB of a command: the best of five.
best() {
    for _ in 1 2 3 4 5; do rm -rf out; /usr/bin/time -f '%e %M' "$@" 2>&1 >/dev/null | tail -1; done | sort -n | head -1
}
one=$(best "$program" print --all --profile "$profile" --format pdf -o out)
cp out kit.pdf
many=$(best "$program" print --all --profiles customers --format pdf -o out)
"$program" print --all --profile "$profile" -o kit.html
chromium=$(best chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync --user-data-dir="$place/browser" \
    --print-to-pdf=out "file://$place/kit.html")

pages=$(pdfinfo kit.pdf 2>/dev/null | awk '/^Pages/ { print $2 }')
echo "$one $many $chromium $pages $(nproc)" | awk '{
    printf "one kit, %d pages:   %.2f s, %.0f MiB\n", $7, $1, $2 / 1024
    printf "100 kits, %d cores:  %.2f s, %.0f MiB; %.3f s a kit, %.2f of one alone\n", $8, $3, $4 / 1024, $3 / 100, $3 / 100 / $1
    printf "Chromium, one kit:   %.2f s, %.0f MiB and more in its children; %.1f times ours\n", $5, $6 / 1024, $5 / $1
}'
