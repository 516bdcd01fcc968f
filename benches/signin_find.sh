#!/bin/bash
# `signin find` on 1 GB exports beside `jq` for the same question, and `rg -c` for the bare bytes as the floor, in one
# run. Prints wall and CPU seconds, memory and the ratio of CPU seconds, which other work on the machine disturbs least.
# Needs jq, rg, python3 and GNU time; writes three times that size to a temporary folder.
#
#   benches/signin_find.sh [MB]
set -euo pipefail
mb=${1:-1000}
cd "$(dirname "$0")/.."
program=${REENTRY:-target/release/reentry}
[ -n "${REENTRY:-}" ] || cargo build --release --quiet
program=$(realpath "$program")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 benches/signin_export.py "$mb" "$work"

measure() { # name, then a command that prints the number of failures found
    local name=$1
    shift
    /usr/bin/time -f '%e %U %S %M' -o "$work/time" "$@" >"$work/out" || [ $? = 3 ] || { echo "$name failed"; exit 1; }
    read -r wall busy system rss < <(tail -n 1 "$work/time")
    cpu=$(echo "$busy $system" | awk '{ print $1 + $2 }')
    found=$(sed -n 's/^  "failures": \([0-9]*\),$/\1/p' "$work/out")
    printf '%-12s wall %7.2f s  cpu %7.2f s  RSS %6.1f MB  %8s found' "$name" "$wall" "$cpu" "$(echo "$rss" | awk '{ print $1 / 1024 }')" "${found:-$(tail -n 1 "$work/out")}"
    [ -z "${base:-}" ] || echo "$base $cpu" | awk '{ printf "   %6.1f x our cpu", $2 / $1 }'
    echo
    [ -n "${base:-}" ] || base=$cpu
}
ours() { measure reentry "$program" signin find "$@" --json; }

user=admin7@contoso.com code=50126
for file in lines.json page.json; do
    # The disk is paid for before the clock runs.
    cat "$work/$file" >/dev/null
    case $file in lines.json) each=. ;; *) each='.value[]' ;; esac
    echo "$file, $(stat -c %s "$work/$file") bytes in $(wc -l <"$work/$file") lines: --user $user --code $code"
    unset base
    ours "$work/$file" --user "$user" --code "$code"
    measure jq sh -c 'jq -c "$1 | select(.status.errorCode == $2 and (.userPrincipalName | ascii_downcase) == \"$3\") | .id" "$0" | wc -l' "$work/$file" "$each" "$code" "$user"
    measure 'rg -c' sh -c 'rg -c "\"errorCode\": ?$1\\b" "$0" || true' "$work/$file" "$code"
    echo "$file: all failures, grouped"
    unset base
    ours "$work/$file"
    measure jq sh -c 'jq -c "$1 | select(.status.errorCode != 0) | [.userPrincipalName, .status.errorCode]" "$0" | wc -l' "$work/$file" "$each"
done
echo "table.csv, $(stat -c %s "$work/table.csv") bytes: --user $user --code $code"
cat "$work/table.csv" >/dev/null
unset base
ours "$work/table.csv" --user "$user" --code "$code"
measure 'rg -c' sh -c 'rg -c "$1.*,$2," "$0" || true' "$work/table.csv" "$user" "$code"
