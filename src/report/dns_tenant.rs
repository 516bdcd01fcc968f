//! What DNS says about a tenant, in words: each trace with what it proves and what it does not.

use crate::dns_proof::observation::Observation;
use crate::dns_proof::tenant::{initial_domain, traces, was_answered};

use super::dns::wrapped;

/// The traces as a page.
#[must_use]
pub fn text(o: &Observation, columns: usize) -> String {
    let mut out = format!("{}: what public DNS says about its Microsoft 365 tenant\n\n", o.domain);
    if !was_answered(o) {
        out += "No name server of the zone answered, so nothing is known. Try another network.\n";
        return out;
    }
    let found = traces(o);
    if let Some(first) = initial_domain(&found) {
        out += &wrapped(
            &format!(
                "The tenant's first name is most likely\n    {first}\nSupport asks for it, and emergency accounts live under it."
            ),
            "",
            columns,
        );
        out += "\n";
    }
    if found.is_empty() {
        out += "No trace of Microsoft 365 is published. That does not mean that there is no tenant.\n";
    }
    for trace in &found {
        out += &format!("{} {}\n    {}\n", trace.name, trace.kind, trace.value);
        out += &wrapped(&format!("says:          {}", trace.proves), "  ", columns);
        out += &wrapped(&format!("does not say:  {}", trace.does_not_prove), "  ", columns);
    }
    out += "\n";
    out += &wrapped(
        "These pages tell more, from any browser and without a sign-in (tenant ID, cloud, federation):",
        "",
        columns,
    );
    out += &format!("  https://login.microsoftonline.com/{}/.well-known/openid-configuration\n", o.domain);
    out += &format!("  https://login.microsoftonline.com/getuserrealm.srf?login=x@{}&json=1\n", o.domain);
    out
}
