"""The measuring part of dns_bulk.sh, inside its own network namespace."""

import os
import pathlib
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAM, PEER = map(os.path.abspath, sys.argv[1:3])
COUNT = int(os.environ["COUNT"])
VALUE = "22-11-2026"
ROUNDS = 3
HOME = pathlib.Path(tempfile.mkdtemp(prefix="dns-bench-"))
HOME.chmod(0o755)
# One in a hundred of each: absent, yesterday, quotes, a second server that is silent.
FAULTS = ["absent", "yesterday", "quotes", "dead"]


def kind(n):
    return FAULTS[n % 100] if n % 100 < 4 else "good"


def zone(records):
    return "\n".join(["$TTL 300", "@ SOA ns1.provider.lab. h.provider.lab. 1 7200 900 604800 900", "@ NS ns1.provider.lab.", "@ NS ns2.provider.lab."] + records) + "\n"


def nsd(name, addresses, zones):
    lines = ["server:"] + [f"  ip-address: {a}" for a in addresses]
    lines += [f'  pidfile: "{HOME}/{name}.pid"', f'  zonesdir: "{HOME}"', '  username: ""', '  chroot: ""', '  database: ""',
              f'  xfrdfile: "{HOME}/{name}.xfrd"', f'  xfrdir: "{HOME}"', f'  zonelistfile: "{HOME}/{name}.list"',
              "  rrl-ratelimit: 0", "  server-count: 1", "remote-control:", "  control-enable: no"]
    for zone_name, file in zones:
        lines += ["zone:", f'  name: "{zone_name}"', f'  zonefile: "{file}"']
    (HOME / f"{name}.conf").write_text("\n".join(lines) + "\n")
    return subprocess.Popen(["nsd", "-d", "-c", str(HOME / f"{name}.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def answers(address, name):
    question = b"\x12\x34\0\0\0\x01\0\0\0\0\0\0" + b"".join(bytes([len(l)]) + l.encode() for l in name.split(".") if l) + b"\0\0\x06\0\x01"
    for _ in range(600):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(0.2)
            try:
                s.connect((address, 53))
                s.send(question)
                if s.recv(4096)[3] & 15 == 0:
                    return
            except OSError:
                pass
        time.sleep(0.1)
    raise SystemExit(f"{address} does not answer for {name}")


def datagrams():
    rows = [line.split() for line in open("/proc/net/snmp") if line.startswith("Udp:")]
    return int(rows[1][rows[0].index("OutDatagrams")])


def measured(*words, **more):
    """Wall seconds, CPU seconds, packets sent by both sides, the output."""
    before, packets, begin = resource.getrusage(resource.RUSAGE_CHILDREN), datagrams(), time.monotonic()
    result = subprocess.run(words, capture_output=True, text=True, **more)
    wall, after = time.monotonic() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, datagrams() - packets, result.stdout


def high_water(process):
    """MiB a process held at most. Its rusage would count what this script held before the process was its own."""
    most = 0
    while process.poll() is None:
        try:
            for line in open(f"/proc/{process.pid}/status"):
                if line.startswith("VmHWM"):
                    most = max(most, int(line.split()[1]) / 1024)
        except OSError:
            pass
        time.sleep(0.01)
    return most


subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
(HOME / "good.zone").write_text(zone([f'@ TXT "{VALUE}"', '@ TXT "v=spf1 -all"']))
(HOME / "dead.zone").write_text(zone([f'@ TXT "{VALUE}"']).replace("ns2.provider", "ns3.provider"))
(HOME / "absent.zone").write_text(zone(['@ TXT "v=spf1 -all"']))
(HOME / "yesterday.zone").write_text(zone(['@ TXT "21-11-2026"']))
(HOME / "quotes.zone").write_text(zone([r'@ TXT "\"22-11-2026\""']))
(HOME / "provider.zone").write_text(zone(["ns1 A 127.0.0.10", "ns2 A 127.0.0.11", "ns3 A 127.0.0.31"]))
registry = ["$TTL 300", "@ SOA ns.lab. h.lab. 1 7200 900 604800 900", "@ NS ns.lab.", "ns A 127.0.0.3", "provider NS ns1.provider",
            "provider NS ns2.provider", "ns1.provider A 127.0.0.10", "ns2.provider A 127.0.0.11"]
for n in range(COUNT):
    second = "ns3" if kind(n) == "dead" else "ns2"
    registry += [f"d{n} NS ns1.provider", f"d{n} NS {second}.provider"]
(HOME / "lab.zone").write_text("\n".join(registry) + "\n")
(HOME / "root.zone").write_text("$TTL 300\n. SOA ns.root. h.root. 1 7200 900 604800 900\n. NS ns.root.\nns.root. A 127.0.0.2\nlab. NS ns.lab.\nns.lab. A 127.0.0.3\n")
(HOME / "hints").write_text(". 3600 NS ns.root.\nns.root. 3600 A 127.0.0.2\n")
names = [f"d{n}.lab" for n in range(COUNT)]
(HOME / "names").write_text("\n".join(names) + "\n")
good = [f"d{n}.lab" for n in range(COUNT) if kind(n) == "good"]
(HOME / "dig").write_text("".join(f"{name} TXT\n" for name in good))
silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
silent.bind(("127.0.0.31", 53))
servers = [
    nsd("root", ["127.0.0.2"], [(".", "root.zone")]),
    nsd("registry", ["127.0.0.3"], [("lab", "lab.zone")]),
    nsd("customers", ["127.0.0.10", "127.0.0.11"], [("provider.lab", "provider.zone")] + [(f"d{n}.lab", f"{kind(n)}.zone") for n in range(COUNT)]),
]
try:
    for address, name in [("127.0.0.2", ""), ("127.0.0.3", "lab"), ("127.0.0.10", good[-1])]:
        answers(address, name)
    ours, memory, whole = [], [], []
    diggers = {"dnsperf, the limit": [], "dig -f": [], "kdig": []}
    peers = {"usual": [], "tuned": []}
    for _ in range(ROUNDS):
        bulk = [PROGRAM, "dns", "bulk", "names", "--value", VALUE, "--root-hints", "hints", "--rate", "0", "--timeout", "2", "--format", "ndjson"]
        (HOME / "healthy").write_text("\n".join(good) + "\n")
        env = {"PATH": os.environ["PATH"]}
        # Full diagnosis of healthy domains: delegation, value, serial and name servers at each of two servers.
        wall, cpu, packets, out = measured("/usr/bin/env", *[w if w != "names" else "healthy" for w in bulk], cwd=HOME, env=env)
        assert out.count('"verdict":"visible"') == len(good), out[:2000]
        ours.append((packets / 2 / wall, packets / 2, cpu))
        wall, cpu, packets, out = measured(*bulk, cwd=HOME, env=env)
        assert out.count("\n") == COUNT
        whole.append(wall)
        # Sends the same question and looks at no answer but its code: what this server and this machine can do.
        _, _, _, out = measured("dnsperf", "-s", "127.0.0.10", "-d", "dig", "-n", "1", "-q", "256", "-T", "1", cwd=HOME)
        said = dict(line.strip().split(":", 1) for line in out.splitlines() if ":" in line)
        assert int(said["Queries completed"].split()[0]) == len(good), out
        diggers["dnsperf, the limit"].append(float(said["Queries per second"]))
        wall, _, packets, _ = measured("dig", "@127.0.0.10", "+norecurse", "+tries=1", "+time=2", "-f", "dig", cwd=HOME)
        diggers["dig -f"].append(packets / 2 / wall)
        # It reads no list, so it gets the names as arguments.
        each = [word for name in good for word in (name, "TXT")]
        wall, _, packets, _ = measured("kdig", "@127.0.0.10", "+norecurse", "+retry=0", "+time=2", *each, cwd=HOME)
        diggers["kdig"].append(packets / 2 / wall)
        for manner, rates in peers.items():
            _, cpu, _, out = measured(PEER, "127.0.0.10", "64", manner, input="\n".join(good) + "\n")
            asked, answered, took = out.split()
            assert asked == answered, out
            rates.append((int(asked) / float(took), cpu / int(asked)))
    for count in (COUNT // 10, COUNT):
        (HOME / "part").write_text("\n".join(names[:count]) + "\n")
        process = subprocess.Popen([PROGRAM, *[w if w != "names" else "part" for w in bulk[1:]]], cwd=HOME, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        memory.append((count, high_water(process)))
    rate = statistics.median(r for r, _, _ in ours)
    each = statistics.median(c / n for _, n, c in ours)
    print(f"reentry dns bulk            {rate:8.0f} questions/s, {each * 1e6:5.1f} CPU us each, with diagnosis and report ({ours[0][1] / len(good):.1f} questions a domain)")
    for name, rates in diggers.items():
        print(f"{name:<27} {statistics.median(rates):8.0f} questions/s; reentry is {rate / statistics.median(rates):.2f} times as fast")
    for manner, measures in peers.items():
        other, its = (statistics.median(m[n] for m in measures) for n in (0, 1))
        print(f"hickory Resolver, {manner:<9} {other:8.0f} questions/s, {its * 1e6:5.1f} CPU us each; reentry is {rate / other:.2f} times as fast")
    print(f"whole run: {COUNT} domains, 4 % faulty, one dead provider: {statistics.median(whole):.1f} s")
    print("memory: " + ", ".join(f"{mib:.0f} MiB for {count} domains" for count, mib in memory))
finally:
    for server in servers:
        server.terminate()
        server.wait()
