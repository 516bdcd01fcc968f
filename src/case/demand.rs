//! What the policy that refuses does: it blocks, or it demands something that nobody can meet.
//!
//! The two look alike on the error page (53003), and what is asked of support differs. A log that names the refusing
//! policy with its controls settles it; so does a person who knows the policy. Words are read with care: a text that
//! speaks of both, or of neither, settles nothing, and the answer is *not known*.

use crate::policy::lockout::Refusal;
use crate::signin::SignIn;

/// What the refusing policy does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Demand {
    #[default]
    NotKnown,
    /// It blocks whoever it applies to.
    Block(Ground),
    /// It lets in whoever meets what it demands, and that could not be met.
    Unmet { control: String, ground: Ground },
}

/// What speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ground {
    /// The sign-in log names the policy (its name or id, if given) and the control that failed.
    Log(Option<String>),
    /// It was computed from exports that this policy refuses.
    Computed(String),
    /// A person said so, in these words.
    Said(String),
}

/// Words of a policy that blocks.
const BLOCKS: [&str; 3] = ["block", "deny", "denies"];

/// Words of a policy that demands something, and what it demands.
const DEMANDS: [(&str, &str); 14] = [
    ("phishing-resistant", "a phishing-resistant method"),
    ("phishing resistant", "a phishing-resistant method"),
    ("passwordless", "a passwordless method"),
    ("passkey", "a passkey"),
    ("fido", "a security key"),
    ("security key", "a security key"),
    ("authentication strength", "an authentication strength"),
    ("compliant", "a compliant device"),
    ("hybrid", "a hybrid-joined device"),
    ("domain joined", "a hybrid-joined device"),
    ("app protection", "an app protection policy"),
    ("terms of use", "accepted terms of use"),
    ("multifactor", "a second factor"),
    ("mfa", "a second factor"),
];

/// A method alone says nothing ("changed the MFA settings"); with one of these it is a demand.
const DEMAND_VERBS: [&str; 6] = ["require", "demand", "must", "need", "strength", "only"];

/// Decides from sign-ins, whose log names what refused; then from policies of which exports say that they refuse an
/// account of the case; then from what people said.
#[must_use]
pub fn demand<'a>(
    sign_ins: impl IntoIterator<Item = &'a SignIn>,
    computed: impl IntoIterator<Item = &'a Refusal>,
    said: impl IntoIterator<Item = &'a str>,
) -> Demand {
    let mut unmet = None;
    for sign_in in sign_ins {
        for policy in sign_in.policies.iter().filter(|p| p.result.eq_ignore_ascii_case("failure")) {
            let name = policy.name.clone().or_else(|| policy.id.clone());
            if policy.controls.iter().any(|c| c.eq_ignore_ascii_case("block")) {
                return Demand::Block(Ground::Log(name));
            }
            if unmet.is_none() && !policy.controls.is_empty() {
                let control = policy.controls.iter().map(|c| control(c)).collect::<Vec<_>>().join(" and ");
                unmet = Some(Demand::Unmet { control, ground: Ground::Log(name) });
            }
        }
    }
    let mut computed = computed.into_iter().map(refused);
    unmet
        .or_else(|| computed.next())
        .unwrap_or_else(|| said.into_iter().map(words).find(|d| *d != Demand::NotKnown).unwrap_or_default())
}

/// What a policy does that was computed to refuse.
fn refused(by: &Refusal) -> Demand {
    let ground = Ground::Computed(by.name.clone());
    match &by.demands {
        Some(control) => Demand::Unmet { control: control.clone(), ground },
        None => Demand::Block(ground),
    }
}

/// What one text of a person settles.
fn words(text: &str) -> Demand {
    let lower = text.to_lowercase();
    let has = |word: &str| {
        lower.match_indices(word).any(|(at, _)| {
            let before = lower.get(..at).and_then(|front| front.chars().next_back());
            !before.is_some_and(char::is_alphanumeric)
        })
    };
    // "does not block" and "blocked" as a complaint say nothing about the policy.
    let negated = [
        "not block",
        "n't block",
        "no block",
        "not a block",
        "n't a block",
        "kein block",
        "not require",
        "n't require",
        "is it",
        "whether",
        "?",
        "maybe",
        "perhaps",
        "not sure",
    ];
    if negated.iter().any(|word| lower.contains(word)) {
        return Demand::NotKnown;
    }
    let complaint = |at: usize| lower.get(at..).is_some_and(|rest| rest.starts_with("blocked"));
    let blocks =
        BLOCKS.iter().any(|word| has(word)) && !lower.match_indices("block").all(|(at, _)| complaint(at));
    let verb = DEMAND_VERBS.iter().any(|word| has(word));
    let method = DEMANDS.iter().find(|(word, _)| has(word)).map(|(_, control)| *control);
    match (blocks, method) {
        (true, None) => Demand::Block(Ground::Said(text.to_owned())),
        (false, Some(control)) if verb => {
            Demand::Unmet { control: control.to_owned(), ground: Ground::Said(text.to_owned()) }
        }
        _ => Demand::NotKnown,
    }
}

/// A control of a log in words; what is not known stays as the log writes it.
fn control(written: &str) -> String {
    let known = [
        ("mfa", "a second factor"),
        ("require multifactor authentication", "a second factor"),
        ("compliantdevice", "a compliant device"),
        ("require compliant device", "a compliant device"),
        ("domainjoineddevice", "a hybrid-joined device"),
        ("compliantapplication", "an app protection policy"),
        ("passwordchange", "a password change"),
    ];
    let lower = written.to_lowercase();
    known
        .iter()
        .find(|(id, _)| *id == lower)
        .map_or_else(|| format!("\"{written}\""), |(_, words)| (*words).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signin::AppliedPolicy;

    fn logged(controls: &[&str], result: &str) -> SignIn {
        let controls = controls.iter().map(|c| (*c).to_owned()).collect();
        let policy = AppliedPolicy { id: None, name: Some("CA050".into()), result: result.into(), controls };
        SignIn { policies: vec![policy], ..SignIn::default() }
    }

    #[test]
    fn the_log_settles_it_before_any_word() {
        let unmet = demand(&[logged(&["compliantDevice"], "failure")], [], ["it blocks everybody"]);
        assert!(matches!(unmet, Demand::Unmet { ref control, .. } if control == "a compliant device"));
        let block = demand(&[logged(&["Block"], "failure")], [], ["requires a passkey"]);
        assert_eq!(block, Demand::Block(Ground::Log(Some("CA050".into()))));
        let reported = demand(&[logged(&["Block"], "reportOnlyFailure")], [], []);
        assert_eq!(reported, Demand::NotKnown, "a report-only policy refuses nobody");
        assert_eq!(demand(&[logged(&[], "failure")], [], []), Demand::NotKnown);
    }

    #[test]
    fn a_persons_words_settle_it_where_they_are_clear() {
        let of = |text: &str| demand(&[], [], [text]);
        assert!(matches!(of("Block outside HQ"), Demand::Block(_)));
        assert!(matches!(of("requires the passwordless strength; nobody has a key"), Demand::Unmet { .. }));
        assert!(matches!(of("Require compliant device for all users"), Demand::Unmet { .. }));
        for open in [
            "CA050",
            "everybody is blocked since noon",
            "blocks whoever has no passkey",
            "it does not block, I think",
            "is it a block or MFA?",
            "",
            "unblocked MFA phones",
        ] {
            assert_eq!(of(open), Demand::NotKnown, "{open}");
        }
    }
}
