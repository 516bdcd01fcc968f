//! When nothing is on file: a name to call and a text to read out.

use crate::guide::partner_check::Call;
use crate::model::Cause;
use crate::report::document::{Block, Inline};

use super::ask::Sender;

/// Whom to call and the words for it.
#[must_use]
pub fn blocks(call: &Call, cause: Cause, sender: &Sender) -> Vec<Block> {
    let said = |text: String| Block::Paragraph(vec![Inline::text(text)]);
    let who = match (&call.name, &call.contact) {
        (Some(name), Some(contact)) => format!("Call {name}: {contact}."),
        (Some(name), None) => {
            format!("Call {name}. Their number stands on their invoice and on their website.")
        }
        (None, _) => {
            "Call the company whose name is on the invoice for Microsoft 365. Its number stands there too."
                .into()
        }
    };
    let mut blocks = vec![Block::Heading { level: 2, text: vec![Inline::text("Whom to call")] }, said(who)];
    if call.distributor {
        blocks.push(said(
            "That name belongs to a distributor, who sells to resellers. Ask for the reseller as well: one of the two may \
             manage the tenant."
                .into(),
        ));
    }
    if let Some(provider) = &call.provider {
        blocks.push(said(format!("If they cannot, call the provider behind them: {provider}.")));
    }
    blocks.push(said("Read this out:".into()));
    blocks.push(Block::Quote(vec![said(words(call, cause, sender))]));
    blocks.push(said("A page for them to work through, with what they see on their side:".into()));
    blocks.push(Block::Code("reentry print partner-side -o partner-side.html".into()));
    blocks
}

/// The text to read out.
#[must_use]
pub fn words(call: &Call, cause: Cause, sender: &Sender) -> String {
    let gap = |value: &Option<String>, gap: &str| value.clone().unwrap_or_else(|| gap.into());
    let wanted = match call.wanted.iter().map(|role| role.name()).collect::<Vec<_>>().as_slice() {
        [] => "Please tell me every role you hold".into(),
        [one] => format!("The role that helps is {one}"),
        [many @ .., last] => format!("The roles that help are {} or {last}", many.join(", ")),
    };
    format!(
        "This is {} of {}. You send us the invoice for Microsoft 365. We are locked out of our tenant, {}: {}. Please look \
         in Partner Center, under Customers, our name, Admin relationships, while I wait. Is a relationship active? Until \
         when? Which roles does it hold, and is one of your security groups assigned to them? {wanted}; Global \
         Administrator does as well. If somebody else manages us, the reseller or the distributor, give me their name and \
         number. Check who I am first: call me back at the number you have on file.",
        gap(&sender.name, "[your name]"),
        gap(&sender.organisation, "[organisation]"),
        sender.place(),
        cause.title(),
    )
}
