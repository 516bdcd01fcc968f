//! Answers as people give them: what is understood is said back, what is doubtful is asked back once.

use crate::typist::{Case, fact, rehearse};

/// What is typed at one field, and what the case holds then.
fn types(id: &str, typed: &str) -> (String, String) {
    let case = Case::new();
    let (said, code) = rehearse(&case, &[id], "", typed);
    assert_eq!(code, 0, "{id} {typed:?}: {said}");
    (said, fact(&case, id))
}

#[test]
fn nobody_knows_in_many_words() {
    for words in ["I do not know", "weiß nicht", "je ne sais pas", "weet niet", "no lo sé", "No idea.", "n/a"]
    {
        let (_, kept) = types("admins.with-mail", &format!("{words}\n"));
        assert_eq!(kept, "null", "{words}");
    }
}

#[test]
fn what_is_meant_is_found_inside_what_is_typed_and_said_back() {
    let id = "4fdbff88-9d6b-42e0-9713-45c922ba8001";
    for (field, typed, kept, back) in [
        (
            "admins.with-mail",
            "From: Carla Bos <carla@contoso.com>; Cc: dirk@contoso.com".to_owned(),
            "[\"carla@contoso.com\",\"dirk@contoso.com\"]",
            "Understood: carla@contoso.com, dirk@contoso.com",
        ),
        (
            "tenant.id",
            format!("https://login.microsoftonline.com/{id}/v2.0"),
            "\"4fdbff88-9d6b-42e0-9713-45c922ba8001\"",
            "Understood: 4fdbff88",
        ),
        (
            "person.email",
            "Anna <anna.devries@example.org>".to_owned(),
            "\"anna.devries@example.org\"",
            "Understood: anna.devries@example.org",
        ),
    ] {
        let (said, value) = types(field, &format!("{typed}\n"));
        assert_eq!(value, kept, "{field}: {said}");
        assert!(said.contains(back), "{field}: {said}");
    }
}

#[test]
fn a_value_of_the_wrong_kind_is_asked_back_once_and_then_taken_as_typed() {
    for (field, typed, odd) in [
        ("person.role", "+49 170 1234567", "telephone number"),
        ("dns-proof.value", "MS=ms12345678", "another procedure"),
        ("dns-proof.host", "they said at the root please", "not a host"),
        ("person.phone", "call the front desk", "not part of a phone number"),
    ] {
        let (said, kept) = types(field, &format!("{typed}\n{typed}\n"));
        assert_eq!(said.matches(odd).count(), 1, "{field}: {said}");
        assert_eq!(kept, format!("\"{typed}\""), "{field}");
        // A file cannot be asked: it is warned about, and taken.
        let case = Case::new();
        let (said, code) = rehearse(&case, &[field], &format!("\"{field}\" = \"{typed}\""), "");
        assert_eq!(code, 0, "{field}: {said}");
        let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(&format!("warning: {field}")) && flat.contains(odd), "{field}: {said}");
        assert_eq!(fact(&case, field), format!("\"{typed}\""), "{field}");
    }
}

#[test]
fn the_txt_value_with_a_date_is_asked_back_with_both_readings_and_a_sentence() {
    let (said, kept) =
        types("dns-proof.value", "today's date as usual, 03-04-2027\n03-04-2027\n03-04-2027\n");
    for part in ["3 April 2027", "4 March 2027", "whose day", "Send them this", "without the words around it"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(kept, "\"03-04-2027\"");
}

#[test]
fn an_engineers_place_is_resolved_or_asked_and_never_this_laptops_zone() {
    let (said, kept) = types("support.offset", "he sits in Redmond\n");
    assert!(said.contains("-08:00"), "{said}");
    assert!(kept.contains("Redmond"), "{kept}");
    let (said, _) = types("support.offset", "Atlantis\nAtlantis\n");
    assert!(said.contains("What is your offset from UTC"), "{said}");
}
