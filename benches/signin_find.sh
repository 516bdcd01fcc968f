#!/bin/bash
# `signin find` on 1 GB exports beside `jq` for the same question, and `rg -c` for the bare bytes as the floor, in one
# run. Prints seconds, memory and ratios. Needs jq, rg, python3 and GNU time; writes to a temporary folder.
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

measure() { # name, then a command whose last line of output is the number of failures found
    local name=$1
    shift
    /usr/bin/time -f '%e %M' -o "$work/time" "$@" >"$work/out" || [ $? = 3 ] || { echo "$name failed"; exit 1; }
    read -r wall rss <"$work/time"
    printf '%-34s %7.2f s  %7.1f MB  %8s found' "$name" "$wall" "$(echo "$rss" | awk '{ print $1 / 1024 }')" "$(tail -n 1 "$work/out")"
    [ -z "${base:-}" ] || echo "$base $wall" | awk '{ printf "   %6.1f x", $2 / $1 }'
    echo
    [ -n "${base:-}" ] || base=$wall
}
ours() { measure "$1" sh -c '"$0" signin find "$@" --json | python3 -c "import json, sys; print(json.load(sys.stdin)[\"failures\"])"' "$program" "${@:2}"; }

user=admin7@contoso.com code=53003
for file in lines.json page.json; do
    # The disk is paid for before the clock runs.
    cat "$work/$file" >/dev/null
    case $file in lines.json) each=. ;; *) each='.value[]' ;; esac
    echo "$file, $(stat -c %s "$work/$file") bytes in $(wc -l <"$work/$file") lines: --user $user --code $code"
    unset base
    ours reentry "$work/$file" --user "$user" --code "$code"
    measure jq sh -c 'jq -c "$1 | select(.status.errorCode == $2 and (.userPrincipalName | ascii_downcase) == \"$3\") | .id" "$0" | wc -l' "$work/$file" "$each" "$code" "$user"
    measure 'rg -c (lines, any place of the code)' sh -c 'rg -c "\"errorCode\": ?$1\\b" "$0" || true' "$work/$file" "$code"
    echo "$file: all failures, grouped"
    unset base
    ours reentry "$work/$file"
    measure jq sh -c 'jq -c "$1 | select(.status.errorCode != 0) | [.userPrincipalName, .status.errorCode]" "$0" | wc -l' "$work/$file" "$each"
done
echo "table.csv, $(stat -c %s "$work/table.csv") bytes: --user $user --code $code"
cat "$work/table.csv" >/dev/null
unset base
ours reentry "$work/table.csv" --user "$user" --code "$code"
measure 'rg -c' sh -c 'rg -c "$1.*,$2," "$0" || true' "$work/table.csv" "$user" "$code"
