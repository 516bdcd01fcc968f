//! Whose exports these are. One file of another tenant refuses all of them: users of two customers in one profile end
//! up in one customer's printed kit.

use std::collections::BTreeSet;

use super::read::name;
use super::{Gathered, Told};
use crate::model::TenantId;

/// What is known of the tenant before the import.
#[derive(Debug, Clone, Default)]
pub struct Known {
    pub tenant: Option<TenantId>,
    /// Names under onmicrosoft.com that are the tenant's, in lower case.
    pub microsoft_names: BTreeSet<String>,
}

/// Why an import is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Foreign {
    #[error("the files are of several tenants: {first} ({first_file}) and {second} ({second_file})")]
    Several { first: TenantId, first_file: String, second: TenantId, second_file: String },
    #[error("{file} is of another tenant ({found}); this one is {known}")]
    OtherTenant { file: String, found: TenantId, known: TenantId },
    #[error("{file} is of another tenant: it has the names {found}, and this one is {known}")]
    OtherName { file: String, found: String, known: String },
}

/// Whether a domain name is one that Microsoft gave.
fn is_microsofts(domain: &str) -> bool {
    domain.ends_with(".onmicrosoft.com")
        || domain.ends_with(".onmicrosoft.us")
        || domain.ends_with(".partner.onmschina.cn")
}

/// The domain of a user name, if it is one that Microsoft gave. A guest carries the tenant's name as well.
#[must_use]
pub fn microsoft_name(user: &str) -> Option<String> {
    let domain = user.rsplit_once('@')?.1.trim().to_lowercase();
    is_microsofts(&domain).then_some(domain)
}

impl Gathered {
    /// The names under onmicrosoft.com that the exports' domains and users have.
    #[must_use]
    pub fn microsoft_names(&self) -> BTreeSet<String> {
        let snapshot = &self.snapshot;
        let users = snapshot.users.values().filter_map(|user| microsoft_name(user.user.as_deref()?));
        users.chain(self.initial_domain()).collect()
    }

    fn initial_domain(&self) -> Option<String> {
        let snapshot = &self.snapshot;
        let of_domains = snapshot.domains.values().find(|domain| domain.initial == Told::Is(true));
        let of_organization = || snapshot.organization.values().find_map(|one| one.initial_domain.clone());
        of_domains.map(|domain| domain.name.to_lowercase()).or_else(of_organization)
    }

    /// Refuses exports of another tenant than the known one, or of several.
    ///
    /// # Errors
    /// They are.
    pub fn belongs_to(&self, known: &Known) -> Result<(), Foreign> {
        let mut named = self.tenants.iter();
        if let (Some((first, first_file)), Some((second, second_file))) = (named.next(), named.next()) {
            return Err(Foreign::Several {
                first: *first,
                first_file: first_file.clone(),
                second: *second,
                second_file: second_file.clone(),
            });
        }
        if let (Some((found, file)), Some(known)) = (self.tenants.first_key_value(), known.tenant)
            && *found != known
        {
            return Err(Foreign::OtherTenant { file: file.clone(), found: *found, known });
        }
        // A tenant may have several such names; its domains list them all.
        let snapshot = &self.snapshot;
        let listed = snapshot.domains.values().filter(|domain| is_microsofts(&domain.name.to_lowercase()));
        let mut names: BTreeSet<String> = listed.map(|domain| domain.name.to_lowercase()).collect();
        let differs = |found: &BTreeSet<String>, names: &BTreeSet<String>| {
            !found.is_empty() && !names.is_empty() && found.is_disjoint(names)
        };
        let other = |file: Option<&super::Item<super::User>>,
                     found: &BTreeSet<String>,
                     names: &BTreeSet<String>| {
            let few = |names: &BTreeSet<String>| {
                names.iter().take(3).map(|text| name(text)).collect::<Vec<_>>().join(", ")
            };
            let source = file.and_then(|item| snapshot.source(item.from));
            let file = source.map_or_else(|| "the list of domains".to_owned(), |source| source.file.clone());
            Foreign::OtherName { file, found: few(found), known: few(names) }
        };
        if differs(&names, &known.microsoft_names) {
            return Err(other(None, &names, &known.microsoft_names));
        }
        names.extend(known.microsoft_names.iter().cloned());
        // File by file: the second of two lists of users may be the foreign one.
        let mut of_file: std::collections::BTreeMap<usize, BTreeSet<String>> = Default::default();
        for item in &snapshot.users.items {
            let named = item.value.user.as_deref().and_then(microsoft_name);
            of_file.entry(item.from.source).or_default().extend(named);
        }
        let foreign = of_file.iter().find(|(_, found)| differs(found, &names));
        if let Some((source, found)) = foreign {
            let first = snapshot.users.items.iter().find(|item| item.from.source == *source);
            return Err(other(first, found, &names));
        }
        let sets: Vec<_> = of_file.iter().filter(|(_, found)| !found.is_empty()).collect();
        if let [(_, first), rest @ ..] = &sets[..]
            && let Some((source, found)) = rest.iter().find(|(_, found)| found.is_disjoint(first))
        {
            let item = snapshot.users.items.iter().find(|item| item.from.source == **source);
            return Err(other(item, found, first));
        }
        Ok(())
    }
}
