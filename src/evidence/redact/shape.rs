//! Secrets that are known by their shape. A pattern's group 1, where there is one, is the secret.
//!
//! Each shape has words that one of must stand in it. All words are looked for in one pass, and a pattern is only tried
//! where its word stands: thirty patterns over every byte would cost thirty passes, and much more in some engines.

use std::sync::{LazyLock, OnceLock};

use regex::Regex;

use super::literal::{Literals, is_word};
use super::value::{floor, whole_word, wrapped_end};
use super::{Found, Rule, harmless, pattern};

/// What else must be true of the characters, which a pattern alone cannot say in linear time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Check {
    None,
    /// Digits and letters together, and no GUID.
    Mixed,
    /// No GUID, with hyphens or without.
    NoId,
    /// The parts of a JWT, or as much of its first part as nothing else has.
    Jwt,
}

/// One shape.
struct Shape {
    rule: Rule,
    check: Check,
    /// Where the pattern is tried.
    at: At,
    /// What stands there. No pattern reads far before it can still fail, so that the whole search stays linear.
    pattern: &'static str,
}

/// Where a pattern is tried.
enum At {
    /// Where one of these begins, which is no rest of a word. Capitals count like small letters.
    Word(&'static [&'static str]),
    /// The same, for a command and the rest of its line: no switch of it is looked for behind [`COMMAND`] bytes.
    Command(&'static [&'static str]),
    /// Where one of these begins, whatever stands before it.
    Any(&'static [&'static str]),
    /// So many bytes before one of these.
    Before(usize, &'static [&'static str]),
    /// At a run of six digits that is no rest of a word.
    SixDigits,
}

const SHAPES: &[Shape] = &[
    Shape {
        rule: Rule::Jwt,
        check: Check::Jwt,
        at: At::Word(&["eyJ", "eyI"]),
        pattern: r"(?:eyJ|eyI)(?:[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}|[A-Za-z0-9+/_-]{8,}={0,2})",
    },
    Shape {
        rule: Rule::RefreshToken,
        check: Check::Mixed,
        at: At::Word(&["0.A", "1.A"]),
        pattern: r"[01]\.A[A-Za-z0-9_-]{22,}(?:\.[A-Za-z0-9_-]+){0,4}",
    },
    Shape {
        rule: Rule::RefreshToken,
        check: Check::Mixed,
        at: At::Word(&["M."]),
        pattern: r"M\.[A-Z]\d{1,4}_[A-Z0-9]{2,6}\.[A-Za-z0-9_!*$.-]{20,}",
    },
    Shape {
        rule: Rule::Authorization,
        check: Check::Mixed,
        at: At::Word(&["bearer", "basic", "negotiate", "ntlm", "pop"]),
        pattern: r"(?i)(?:bearer|basic|negotiate|ntlm|pop)(?:\s|%20|\+){1,4}([A-Za-z0-9._~+/-]{16,}={0,2})",
    },
    Shape {
        rule: Rule::ClientSecret,
        check: Check::None,
        at: At::Before(4, &["Q~"]),
        pattern: r"[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{30,40}",
    },
    Shape {
        rule: Rule::ClientSecret,
        check: Check::None,
        at: At::Word(&[
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "xox",
            "AIza",
            "rk_live_",
            "sk_live_",
            "npm_",
            "sk-",
        ]),
        pattern: r"(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}|glpat-[A-Za-z0-9_-]{20,}|xox[abeprs]-[A-Za-z0-9-]{10,}|AIza[A-Za-z0-9_-]{35}|[rs]k_live_[A-Za-z0-9]{16,}|npm_[A-Za-z0-9]{36}|sk-[A-Za-z0-9_-]{32,})",
    },
    Shape {
        rule: Rule::ClientSecret,
        check: Check::None,
        at: At::Word(&[
            "xapp-",
            "hf_",
            "GOCSPX-",
            "dop_v1_",
            "shpat_",
            "SG.",
            "ya29.",
            "pypi-",
            "dckr_pat_",
            "glrt-",
            "gldt-",
            "glft-",
            "glsoat-",
            "lin_api_",
            "sq0csp-",
            "key-",
            "whsec_",
            "rk_test_",
            "sk_test_",
            "ATATT3",
            "hvs.",
            "tskey-",
            "EAA",
            "A3-",
        ]),
        pattern: r"(?:xapp-[0-9]-[A-Za-z0-9-]{20,}|hf_[A-Za-z0-9]{30,}|GOCSPX-[A-Za-z0-9_-]{20,}|dop_v1_[0-9a-f]{40,}|shpat_[0-9a-f]{32}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{20,}|ya29\.[A-Za-z0-9_-]{20,}|pypi-[A-Za-z0-9_-]{40,}|dckr_pat_[A-Za-z0-9_-]{20,}|gl(?:rt|dt|ft|soat)-[A-Za-z0-9_-]{20,}|lin_api_[A-Za-z0-9]{30,}|sq0csp-[A-Za-z0-9_-]{30,}|key-[0-9a-f]{32}|whsec_[A-Za-z0-9]{20,}|[rs]k_test_[A-Za-z0-9]{16,}|ATATT3[A-Za-z0-9_=-]{20,}|hvs\.[A-Za-z0-9_-]{20,}|tskey-[a-z]+-[A-Za-z0-9-]{16,}|EAA[A-Za-z0-9]{60,}|A3-[A-Z0-9]{6}-[A-Z0-9-]{20,})",
    },
    Shape {
        rule: Rule::ClientSecret,
        check: Check::None,
        at: At::Any(&[
            "webhook.office.com/webhookb2/",
            "hooks.slack.com/",
            "discord.com/api/webhooks/",
            "discordapp.com/api/webhooks/",
            "api.telegram.org/bot",
            "auth.microsoft.com/activate/",
        ]),
        pattern: r"webhook\.office\.com/webhookb2/[^\s/\x22]{1,90}/IncomingWebhook/([0-9A-Za-z]{16,}(?:/[0-9A-Za-z-]{8,})?)|hooks\.slack\.com/(?:services|workflows)/([A-Za-z0-9/_-]{20,})|discord(?:app)?\.com/api/webhooks/[0-9]+/([A-Za-z0-9_-]{20,})|api\.telegram\.org/bot([0-9]{6,}:[A-Za-z0-9_-]{30,})|auth\.microsoft\.com/activate/([0-9]{9})\b",
    },
    Shape {
        rule: Rule::ConnectionString,
        check: Check::Mixed,
        at: At::Before(86, &["=="]),
        pattern: r"[A-Za-z0-9+/]{86}==",
    },
    Shape {
        rule: Rule::Cookie,
        check: Check::None,
        at: At::Word(&[
            "JSESSIONID",
            "PHPSESSID",
            "ASP.NET_SessionId",
            "connect.sid",
            "laravel_session",
            "_session_id",
        ]),
        pattern: r"(?i)(?:JSESSIONID|PHPSESSID|ASP\.NET_SessionId|connect\.sid|laravel_session|_session_id)=([A-Za-z0-9%._~-]{16,})",
    },
    // 32 digits of hex are the session that Microsoft's pages show to whoever calls support.
    Shape {
        rule: Rule::Cookie,
        check: Check::NoId,
        at: At::Word(&["sessionid"]),
        pattern: r"(?i)sessionid=([A-Za-z0-9%._~-]{16,})",
    },
    Shape {
        rule: Rule::Password,
        check: Check::None,
        at: At::Any(&["$apr1$", "$krb5", "$1$", "$2", "$5$", "$6$", "$7$", "$y$", "$gy$", "$argon2"]),
        pattern: r"\$krb5\S{20,}|\$(?:apr1|1|2[abxy]?|5|6|7|y|gy|argon2(?:id|i|d))\$[A-Za-z0-9./$,=+_-]{12,}",
    },
    Shape {
        rule: Rule::Password,
        check: Check::None,
        at: At::Before(32, &[":"]),
        pattern: r"[A-Fa-f0-9]{32}:[A-Fa-f0-9]{32}\b",
    },
    Shape {
        rule: Rule::Password,
        check: Check::None,
        at: At::Command(&["WIFI:"]),
        pattern: r"WIFI:\S*?\bP:([^;\s]{4,});",
    },
    Shape {
        rule: Rule::RecoveryCode,
        check: Check::Mixed,
        at: At::Word(&[
            "enter the code",
            "enter code",
            "enter this code",
            "geben Sie den Code",
            "saisissez le code",
            "voer de code",
            "immettere il codice",
        ]),
        pattern: r"(?i:enter (?:the |this )?code|geben sie den code|saisissez le code|voer de code|immettere il codice)[: ]{1,3}([A-Z0-9]{8,9})\b",
    },
    Shape {
        rule: Rule::RecoveryCode,
        check: Check::Mixed,
        at: At::Any(&["microsoft.com/devicelogin", "/deviceauth", "microsoft.com/link"]),
        pattern: r"[a-z./]{5,30}[^\n]{0,80}?\b([A-Z0-9]{9})\b",
    },
    Shape {
        rule: Rule::ClientSecret,
        check: Check::None,
        at: At::Any(&[":AA"]),
        pattern: r":(AA[A-Za-z0-9_-]{32,36})\b",
    },
    Shape {
        rule: Rule::Password,
        check: Check::None,
        at: At::Any(&[":5432:", ":*:"]),
        pattern: r":(?:5432|\*):[^:\s]{1,64}:[^:\s]{1,64}:([^\s:]{4,100})",
    },
    Shape {
        rule: Rule::PrivateKey,
        check: Check::Mixed,
        at: At::Any(&["\"d\":", "\"d\" :"]),
        pattern: r#""d" ?: ?"([A-Za-z0-9_-]{40,})""#,
    },
    Shape {
        rule: Rule::Password,
        check: Check::None,
        at: At::Command(&["echo", "printf"]),
        pattern: r"(?:echo|printf)\s+(?:-\w+\s+)?[\x22']?([^\s|\x22']{5,})[\x22']?\s*\|\s*(?:sudo -\w*S|su\b|(?:sudo )?(?:ch)?passwd|[^\n|]*--password-stdin)",
    },
    Shape {
        rule: Rule::Password,
        check: Check::None,
        at: At::Word(&["password 51:b:"]),
        pattern: r"(?i)password 51:b:([0-9A-F]{16,})",
    },
    Shape {
        rule: Rule::Password,
        check: Check::None,
        at: At::Word(&["identified by"]),
        pattern: r"(?i)identified by\s{1,4}[\x22']([^\x22'\n]{1,200})[\x22']",
    },
    Shape {
        rule: Rule::Password,
        check: Check::None,
        at: At::Command(&["net"]),
        pattern: r"(?i)net\s+user\s+[^\s/]+\s+([^\s/*][^\s]{3,})|net\s+use\s[^\n]*?/user:\S+\s+([^\s/*][^\s]{3,})|net\s+use\s+(?:\S+\s+){1,2}?([^\s/*\\][^\s]{3,})\s+/user:",
    },
    Shape {
        rule: Rule::Password,
        check: Check::None,
        at: At::Any(&["NetworkCredential(", "PSCredential("]),
        pattern: r"(?i)(?:Network|PS)Credential\(\s*[\x22'][^\x22']{0,200}[\x22']\s*,\s*[\x22']([^\x22']{1,200})[\x22']",
    },
    Shape {
        rule: Rule::Password,
        check: Check::None,
        at: At::Command(&[
            "mysql",
            "mysqldump",
            "mysqladmin",
            "mariadb",
            "mongo",
            "mongosh",
            "sshpass",
            "redis-cli",
            "7z",
            "zip",
            "unzip",
            "docker",
            "az",
            "podman",
            "smbclient",
            "ldapsearch",
            "sqlcmd",
            "plink",
            "pscp",
            "putty",
            "psexec",
            "psexec64",
            "winexe",
            "certutil",
            "osql",
            "isql",
            "bcp",
            "schtasks",
            "keytool",
            "jarsigner",
            "rpcclient",
            "xfreerdp",
        ]),
        pattern: r"(?i:psexec|psexec64|winexe|certutil|osql|isql|bcp|schtasks|keytool|jarsigner|xfreerdp)(?:\.exe)?\b[^\n|]*?\s(?:-p|-P|/p:|/rp|-(?:store|key)pass)[ =]?[\x22']?([^\s\x22'*/-][^\s\x22']{3,})|(?:smbclient|rpcclient)\b[^\n|]*?\s(?:-U|--user)[ =]?[\x22']?[^\s%]+%([^\s\x22']+)|(?:mysql|mysqldump|mysqladmin|mariadb)\b[^\n|]*?\s-p[\x22']?([^\s\x22'-][^\s\x22']{5,})|(?:mongo|mongosh|sshpass|redis-cli|7z|zip|unzip|docker\s+login|az\s+login|podman\s+login|ldapsearch|sqlcmd|plink|pscp|putty)\b[^\n|]*?\s-(?:p|P|a|w|pw|h ?-a)[ =]?[\x22']?([^\s\x22'-][^\s\x22']{5,})",
    },
    Shape {
        rule: Rule::ClientSecret,
        check: Check::Mixed,
        at: At::Word(&[
            "sq0atp-",
            "dapi",
            "figd_",
            "NRAK-",
            "PMAK-",
            "rubygems_",
            "shpss_",
            "shpca_",
            "shppa_",
            "sntrys_",
            "dp.pt.",
            "xkeysib-",
            "ATCTT3",
            "ATBB",
            "pat-na1-",
            "pat-eu1-",
            "r8_",
            "pscale_tkn_",
            "nvapi-",
            "gsk_",
            "xai-",
            "ops_",
            "AKCp",
            "sbp_",
            "CFPAT-",
            "fo1_",
        ]),
        pattern: r"(?:sq0atp-|dapi|figd_|NRAK-|PMAK-|rubygems_|shp(?:ss|ca|pa)_|sntrys_|dp\.pt\.|xkeysib-|ATCTT3|ATBB|pat-[a-z0-9]{3}-|r8_|pscale_tkn_|nvapi-|gsk_|xai-|ops_|AKCp|sbp_|CFPAT-|fo1_)[A-Za-z0-9_=-]{20,}",
    },
    Shape {
        rule: Rule::ClientSecret,
        check: Check::Mixed,
        at: At::Before(32, &["-us"]),
        pattern: r"[0-9a-f]{32}-us[0-9]{1,2}\b",
    },
    Shape {
        rule: Rule::RecoveryCode,
        check: Check::Mixed,
        at: At::Word(&["secret", "seed", "totp", "mfa"]),
        pattern: r"(?i:secret|seed|totp|mfa)(?: (?:key|secret|seed|code))?[ :=]{1,3}([A-Z2-7]{16,64})\b",
    },
    Shape {
        rule: Rule::Cookie,
        check: Check::None,
        at: At::Command(&["curl"]),
        pattern: r"curl(?:\s[^\n]*?)?\s(?:-b|--cookie)[ =]?[\x22']([^\x22'\n]{4,})",
    },
    Shape {
        rule: Rule::AwsKey,
        check: Check::None,
        at: At::Word(&["AKIA", "ASIA"]),
        pattern: r"(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    },
    Shape {
        rule: Rule::PrivateKey,
        check: Check::None,
        at: At::Word(&["AGE-SECRET-KEY-1"]),
        pattern: r"AGE-SECRET-KEY-1[A-Z0-9]{20,}",
    },
    Shape {
        rule: Rule::RecoveryCode,
        check: Check::None,
        at: At::SixDigits,
        pattern: r"[0-9]{6}(?: ?-?[ \t]{0,40}\r?\n?[ \t]{0,40}-? ?[0-9]{6}){7}\b",
    },
    Shape {
        rule: Rule::RecoveryCode,
        check: Check::None,
        at: At::Word(&["otpauth"]),
        pattern: r"otpauth(?:-migration)?://[^\s\x22'<>]+",
    },
    Shape {
        rule: Rule::ConnectionString,
        check: Check::None,
        at: At::Any(&["://"]),
        pattern: r"://[^\s/:@\x22'<>]*:([^\s/\x22'<>]+)@",
    },
    Shape {
        rule: Rule::Password,
        check: Check::None,
        at: At::Command(&["curl"]),
        pattern: r"curl(?:\s[^\n]*?)?\s(?:-u|--user)[ =]?[\x22']?[^\s:\x22']+:([^\s\x22']+)",
    },
];

/// The patterns, each made when its word is first met: a note needs few of them.
static EACH: [OnceLock<Regex>; SHAPES.len()] = [const { OnceLock::new() }; SHAPES.len()];

/// Word boundaries as ASCII knows them: the others cost the fast engine.
fn ascii(shape: &str) -> String {
    shape.replace(r"\b", r"(?-u:\b)")
}

/// Where a word's pattern is tried: the number of its shape, how many bytes before the word, and whether a word must begin
/// there.
type Try = (usize, usize, bool);

/// The words of all shapes, and where each has its pattern tried.
static WORDS: LazyLock<(Literals, Vec<Try>)> = LazyLock::new(|| {
    let (mut words, mut whose): (Vec<&str>, Vec<_>) = (Vec::new(), Vec::new());
    for (number, shape) in SHAPES.iter().enumerate() {
        let (list, before, begins) = match shape.at {
            At::Word(list) | At::Command(list) => (list, 0, true),
            At::Any(list) => (list, 0, false),
            At::Before(bytes, list) => (list, bytes, bytes > 4),
            At::SixDigits => (&[][..], 0, true),
        };
        words.extend(list);
        whose.extend(list.iter().map(|_| (number, before, begins)));
    }
    (Literals::all(&words), whose)
});

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let (words, whose) = &*WORDS;
    // What a match or a wrapped token has swallowed is not looked at again: a file of tokens would cost its square.
    let mut done = [0; SHAPES.len()];
    for (word, place) in words.hits(text) {
        let (number, before, begins) = whose[word];
        if let Some(start) = place.start.checked_sub(before)
            && text.is_char_boundary(start)
        {
            shape(number, text, start, begins, &mut done, found);
        }
    }
    if let Some(number) = SHAPES.iter().position(|shape| matches!(shape.at, At::SixDigits)) {
        for start in six_digits(text.as_bytes()) {
            shape(number, text, start, true, &mut done, found);
        }
    }
}

/// Tries one shape at one place.
fn shape(
    number: usize,
    text: &str,
    start: usize,
    begins: bool,
    done: &mut [usize; SHAPES.len()],
    found: &mut Vec<Found>,
) {
    let bytes = text.as_bytes();
    if start < done[number] || (begins && start > 0 && is_word(bytes[start - 1]) && is_word(bytes[start])) {
        return;
    }
    let rest = match SHAPES[number].at {
        At::Command(_) => &text[start..whole_word(text, start + COMMAND)],
        _ => &text[start..floor(text, start + LONGEST)],
    };
    let each = EACH[number].get_or_init(|| pattern(&format!(r"\A(?:{})", ascii(SHAPES[number].pattern))));
    let Some(captures) = each.captures(rest) else { return };
    let Some(whole) = captures.get(0) else { return };
    let secret = captures.iter().skip(1).flatten().next().unwrap_or(whole);
    let suspicious = match SHAPES[number].check {
        Check::None => !harmless::placeholder(secret.as_str()),
        Check::Mixed => harmless::mixed(secret.as_str()) && !harmless::guid(secret.as_str()),
        Check::NoId => !harmless::placeholder(secret.as_str()) && !harmless::guid(secret.as_str()),
        Check::Jwt => {
            let text = secret.as_str();
            text.contains('.') || (text.trim_end_matches('=').len() >= 43 && harmless::mixed(text))
        }
    };
    done[number] = start + whole.end();
    if suspicious {
        let (from, until) = (start + secret.start(), start + secret.end());
        let end = wrapped_end(text, from, until);
        done[number] = done[number].max(end);
        found.push((from..end, SHAPES[number].rule));
    }
}

/// How many bytes of a command are looked at.
const COMMAND: usize = 600;

/// No single secret is longer; what comes after is looked at by itself.
const LONGEST: usize = 64 * 1024;

/// Where runs of six digits or more begin.
fn six_digits(bytes: &[u8]) -> impl Iterator<Item = usize> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            while at < bytes.len() && bytes[at].is_ascii_digit() {
                at += 1;
            }
            if at - start >= 6 {
                return Some(start);
            }
            at += 1;
        }
        None
    })
}
