//! What looks like a secret and is none: placeholders, variables, sentences, ids, times.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern;

/// Words that stand where a password would, and say something about it instead (English, German, French, Spanish …).
const STATES: &[&str] = &[
    "lost",
    "forgotten",
    "forgot",
    "unknown",
    "expired",
    "reset",
    "changed",
    "wrong",
    "incorrect",
    "invalid",
    "required",
    "missing",
    "disabled",
    "enabled",
    "blocked",
    "locked",
    "none",
    "null",
    "nil",
    "no",
    "yes",
    "true",
    "false",
    "undefined",
    "empty",
    "blank",
    "hidden",
    "redacted",
    "removed",
    "masked",
    "omitted",
    "your",
    "not",
    "n/a",
    "tbd",
    "optional",
    "failed",
    "accepted",
    "unauthorized",
    "unauthorised",
    "denied",
    "bearer",
    "basic",
    "negotiate",
    "vergessen",
    "verloren",
    "unbekannt",
    "abgelaufen",
    "falsch",
    "geändert",
    "zurückgesetzt",
    "gesperrt",
    "keine",
    "kein",
    "oublié",
    "perdu",
    "inconnu",
    "expiré",
    "olvidada",
    "perdida",
    "caducada",
    "perdido",
    "esquecida",
    "vergeten",
    "read-host",
    "get-credential",
    "convertto-securestring",
    "getpass",
    "prompt",
    "securestring",
    "see",
    "ask",
    "same",
    "stored",
    "kept",
    "written",
    "held",
    "only",
    "both",
    "split",
    "never",
    "unchanged",
    "rotated",
    "sealed",
    "known",
    "two",
    "three",
    "four",
    "half",
    "liegt",
    "steht",
    "siehe",
    "hinterlegt",
    "bekannt",
    "beim",
    "nur",
    "ligt",
    "staat",
    "zie",
    "bij",
    "dans",
    "chez",
    "voir",
    "guardada",
    "nella",
    "en",
    "na",
];

/// Words that stand in the cells of tables about how people sign in, and that nobody takes for a password.
const CELLS: &str = "registered enrolled configured provisioned active inactive pending available unavailable allowed enforced \
    capable assigned unassigned supported unsupported ok okay set unset done valid success succeeded failure satisfied \
    interrupted temporary synced synchronized synchronised federated managed onprem passwordless strong weak aktiv aktiviert \
    deaktiviert inaktiv registriert eingerichtet gesetzt gültig ungültig vorhanden fehlt erforderlich unverändert \
    erfolgreich fehlgeschlagen activé désactivé enregistré valide requis réinitialisé activado activada registrado \
    registrada habilitado habilitada deshabilitado ingeschakeld geregistreerd verlopen attivo registrata scaduta";

/// Where a password is checked.
const METHODS: &str = "cloud hybrid phs pta sso adfs";

/// Words that only together with others say a state: `on-premises`, `PasswordHashSync`.
const PARTS: &str =
    "on prem premise premises only must change expires hash sync through self service password pass";

/// Words that only sentences have.
const SENTENCE: &[&str] = &[
    "the",
    "is",
    "was",
    "were",
    "are",
    "not",
    "has",
    "have",
    "had",
    "with",
    "my",
    "our",
    "your",
    "their",
    "to",
    "of",
    "and",
    "or",
    "for",
    "it",
    "i",
    "we",
    "he",
    "she",
    "they",
    "must",
    "cannot",
    "can",
    "does",
    "do",
    "did",
    "on",
    "in",
    "at",
    "by",
    "be",
    "been",
    "this",
    "that",
    "if",
    "when",
    "from",
    "but",
    "because",
    "will",
    "a",
    "an",
    "any",
    "no",
    "der",
    "die",
    "das",
    "ist",
    "nicht",
    "und",
    "oder",
    "wurde",
    "wird",
    "hat",
    "mit",
    "ich",
    "wir",
    "bei",
    "ein",
    "eine",
    "le",
    "la",
    "les",
    "est",
    "pas",
    "et",
    "ou",
    "el",
    "los",
    "no",
    "y",
    "o",
    "que",
    "de",
    "du",
    "il",
    "nous",
    "je",
    "im",
    "den",
    "dem",
    "zum",
    "zur",
    "auf",
    "unter",
    "von",
    "vom",
    "sind",
    "war",
    "het",
    "een",
    "niet",
    "van",
    "bij",
    "onder",
    "op",
    "dans",
    "chez",
    "sur",
    "sous",
    "pour",
    "avec",
    "des",
    "au",
    "aux",
    "en",
    "con",
    "por",
    "para",
    "del",
    "una",
    "un",
    "em",
    "no",
    "na",
    "da",
    "do",
    "com",
    "nella",
    "nel",
    "per",
    "characters",
    "digits",
    "letters",
    "words",
    "halves",
    "zeichen",
    "stellen",
    "tekens",
    "caractères",
    "caracteres",
    "envelope",
    "safe",
    "vault",
    "tresor",
    "umschlag",
    "kluis",
    "coffre",
    "caja",
    "cofre",
    "notary",
    "notar",
    "days",
    "checks",
    "between",
    "under",
    "inside",
    "than",
    "then",
    "who",
    "which",
    "where",
    "every",
    "each",
];

/// A variable, a mask, or a word for "not here".
pub(super) fn placeholder(value: &str) -> bool {
    static FORM: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?ix)^(?:
                \[removed:\ [a-z0-9-]{1,40}\]? | \[?redacted(?::\w+)?\]? | <[^<>]{0,60}> | \[[A-Z\ _-]{1,40}\]
              | \{\{.{0,80}\}\} | \$\{.{0,80}\}? | \$\(.{0,80}\)? | \$env:\w+ | \$[a-z_.]+ | %[a-z_]+% | @\w+ | :\w+
              | (?:os\.)?(?:environ|getenv|process\.env)\b.* | [*•●x.…_\#?-]+
            )$",
        )
    });
    let value = value.trim().trim_matches(['"', '\'', '`', ',', ';', ')', '(', '\\']);
    let bare = value.trim_end_matches(['.', '!', '?', ':']);
    if bare.chars().count() < 3 || value.starts_with("[removed:") {
        return true;
    }
    FORM.is_match(value) || is_one_of(bare, STATES)
}

/// A JSON number that counts and names nothing: three digits at most, which is no password and no PIN, or any number
/// in the tally that a case keeps of what was removed, `"redacted":{"jwt":2,"password":1500}`.
pub(super) fn tally(before: &str, number: &str) -> bool {
    static OURS: LazyLock<Regex> =
        LazyLock::new(|| pattern(r#""redacted":\s*\{\s*(?:"[a-z0-9-]{1,40}":\s*[0-9]{1,9},\s*)*"$"#));
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    // The rules are few: their whole tally is shorter than this.
    let tail = &before[before.ceil_char_boundary(before.len().saturating_sub(800))..];
    digits && (number.len() <= 3 || (number.len() <= 9 && OURS.is_match(tail)))
}

/// Some words about the thing, not the thing: "Password: lost with the phone".
pub(super) fn sentence(value: &str) -> bool {
    let mut words =
        value.split_whitespace().map(|word| word.trim_matches(|c: char| c.is_ascii_punctuation()));
    let Some(first) = words.next() else { return true };
    let Some(second) = words.next() else { return false };
    if secretive(first) {
        return false;
    }
    let all = [first, second].into_iter().chain(words.take(10));
    is_one_of(first, STATES) || all.into_iter().any(|word| is_one_of(word, SENTENCE))
}

/// One token that nobody would write in a sentence: letters with digits, or with symbols inside.
pub(super) fn secretive(token: &str) -> bool {
    let token = token.trim_end_matches(['.', ',', ';', ':', ')', '"', '\'']);
    let letters = token.chars().any(char::is_alphabetic);
    let digits = token.bytes().any(|b| b.is_ascii_digit());
    let symbols = token.bytes().any(|b| b"!#$%^*+~&".contains(&b));
    token.chars().count() >= 6
        && letters
        && (digits || symbols)
        && !token.contains("://")
        && !token.contains("::")
        && !hyphenated(token)
        && !moment(token)
        && !token.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("AADSTS"))
}

/// A word that nobody writes by accident: eight characters or more with letters, digits and a symbol that neither a
/// sentence nor an id has; or letters of both sizes around such a symbol.
pub(super) fn strong(word: &str) -> bool {
    let has = |test: fn(&u8) -> bool| word.bytes().any(|b| test(&b));
    let (upper, lower, digit) =
        (has(u8::is_ascii_uppercase), has(u8::is_ascii_lowercase), has(u8::is_ascii_digit));
    let symbol = has(|b| b"!#$%^*+~?&=".contains(b));
    let joined = word.split('-').count() >= 3
        && word.split('-').all(|part| part.starts_with(|c: char| c.is_ascii_uppercase()) && part.len() >= 3);
    let inner = word.trim_end_matches(['!', '?']).bytes().any(|b| b"!#$%^*+~&".contains(&b));
    let dense = digit
        && upper
        && lower
        && word.len() >= 8
        && word.bytes().filter(u8::is_ascii_digit).count() >= 2
        && word.bytes().all(|b| b.is_ascii_alphanumeric())
        && scattered(word);
    (8..=128).contains(&word.len())
        && ((symbol && digit && (upper || lower)) || (inner && upper && lower) || joined || dense)
        && !word.contains("://")
        && !word.contains("::")
        && !word.contains('@')
        && !word.contains("[removed")
        && !word.starts_with(['-', '/', '\\', '(', '{', '[', '$', '%', '<', '#', '&', '?'])
        && !word.contains(['(', '{', '[', '=', '\\'])
        && !word.ends_with("++")
        && !guid(word)
        && !moment(word)
        && !word.get(..6).is_some_and(|head| head.eq_ignore_ascii_case("AADSTS"))
}

/// A word that nobody writes by accident.
pub(super) fn unusual(word: &str) -> bool {
    strong(word) || generated(word)
}

/// `Kaq81234`: a capital, two small letters and five digits, as the admin center makes the first password of a user.
pub(super) fn generated(word: &str) -> bool {
    matches!(word.as_bytes(), [b'A'..=b'Z', b'a'..=b'z', b'a'..=b'z', digits @ ..]
        if digits.len() == 5 && digits.iter().all(u8::is_ascii_digit))
}

/// Digits between letters at two places at least: `H7k2mQ9p` is made by a machine, `Windows11` and `Office365` are names.
fn scattered(word: &str) -> bool {
    word.as_bytes().windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count()
        >= 4
}

/// Words about the thing, or ordinary words: what a cell of a table may hold instead of a secret.
pub(super) fn sentence_or_words(value: &str) -> bool {
    sentence(value) || (value.contains(' ') && !value.split_whitespace().any(secretive))
}

/// What a cell says about a password instead of it: `Registered`, `NotRegistered`, `Cloud-only`, `PHS-v2`, `N/A-cloud1`,
/// `reset-26.11.` What many take for a password (`Password1`) is none of these.
pub(super) fn state(value: &str) -> bool {
    let value = value.trim_matches(['(', ')', '[', ']', '✓', '✔', '✗', '✘', ' ']);
    let cell = |word: &str| is_one_of(word, STATES) || is_among(word, CELLS) || is_among(word, METHODS);
    let (word, rest) = value.split_once('-').unwrap_or((value, ""));
    let numbers = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b"-./:".contains(&b));
    let about = is_one_of(word, STATES) || word.eq_ignore_ascii_case("ok");
    let counted = word.strip_suffix(|c: char| c.is_ascii_digit()).unwrap_or_default();
    cell(value)
        || (about && (word.contains('/') || numbers(rest)))
        || (is_among(counted, METHODS) && rest.is_empty())
        || (is_among(word, METHODS) && rest.len() <= 3 && rest.strip_prefix(['v', 'V']).is_some_and(numbers))
        || joined(value, cell)
}

/// `MustChange`, `on-premises`: two or more words, each of which belongs to a state.
fn joined(value: &str, cell: impl Fn(&str) -> bool) -> bool {
    let (mut from, mut count, mut before) = (0, 0, ' ');
    for (at, c) in value.char_indices().chain([(value.len(), '-')]) {
        if matches!(c, '-' | '_') || (c.is_uppercase() && before.is_lowercase()) {
            let part = value[from..at].trim_start_matches(['-', '_']);
            // A password may end with the word for one.
            let ends = at == value.len()
                && (part.eq_ignore_ascii_case("password") || part.eq_ignore_ascii_case("pass"));
            if ends || !(cell(part) || is_among(part, PARTS)) {
                return false;
            }
            (from, count) = (at, count + 1);
        }
        before = c;
    }
    count >= 2
}

/// 16 characters or more, digits and letters together, and neither an id nor a time.
pub(super) fn token(value: &str) -> bool {
    value.len() >= 16 && mixed(value) && !hyphenated(value) && !moment(value) && !value.contains("://")
}

/// An id as support asks for it. Without its hyphens, beside the name of a secret, it is a key: 32 digits of hex.
fn hyphenated(value: &str) -> bool {
    value.contains('-') && guid(value)
}

/// Digits and letters together.
pub(super) fn mixed(value: &str) -> bool {
    value.bytes().any(|b| b.is_ascii_digit()) && value.bytes().any(|b| b.is_ascii_alphabetic())
}

/// One GUID, or several joined by bars.
pub(super) fn guid(value: &str) -> bool {
    !value.is_empty()
        && value.split(['|', ',']).all(|part| uuid::Uuid::try_parse(part.trim_matches(['{', '}'])).is_ok())
}

/// A date or a time of day.
pub(super) fn moment(value: &str) -> bool {
    let bytes = value.as_bytes();
    let digits =
        |range: std::ops::Range<usize>| bytes.get(range).is_some_and(|b| b.iter().all(u8::is_ascii_digit));
    (digits(0..4)
        && bytes.get(4) == Some(&b'-')
        && digits(5..7)
        && bytes.get(7) == Some(&b'-')
        && digits(8..10))
        || (digits(0..2) && bytes.get(2) == Some(&b':') && digits(3..5))
}

/// A word that only sentences have.
pub(super) fn of_sentences(word: &str) -> bool {
    is_one_of(word, SENTENCE)
}

fn is_one_of(word: &str, list: &[&str]) -> bool {
    word.len() <= 32 && list.contains(&word.to_lowercase().as_str())
}

fn is_among(word: &str, list: &str) -> bool {
    word.len() <= 32 && list.split(' ').any(|one| one == word.to_lowercase())
}
