//! Servers on loopback, each on an address of its own at one common port. No packet leaves the machine.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use assert_cmd::Command;
use serde_json::Value;

use crate::wire::{Query, Reply};

/// What a server does with a question.
pub(crate) enum Do {
    Say(Reply),
    Bytes(Vec<u8>),
    /// After so long.
    Late(Duration, Reply),
    /// From another port.
    FromElsewhere(Reply),
}

pub(crate) type Handler = dyn Fn(u8, &Query) -> Vec<Do> + Send + Sync;

/// Seconds that the program waits for a server here; more where it runs under an emulator.
pub(crate) fn patience() -> String {
    std::env::var("DNS_TEST_PATIENCE").unwrap_or_else(|_| "0.6".into())
}

/// A private internet: a port, and servers at 127.0.0.x.
pub(crate) struct Lab {
    pub port: u16,
    folder: tempfile::TempDir,
}

impl Lab {
    /// Starts servers at these last octets; each asks `handler` what to do.
    pub(crate) fn start(
        octets: &[u8],
        handler: impl Fn(u8, &Query) -> Vec<Do> + Send + Sync + 'static,
    ) -> Self {
        let handler: Arc<Handler> = Arc::new(handler);
        // A free port on one address is nearly always free on the others; if not, take the next.
        let (port, sockets) =
            (0..50).find_map(|_| bind(octets)).expect("a port that is free on all addresses");
        for (octet, udp, tcp) in sockets {
            let for_udp = Arc::clone(&handler);
            thread::spawn(move || serve_udp(octet, &udp, &for_udp));
            let for_tcp = Arc::clone(&handler);
            thread::spawn(move || serve_tcp(octet, &tcp, &for_tcp));
        }
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("hints"), ". 3600 NS root.\nroot. 3600 A 127.0.0.2\n").unwrap();
        Self { port, folder }
    }

    /// A file in the lab's folder.
    pub(crate) fn file(&self, name: &str, text: &str) -> std::path::PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The real program, asking this lab and nothing else.
    pub(crate) fn reentry(&self, verb: &str) -> Command {
        let mut command = Command::cargo_bin("reentry").unwrap();
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("REENTRY_DNS_PORT", self.port.to_string())
            .env("REENTRY_CLOCK", "2026-11-22T12:00:00+01:00")
            .current_dir(self.folder.path())
            .args(["dns", verb, "--root-hints", "hints", "--source", "127.0.0.1"]);
        command
    }

    /// `dns check --json` of one domain.
    pub(crate) fn check(&self, domain: &str, more: &[&str]) -> Checked {
        let mut command = self.reentry("check");
        if !more.contains(&"--timeout") {
            command.args(["--timeout", &patience()]);
        }
        let output =
            command.args([domain, "--json"]).args(more).timeout(Duration::from_secs(60)).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let view = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{domain}: {e}\n{text}\n{errors}"));
        Checked { view, code: output.status.code().unwrap() }
    }
}

/// What the program said.
pub(crate) struct Checked {
    pub view: Value,
    pub code: i32,
}

impl Checked {
    pub(crate) fn verdict(&self) -> &str {
        self.view["verdict"].as_str().unwrap()
    }

    /// Finding ids with the number of times each was found.
    pub(crate) fn found(&self) -> BTreeMap<String, usize> {
        let mut ids = BTreeMap::new();
        for finding in self.view["findings"].as_array().unwrap() {
            *ids.entry(finding["id"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        ids
    }

    /// What the findings say and advise.
    pub(crate) fn words(&self) -> String {
        let findings = self.view["findings"].as_array().unwrap().iter();
        findings
            .map(|f| format!("{} {} ", f["detail"].as_str().unwrap(), f["hint"].as_str().unwrap()))
            .collect()
    }

    pub(crate) fn finding(&self, id: &str) -> &Value {
        let all = self.view["findings"].as_array().unwrap();
        all.iter().find(|f| f["id"] == id).unwrap_or_else(|| panic!("no {id} in {all:#?}"))
    }
}

/// A zone of a table: domain and host; the verdict; findings that must be there; findings that must not; words that must
/// not be said.
pub(crate) type Kind = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
);

/// A phrase that stands in no sentence of the program forbids nothing.
pub(crate) fn can_be_said(phrase: &str) -> bool {
    let files = [
        include_str!("../../src/report/dns_words/detail.rs"),
        include_str!("../../src/report/dns_words/hint.rs"),
        include_str!("../../src/report/dns_words/miss.rs"),
    ];
    let code = files.iter().flat_map(|file| file.lines()).filter(|line| !line.trim_start().starts_with("//"));
    // A sentence stands between quotation marks; what is not there is code.
    code.map(|line| line.replace("\\\"", "\u{1}")).any(|line| {
        line.split('"').skip(1).step_by(2).any(|said| said.replace('\u{1}', "\"").contains(phrase))
    })
}

#[test]
fn only_what_can_be_said_is_forbidden() {
    for (phrase, said) in [
        ("take the DS record away", true),
        ("put \"@\"", true),
        ("remove the DS", false),
        ("delete the CNAME", false),
        // Code and remarks are no sentences.
        ("fn cure", false),
        ("round (RFC 1982)", false),
    ] {
        assert_eq!(can_be_said(phrase), said, "{phrase}");
    }
}

impl Lab {
    /// Looks at every zone of a table and names all that are told otherwise. A value that is visible leaves no error.
    pub(crate) fn tells_apart(&self, kinds: &[Kind], more: &[&str]) {
        let mut wrong = Vec::new();
        for (domain, host, verdict, must, must_not, unsaid) in kinds {
            assert!(can_be_said(unsaid), "{domain}: no sentence of the program has {unsaid:?}");
            let mut args = more.to_vec();
            if !host.is_empty() {
                args.extend(["--host", host]);
            }
            let checked = self.check(domain, &args);
            let (found, text) = (checked.found(), checked.words());
            let error = checked.view["findings"].as_array().unwrap().iter().any(|f| f["severity"] == "error");
            let good = checked.verdict() == *verdict
                && !(error && *verdict == "visible")
                && must.iter().all(|id| found.contains_key(*id))
                && !must_not.iter().any(|id| found.contains_key(*id))
                && (unsaid.is_empty() || !text.contains(unsaid));
            if !good {
                let verdict_said = checked.verdict();
                wrong.push(format!(
                    "{domain} {host}: {verdict_said} {found:?}; expected {verdict} {must:?}\n   {text}"
                ));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}

type Sockets = Vec<(u8, UdpSocket, TcpListener)>;

fn bind(octets: &[u8]) -> Option<(u16, Sockets)> {
    let at = |octet, port| SocketAddr::from((Ipv4Addr::new(127, 0, 0, octet), port));
    let port = UdpSocket::bind(at(octets[0], 0)).ok()?.local_addr().ok()?.port();
    let mut sockets = Vec::new();
    for &octet in octets {
        sockets.push((
            octet,
            UdpSocket::bind(at(octet, port)).ok()?,
            TcpListener::bind(at(octet, port)).ok()?,
        ));
    }
    Some((port, sockets))
}

fn serve_udp(octet: u8, socket: &UdpSocket, handler: &Arc<Handler>) {
    let mut buffer = [0; 4_096];
    while let Ok((length, from)) = socket.recv_from(&mut buffer) {
        let Some(query) = Query::read(&buffer[..length], false) else { continue };
        for action in handler(octet, &query) {
            match action {
                Do::Say(reply) => drop(socket.send_to(&reply.bytes(), from)),
                Do::Bytes(bytes) => drop(socket.send_to(&bytes, from)),
                Do::Late(wait, reply) => {
                    let socket = socket.try_clone().unwrap();
                    thread::spawn(move || {
                        thread::sleep(wait);
                        drop(socket.send_to(&reply.bytes(), from));
                    });
                }
                Do::FromElsewhere(reply) => {
                    let other = UdpSocket::bind((Ipv4Addr::new(127, 0, 0, octet), 0)).unwrap();
                    drop(other.send_to(&reply.bytes(), from));
                }
            }
        }
    }
}

fn serve_tcp(octet: u8, listener: &TcpListener, handler: &Arc<Handler>) {
    for stream in listener.incoming() {
        let Ok(mut stream) = stream else { continue };
        let handler = Arc::clone(handler);
        thread::spawn(move || {
            let mut length = [0; 2];
            if stream.read_exact(&mut length).is_err() {
                return;
            }
            let mut bytes = vec![0; usize::from(u16::from_be_bytes(length))];
            if stream.read_exact(&mut bytes).is_err() {
                return;
            }
            let Some(query) = Query::read(&bytes, true) else { return };
            for action in handler(octet, &query) {
                let bytes = match action {
                    Do::Say(reply) | Do::FromElsewhere(reply) => reply.bytes(),
                    Do::Bytes(bytes) => bytes,
                    Do::Late(wait, reply) => {
                        thread::sleep(wait);
                        reply.bytes()
                    }
                };
                let length = u16::try_from(bytes.len()).unwrap();
                drop(stream.write_all(&length.to_be_bytes()).and_then(|()| stream.write_all(&bytes)));
            }
        });
    }
}
