"""A private internet of real name servers with 1,000 domains, some of them wrong in known ways.

root: NSD at 127.0.0.2    registry "lab": BIND at 127.0.0.3 (DNSSEC-signed, as the root is)
customers: Knot at 127.0.0.10 (primary), NSD at 127.0.0.11 (secondary, with copies of its own)
resolvers: Unbound at 127.0.0.53 (validates; port 53, and HTTPS with a certificate of its own), BIND at 127.0.0.54 (does not)
127.0.0.31: packets arrive and nobody answers

The program must name every planted fault, with no resolver, with the one, and with the other; and what it hears over
HTTPS it must believe from a server whose certificate it trusts, and from no other.
"""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

PROGRAM = sys.argv[1]
VALUE = "22-11-2026"
CLOCK = "2026-11-22T12:00:00+01:00"
SPF = '"v=spf1 include:spf.protection.outlook.com -all"'

# kind -> (how many, verdict, finding)
KINDS = {
    "good": (615, "visible", None),
    "absent": (60, "not-yet", "record-absent"),
    "yesterday": (40, "wrong", "date-yesterday"),
    "quotes": (40, "wrong", "quotes-in-value"),
    "iso": (20, "wrong", "format-iso"),
    "endash": (20, "wrong", "lookalike-characters"),
    "doubled": (20, "wrong", "doubled-domain"),
    "literal": (10, "wrong", "literal-at-host"),
    "wildcard": (10, "wrong", "wildcard-only"),
    "www": (10, "wrong", "at-subdomain"),
    "stale": (30, "partly", "stale-secondary"),
    "lame": (20, "partly", "lame-delegation"),
    "elsewhere": (10, "unknown", "zone-not-at-provider"),
    "nobody": (10, "not-yet", "name-absent"),
    "dead": (20, "partly", "server-timeout"),
    "split": (10, "visible", "split-string"),
    "leftover": (10, "visible", "leftover-record"),
    "large": (5, "visible", "large-answer"),
    "mismatch": (5, "visible", "delegation-mismatch"),
    "signed": (5, "visible", None),
    "bogus": (5, "partly", "ds-left-behind"),
    "expired": (5, "partly", "signatures-expired"),
    "unknownkey": (5, "visible", None),
    "unsigned": (5, "partly", "dnssec-bogus"),
    "sameserial": (10, "partly", "serial-not-raised"),
}
DOMAINS = [(f"{kind}{n}.lab", kind) for kind, (count, _, _) in KINDS.items() for n in range(count)]
assert len(DOMAINS) == 1000, len(DOMAINS)

HOME = pathlib.Path(tempfile.mkdtemp(prefix="dns-lab-"))
HOME.chmod(0o755)
running = []


def sh(*words, cwd=HOME, **more):
    return subprocess.run(words, cwd=cwd, check=True, capture_output=True, text=True, **more).stdout


def txt(kind):
    """The TXT records at the domain itself."""
    return {
        "absent": [SPF],
        "yesterday": ['"21-11-2026"'],
        "quotes": [r'"\"22-11-2026\""'],
        "iso": ['"2026-11-22"'],
        "endash": [r'"22\226\128\14711\226\128\1472026"'],
        "doubled": [SPF], "literal": [SPF], "wildcard": [SPF], "www": [SPF],
        "split": ['"22-11-" "2026"'],
        "unsigned": [],
        "leftover": [f'"{VALUE}"', '"21-11-2026"'],
        "large": [f'"{VALUE}"'] + [f'"old verification {n} of a service that nobody remembers any more"' for n in range(120)],
    }.get(kind, [f'"{VALUE}"', SPF])


def zone(domain, kind, secondary=False):
    serial = 2026112101 if kind == "stale" and secondary else 2026112201
    records = [SPF] if kind in ("stale", "sameserial") and secondary else txt(kind)
    lines = [
        "$TTL 300",
        f"@ IN SOA ns1.{domain}. hostmaster.{domain}. {serial} 7200 900 604800 900",
        f"@ NS ns1.{domain}.",
        f"@ NS ns2.{domain}.",
        "ns1 A 127.0.0.10",
        f"ns2 A 127.0.0.{31 if kind == 'dead' else 11}",
    ]
    if kind == "mismatch":
        # The zone names a server that the registry does not know.
        lines += [f"@ NS ns3.{domain}.", "ns3 A 127.0.0.11"]
    lines += [f"@ TXT {record}" for record in records]
    extra = {"doubled": domain + f".{domain}.", "literal": r"\@", "wildcard": "*", "www": "www"}.get(kind)
    if extra:
        lines.append(f'{extra} TXT "{VALUE}"')
    return "\n".join(lines) + "\n"


def sign(name, path, until="20361231000000"):
    """Signs a zone file and returns the signed file and the DS records. The signatures count on the lab's clock and on ours."""
    folder = HOME / f"keys-{name.strip('.') or 'root'}"
    folder.mkdir()
    for flags in (["-f", "KSK"], []):
        sh("dnssec-keygen", "-q", "-a", "ECDSAP256SHA256", "-K", str(folder), *flags, name)
    signed = pathlib.Path(f"{path}.signed")
    # -P: signatures that have expired are meant to be there.
    sh("dnssec-signzone", "-q", "-P", "-S", "-K", str(folder), "-s", "20260101000000", "-e", until, "-o", name, "-f", str(signed), str(path))
    ds = "".join(
        sh("dnssec-dsfromkey", "-2", str(key)) for key in folder.glob("*.key") if "key-signing" in key.read_text()
    )
    anchor = "".join(
        line + "\n" for key in folder.glob("*.key") if "key-signing" in key.read_text()
        for line in key.read_text().splitlines() if not line.startswith(";")
    )
    return signed, ds, anchor


def start(*words):
    log = open(HOME / f"{pathlib.Path(words[0]).name}-{len(running)}.log", "w")
    running.append(subprocess.Popen(words, cwd=HOME, stdout=log, stderr=log))


def answers(address, name):
    """Waits until a server answers at all."""
    question = b"\x12\x34\x01\0\0\x01\0\0\0\0\0\0"
    question += b"".join(bytes([len(l)]) + l.encode() for l in name.split(".") if l) + b"\0\0\x06\0\x01"
    for _ in range(150):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
            s.settimeout(0.2)
            try:
                s.connect((address, 53))
                s.send(question)
                if s.recv(4096)[3] & 15 in (0, 3):
                    return
            except OSError:
                pass
        time.sleep(0.1)
    raise SystemExit(f"{address} does not answer for {name}; logs in {HOME}")


def nsd(name, address, zones):
    lines = [
        "server:", f"  ip-address: {address}", f'  pidfile: "{HOME}/{name}.pid"', f'  zonesdir: "{HOME}"',
        '  username: ""', '  chroot: ""', '  database: ""', f'  xfrdfile: "{HOME}/{name}.xfrd"', f'  xfrdir: "{HOME}"',
        f'  zonelistfile: "{HOME}/{name}.list"', "  rrl-ratelimit: 0", "  server-count: 1", "remote-control:", "  control-enable: no",
    ]
    for zone_name, file in zones:
        lines += ["zone:", f'  name: "{zone_name}"', f'  zonefile: "{file}"']
    (HOME / f"{name}.conf").write_text("\n".join(lines) + "\n")
    start("nsd", "-d", "-c", str(HOME / f"{name}.conf"))


def knot(zones):
    lines = ["server:", f"    rundir: {HOME}/knot", "    listen: 127.0.0.10@53", "database:", f"    storage: {HOME}/knot", "zone:"]
    for zone_name, file in zones:
        lines += [f"  - domain: {zone_name}", f"    file: {file}"]
    (HOME / "knot").mkdir()
    (HOME / "knot.conf").write_text("\n".join(lines) + "\n")
    start("knotd", "-c", str(HOME / "knot.conf"))


def bind(name, address, options, zones):
    folder = HOME / name
    folder.mkdir()
    text = f'options {{ directory "{folder}"; listen-on {{ {address}; }}; listen-on-v6 {{ none; }}; pid-file none; session-keyfile none; {options} }};\ncontrols {{ }};\n'
    for zone_name, kind, file in zones:
        text += f'zone "{zone_name}" {{ type {kind}; file "{file}"; }};\n'
    (HOME / f"{name}.conf").write_text(text)
    start("named", "-g", "-c", str(HOME / f"{name}.conf"))


def build():
    customers = [(d, k) for d, k in DOMAINS if k not in ("elsewhere", "nobody")]
    primary, secondary, ds = [], [], {}
    for domain, kind in customers:
        path = HOME / f"{domain}.zone"
        path.write_text(zone(domain, kind))
        if kind in ("signed", "bogus", "expired", "unsigned"):
            path, ds[domain], _ = sign(domain, path, **({"until": "20260201000000"} if kind == "expired" else {}))
            if kind == "bogus":
                # The registry has a DS record of a key that is gone.
                ds[domain] = f"{domain}. IN DS 4711 13 2 {'ab' * 32}\n"
            if kind == "unsigned":
                # The record was added behind the signing program's back.
                with path.open("a") as signed:
                    signed.write(f'{domain}. 300 IN TXT "{VALUE}"\n')
        if kind == "unknownkey":
            # An algorithm that no resolver knows: the zone counts as unsigned.
            ds[domain] = f"{domain}. IN DS 4711 200 2 {'ab' * 32}\n"
        primary.append((domain, path))
        if kind in ("lame", "dead"):
            continue
        if kind in ("stale", "sameserial"):
            path = HOME / f"{domain}.old"
            path.write_text(zone(domain, kind, secondary=True))
        secondary.append((domain, path))
    registry = ["$TTL 300", "@ IN SOA ns.lab. hostmaster.lab. 1 7200 900 604800 900", "@ NS ns.lab.", "ns A 127.0.0.3"]
    for domain, kind in DOMAINS:
        if kind != "nobody":
            second = 31 if kind == "dead" else 11
            registry += [f"{domain}. NS ns1.{domain}.", f"{domain}. NS ns2.{domain}.", f"ns1.{domain}. A 127.0.0.10", f"ns2.{domain}. A 127.0.0.{second}"]
    (HOME / "lab.zone").write_text("\n".join(registry) + "\n" + "".join(ds.values()))
    lab, lab_ds, _ = sign("lab", HOME / "lab.zone")
    root = ["$TTL 300", ". IN SOA ns.root. hostmaster.root. 1 7200 900 604800 900", ". NS ns.root.", "ns.root. A 127.0.0.2", "lab. NS ns.lab.", "ns.lab. A 127.0.0.3"]
    (HOME / "root.zone").write_text("\n".join(root) + "\n" + lab_ds)
    root_zone, _, anchor = sign(".", HOME / "root.zone")
    (HOME / "anchor.key").write_text(anchor)
    (HOME / "hints").write_text(". 3600 IN NS ns.root.\nns.root. 3600 IN A 127.0.0.2\n")
    os.system(f"chmod -R a+rX {HOME}")

    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    silent.bind(("127.0.0.31", 53))
    silent_tcp = socket.socket()
    silent_tcp.bind(("127.0.0.31", 53))
    silent_tcp.listen()
    nsd("root", "127.0.0.2", [(".", root_zone)])
    bind("registry", "127.0.0.3", "recursion no; dnssec-validation no;", [("lab", "primary", lab)])
    knot(primary)
    nsd("secondary", "127.0.0.11", secondary)
    bind("recursive", "127.0.0.54", "recursion yes; dnssec-validation no; allow-query { any; }; empty-zones-enable no;", [(".", "hint", HOME / "hints")])
    sh("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.53",
       "-addext", "subjectAltName=IP:127.0.0.53", "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", str(HOME / "tls.key"), "-out", str(HOME / "tls.pem"))
    (HOME / "unbound.conf").write_text(f"""server:
  interface: 127.0.0.53
  interface: 127.0.0.53@443
  https-port: 443
  tls-service-key: "{HOME}/tls.key"
  tls-service-pem: "{HOME}/tls.pem"
  username: ""
  chroot: ""
  directory: "{HOME}"
  pidfile: "{HOME}/unbound.pid"
  use-syslog: no
  do-not-query-localhost: no
  access-control: 127.0.0.0/8 allow
  root-hints: "{HOME}/hints"
  trust-anchor-file: "{HOME}/anchor.key"
  ede: yes
  local-zone: "lab." nodefault
remote-control:
  control-enable: no
""")
    start("unbound", "-d", "-c", str(HOME / "unbound.conf"))
    for address, name in [("127.0.0.2", ""), ("127.0.0.3", "lab"), ("127.0.0.10", "good0.lab"), ("127.0.0.11", "good614.lab"), ("127.0.0.53", "good0.lab"), ("127.0.0.54", "good0.lab")]:
        answers(address, name)
    return silent, silent_tcp


def run(title, *more):
    (HOME / "list").write_text("".join(f"{domain}\n" for domain, _ in DOMAINS))
    begin = time.monotonic()
    result = subprocess.run(
        [PROGRAM, "dns", "bulk", str(HOME / "list"), "--json", "--root-hints", str(HOME / "hints"), "--timeout", "1", "--rate", "0", *more],
        capture_output=True, text=True, env={"PATH": os.environ["PATH"], "REENTRY_CLOCK": CLOCK},
    )
    took = time.monotonic() - begin
    seen = {o["domain"]: o for o in map(json.loads, result.stdout.splitlines())}
    wrong = []
    for domain, kind in DOMAINS:
        _, verdict, finding = KINDS[kind]
        if "127.0.0.53" in more and kind in ("bogus", "expired"):
            finding = "dnssec-bogus"
        got = seen.get(domain, {"verdict": "nothing", "findings": []})
        ids = sorted({f["id"] for f in got["findings"]})
        unexpected = not finding and ids or "dnssec-bogus" in ids and finding != "dnssec-bogus"
        if got["verdict"] != verdict or finding and finding not in ids or unexpected:
            wrong.append(f"{domain}: {got['verdict']} {ids}; planted: {verdict} {finding}")
    if result.returncode != 6:
        wrong.append(f"exit code {result.returncode}, expected 6: {result.stderr[-500:]}")
    print(f"{title}: {len(seen)} domains in {took:.1f} s, {len(wrong)} judged wrongly")
    for line in wrong[:20]:
        print("  " + line)
    return not wrong


def over_https(trusted):
    """One domain, the resolver asked over HTTPS; the clock must be the real one, for the certificate's sake."""
    env = {"PATH": os.environ["PATH"]} | ({"SSL_CERT_FILE": str(HOME / "tls.pem")} if trusted else {})
    words = ["dns", "check", "good0.lab", "--value", VALUE, "--json", "--root-hints", str(HOME / "hints"), "--resolver", "https://127.0.0.53/dns-query"]
    result = subprocess.run([PROGRAM, *words], capture_output=True, text=True, env=env)
    if "without DNS over HTTPS" in result.stderr:
        print("over HTTPS: this program was built without it (--features doh)")
        return os.environ.get("CI") != "true"
    resolver = [s for s in json.loads(result.stdout)["servers"] if s["role"] == "resolver"]
    answered = [s["transport"] == "https" and VALUE in s["values"] for s in resolver]
    good = answered == [trusted] and (trusted or "UnknownIssuer" in result.stdout)
    print(f"over HTTPS, certificate {'trusted' if trusted else 'unknown'}: {'as it should be' if good else (resolver, result.stdout, result.stderr)}")
    return good


sh("ip", "link", "set", "lo", "up")
for address in ("127.0.0.3", "127.0.0.54"):
    # BIND listens only where an interface has the address.
    sh("ip", "address", "add", f"{address}/8", "dev", "lo")
try:
    keep = build()
    fine = [
        run("name servers only"),
        run("with Unbound, validating", "--resolver", "127.0.0.53"),
        run("with BIND, not validating", "--resolver", "127.0.0.54"),
        over_https(trusted=True),
        over_https(trusted=False),
    ]
finally:
    for process in running:
        process.terminate()
    for process in running:
        process.wait()
if all(fine):
    shutil.rmtree(HOME)
else:
    raise SystemExit(f"zones and logs are in {HOME}")
