#!/bin/bash
# How fast `dns bulk` asks, against dnsperf (the limit), `dig -f`, kdig and hickory's own Resolver, on loopback, in one run. Prints ratios.
# Needs root (a network namespace), nsd, dnsperf, dig, kdig, python3. 10,000 domains with two name servers each, 4 % of them faulty.
# The per-server limit is off (--rate 0), as it is for the peers; it is 50 questions a second by default.
#
#   benches/dns_bulk.sh [DOMAINS]
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH=$PATH:/usr/sbin:/sbin COUNT=${1:-10000}
cargo build --release --quiet --bin reentry --example dns_peer
exec unshare --net --pid --mount-proc --fork --kill-child python3 benches/dns_bulk.py target/release/reentry target/release/examples/dns_peer
