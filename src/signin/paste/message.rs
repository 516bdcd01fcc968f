use std::sync::LazyLock;

use regex::Regex;

use super::value::looks_like_guid;
use crate::signin::Field;

/// What an AADSTS message says besides its number: field, the text in it (`None`: altered), and where in the message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) field: Field,
    pub(super) text: Option<String>,
    pub(super) at: usize,
}

// Quote signs as pages, mail programs and OCR write them; the closing one may be another, or missing.
const Q: &str = r#"['"‘’‚“”„`´°«»]"#;
const GUID: &str = r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}";

macro_rules! pattern {
    ($name:ident, $($part:expr),+) => {
        static $name: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(&[$($part),+].concat()).ok());
    };
}

// 'GUID'(Name): in every message of Microsoft's this is the client application, whatever the language around it.
pattern!(NAMED_GUID, Q, "(", GUID, ")", Q, r"\s?\(([^()]{1,120}(?:\([^()]{0,40}\)[^()]{0,60})?)\)");
// the application X ('GUID')
pattern!(NAME_GUID, r"(?i)\bapplication ([^'‘(]{1,120}?) ?\(", Q, "?(", GUID, ")", Q, r"?\)");
// application 'X' / with identifier 'X' / with ID 'X' / for application: 'X' / app 'X' / Client app ID: X(Name)
pattern!(
    APP,
    r"(?i)\b(?:application|app)s?(?: with (?:identifier|id)| ID| id)?:? ?",
    "(?:",
    Q,
    "([^'\"‘’“”`´°\n]{1,200})",
    Q,
    "?|(",
    GUID,
    r"))(?: ?\(([^()'‘]{1,120})\)| named ",
    Q,
    "([^'‘’]{1,120})",
    Q,
    ")?"
);
pattern!(
    RESOURCE,
    r"(?i)\b(?:to access|first party resource|for resource|resource with identifier|resource principal named|resource app id:|resource value from request:) ?",
    Q,
    "?([^'\"‘’“”`´°\n ]{1,200})"
);
pattern!(
    TENANT,
    r"(?i)\b(?:in tenant|the tenant|Tenant|in the directory|the tenant named|organization|organisation) ?",
    Q,
    "([^'\"‘’“”`´°\n]{1,120})",
    Q
);
pattern!(
    USER,
    r"(?i)\b(?:user account|signed in user|the user|account|user) ?",
    Q,
    "([^'\"‘’“”`´°\n]{1,120})",
    Q
);
pattern!(
    BARE_USER,
    r"(?i)\buser account (\{[^}]{1,60}\}|[^ '\n]{1,60}@[^ '\n]{1,80}) does not exist in the ([^ '\n]{1,80}) directory"
);
// in tenant GUID / Tenant contoso.onmicrosoft.com not found: without quotes only what no word can be taken for.
pattern!(
    BARE_TENANT,
    r"(?i)\b(?:in tenant|in the tenant|the tenant|tenant|in the directory|the directory|does not exist in the) (",
    GUID,
    r"|(?:[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?\.)+[a-z]{2,24})\b"
);
// User account a@b.c from identity provider X does not exist in tenant Contoso Ltd and cannot access
pattern!(
    BARE_ACCOUNT,
    r"(?i)\buser account ([^ '‘\n]{1,254}) from identity provider [^ \n]{1,254} does not exist in tenant ([^'‘\n]{1,120}?) and cannot access"
);
pattern!(WHOLE_GUID, "^", GUID, "$");

/// Reads the sentence after a code. Line ends must be blanks already; one that is left ends a paragraph.
pub(super) fn read(message: &str) -> Vec<Said> {
    let paragraph = message.split('\n').next().unwrap_or(message);
    let mut found: Vec<Said> = Vec::new();
    let mut say = |field: Field, text: Option<&str>, at: usize| {
        if !found.iter().any(|s| s.field == field) {
            found.push(Said { field, text: text.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()), at });
        }
    };
    if let Some(c) = NAMED_GUID.as_ref().and_then(|r| r.captures(message))
        && let (Some(id), Some(name)) = (c.get(1), c.get(2))
    {
        say(Field::AppId, Some(id.as_str()), id.start());
        say(Field::AppName, Some(name.as_str()), name.start());
    }
    if let Some(c) = NAME_GUID.as_ref().and_then(|r| r.captures(message))
        && let (Some(name), Some(id)) = (c.get(1), c.get(2))
        && !name.as_str().starts_with("with ")
    {
        say(Field::AppId, Some(id.as_str()), id.start());
        say(Field::AppName, Some(name.as_str()), name.start());
    }
    if let Some(c) = APP.as_ref().and_then(|r| r.captures(message)) {
        if let Some(value) = c.get(1).or(c.get(2)) {
            match kind(value.as_str()) {
                Kind::Guid => say(Field::AppId, Some(value.as_str()), value.start()),
                Kind::Altered => say(Field::AppId, None, value.start()),
                Kind::Words => {}
            }
        }
        if let Some(name) = c.get(3).or(c.get(4))
            && kind(name.as_str()) == Kind::Words
        {
            say(Field::AppName, Some(name.as_str()), name.start());
        }
    }
    if let Some(value) = RESOURCE.as_ref().and_then(|r| r.captures(message)).and_then(|c| c.get(1)) {
        match kind(value.as_str().trim_end_matches(['.', ',', ';'])) {
            Kind::Guid => {
                say(Field::ResourceId, Some(value.as_str().trim_end_matches(['.', ',', ';'])), value.start());
            }
            // A blanked resource is no loss for support: it is not named as invalid.
            Kind::Altered | Kind::Words => {}
        }
    }
    if let Some(value) = TENANT.as_ref().and_then(|r| r.captures(message)).and_then(|c| c.get(1)) {
        match kind(value.as_str()) {
            Kind::Guid => say(Field::TenantId, Some(value.as_str()), value.start()),
            Kind::Altered => say(Field::TenantId, None, value.start()),
            Kind::Words => say(Field::TenantName, Some(value.as_str()), value.start()),
        }
    }
    if let Some(value) = USER.as_ref().and_then(|r| r.captures(message)).and_then(|c| c.get(1)) {
        say(Field::User, Some(value.as_str()).filter(|v| is_user(v)), value.start());
    }
    if let Some(c) = BARE_ACCOUNT.as_ref().and_then(|r| r.captures(paragraph))
        && let (Some(user), Some(tenant)) = (c.get(1), c.get(2))
    {
        say(Field::User, Some(user.as_str()).filter(|v| is_user(v)), user.start());
        match kind(tenant.as_str()) {
            Kind::Guid => say(Field::TenantId, Some(tenant.as_str()), tenant.start()),
            Kind::Altered => say(Field::TenantId, None, tenant.start()),
            Kind::Words => say(Field::TenantName, Some(tenant.as_str()), tenant.start()),
        }
    }
    if let Some(value) = BARE_TENANT.as_ref().and_then(|r| r.captures(paragraph)).and_then(|c| c.get(1)) {
        let field = if kind(value.as_str()) == Kind::Guid { Field::TenantId } else { Field::TenantName };
        say(field, Some(value.as_str()), value.start());
    }
    if let Some(c) = BARE_USER.as_ref().and_then(|r| r.captures(message))
        && let (Some(user), Some(tenant)) = (c.get(1), c.get(2))
    {
        say(Field::User, Some(user.as_str()).filter(|v| is_user(v)), user.start());
        if kind(tenant.as_str()) != Kind::Guid {
            say(Field::TenantName, Some(tenant.as_str()).filter(|t| kind(t) == Kind::Words), tenant.start());
        }
    }
    found
}

/// Whether a text can be a sign-in name: no blanks, no placeholder signs, nothing blanked.
pub(super) fn is_user(text: &str) -> bool {
    let fine = |c: char| c.is_alphanumeric() || "._-+@#$%'!&~^\\/".contains(c);
    (3..=254).contains(&text.len())
        && text.chars().all(fine)
        && text.contains(['@', '\\'])
        && !text.to_ascii_lowercase().contains("redacted")
        && !text.to_ascii_lowercase().contains("xxxx")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Guid,
    Altered,
    Words,
}

fn kind(text: &str) -> Kind {
    let text = text.trim();
    let blanked = text.chars().filter(|c| matches!(c, 'x' | 'X' | '*' | '#' | '•' | '█')).count();
    let lower = text.to_ascii_lowercase();
    let said = [
        "redacted",
        "removed",
        "hidden",
        "my app",
        "your ",
        "guid",
        "client id",
        "app id",
        "appid",
        "client-id",
        "tenant id",
    ];
    if WHOLE_GUID.as_ref().is_some_and(|r| r.is_match(text)) {
        Kind::Guid
    } else if looks_like_guid(text)
        || (blanked >= 3 && blanked * 2 > text.chars().count())
        || text.starts_with(['{', '<', '[', '$'])
        || text.chars().all(|c| matches!(c, '.' | '…' | '*' | '-' | '_'))
        || said.iter().any(|word| lower.contains(word) && !lower.contains("://"))
    {
        Kind::Altered
    } else {
        Kind::Words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str) -> Vec<(Field, Option<String>)> {
        read(message).into_iter().map(|s| (s.field, s.text)).collect()
    }

    fn some(field: Field, text: &str) -> (Field, Option<String>) {
        (field, Some(text.into()))
    }

    const A: &str = "f44b1140-bc5e-48c6-8dc0-5cf5a53c0e34";
    const B: &str = "ccf2ea19-40ae-400a-a97a-928ad0e8614c";

    #[test]
    fn the_sentences_of_the_service() {
        assert_eq!(
            said(&format!(
                "User account 'a@b.c' from identity provider 'live.com' does not exist in tenant 'Contoso' and cannot access the application '{A}'(Some (old) App) in that tenant."
            )),
            [
                some(Field::AppId, A),
                some(Field::AppName, "Some (old) App"),
                some(Field::TenantName, "Contoso"),
                some(Field::User, "a@b.c")
            ]
        );
        assert_eq!(
            said(&format!("Application with identifier '{A}' was not found in the directory '{B}'.")),
            [some(Field::AppId, A), some(Field::TenantId, B)]
        );
        assert_eq!(
            said("Application with identifier 'https://x/y' was not found in the directory 'X'."),
            [some(Field::TenantName, "X")]
        );
        assert_eq!(
            said(&format!("you must use multi-factor authentication to access '{A}'.")),
            [some(Field::ResourceId, A)]
        );
        assert_eq!(
            said(&format!(
                "The user or administrator has not consented to use the application with ID '{A}' named 'My Tool'."
            )),
            [some(Field::AppId, A), some(Field::AppName, "My Tool")]
        );
        assert_eq!(
            said(&format!(
                "Consent between first party application '{A}' and first party resource '{B}' must be configured"
            )),
            [some(Field::AppId, A), some(Field::ResourceId, B)]
        );
        assert_eq!(
            said(&format!(
                "configured the application Echo 360 ('{A}') to block users. The signed in user '{{my email}}' is blocked"
            )),
            [some(Field::AppId, A), some(Field::AppName, "Echo 360"), (Field::User, None)]
        );
        assert_eq!(
            said("The user account {EmailHidden} does not exist in the contoso.onmicrosoft.com directory."),
            [some(Field::TenantName, "contoso.onmicrosoft.com"), (Field::User, None)]
        );
        assert_eq!(
            said("The service principal for resource 'https://outlook.office365.com' is disabled."),
            []
        );
        assert_eq!(
            said("Application 'xxxxxxf9-xxxx-xxxx-xxxx-c05xxxxxxxxx' is disabled"),
            [(Field::AppId, None)]
        );
    }
}
