use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::name::Name;
use crate::model::carried;

/// A DNS provider and what its panel wants.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    pub id: String,
    pub name: String,
    suffixes: Vec<String>,
    pub host: HostField,
    pub quotes: Quotes,
    /// The way through the panel.
    #[serde(rename = "where")]
    pub panel: String,
    /// Where the people went whom the panel above no longer serves.
    #[serde(default)]
    pub moved: Option<String>,
    /// The zone's editor is inside the tenant that is locked.
    #[serde(default)]
    pub tenant: bool,
    /// Where this is known from, when not from the file's general source.
    pub source: Option<String>,
    pub date: Option<toml::value::Datetime>,
}

/// What the host field wants for the domain itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HostField {
    #[serde(rename = "@")]
    At,
    Empty,
    Full,
}

/// Whether the value is typed with quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quotes {
    With,
    Without,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Providers {
    source: String,
    date: toml::value::Datetime,
    /// Name servers, or parts of their names, of domains that a registrar has taken off the net.
    suspended: Vec<String>,
    provider: Vec<Provider>,
}

/// True for a name server that stands for a domain which its registrar holds back: unpaid, or its e-mail unconfirmed.
#[must_use]
pub fn suspends(server: &Name) -> bool {
    let text = server.to_string();
    PROVIDERS.suspended.iter().any(|part| text.contains(part.as_str()))
}

/// The suffixes by their end, each with its provider: a list of ten thousand domains asks twenty thousand times.
static BY_END: LazyLock<HashMap<String, Vec<(&str, &Provider)>>> = LazyLock::new(|| {
    let mut table: HashMap<String, Vec<(&str, &Provider)>> = HashMap::new();
    for provider in &PROVIDERS.provider {
        for suffix in &provider.suffixes {
            table.entry(end(suffix)).or_default().push((suffix, provider));
        }
    }
    table
});

static PROVIDERS: LazyLock<Providers> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the embedded file is read by a test")]
    toml::from_str(carried!("src/dns_proof/providers.toml").text()).expect("providers.toml is valid")
});

impl Provider {
    /// The provider that runs this name server, if it is one we know.
    #[must_use]
    pub fn of(server: &Name) -> Option<&'static Self> {
        let text = server.to_string();
        let candidates = BY_END.get(&end(&text))?;
        candidates.iter().find(|(suffix, _)| ends_like(&text, suffix)).map(|(_, provider)| *provider)
    }

    /// The provider of most of these name servers.
    #[must_use]
    pub fn of_all<'a>(servers: impl IntoIterator<Item = &'a Name>) -> Option<&'static Self> {
        let found: Vec<&Self> = servers.into_iter().filter_map(Self::of).collect();
        found.iter().max_by_key(|p| found.iter().filter(|q| q.id == p.id).count()).copied()
    }

    /// Where the hints come from, and from when.
    #[must_use]
    pub fn source(&self) -> String {
        let source = self.source.as_deref().unwrap_or(&PROVIDERS.source);
        format!("{source}, {}", self.date.as_ref().unwrap_or(&PROVIDERS.date))
    }

    /// What to type, in one sentence. `host` is the label below the domain, if the record is not for the domain itself.
    #[must_use]
    pub fn advice(&self, domain: &Name, host: Option<&str>) -> String {
        let field = match (host, self.host) {
            (Some(label), HostField::Full) => format!("\"{label}.{domain}\" in the host field"),
            (Some(label), _) => format!("\"{label}\" in the host field"),
            (None, HostField::At) => "\"@\" in the host field".to_owned(),
            (None, HostField::Empty) => "nothing in the host field (leave it empty)".to_owned(),
            (None, HostField::Full) => format!("the whole name \"{domain}.\" in the host field"),
        };
        let quotes = match self.quotes {
            Quotes::With => "type quotation marks around the value there; they are not published",
            Quotes::Without => "type the value without quotation marks",
        };
        let moved = self.moved.as_ref().map(|to| format!(" {to}")).unwrap_or_default();
        format!(
            "{}: {}.{moved} Put {field}; {quotes}. (As known on {}; the screen may differ.)",
            self.name,
            self.panel,
            self.date.as_ref().unwrap_or(&PROVIDERS.date)
        )
    }
}

/// The last two labels without what a `*` may stand for: what a name and the suffix it ends like have in common.
fn end(name: &str) -> String {
    let from = name.rmatch_indices('.').nth(1).map_or(0, |(dot, _)| dot + 1);
    name[from..].chars().filter(|c| !c.is_ascii_digit() && *c != '*').collect()
}

/// `ns-12.awsdns-34.com` ends like `awsdns-*.com`.
fn ends_like(name: &str, suffix: &str) -> bool {
    let mut labels = name.rsplit('.');
    suffix.rsplit('.').all(|wanted| {
        labels.next().is_some_and(|label| match wanted.split_once('*') {
            Some((before, after)) => label
                .strip_prefix(before)
                .and_then(|rest| rest.strip_suffix(after))
                .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())),
            None => label == wanted,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_providers_and_no_two_for_one_server() {
        assert!(PROVIDERS.provider.len() >= 40);
        let mut ids = std::collections::BTreeSet::new();
        let mut suffixes = std::collections::BTreeSet::new();
        for provider in &PROVIDERS.provider {
            assert!(ids.insert(&provider.id), "{}", provider.id);
            assert!(provider.name.is_ascii() && !provider.panel.is_empty());
            for suffix in &provider.suffixes {
                assert!(suffixes.insert(suffix), "{suffix} stands twice");
                assert!(suffix.contains('.'), "{suffix} is a whole registry");
            }
        }
        assert!(PROVIDERS.provider.iter().any(|p| p.tenant));
    }

    #[test]
    fn servers_are_recognised() {
        let of = |name: &str| Provider::of(&name.parse().unwrap()).map(|p| p.id.as_str());
        assert_eq!(of("ns-512.awsdns-00.net"), Some("route53"));
        assert_eq!(of("kate.ns.cloudflare.com"), Some("cloudflare"));
        assert_eq!(of("ns1-04.azure-dns.com"), Some("azure-dns"));
        assert_eq!(of("ns1.bdm.microsoftonline.com"), Some("microsoft-365"));
        assert_eq!(of("notcloudflare.com"), None);
        assert_eq!(of("ns1.awsdns-x.com"), None);
    }
}
