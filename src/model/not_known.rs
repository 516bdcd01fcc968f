//! "I do not know" as people say it, in the languages in which support is most often called.
//!
//! It is an answer and never a value: whoever types it must not find it in a request to Microsoft. Only a whole answer
//! counts; a sentence that merely contains one of these is a value.

/// Whole answers that say nothing is known, in lower case, without marks at their ends.
const SAID: &[&str] = &[
    "unknown",
    "not known",
    "not known now",
    "don't know",
    "dont know",
    "do not know",
    "i don't know",
    "i dont know",
    "i do not know",
    "we don't know",
    "we dont know",
    "we do not know",
    "nobody knows",
    "nobody knows it",
    "no one knows",
    "nobody knows yet",
    "no idea",
    "not sure",
    "i am not sure",
    "i'm not sure",
    "no clue",
    "dunno",
    "idk",
    "n/a",
    "tbd",
    "weiß nicht",
    "weiss nicht",
    "ich weiß nicht",
    "ich weiss nicht",
    "weiß ich nicht",
    "weiss ich nicht",
    "keine ahnung",
    "unbekannt",
    "nicht bekannt",
    "je ne sais pas",
    "je sais pas",
    "sais pas",
    "aucune idée",
    "aucune idee",
    "inconnu",
    "weet niet",
    "weet ik niet",
    "ik weet het niet",
    "geen idee",
    "onbekend",
    "no lo sé",
    "no lo se",
    "no sé",
    "no se",
    "ni idea",
    "desconocido",
    "non lo so",
    "non so",
    "sconosciuto",
    "não sei",
    "nao sei",
    "não faço ideia",
    "desconhecido",
    "nie wiem",
    "nieznane",
    "vet inte",
    "vet ej",
    "jag vet inte",
    "ved ikke",
    "det ved jeg ikke",
    "vet ikke",
    "en tiedä",
    "nevím",
    "nevim",
    "neviem",
    "nem tudom",
    "nu știu",
    "nu stiu",
    "bilmiyorum",
    "не знаю",
    "неизвестно",
    "не знам",
    "δεν ξέρω",
    "لا أعرف",
    "לא יודע",
    "わからない",
    "分かりません",
    "わかりません",
    "知りません",
    "不知道",
    "不清楚",
    "모름",
    "몰라요",
    "모르겠습니다",
    "पता नहीं",
    "không biết",
    "tidak tahu",
];

/// Whether a whole answer says that nothing is known.
#[must_use]
pub fn not_known(answer: &str) -> bool {
    let lower = answer.trim().to_lowercase().replace(['\u{2019}', '\u{2018}', '`', '\u{b4}'], "'");
    let mark = |c: char| c.is_whitespace() || ".!?,;:-\u{2014}\u{2026}\u{3002}\u{bf}\u{a1}()[]\"".contains(c);
    let bare = lower.trim_matches(mark);
    if bare.is_empty() {
        return lower.contains(['?', '\u{ff1f}']);
    }
    let words: Vec<&str> = bare.split_whitespace().collect();
    SAID.contains(&words.join(" ").as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_answers_count_in_any_dress() {
        for said in [
            "?",
            "??",
            "I don’t know.",
            "Keine Ahnung!",
            "je ne sais pas",
            "No  idea…",
            "¿no sé?",
            "不知道。",
        ] {
            assert!(not_known(said), "{said}");
        }
        for value in
            ["", "-", "Unknown Pleasures Ltd", "no", "none", "Anna does not know Bert", "Naomi", "N/A Corp"]
        {
            assert!(!not_known(value), "{value}");
        }
    }
}
