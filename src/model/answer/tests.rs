use proptest::prelude::*;

use super::*;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn yes_and_no_in_many_words() {
    for yes in ["yes", "Y", "Ja.", "oui !", "Sí", "да"] {
        assert_eq!(yes_no(yes), Some(true), "{yes}");
    }
    for no in ["no", "Nein!", "nee", "NON", "não"] {
        assert_eq!(yes_no(no), Some(false), "{no}");
    }
    for neither in ["", "no idea", "yes and no", "none", "not yet", "Nora"] {
        assert_eq!(yes_no(neither), None, "{neither}");
    }
}

#[test]
fn none_chooses_the_line_that_says_so() {
    let door = [
        "It opened: somebody is in",
        "Tried, it did not open",
        "Somebody does it now",
        "We do not have this",
    ];
    for typed in ["none", "Nothing.", "we don\u{2019}t have it", "keine"] {
        assert_eq!(menu(typed, &door), Some(3), "{typed}");
    }
    assert_eq!(menu("no", &door), None);
    assert_eq!(menu("none", &["yes", "no"]), None);
}

#[test]
fn a_menu_takes_what_its_labels_say() {
    let session = ["Yes, somebody is still signed in", "No, everybody is out", "I am asking around"];
    assert_eq!(menu("no", &session), Some(1));
    assert_eq!(menu("Nein", &session), Some(1));
    assert_eq!(menu("y", &session), Some(0));
    assert_eq!(menu("2.", &session), Some(1));
    // The middle of a line is not its beginning.
    assert_eq!(menu("asking around", &session), None);
    assert_eq!(menu("i am asking", &session), Some(2));
    assert_eq!(menu("4", &session), None);
    assert_eq!(menu("maybe", &session), None);
    let two = ["No: we know", "No, everybody is out"];
    assert_eq!(menu("no", &two), None);
    assert_eq!(menu("p1", &["free", "p1", "p2"]), Some(1));
}

#[test]
fn a_beginning_never_chooses_the_opposite() {
    let tried = [
        "There are no others; all were refused for the same reason",
        "No others; all were refused, not all for the same reason",
        "One of them is in",
    ];
    for typed in ["all were refused", "All were", "there are", "no", "all"] {
        assert_eq!(menu(typed, &tried), None, "{typed}");
    }
    assert_eq!(menu("one of them", &tried), Some(2));
    let called = ["They called and nobody answered", "An e-mail came", "No answer yet", "Not now"];
    for typed in ["they called", "no", "nein", "-1", "an e-mail wasn't"] {
        assert_eq!(menu(typed, &called), None, "{typed}");
    }
    for (typed, at) in [("an e mail came.", 1), ("an e-mail", 1), ("no answer yet", 2), ("no answer", 2)] {
        assert_eq!(menu(typed, &called), Some(at), "{typed}");
    }
    let twins = ["The partner gets in", "The partner is refused", "The registrar"];
    assert_eq!(menu("the partner gets", &twins), None);
    assert_eq!(menu("the registrar", &twins), Some(2));
    let board = ["they called", "an e-mail came"];
    for (typed, at) in [("2", 1), ("1)", 0), ("An e-mail came.", 1), (" they called ", 0), ("2!", 1)] {
        assert_eq!(menu(typed, &board), Some(at), "{typed}");
    }
    for odd in ["0", "3", "mail", "", "-1"] {
        assert_eq!(menu(odd, &board), None, "{odd}");
    }
    assert_eq!(menu("yes", &["Yes", "No"]), Some(0));
    assert_eq!(menu("oui", &["yes: all of them", "no: some"]), Some(0));
    assert_eq!(menu("yes", &["yes and no", "no"]), None);
}

#[test]
fn a_name_keeps_its_apostrophe() {
    for (text, found) in [
        ("siobhan.o'brien@example.org", vec!["siobhan.o'brien@example.org"]),
        ("ask d\u{2019}angelo@example.org.", vec!["d\u{2019}angelo@example.org"]),
        ("'siobhan.o'brien@example.org'", vec!["siobhan.o'brien@example.org"]),
        ("anna@example.org's account", vec!["anna@example.org"]),
        ("'a@x.example'/'b@x.example'", vec!["a@x.example", "b@x.example"]),
        ("\u{2018}a@x.example\u{2019}, 'b@x.example'", vec!["a@x.example", "b@x.example"]),
        ("mailto@example.org", vec!["mailto@example.org"]),
    ] {
        assert_eq!(addresses(text), found, "{text}");
    }
}

#[test]
fn many_addresses_and_ids_take_time_by_their_number() {
    let many = 80_000;
    let list: Vec<String> = (0..many).map(|n| format!("admin{n}@contoso.example")).collect();
    let ids: Vec<String> = (0..many).map(|n| format!("4fdbff88-9d6b-42e0-9713-{n:012x}")).collect();
    let begun = std::time::Instant::now();
    assert_eq!(addresses(&list.join(", ")).len(), many);
    assert_eq!(tenant_ids(&ids.join("\n")).len(), many);
    // Compared one with another, that many take minutes.
    assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[test]
fn two_digits_each_have_the_year_at_either_end() {
    assert_eq!(days("27-03-31", None), [day(2031, 3, 27), day(2027, 3, 31)]);
    assert_eq!(days("27/03/31", None), [day(2031, 3, 27)]);
    assert_eq!(days("11-11-11", None), [day(2011, 11, 11)]);
    assert_eq!(days("01-02-03", None).len(), 3);
}

#[test]
fn addresses_are_found_inside_lines() {
    let mail =
        "From: Anna Berg <anna@fabrikam.example>; cc 'bert@fabrikam.example', mailto:ANNA@fabrikam.example.";
    assert_eq!(addresses(mail), ["anna@fabrikam.example", "bert@fabrikam.example"]);
    assert!(addresses("at 10@ or @home or a@b").is_empty());
}

#[test]
fn a_tenant_id_is_found_in_its_address_and_in_the_page() {
    let id = "4fdbff88-9d6b-42e0-9713-45c922ba8001";
    let other = "0000000c-0000-0000-c000-000000000001";
    let page = format!(
        "{{\"issuer\":\"https://login.microsoftonline.com/{id}/v2.0\",\"x\":\"{other}\",\n\"token_endpoint\":\"https://login.microsoftonline.com/{id}/oauth2/v2.0/token\"}}"
    );
    for text in [id.to_owned(), format!("https://login.microsoftonline.com/{}/v2.0", id.to_uppercase()), page]
    {
        assert_eq!(tenant_ids(&text), [id.parse().unwrap()], "{text}");
    }
    assert_eq!(tenant_ids(&format!("{id} {other}")).len(), 2);
    assert_eq!(tenant_ids(&format!("App ID: {other}, Tenant ID: {id}")), [id.parse().unwrap()]);
    assert!(tenant_ids("4fdbff88-9d6b").is_empty());
}

#[test]
fn file_names_are_read_as_shells_write_them() {
    assert_eq!(path("'/home/anna/my papers.pdf' "), "/home/anna/my papers.pdf");
    assert_eq!(path("\"C:\\Users\\anna\\a b.pdf\""), "C:\\Users\\anna\\a b.pdf");
    assert_eq!(path("/tmp/a\\ b.pdf"), "/tmp/a b.pdf");
    assert_eq!(path("it's.pdf"), "it's.pdf");
    assert_eq!(paths("a.pdf\n'b c.pdf'\n\nd.pdf"), ["a.pdf", "b c.pdf", "d.pdf"]);
    assert_eq!(paths("'a b.pdf' 'c.pdf'"), ["a b.pdf", "c.pdf"]);
}

#[test]
fn dates_as_people_write_them() {
    let today = day(2026, 11, 26);
    for text in [
        "2026-11-24",
        "24.11.2026",
        "24/11/26",
        "24 Nov 2026",
        "November 24th, 2026",
        "Tuesday, 24 November",
        "24. nov",
    ] {
        assert_eq!(days(text, Some(today)), [day(2026, 11, 24)], "{text}");
    }
    assert_eq!(days("03-04-2027", None), [day(2027, 4, 3), day(2027, 3, 4)]);
    assert_eq!(days("05/05/2027", None), [day(2027, 5, 5)]);
    assert_eq!(days("gestern", Some(today)), [day(2026, 11, 25)]);
    for no_date in ["", "soon", "2026", "32.13.2026", "12 people in may 2026 and june", "+49 170 1234567"] {
        assert!(days(no_date, Some(today)).is_empty(), "{no_date}");
    }
    assert_eq!(day_in_words(day(2026, 11, 24)), "Tuesday 24 November 2026");
}

proptest! {
    #[test]
    fn a_day_in_any_usual_form_is_that_day(offset in 0u64..30_000, form in 0usize..5) {
        let at = day(1990, 1, 1) + chrono::Days::new(offset);
        let form = ["%Y-%m-%d", "%-d %B %Y", "%B %-d, %Y", "%A %-d %b %Y", "%d.%m.%Y"][form];
        let found = days(&at.format(form).to_string(), Some(day(2026, 11, 26)));
        prop_assert!(found.contains(&at), "{found:?}");
        prop_assert!(found.len() <= 2);
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,300}") {
        let _ = (yes_no(&text), addresses(&text), tenant_ids(&text), path(&text), paths(&text));
        let _ = (days(&text, Some(day(2026, 11, 26))), menu(&text, &["yes", "no, not now"]));
    }

    #[test]
    fn an_address_is_found_in_any_surroundings(before in "[a-z ,<]{0,20}", after in "[ >,;]{1}[a-z ]{0,20}") {
        let text = format!("{before} anna.berg@mail.example{after}");
        prop_assert_eq!(addresses(&text), ["anna.berg@mail.example"]);
    }
}
