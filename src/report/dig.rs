//! Exchanges in the manner of dig, which support engineers read without explanation.

use crate::dns_proof::exchange::{Data, Exchange, Note, Outcome, Place, Record, Reply, shown};
use crate::dns_proof::observation::Observed;
use crate::dns_proof::report::Report;

/// All exchanges of a report, in the order they ended.
#[must_use]
pub fn text(report: &Report) -> String {
    let o = &report.observation;
    let mut out = format!(
        "; reentry {}: TXT of {}., expected \"{}\", checked {}\n",
        env!("CARGO_PKG_VERSION"),
        o.target,
        report.expected.text,
        report.checked_at.to_rfc3339()
    );
    for observed in &o.exchanges {
        out += &exchange(observed);
    }
    out
}

/// One exchange.
#[must_use]
pub fn exchange(observed: &Observed) -> String {
    let Observed { server, exchange, .. } = observed;
    let ask = &exchange.ask;
    let recursion = if ask.recursion { "+recurse" } else { "+norecurse" };
    let checking = if ask.checking_disabled { " +cdflag" } else { "" };
    let signatures = if ask.style.signatures { " +dnssec" } else { "" };
    let name = server.as_ref().map(ToString::to_string);
    let mut out = format!(
        "\n; <<>> reentry {} <<>> {recursion}{checking}{signatures} @{} {}. {}\n",
        env!("CARGO_PKG_VERSION"),
        ask.server,
        ask.name,
        ask.kind
    );
    for note in &exchange.notes {
        out += &format!(";; {}\n", said(note));
    }
    for rejected in &exchange.rejected {
        out +=
            &format!(";; Warning: a reply was not believed ({:?}): {}\n", rejected.why, rejected.raw.hex());
    }
    match &exchange.outcome {
        Outcome::Reply(reply) => out += &body(exchange, reply),
        Outcome::Timeout => out += ";; communications error: timed out; no servers could be reached\n",
        Outcome::Unreachable(why) => out += &format!(";; communications error: {why}\n"),
        Outcome::NoRoute => out += ";; communications error: no route to this address from here\n",
        Outcome::Malformed => out += ";; Warning: the reply is not a DNS message\n",
        Outcome::TruncatedTcpBlocked => out += ";; Truncated, and TCP failed\n",
        Outcome::OutOfTime => out += ";; not asked: the time for this look was over\n",
        Outcome::Skipped => out += ";; not asked: silent earlier in this run\n",
    }
    let at = match &ask.server {
        Place::Socket(socket) => format!("{}#{}", socket.ip(), socket.port()),
        Place::Url(url) => url.clone(),
    };
    let name = name.map(|n| format!("({n})")).unwrap_or_default();
    out += &format!(";; Query time: {} msec, tries: {}\n", exchange.took_ms, exchange.tries);
    out += &format!(";; SERVER: {at}{name} ({})\n", exchange.transport);
    out += &format!(";; WHEN: {}\n", exchange.at.format("%a %b %d %H:%M:%S UTC %Y"));
    if let Some(reply) = exchange.reply() {
        out += &format!(";; MSG SIZE  rcvd: {}\n", reply.raw.0.len());
    }
    out
}

fn body(exchange: &Exchange, reply: &Reply) -> String {
    let flags: String = [
        ("qr", true),
        ("aa", reply.authoritative),
        ("rd", reply.recursion_desired),
        ("ra", reply.recursion_available),
        ("ad", reply.authentic_data),
        ("cd", reply.checking_disabled),
    ]
    .into_iter()
    .filter(|(_, set)| *set)
    .map(|(flag, _)| format!(" {flag}"))
    .collect();
    let mut out = format!(
        ";; ->>HEADER<<- opcode: QUERY, status: {}, id: {}\n;; flags:{flags}; QUERY: 1, ANSWER: {}, AUTHORITY: {}, ADDITIONAL: {}\n",
        reply.rcode,
        reply.id,
        reply.answers.len(),
        reply.authority.len(),
        reply.additional.len()
    );
    for error in &reply.extended {
        out += &format!("; EDE: {} ({})\n", error.code, shown(error.text.as_bytes()));
    }
    if let Some(nsid) = &reply.nsid {
        out += &format!("; NSID: {} (\"{}\")\n", nsid.hex(), shown(&nsid.0));
    }
    out += &format!(";; QUESTION SECTION:\n;{}.\t\tIN\t{}\n", exchange.ask.name, exchange.ask.kind);
    for (title, records) in
        [("ANSWER", &reply.answers), ("AUTHORITY", &reply.authority), ("ADDITIONAL", &reply.additional)]
    {
        if !records.is_empty() {
            out += &format!(";; {title} SECTION:\n");
            for record in records {
                out += &line(record);
            }
        }
    }
    out
}

fn line(record: &Record) -> String {
    let class = if record.class == 1 { "IN".to_owned() } else { format!("CLASS{}", record.class) };
    let data = match &record.data {
        Data::A(ip) => ip.to_string(),
        Data::Aaaa(ip) => ip.to_string(),
        Data::Ns(name) | Data::Cname(name) | Data::Dname(name) => format!("{name}."),
        Data::Mx(preference, host) => format!("{preference} {host}."),
        Data::Soa(soa) => {
            // What an old journal did not keep is said to be missing, not invented.
            let rname = soa.rname.as_ref().map_or("(not kept)".into(), |n| format!("{n}."));
            let expire = soa.expire.map_or("(not kept)".into(), |e| e.to_string());
            format!(
                "{}. {rname} {} {} {} {expire} {}",
                soa.mname, soa.serial, soa.refresh, soa.retry, soa.minimum
            )
        }
        Data::Txt(parts) => {
            let parts = parts.iter().map(|p| format!("\"{}\"", shown(&p.0).replace('"', "\\\"")));
            parts.collect::<Vec<_>>().join(" ")
        }
        Data::Ds(ds) => {
            format!("{} {} {} {}", ds.tag, ds.algorithm, ds.digest_type, ds.digest.hex().to_uppercase())
        }
        Data::Rrsig(s) => {
            format!(
                "{} {} (expires {}, begins {}) {} {}. (not shown)",
                s.covered, s.algorithm, s.expires, s.begins, s.tag, s.signer
            )
        }
        Data::Dnskey(_) | Data::Other => "(not read; see the raw bytes)".into(),
    };
    format!("{}.\t{}\t{class}\t{}\t{data}\n", record.owner, record.ttl, record.kind)
}

fn said(note: &Note) -> String {
    match note {
        Note::EdnsRefused(rcode) => format!("Warning: {rcode} to a question with EDNS, asked again without"),
        Note::EdnsDropped => "Warning: no answer with EDNS, asked again without".into(),
        Note::Truncated => "Truncated, retrying in TCP mode.".into(),
        Note::UdpSilent => "Warning: no answer over UDP, answered over TCP".into(),
        Note::TcpFailed(why) => format!("Warning: TCP failed: {}", shown(why.as_bytes())),
    }
}
