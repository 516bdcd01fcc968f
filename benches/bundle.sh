#!/bin/sh
# Our one pass against two of Info-ZIP and sha256sum, on the same files in the same run; then our check of a bundle,
# which writes nothing, against unpacking it for sha256sum, and for bagit-python.
#
#   benches/bundle.sh [MiB of recordings] [MiB of logs]
#
# CPU seconds are the number to trust; wall times move with the disk. RSS must not grow with the input.
set -eu
media=${1:-256}
logs=${2:-128}
cd "$(dirname "$0")/.."
cargo build --release --quiet --bin reentry --example pack
pack=$PWD/target/release/examples/pack
reentry=$PWD/target/release/reentry
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/in"

part=$((media / 4))
for n in 1 2 3 4; do
    head -c "$((part * 1024 * 1024))" /dev/urandom >"$work/in/recording-$n.webm"
done
awk -v bytes="$((logs * 1024 * 1024))" 'BEGIN {
    srand(7)
    while (size < bytes) {
        line = sprintf("{\"time\":\"2026-11-22T%02d:%02d:%02dZ\",\"correlationId\":\"%08x-%04x-4%03x-8%03x-%08x%04x\",\"errorCode\":%d,\"user\":\"user%d@contoso.com\",\"ipAddress\":\"10.%d.%d.%d\"}",
            rand()*24, rand()*60, rand()*60, rand()*4294967295, rand()*65535, rand()*4095, rand()*4095, rand()*4294967295, rand()*65535,
            50000 + rand()*9000, rand()*500, rand()*255, rand()*255, rand()*255)
        print line
        size += length(line) + 1
    }
}' >"$work/in/sign-ins.json"
sync

measure() { # name, command…; leaves out.zip to be looked at, and removes it
    name=$1
    shift
    # The files are read once before, so that no way pays for the disk of the others.
    cat "$work"/in/* >/dev/null
    /usr/bin/time -f '%e %U %S %M' -o "$work/time" sh -c "$*" >/dev/null 2>"$work/err" || { cat "$work/err"; exit 1; }
    read -r wall user system rss <"$work/time"
    size=$(du -sm "$work/out.zip" | cut -f1)
    echo "$name $wall $user $system $rss $size" |
        awk -v base="${base:-0}" '{ cpu = $3 + $4; printf "%-28s wall %7.2f s   cpu %7.2f s   RSS %7.1f MB   zip %5d MB", $1, $2, cpu, $5 / 1024, $6
            if (base > 0) printf "   %.2f x our cpu", cpu / base; print "" }'
    [ -n "${base:-}" ] || base=$(echo "$user $system" | awk '{ print $1 + $2 }')
    rm -f "$work/out.zip"
}

echo "$media MiB of recordings, $logs MiB of sign-in logs, SHA-256 of all"
measure reentry "$pack $work/in $work/out.zip"
measure reentry--store "$pack $work/in $work/out.zip --store"
# The floor: each byte hashed once, and what can be made smaller deflated once, nothing written.
touch "$work/out.zip"
measure floor "sha256sum $work/in/* && gzip -6 -c $work/in/sign-ins.json && touch $work/out.zip"
measure zip+sha256sum "cd $work/in && zip -q -6 -n .webm $work/out.zip * && sha256sum * >$work/manifest"
measure zip-everything+sha256sum "cd $work/in && zip -q -6 $work/out.zip * && sha256sum * >$work/manifest"
if command -v 7z >/dev/null; then
    measure 7z+sha256sum "cd $work/in && 7z a -bd -mx=5 -tzip $work/out.zip * && sha256sum * >$work/manifest"
fi

"$pack" "$work/in" "$work/bundle.zip" >/dev/null 2>&1
unpack="rm -rf $work/un && unzip -q $work/bundle.zip -d $work/un && cd $work/un/*"
unset base
echo "the same bundle checked"
measure verify "$reentry verify $work/bundle.zip && touch $work/out.zip"
measure unzip+sha256sum-c "$unpack && sha256sum -c --quiet manifest-sha256.txt tagmanifest-sha256.txt && touch $work/out.zip"
if python3 -c 'import bagit' 2>/dev/null; then
    measure unzip+bagit-python "$unpack && python3 -m bagit --quiet --validate . && touch $work/out.zip"
fi
