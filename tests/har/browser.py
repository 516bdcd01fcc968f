"""A real browser against a page on loopback that imitates the sign-in service, recorded as a HAR.

    browser.py CHROMIUM FOLDER

Writes FOLDER/recording.har and FOLDER/planted.json: thirty secrets by the place where each was planted. Nothing but
the standard library: the browser is driven over its own DevTools socket.
"""

import base64
import hashlib
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CHROMIUM, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])


def letters(name, length):
    """Distinct letters for each name, the same in every run."""
    out = ""
    while len(out) < length:
        out += base64.urlsafe_b64encode(hashlib.sha256(f"{name}{len(out)}".encode()).digest()).decode().strip("=-_")
    return out[:length]


def jwt(name):
    part = lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")
    return ".".join([part({"typ": "JWT", "alg": "RS256"}), part({"sub": letters(name, 24), "upn": "anna@contoso.com"}), letters(name + "s", 80)])


S = {
    "password in a form": "Winter-2026/" + letters("pw", 9) + "!",
    "old password in a form": "Summer 2025 " + letters("old", 9) + "?",
    "temporary access pass": "T" + letters("tap", 11),
    "one-time code": "otc-" + letters("otc", 10),
    "flow token": "AQABIQEAAAD" + letters("flow", 60),
    "canary": letters("canary", 40) + "=7:1:CANARY",
    "context in an address": "rQQIAR" + letters("ctx", 50),
    "state in an address": letters("state", 32),
    "nonce in an address": letters("nonce", 32),
    "login hint": "hint." + letters("hint", 24),
    "authorization code": "0.AXkA" + letters("code", 60),
    "code verifier": letters("verifier", 43),
    "session id in a path": "sid" + letters("path", 36),
    "session cookie": "0.ASAA" + letters("ests", 60),
    "persistent cookie": "PERSIST" + letters("pers", 50),
    "device cookie": letters("device", 50),
    "cookie set by a script": letters("script", 30),
    "bearer token": jwt("bearer"),
    "id token in a fragment": jwt("idtoken"),
    "access token in an answer": jwt("access"),
    "refresh token in an answer": "0.AXkB" + letters("refresh", 80),
    "refresh token in JSON in a string": "1.AXkC" + letters("nested", 60),
    "client secret": "x8Q~" + letters("client", 36),
    "SAML response": letters("samlresponse", 90),
    "SAML request": letters("samlrequest", 60),
    "basic credentials": letters("basic", 20),
    "API key in a header": letters("apikey", 32),
    "websocket frame": letters("frame", 30),
    "secret behind base64 twice": letters("twice", 24),
    "recovery code in a page": "RC-" + letters("recovery", 20),
}
assert len(S) == 30

REQUEST = ["8fdc0a48-915a-4099-b368-bf7ac719bf00", "0782c515-08b6-4029-a65c-29d9a3d20800", "7d4a8d29-7da4-44a1-a78c-cd09d38f6400"]
CORRELATION = ["e2af9d80-f80a-4465-ac5b-3ce95baa4b9b", "13e19598-e040-487f-bd32-d38a2cd75d9a", "019e0b66-5d5c-7b1e-9f0a-3f1f0c2d9b11"]
quote = lambda name: urllib.parse.quote(S[name], safe="")
saml = lambda name: base64.b64encode(f'<samlp:Response ID="_{S[name]}"/>'.encode()).decode()

LOGIN = f"""<!doctype html><title>Sign in</title><form method=post action="/common/login">
<input name=login value="anna@contoso.com"><input type=password name=passwd value="{S['password in a form'].replace('"', '')}">
<input name=oldpasswd value="{S['old password in a form']}"><input name=accesspass value="{S['temporary access pass']}">
<input name=otc value="{S['one-time code']}"><input name=flowToken value="{S['flow token']}"><input name=canary value="{S['canary']}">
</form><script>document.cookie = "script={S['cookie set by a script']}; path=/"; document.forms[0].submit()</script>"""

SHAPE_A = f"""<!doctype html><title>You cannot access this right now</title><div>You cannot access this right now</div>
<div>Your sign-in was successful but does not meet the criteria to access this resource.</div><div>More details</div>
<div><b>Error Code:</b> <span>53003</span></div><div><b>Request Id:</b> <span>{REQUEST[0]}</span></div>
<div><b>Correlation Id:</b> <span>{CORRELATION[0]}</span></div><div><b>Timestamp:</b> <span>2026-11-22T01:17:25.123Z</span></div>
<div><b>App name:</b> <span>Azure Portal</span></div><div><b>App id:</b> <span>c44b4083-3bb0-49c1-b47d-974e53cbdf3c</span></div>
<div><b>IP address:</b> <span>203.0.113.7</span></div><div><b>Device identifier:</b> <span>Not available</span></div>
<div><b>Device platform:</b> <span>Windows 10</span></div><div><b>Device state:</b> <span>Unregistered</span></div>
<p>Recovery code: {S['recovery code in a page']}</p>
<script>$Config={{"sFT":"{S['flow token']}","apiCanary":"{S['canary']}","sCtx":"{S['context in an address']}"}};
(async () => {{
  await (await fetch("/token", {{ method: "POST", headers: {{ "Authorization": "Bearer {S['bearer token']}", "x-api-key": "{S['API key in a header']}" }},
    body: new URLSearchParams({{ grant_type: "authorization_code", code: "{S['authorization code']}", code_verifier: "{S['code verifier']}", client_secret: "{S['client secret']}" }}) }})).text();
  await fetch("/graph", {{ method: "POST", headers: {{ "Authorization": "Basic " + btoa("svc:{S['basic credentials']}"), "content-type": "application/json" }},
    body: JSON.stringify({{ inner: JSON.stringify({{ refresh_token: "{S['refresh token in JSON in a string']}" }}), twice: btoa(btoa("{S['secret behind base64 twice']}")) }}) }});
  await new Promise(done => {{ const s = new WebSocket("ws://" + location.host + "/live");
    s.onopen = () => s.send(JSON.stringify({{ token: "{S['websocket frame']}" }})); s.onmessage = s.onclose = s.onerror = done; }});
  await fetch("/taken?by=token");
  location = "/other";
}})()</script>"""

SHAPE_B = f"""<!doctype html><title>Sign in to your account</title><div>Sorry, but we're having trouble signing you in.</div>
<div>AADSTS50105: Your administrator has configured the application Contoso HR ('c44b4083-3bb0-49c1-b47d-974e53cbdf3c') to block users.</div>
<div>Troubleshooting details</div><div><span>Request Id:</span> {REQUEST[1]}</div><div><span>Correlation Id:</span> {CORRELATION[1]}</div>
<div><span>Timestamp:</span> 2026-11-22T01:18:25Z</div>
<div><span>Message:</span> AADSTS50105: Your administrator has configured the application Contoso HR ('c44b4083-3bb0-49c1-b47d-974e53cbdf3c') to block users.</div>
<form method=post action="/acs?SAMLRequest={quote('SAML request')}"><input name=SAMLResponse value="{saml('SAML response')}"><input name=RelayState value=x></form>
<script>fetch("/taken?by=other").then(() => document.forms[0].submit())</script>"""

REFUSED = ("/app?error=interaction_required&error_description=" + urllib.parse.quote_plus(
    "AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication to access "
    f"'00000003-0000-0000-c000-000000000000'.\r\nTrace ID: {REQUEST[2]}\r\nCorrelation ID: {CORRELATION[2]}\r\nTimestamp: 2026-11-22 01:19:25Z")
    + f"&state={quote('state in an address')}#id_token={S['id token in a fragment']}")
TOKENS = json.dumps({"token_type": "Bearer", "access_token": S["access token in an answer"], "refresh_token": S["refresh token in an answer"]})


# A browser forgets a page's answers when it leaves the page, so the pages wait here until theirs were written down.
TAKEN = {"token": threading.Event(), "other": threading.Event()}


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body="", kind="text/html", **headers):
        data = body.encode()
        self.send_response(status)
        for name, value in headers.items():
            for one in value if isinstance(value, list) else [value]:
                self.send_header(name.replace("_", "-"), one)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = self.path.split("?")[0]
        if path == "/common/login":
            self.answer(200, SHAPE_A, x_ms_request_id=REQUEST[0], x_ms_ests_server="2.1.22000.4 - WEULR1 ProdSlices",
                        Set_Cookie=[f"ESTSAUTH={S['session cookie']}; path=/", f"ESTSAUTHPERSISTENT={S['persistent cookie']}; path=/"])
        elif path == "/acs":
            self.answer(302, Location=REFUSED)
        else:
            self.answer(200, TOKENS, "application/json")

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/live":
            return self.live()
        if path == "/taken":
            TAKEN[self.path.split("=")[1]].wait(30)
            return self.answer(200, "go on", "text/plain")
        if path == "/start":
            return self.answer(302, Location=(
                f"/s/{S['session id in a path']}/login?ctx={quote('context in an address')}&state={quote('state in an address')}"
                f"&nonce={quote('nonce in an address')}&login_hint={quote('login hint')}&client_id=c44b4083-3bb0-49c1-b47d-974e53cbdf3c"),
                Set_Cookie=f"x-ms-DeviceCredential={S['device cookie']}; path=/")
        page = {"/other": SHAPE_B, "/app": "<!doctype html><title>end</title>"}.get(path, LOGIN)
        self.answer(200, page, x_ms_ests_server="2.1.22000.4 - WEULR1 ProdSlices")

    def live(self):
        key = self.headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        self.send_response(101)
        for name, value in [("Upgrade", "websocket"), ("Connection", "Upgrade"),
                            ("Sec-WebSocket-Accept", base64.b64encode(hashlib.sha1(key.encode()).digest()).decode())]:
            self.send_header(name, value)
        self.end_headers()
        self.connection.recv(4096)
        text = json.dumps({"echo": S["websocket frame"]}).encode()
        self.connection.sendall(bytes([0x81, len(text)]) + text)
        self.close_connection = True


class DevTools:
    """As much of a WebSocket as the browser's own socket needs."""

    def __init__(self, address):
        url = urllib.parse.urlparse(address)
        self.socket = socket.create_connection((url.hostname, url.port), timeout=30)
        self.socket.sendall((f"GET {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        self.file = self.socket.makefile("rb")
        while self.file.readline() not in (b"\r\n", b""):
            pass
        self.last, self.events = 0, []

    def message(self):
        text = b""
        while True:
            first, second = self.file.read(2)
            length = second & 127
            if length > 125:
                length = struct.unpack(">H" if length == 126 else ">Q", self.file.read(2 if length == 126 else 8))[0]
            data = self.file.read(length)
            if first & 15 < 3:
                text += data
                if first & 128:
                    return json.loads(text)

    def call(self, method, session=None, **params):
        self.last += 1
        data = json.dumps({"id": self.last, "method": method, "params": params, **({"sessionId": session} if session else {})}).encode()
        mask = os.urandom(4)
        size = bytes([128 | len(data)]) if len(data) < 126 else bytes([254]) + struct.pack(">H", len(data))
        self.socket.sendall(b"\x81" + size + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(data)))
        while True:
            message = self.message()
            if message.get("id") == self.last:
                return message.get("result", {})
            self.events.append(message)


def pairs(headers):
    return [{"name": name, "value": one} for name, value in headers.items() for one in value.split("\n")]


def record(tools, session, start):
    tools.call("Network.enable", session, maxPostDataSize=1 << 20)
    tools.call("Page.enable", session)
    tools.call("Page.navigate", session, url=start)
    entries, current, frames, bodies = [], {}, [], {}
    until, end = time.monotonic() + 60, False
    while not end and time.monotonic() < until:
        event = tools.events.pop(0) if tools.events else tools.message()
        name, p = event.get("method", ""), event.get("params", {})
        key = p.get("requestId")
        if name == "Network.requestWillBeSent":
            if "redirectResponse" in p and key in current:
                current[key]["response"] = p["redirectResponse"]
            entry = {"request": p["request"], "wall": p["wallTime"], "initiator": p.get("initiator"), "key": key}
            entries.append(entry)
            current[key] = entry
        elif name == "Network.requestWillBeSentExtraInfo" and key in current:
            current[key]["sent"] = p["headers"]
        elif name == "Network.responseReceivedExtraInfo" and key in current:
            current[key].setdefault("got", p["headers"])
        elif name == "Network.responseReceived" and key in current:
            current[key]["response"] = p["response"]
        elif name == "Network.loadingFinished" and key in current:
            bodies[key] = tools.call("Network.getResponseBody", session, requestId=key)
            at = urllib.parse.urlparse(current[key]["request"]["url"]).path
            end = at == "/app"
            if at in ("/token", "/other"):
                TAKEN[at[1:]].set()
        elif name in ("Network.webSocketFrameSent", "Network.webSocketFrameReceived"):
            frames.append({"type": "send" if name.endswith("Sent") else "receive", "time": p["timestamp"], "opcode": 1, "data": p["response"]["payloadData"]})
    assert end, "the browser did not come to the end"
    return [har_entry(e, bodies.get(e["key"], {}), frames) for e in entries]


def har_entry(e, body, frames):
    request, response = e["request"], e.get("response", {})
    url = request["url"] + request.get("urlFragment", "")
    sent, got = {**request["headers"], **e.get("sent", {})}, {**response.get("headers", {}), **e.get("got", {})}
    cookies = [dict(zip(("name", "value"), c.strip().split("=", 1))) for n, v in sent.items() if n.lower() == "cookie" for c in v.split(";")]
    post = request.get("postData")
    entry = {
        "startedDateTime": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(e["wall"])) + ".000Z", "time": 1.5, "_initiator": e["initiator"],
        "_webSocketMessages": frames, "cache": {}, "timings": {"send": 0.1, "wait": 1, "receive": 0.4}, "serverIPAddress": "127.0.0.1",
        "request": {"method": request["method"], "url": url, "httpVersion": "HTTP/1.1", "headers": pairs(sent), "cookies": cookies, "headersSize": -1, "bodySize": len(post or ""),
                    "queryString": [{"name": n, "value": v} for n, v in urllib.parse.parse_qsl(urllib.parse.urlparse(url).query)]},
        "response": {"status": response.get("status", 0), "statusText": response.get("statusText", ""), "httpVersion": "HTTP/1.1", "headers": pairs(got), "cookies": [],
                     "redirectURL": next((v for n, v in got.items() if n.lower() == "location"), ""), "headersSize": -1, "bodySize": -1,
                     "content": {"size": len(body.get("body", "")), "mimeType": response.get("mimeType", ""), "text": body.get("body", "")}},
    }
    if body.get("base64Encoded"):
        entry["response"]["content"]["encoding"] = "base64"
    if post:
        kind = next((v for n, v in sent.items() if n.lower() == "content-type"), "")
        entry["request"]["postData"] = {"mimeType": kind, "text": post, "params": [{"name": n, "value": v} for n, v in urllib.parse.parse_qsl(post)] if "form" in kind else []}
    return entry


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    profile = pathlib.Path(tempfile.mkdtemp())
    browser = subprocess.Popen(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--disable-dev-shm-usage", "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        port = profile / "DevToolsActivePort"
        for _ in range(300):
            if port.exists() and port.read_text().count("\n"):
                break
            time.sleep(0.1)
        number, path = port.read_text().split("\n")[:2]
        tools = DevTools(f"ws://127.0.0.1:{number}{path}")
        version = tools.call("Browser.getVersion")["product"]
        target = tools.call("Target.createTarget", url="about:blank")["targetId"]
        session = tools.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        entries = record(tools, session, f"http://127.0.0.1:{server.server_port}/start")
    finally:
        browser.kill()
        browser.wait()
        shutil.rmtree(profile, ignore_errors=True)
    har = {"log": {"version": "1.2", "creator": {"name": "WebInspector", "version": "537.36"}, "browser": {"name": version}, "pages": [], "entries": entries}}
    (FOLDER / "recording.har").write_text(json.dumps(har, indent=1))
    (FOLDER / "planted.json").write_text(json.dumps(S))


main()
