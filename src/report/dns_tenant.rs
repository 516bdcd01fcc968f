//! What DNS says about a tenant, in words: each trace with what it proves and what it does not.

use super::document::{Block, Inline, Row};
use super::screen::Screen;
use crate::dns_proof::observation::Observation;
use crate::dns_proof::tenant::{initial_domain, traces, was_answered};

/// The traces as a page.
#[must_use]
pub fn screen(o: &Observation) -> Screen {
    let title = format!("{}: what public DNS says about its Microsoft 365 tenant", o.domain);
    let mut blocks = vec![Block::words([Inline::strong(title)])];
    if !was_answered(o) {
        blocks.push(Block::said(
            "No name server of the zone answered, so nothing is known. Try another network.",
        ));
        return blocks.into();
    }
    let found = traces(o);
    if let Some(first) = initial_domain(&found) {
        blocks.push(Block::Tight(vec![
            Block::said("The tenant's initial domain is most likely"),
            Block::Indent(vec![Block::words([Inline::id(first)])]),
            Block::said("Support asks for it, and emergency accounts live under it."),
        ]));
    }
    if found.is_empty() {
        blocks.push(Block::said(
            "No trace of Microsoft 365 is published. That does not mean that there is no tenant.",
        ));
    }
    blocks.extend(found.iter().map(|trace| Block::Section {
        title: vec![Inline::value(format!("{} {}", trace.name, trace.kind))],
        blocks: vec![
            Block::words([Inline::id(&trace.value)]),
            Block::Rows(vec![
                Row::new("says:", [Inline::value(trace.proves.clone())]),
                Row::new("does not say:", [Inline::value(trace.does_not_prove.clone())]),
            ]),
        ],
    }));
    let page = |address: String| Block::Indent(vec![Block::words([Inline::id(address)])]);
    blocks.push(Block::Tight(vec![
        Block::said(
            "These pages tell more, from any browser and without a sign-in (tenant ID, cloud, federation):",
        ),
        page(format!("https://login.microsoftonline.com/{}/.well-known/openid-configuration", o.domain)),
        page(format!("https://login.microsoftonline.com/getuserrealm.srf?login=x@{}&json=1", o.domain)),
    ]));
    blocks.into()
}
