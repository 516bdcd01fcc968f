//! The built-in roles, by name and by template ID.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::model::RoleTemplateId;
use crate::model::carried;

use super::table::{cell, rows};
use super::text::harmless;

/// A built-in role that this program knows by name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Role(u16);

struct Entry {
    name: &'static str,
    template: Option<RoleTemplateId>,
}

struct Catalogue {
    entries: Vec<Entry>,
    by_template: HashMap<RoleTemplateId, Role>,
    by_name: HashMap<String, Role>,
}

/// Names that Graph, PowerShell and older portals use for the same role.
const ALIASES: [(&str, &str); 12] = [
    ("company administrator", "Global Administrator"),
    ("global admin", "Global Administrator"),
    ("ga", "Global Administrator"),
    ("intune service administrator", "Intune Administrator"),
    ("exchange service administrator", "Exchange Administrator"),
    ("sharepoint service administrator", "SharePoint Administrator"),
    ("teams service administrator", "Teams Administrator"),
    ("crm service administrator", "Dynamics 365 Administrator"),
    ("power bi administrator", "Fabric Administrator"),
    ("service administrator", "Service Support Administrator"),
    ("user account administrator", "User Administrator"),
    ("azure ad joined device local administrator", "Microsoft Entra Joined Device Local Administrator"),
];

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let matrix = rows(carried!("src/partner/data/matrix.tsv").text()).filter(|row| cell(row, 0) != "*");
    let entries: Vec<Entry> = matrix
        .chain(rows(carried!("src/partner/data/other_roles.tsv").text()))
        .map(|row| Entry { name: cell(&row, 0), template: cell(&row, 1).parse().ok() })
        .collect();
    let (mut by_template, mut by_name) = (HashMap::new(), HashMap::new());
    for (at, entry) in (0u16..).zip(&entries) {
        by_name.insert(folded(entry.name), Role(at));
        if let Some(template) = entry.template {
            by_template.insert(template, Role(at));
        }
    }
    for (alias, name) in ALIASES {
        if let Some(role) = by_name.get(&folded(name)).copied() {
            by_name.insert(folded(alias), role);
        }
    }
    Catalogue { entries, by_template, by_name }
});

/// Case, spaces, hyphens and a trailing "(do not use)" make no other role; "Admin" is short for "Administrator".
fn folded(name: &str) -> String {
    let name = name.trim().to_lowercase();
    let name = name.strip_suffix("(do not use)").unwrap_or(&name).trim();
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).collect();
    match letters.strip_suffix("admin") {
        Some(stem) if !stem.is_empty() => format!("{stem}administrator"),
        _ => letters,
    }
}

impl Role {
    /// Finds a role by its template ID.
    #[must_use]
    pub fn by_template(id: RoleTemplateId) -> Option<Role> {
        CATALOGUE.by_template.get(&id).copied()
    }

    /// Finds a role by its name, in any spelling that Microsoft uses.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Role> {
        CATALOGUE.by_name.get(&folded(name)).copied()
    }

    /// All roles known by name, those of the matrix first and in its order.
    pub fn all() -> impl Iterator<Item = Role> {
        (0..CATALOGUE.entries.len()).filter_map(|at| u16::try_from(at).ok().map(Role))
    }

    /// Its name as the Entra admin center writes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        CATALOGUE.entries[usize::from(self.0)].name
    }

    /// Its template ID, the same in every tenant.
    #[must_use]
    pub fn template(self) -> Option<RoleTemplateId> {
        CATALOGUE.entries[usize::from(self.0)].template
    }

    /// Whether it is the role that a GDAP relationship must not hold to be extended automatically.
    #[must_use]
    pub fn is_global_administrator(self) -> bool {
        self.0 == 0
    }

    pub(super) fn place(self) -> usize {
        usize::from(self.0)
    }

    /// The names nearest to a misspelt one, best first, at most three.
    #[must_use]
    pub fn similar(name: &str) -> Vec<Role> {
        let wanted = folded(name);
        let words: Vec<String> = name.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let mut scored: Vec<(usize, Role)> = Role::all()
            .map(|role| {
                let shared = words.iter().filter(|w| role.name().to_lowercase().contains(*w)).count();
                let start =
                    wanted.chars().zip(folded(role.name()).chars()).take_while(|(a, b)| a == b).count();
                (shared * 4 + start, role)
            })
            .filter(|(score, _)| *score >= 4)
            .collect();
        scored.sort_by_key(|(score, role)| (std::cmp::Reverse(*score), role.0));
        scored.into_iter().take(3).map(|(_, role)| role).collect()
    }
}

impl fmt::Debug for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A role that somebody holds: one we know, or a text that we do not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Held {
    /// In the catalogue.
    Known(Role),
    /// Not in the catalogue: a custom role, or one newer than this program. Made harmless for a screen.
    Unknown(String),
}

impl Held {
    /// Reads a name or a template ID.
    #[must_use]
    pub fn read(text: &str) -> Held {
        let by_id = text.parse().ok().and_then(Role::by_template);
        by_id.or_else(|| Role::by_name(text)).map_or_else(|| Held::Unknown(harmless(text)), Held::Known)
    }

    /// The text, where it is not a role that we know.
    pub fn word_mut(&mut self) -> Option<&mut String> {
        match self {
            Held::Known(_) => None,
            Held::Unknown(text) => Some(text),
        }
    }

    /// The role, if it is known.
    #[must_use]
    pub fn known(&self) -> Option<Role> {
        match self {
            Held::Known(role) => Some(*role),
            Held::Unknown(_) => None,
        }
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Held::Known(role) => f.write_str(role.name()),
            Held::Unknown(text) => write!(f, "{text} (a role that this program does not know)"),
        }
    }
}

impl From<Held> for String {
    fn from(held: Held) -> String {
        match held {
            Held::Known(role) => role.name().to_owned(),
            Held::Unknown(text) => text,
        }
    }
}

impl From<String> for Held {
    fn from(text: String) -> Held {
        Held::read(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_and_every_template_id_leads_back_to_its_role() {
        let mut templates = std::collections::HashSet::new();
        let mut without = Vec::new();
        for role in Role::all() {
            assert_eq!(Held::read(role.name()), Held::Known(role));
            let Some(template) = role.template() else {
                without.push(role.name());
                continue;
            };
            assert!(templates.insert(template), "{role} shares its template ID");
            assert_eq!(Held::read(&template.to_string().to_uppercase()), Held::Known(role));
        }
        // No page that we have read gives the template IDs of these.
        let names = [
            "Entra Customer Lockbox Approver",
            "Microsoft 365 Support Engineer",
            "Modern Commerce Administrator",
        ];
        assert_eq!(without, names);
        assert!(Role::by_name("Global Administrator").unwrap().is_global_administrator());
    }

    #[test]
    fn spellings_of_one_role_are_one_role_and_others_are_unknown() {
        let helpdesk = Role::by_name("Helpdesk Administrator");
        for spelling in ["helpdesk admin", " HELPDESK-ADMINISTRATOR ", "helpdesk_administrator"] {
            assert_eq!(Role::by_name(spelling), helpdesk, "{spelling}");
        }
        assert_eq!(
            Role::by_name("Partner Tier2 Support (do not use)").map(Role::name),
            Some("Partner Tier2 Support")
        );
        assert!(matches!(Held::read("Contoso rescue role"), Held::Unknown(_)));
        assert!(matches!(Held::read("00000000-0000-0000-0000-000000000001"), Held::Unknown(_)));
        assert!(matches!(Held::read("admin"), Held::Unknown(_)));
        let near = Role::similar("Conditional Acces Administrator");
        assert_eq!(near.first().map(|role| role.name()), Some("Conditional Access Administrator"));
    }
}
