//! Secrets that are known by their shape. A pattern's group 1, where there is one, is the secret.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::harmless;
use super::value::wrapped_end;
use super::{Found, Rule, pattern};

/// What else must be true of the characters, which a pattern alone cannot say in linear time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Check {
    None,
    /// Digits and letters together, and no GUID.
    Mixed,
}

/// Every pattern is bounded, or ends where its own match ends, so that the whole search stays linear.
const SHAPES: &[(Rule, Check, &str)] = &[
    (Rule::Jwt, Check::None, r"\b(?:eyJ|eyI)[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}"),
    (Rule::Jwt, Check::Mixed, r"\b(?:eyJ|eyI)[A-Za-z0-9+/_-]{40,}={0,2}"),
    (Rule::RefreshToken, Check::Mixed, r"\b[01]\.A[A-Za-z0-9_-]{22,}(?:\.[A-Za-z0-9_-]+){0,4}"),
    (Rule::RefreshToken, Check::Mixed, r"\bM\.[A-Z]\d{1,4}_[A-Z0-9]{2,6}\.[A-Za-z0-9_!*$.-]{20,}"),
    (
        Rule::Authorization,
        Check::Mixed,
        r"(?i)\b(?:bearer|basic|negotiate|ntlm|pop)(?:\s|%20|\+){1,4}([A-Za-z0-9._~+/-]{16,}={0,2})",
    ),
    (Rule::ClientSecret, Check::None, r"[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{30,40}"),
    (
        Rule::ClientSecret,
        Check::None,
        r"\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[A-Za-z0-9_-]{20,}|xox[abeprs]-[A-Za-z0-9-]{10,}|AIza[A-Za-z0-9_-]{35}|[rs]k_live_[A-Za-z0-9]{16,}|npm_[A-Za-z0-9]{36}|sk-[A-Za-z0-9_-]{32,})",
    ),
    (
        Rule::ClientSecret,
        Check::None,
        r"\b(?:xapp-[0-9]-[A-Za-z0-9-]{20,}|hf_[A-Za-z0-9]{30,}|GOCSPX-[A-Za-z0-9_-]{20,}|dop_v1_[0-9a-f]{40,}|shpat_[0-9a-f]{32}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{20,}|ya29\.[A-Za-z0-9_-]{20,}|pypi-[A-Za-z0-9_-]{40,}|dckr_pat_[A-Za-z0-9_-]{20,}|gl(?:rt|dt|ft|soat)-[A-Za-z0-9_-]{20,}|lin_api_[A-Za-z0-9]{30,}|sq0csp-[A-Za-z0-9_-]{30,}|key-[0-9a-f]{32}|whsec_[A-Za-z0-9]{20,}|[rs]k_test_[A-Za-z0-9]{16,}|ATATT3[A-Za-z0-9_=-]{20,}|hvs\.[A-Za-z0-9_-]{20,}|tskey-[a-z]+-[A-Za-z0-9-]{16,}|EAA[A-Za-z0-9]{60,}|A3-[A-Z0-9]{6}-[A-Z0-9-]{20,})",
    ),
    (
        Rule::ClientSecret,
        Check::None,
        r"webhook\.office\.com/webhookb2/[^\s/\x22]{1,90}/IncomingWebhook/([0-9A-Za-z]{16,}(?:/[0-9A-Za-z-]{8,})?)|hooks\.slack\.com/(?:services|workflows)/([A-Za-z0-9/_-]{20,})|discord(?:app)?\.com/api/webhooks/[0-9]+/([A-Za-z0-9_-]{20,})|api\.telegram\.org/bot([0-9]{6,}:[A-Za-z0-9_-]{30,})",
    ),
    (Rule::ConnectionString, Check::Mixed, r"\b[A-Za-z0-9+/]{86}=="),
    (
        Rule::Cookie,
        Check::None,
        r"(?i)\b(?:JSESSIONID|PHPSESSID|ASP\.NET_SessionId|connect\.sid|sessionid|laravel_session|_session_id)=([A-Za-z0-9%._~-]{16,})",
    ),
    (Rule::Password, Check::None, r"\$(?:1|2[abxy]?|5|6|7|y|gy|argon2(?:id|i|d))\$[A-Za-z0-9./$,=+_-]{12,}"),
    (Rule::Password, Check::None, r"\b[A-Fa-f0-9]{32}:[A-Fa-f0-9]{32}\b"),
    (Rule::Password, Check::None, r"\bWIFI:[^\s]{0,200}?\bP:([^;\s]{4,100});"),
    (Rule::RecoveryCode, Check::Mixed, r"(?i)\benter the code ([A-Z0-9]{8,9}) to (?:authenticate|sign in)"),
    (Rule::Password, Check::None, r"(?i)\bpassword 51:b:([0-9A-F]{16,})"),
    (
        Rule::Password,
        Check::None,
        r"(?i)\bnet\s+user\s+[^\s/]{1,64}\s+([^\s/*][^\s]{3,})|\bnet\s+use\s+(?:\S{1,200}\s+){1,2}?([^\s/*\\][^\s]{3,})\s+/user:|NetworkCredential\(\s*[\x22'][^\x22']{0,200}[\x22']\s*,\s*[\x22']([^\x22']{1,200})[\x22']|PSCredential\(\s*[\x22'][^\x22']{0,200}[\x22']\s*,\s*[\x22']([^\x22']{1,200})[\x22']",
    ),
    (
        Rule::Password,
        Check::None,
        r"\b(?:mysql|mysqldump|mysqladmin|mariadb|mongo|mongosh|sshpass|redis-cli|7z|zip|unzip|docker\s+login|az\s+login|podman\s+login|smbclient|ldapsearch|psql|sqlcmd|plink|pscp|putty)\b[^\n|]{0,200}?\s-(?:p|P|a|w|pw|h ?-a)[ =]?[\x22']?([^\s\x22'-][^\s\x22']{5,200})",
    ),
    (Rule::AwsKey, Check::None, r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    (Rule::PrivateKey, Check::None, r"\bAGE-SECRET-KEY-1[A-Z0-9]{20,}"),
    (Rule::RecoveryCode, Check::None, r"\b[0-9]{6}(?: ?-?[ \t]*\r?\n?[ \t]*-? ?[0-9]{6}){7}\b"),
    (Rule::RecoveryCode, Check::None, r"\botpauth(?:-migration)?://[^\s\x22'<>]+"),
    (
        Rule::ConnectionString,
        Check::None,
        r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@\x22'<>]{0,80}:([^\s/\x22'<>]{1,200})@",
    ),
    (
        Rule::Password,
        Check::None,
        r"\bcurl(?:\s[^\n]{0,200}?)?\s(?:-u|--user)[ =]?[\x22']?[^\s:\x22']{1,80}:([^\s\x22']{1,200})",
    ),
];

static ANY: LazyLock<Option<RegexSet>> =
    LazyLock::new(|| RegexSet::new(SHAPES.iter().map(|(_, _, shape)| ascii(shape))).ok());
static EACH: LazyLock<Vec<Regex>> =
    LazyLock::new(|| SHAPES.iter().map(|(_, _, shape)| pattern(&ascii(shape))).collect());

/// Word boundaries as ASCII knows them: the others cost the fast engine.
fn ascii(shape: &str) -> String {
    shape.replace(r"\b", r"(?-u:\b)")
}

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    // One pass says which patterns occur at all; most texts need no second.
    let occurring: Vec<usize> = match &*ANY {
        Some(any) => any.matches(text).into_iter().collect(),
        None => (0..SHAPES.len()).collect(),
    };
    for index in occurring {
        let (rule, check, _) = SHAPES[index];
        // What a wrapped token has swallowed is not looked at again: a file of tokens would cost its square.
        let mut done = 0;
        for captures in EACH[index].captures_iter(text) {
            let Some(secret) = captures.iter().skip(1).flatten().next().or_else(|| captures.get(0)) else {
                continue;
            };
            let suspicious = match check {
                Check::None => !harmless::placeholder(secret.as_str()),
                Check::Mixed => harmless::mixed(secret.as_str()) && !harmless::guid(secret.as_str()),
            };
            if suspicious && secret.start() >= done {
                done = wrapped_end(text, secret.start(), secret.end());
                found.push((secret.start()..done, rule));
            }
        }
    }
}
