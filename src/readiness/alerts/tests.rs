use super::*;
use proptest::prelude::*;

/// Reads a Kusto string literal back, and returns what follows it.
fn unquoted(text: &str) -> (String, &str) {
    let mut chars = text.strip_prefix('"').unwrap().char_indices();
    let mut read = String::new();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (read, &text[at + 2..]),
            '\\' => match chars.next().unwrap().1 {
                'u' => {
                    let digits: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                    read.push(char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap());
                }
                plain => read.push(plain),
            },
            c => {
                assert!(!c.is_control() && c != '\u{2028}' && c != '\u{2029}', "raw {c:?} in a literal");
                read.push(c);
            }
        }
    }
    panic!("the literal has no end: {text}")
}

/// A query outside its literals and comments: brackets closed in order, nothing left to fill.
fn balanced(query: &str) {
    let mut open = Vec::new();
    for line in query.lines() {
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            if rest.starts_with("//") {
                break;
            }
            if c == '"' {
                rest = unquoted(rest).1;
                continue;
            }
            if c == '\'' {
                rest = rest[1..].split_once('\'').unwrap().1;
                continue;
            }
            match c {
                '(' | '[' | '{' => open.push(c),
                ')' => assert_eq!(open.pop(), Some('('), "{line}"),
                ']' => assert_eq!(open.pop(), Some('['), "{line}"),
                '}' => assert_eq!(open.pop(), Some('{'), "{line}"),
                _ => {}
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    assert!(open.is_empty(), "{query}");
}

fn subjects(name: &str) -> Subjects {
    let id = |n: u8| format!("{n:08x}-0000-4000-8000-00000000000a").parse().unwrap();
    let named = Account { id: id(1), name: Some(name.to_owned()) };
    Subjects {
        tenant: None,
        accounts: vec![named, Account { id: id(2), name: None }],
        groups: [id(3)].into(),
        administrators: [id(4), id(5)].into(),
        ..Subjects::default()
    }
}

proptest! {
    /// Whatever a profile calls an account, the name stays inside its literal: queries only name it, so the first lines
    /// are all that it can touch.
    #[test]
    fn no_name_escapes_its_literal(name in "\\PC*|[\"\\\\\n\r\u{2028}\u{202e};|/ a-z]{0,40}") {
        let all = subjects(&name);
        let plain = subjects("x");
        for alert in catalogue() {
            let (query, usual) = (alert.query(&all), alert.query(&plain));
            balanced(&query);
            prop_assert_eq!(query.lines().count(), usual.lines().count());
            for (line, usual) in query.lines().zip(usual.lines()).filter(|(line, usual)| line != usual) {
                let (before, literal) = line.split_once(", ").unwrap();
                prop_assert_eq!(Some(before), usual.split_once(", ").map(|(before, _)| before));
                let (_, after) = unquoted(literal);
                prop_assert!([");", ","].contains(&after), "{} goes on with {}", line, after);
            }
        }
    }

    /// A literal says what the text said, but for characters that Kusto's numbers cannot reach.
    #[test]
    fn a_literal_reads_back(text in "[\u{0}-\u{d7ff}]*") {
        let quoted = kusto::literal(&text);
        let (read, after) = unquoted(&quoted);
        prop_assert_eq!((read, after), (text, ""));
    }
}

/// What Azure takes as a rhythm, and what stands on paper: columns of a query line, looking back over several runs.
#[test]
fn every_alert_can_be_deployed_and_printed() {
    let all = subjects("rowan");
    for alert in catalogue() {
        let query = alert.query(&all);
        balanced(&query);
        assert!(query.lines().all(|line| line.len() <= 80), "{}: a line is too wide for paper", alert.id);
        assert!(alert.severity <= 4 && !alert.tables.is_empty() && !alert.prove.is_empty(), "{}", alert.id);
        for table in &alert.tables {
            assert!(query.contains(table), "{} does not read {table}", alert.id);
        }
        for item in &alert.checklist {
            assert!(item.starts_with("BG-"), "{}: {item}", alert.id);
        }
        let Some(rule) = &alert.rule else { continue };
        assert!([5, 10, 15, 30, 60].contains(&rule.every), "{}: Azure has no such frequency", alert.id);
        assert!([15, 30, 60, 120, 1440].contains(&rule.window), "{}: Azure has no such window", alert.id);
        assert!(rule.window >= 2 * rule.every, "{}: a row that comes late is missed", alert.id);
        if let Some(column) = &rule.rings_once_for {
            let last = query.rsplit("| project").next().unwrap();
            assert!(last.contains(column), "{} splits by {column} and does not show it", alert.id);
        }
    }
}

/// An alert without the ids that it compares with would stay quiet for ever.
#[test]
fn what_is_compared_is_needed() {
    let nobody = Subjects::default();
    for alert in catalogue() {
        let compares = alert.query(&nobody).contains("EmergencyAccounts");
        assert_eq!(
            compares,
            alert.lacks(&nobody).any(|name| name == Name::EmergencyAccounts),
            "{}",
            alert.id
        );
    }
}

/// Several tenants may share a workspace. What another tenant's administrators do is no alarm here: before anything else,
/// the rows are those of this tenant, or those that hold one of its ids. An alert that speaks of all of them says so.
#[test]
fn no_row_of_another_tenant_rings() {
    let all = subjects("rowan");
    let mut of_all = Vec::new();
    for alert in catalogue() {
        if alert.why.contains("In a workspace that several tenants share it speaks of all of them together") {
            of_all.push(alert.id.as_str());
            continue;
        }
        let query = alert.query(&all);
        let lines: Vec<&str> = query.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let query = lines.join("\n");
        // Sign-ins are those of accounts that are named, or are joined with a policy that this tenant changed.
        let tables = query.split("AuditLogs").skip(1).chain(
            (!query.contains("AuditLogs")).then(|| query.split_once("Logs").map(|(_, rest)| rest)).flatten(),
        );
        let mut read = 0;
        for table in tables {
            read += 1;
            let first = table.split("\n| where").nth(1).and_then(|rest| rest.split("\n| ").next());
            let first = first.unwrap_or_default();
            let only = ["(TenantIds)", "(EmergencyAccounts)", "(ExclusionGroups)"];
            let within = only.iter().any(|ids| first.contains(ids)) || first.contains("TimeGenerated > ago");
            assert!(within, "{}: {first}", alert.id);
            assert!(only.iter().any(|ids| table.contains(ids)), "{}", alert.id);
        }
        assert!(read > 0, "{} reads no log", alert.id);
    }
    assert_eq!(of_all, ["monitoring-muted", "logs-stopped"]);
}
