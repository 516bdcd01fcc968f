use std::net::IpAddr;

use thiserror::Error;

use super::name::Name;

/// The public root servers (IANA, named.root of 2024; the addresses change about once in ten years).
const PUBLIC: &str = include_str!("named.root");

/// The hints file says something that is not a hint.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadHints {
    #[error("line {0}: expected \"NAME TTL A|AAAA ADDRESS\" or \". TTL NS NAME\"")]
    Line(usize),
    #[error("there is no A or AAAA line in it")]
    Empty,
}

/// Names and addresses of the root servers.
pub fn public() -> Vec<(Name, IpAddr)> {
    read(PUBLIC).unwrap_or_default()
}

/// True when these are the public ones, and not somebody's own.
#[must_use]
pub fn are_public(roots: &[(Name, IpAddr)]) -> bool {
    roots == public()
}

/// Reads the usual hints-file syntax: comments after `;`, TTL and class optional.
pub fn read(text: &str) -> Result<Vec<(Name, IpAddr)>, BadHints> {
    let mut roots = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let bad = || BadHints::Line(index + 1);
        let line = line.split(';').next().unwrap_or_default();
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some((owner, rest)) = words.split_first() else { continue };
        if owner.starts_with('$') {
            continue;
        }
        let name: Name = owner.parse().map_err(|_| bad())?;
        let is_number = |w: &&str| w.bytes().all(|b| b.is_ascii_digit());
        let mut rest = rest.iter().copied().filter(|w| !is_number(w) && !w.eq_ignore_ascii_case("IN"));
        let (Some(kind), Some(data), None) = (rest.next(), rest.next(), rest.next()) else {
            return Err(bad());
        };
        match kind.to_ascii_uppercase().as_str() {
            "NS" => {
                data.parse::<Name>().map_err(|_| bad())?;
            }
            "A" | "AAAA" => roots.push((name, data.parse().map_err(|_| bad())?)),
            _ => return Err(bad()),
        }
    }
    if roots.is_empty() { Err(BadHints::Empty) } else { Ok(roots) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_roots_are_thirteen_with_both_addresses() {
        let roots = public();
        assert_eq!(roots.len(), 26);
        assert_eq!(roots.iter().filter(|r| r.1.is_ipv6()).count(), 13);
        assert!(roots.iter().all(|r| r.0.to_string().ends_with(".root-servers.net")));
    }

    #[test]
    fn hints_are_read_and_mistakes_have_a_line() {
        let text = "; private\n.  3600 IN NS ns.root.\nns.root. 3600 A 127.0.0.1\nns.root AAAA ::1\n";
        assert_eq!(read(text).unwrap().len(), 2);
        assert_eq!(read("; nothing\n"), Err(BadHints::Empty));
        assert_eq!(read("a A 127.0.0.1\nhello\n"), Err(BadHints::Line(2)));
        assert_eq!(read("a A 127.0.0.256\n"), Err(BadHints::Line(1)));
    }
}
