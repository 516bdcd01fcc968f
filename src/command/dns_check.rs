use super::dns::{Inquiry, typed};
use super::dns_case::CaseRecorder;
use super::dns_watch;
use crate::cli;
use crate::dns_proof::expected::unquoted;
use crate::dns_proof::finding::Verdict;
use crate::dns_proof::{Memory, tenant};
use crate::error::{Error, Result};
use crate::guide::second_look;
use crate::model::Exit;
use crate::report;
use crate::world::World;

pub(super) fn run(args: &cli::DnsCheck, world: &mut World) -> Result<Exit> {
    let mut recorder = CaseRecorder::open(world)?;
    let (domain, what) = recorder.fill(args)?;
    let domain = typed(&domain)?;
    if what.value.as_deref().and_then(unquoted).is_some() {
        writeln!(world.err, "{}", second_look::WITHOUT_MARKS).map_err(Error::from_output)?;
    }
    let inquiry = Inquiry::read(&what, world)?;
    let mut plan = inquiry.plan(&domain, what.host.as_deref(), &inquiry.expected)?;
    if args.tenant {
        plan.tenant = true;
        let observation = inquiry.observe(&plan, &Memory::default(), world)?;
        let text = if world.settings.json {
            report::json::document(&report::json::dns_tenant::View::new(&observation, world.clock.now()))
        } else {
            report::dns_tenant::screen(&observation).text(world.settings.answer_page())
        };
        world.out.write_all(text.as_bytes()).map_err(Error::from_output)?;
        return Ok(if tenant::was_answered(&observation) { Exit::Done } else { Exit::Unchecked });
    }
    let report = dns_watch::until_visible(
        &inquiry,
        plan,
        inquiry.wait.unwrap_or_default(),
        world,
        &again(&what),
        &mut |_, _, _| Ok(()),
    )?;
    // What was seen is said even when the case cannot take it.
    let kept = recorder.keep(&report, world);
    let text = if world.settings.json {
        report::json::document(&report::json::dns_check::View::from(&report))
    } else {
        let flags = again(&what);
        let page = report::dns::Page { unicode: domain.unicode.as_deref(), flags: &flags };
        let evidence = if world.settings.verbose > 0 { report::dig::text(&report) } else { String::new() };
        report::dns::screen(&report, &inquiry.today, page).text(world.settings.answer_page()) + &evidence
    };
    world.out.write_all(text.as_bytes()).map_err(Error::from_output)?;
    kept?;
    Ok(exit(report.verdict))
}

/// Visible is done; nothing known is not the same as no.
pub(super) fn exit(verdict: Verdict) -> Exit {
    match verdict {
        Verdict::Visible => Exit::Done,
        Verdict::Unknown => Exit::Unchecked,
        Verdict::Partly | Verdict::NotYet | Verdict::Wrong => Exit::NotSatisfied,
    }
}

/// The flags that belong to the question itself, as they are typed again. What a shell might take apart is quoted.
pub(super) fn again(what: &cli::DnsWhat) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut add = |flag: &str, text: &str| words.push(format!(" --{flag} {}", quoted(text)));
    for (flag, text) in [("date", &what.date), ("date-format", &what.date_format)] {
        text.iter().for_each(|t| add(flag, t));
    }
    what.engineer_offset.iter().for_each(|t| add("engineer-offset", t));
    what.resolver.iter().for_each(|t| add("resolver", t));
    what.ignore.iter().for_each(|t| add("ignore", t));
    what.root_hints.iter().for_each(|p| add("root-hints", &p.display().to_string()));
    // What stands as it is by itself is not typed again.
    let usual = cli::DnsWhat::untyped().ok();
    let usual = usual.as_ref();
    if usual.is_none_or(|u| u.timeout.to_bits() != what.timeout.to_bits()) {
        add("timeout", &what.timeout.to_string());
    }
    if usual.is_none_or(|u| u.rate != what.rate) {
        add("rate", &what.rate.to_string());
    }
    what.source.iter().for_each(|ip| add("source", &ip.to_string()));
    for (flag, set) in [
        ("resolvers-now", what.resolvers_now),
        ("authoritative-only", what.authoritative_only),
        ("resolvers-only", what.resolvers_only),
    ] {
        if set {
            words.push(format!(" --{flag}"));
        }
    }
    words.concat()
}

fn quoted(text: &str) -> String {
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:/=+@,[]".contains(c));
    if plain && !text.is_empty() { text.to_owned() } else { format!("\"{}\"", text.replace('"', "")) }
}
