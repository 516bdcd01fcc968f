//! Twelve sentences that were false, each in the situation in which it must never be said again.

use crate::program::Told;

fn account(name: &str, state: &str, more: &str) -> String {
    format!(
        "[[account]]\naccount = \"{name}\"\nroles = [\"Global Administrator\"]\nstate = \"{state}\"\n{more}\n"
    )
}

fn case(head: &str, facts: &str, nouns: &str) -> Told {
    Told::by(&format!("facts-first = true\n{head}\n[facts]\n{facts}\n{nouns}"))
}

fn lacks(texts: &str, sentence: &str) {
    let (texts, sentence) = (texts.to_lowercase(), sentence.to_lowercase());
    let flat = texts.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(!flat.contains(&sentence), "\"{sentence}\" is said in:\n{texts}");
}

/// (a) "no administrator can sign in" with a person untried or unknown.
#[test]
fn a_nobody_while_somebody_is_untried() {
    for state in ["not-tried", "not-known", "out-of-reach"] {
        let nouns = account("a@c.example", "refused", "") + &account("b@c.example", state, "");
        let texts = case("list-of-accounts = \"complete\"", "", &nouns).flat();
        lacks(&texts, "no administrator");
        lacks(&texts, "no Global Administrator");
        lacks(&texts, "none of");
    }
    let unclear = account("a@c.example", "refused", "") + "[[account]]\naccount = \"the key in the safe\"\n";
    lacks(&case("list-of-accounts = \"complete\"", "", &unclear).flat(), "no Global Administrator");
    let open_list = account("a@c.example", "refused", "");
    lacks(&case("list-of-accounts = \"perhaps-more\"", "", &open_list).flat(), "no Global Administrator");
    let emergency = "\"admins.emergency\" = \"unknown\"";
    lacks(&case("list-of-accounts = \"complete\"", emergency, &open_list).flat(), "no Global Administrator");
}

/// (b) The same after entry.
#[test]
fn b_lockout_after_entry() {
    let told = case(
        "list-of-accounts = \"complete\"",
        "",
        &account("a@c.example", "refused", "at = \"2026-11-26T20:00:00+01:00\""),
    );
    assert!(told.flat().contains("no Global Administrator can sign in"));
    told.says(&["happened", "somebody-is-in", "--account", "a@c.example", "--at", "21:40"]);
    let texts = told.flat();
    lacks(&texts, "no Global Administrator");
    lacks(&texts, "this is a tenant lockout");
    assert!(texts.contains("a@c.example is in again since 2026-11-26 21:40 +01:00"));
    assert!(texts.contains("Nothing more is asked of you at the moment."));
}

/// (c) "refused" for a person who was not reached.
#[test]
fn c_refused_who_was_not_reached() {
    let nouns = account("carl@c.example", "out-of-reach", "at = \"2026-11-26T21:40:00+01:00\"");
    let told = case("", "", &nouns);
    let texts = told.flat();
    lacks(&texts, "carl@c.example is refused");
    lacks(&texts, "carl@c.example are refused");
    assert!(texts.contains("carl@c.example could not be reached (as of 2026-11-26 21:40 +01:00"));
    // Nor where everybody was said to have tried, and one was not reached after all.
    let first =
        "\"admins.global\" = [\"anna@c.example\", \"carl@c.example\"]\n\"admins.tried\" = \"all-refused\"";
    let texts = case("", first, &nouns).flat();
    lacks(&texts, "carl@c.example are refused");
    lacks(&texts, "no Global Administrator");
}

/// (d) "It is a Global Administrator's sign-in" with none recorded, or with one of somebody else.
#[test]
fn d_whose_sign_in_it_is() {
    let told = case("", "", &account("a@c.example", "refused", ""));
    lacks(&told.flat(), "a sign-in of");
    lacks(&told.flat(), "a Global Administrator's sign-in");
    let page = told.case.parent().unwrap().join("e.txt");
    std::fs::write(
        &page,
        "AADSTS53003: x\nRequest Id: 3f1c2d4e-1111-4222-8333-abcdefabcdef\nTimestamp: 2026-11-26T17:55:12Z\n",
    )
    .unwrap();
    told.says(&["signin", "add", page.to_str().unwrap()]);
    lacks(&told.flat(), "a sign-in of");
    told.says(&["signin", "add", page.to_str().unwrap(), "--user", "clerk@c.example"]);
    lacks(&told.flat(), "a sign-in of");
    assert!(told.flat().contains("clerk@c.example"));
}

/// (e) The closed request's number.
#[test]
fn e_a_closed_number_on_the_phone() {
    let told = case("", "", "[[request]]\nnumber = \"2611170040001111\"\nstate = \"closed\"\n");
    lacks(&told.says(&["ticket", "--phone"]), "2611170040001111");
    told.says(&["request", "set", "2611180040002222", "--state", "open"]);
    told.says(&["note", "they rang about the old one", "--ticket", "2611170040001111"]);
    let phone = told.says(&["ticket", "--phone"]);
    lacks(&phone, "2611170040001111");
    assert!(phone.contains("The request number is 2611180040002222."));
}

/// (f) A hostile administrator counted as locked out, or listed among those to be called.
#[test]
fn f_hostile_is_not_one_of_us() {
    let nouns = account("eve@c.example", "hostile", "") + &account("ann@c.example", "role-lost", "");
    let told = case("list-of-accounts = \"complete\"", "", &nouns);
    let texts = told.flat();
    lacks(&texts, "2 Global Administrators");
    lacks(&texts, "eve@c.example and ann@c.example");
    lacks(&texts, "how it stands with eve@c.example");
    lacks(&texts, "give eve@c.example");
    assert!(texts.contains("There is 1 Global Administrator of our own."));
    assert!(texts.contains("block eve@c.example"));
}

/// (g) "asked and cannot" of a partner whose relationship ended.
#[test]
fn g_a_partner_of_yesterday() {
    let facts = "\"partner.exists\" = \"yes\"\n\"partner.name\" = \"North Cloud\"\n\"partner.ends\" = \"2026-11-25\"\n\"partner.answer\" = \"cannot\"";
    let texts = case("", facts, "").flat();
    lacks(&texts, "was asked");
    lacks(&texts, "asked and cannot");
    assert!(texts.contains("ended on 25 November 2026; it gives no access any more"));
}

/// (h) "No partner has access" while the distributor is not known.
#[test]
fn h_no_partner_with_an_unknown_distributor() {
    let facts = "\"partner.exists\" = \"yes\"\n\"partner.name\" = \"North Cloud\"\n\"partner.provider\" = \"unknown\"\n\"partner.answer\" = \"cannot\"";
    let texts = case("", facts, "").flat();
    lacks(&texts, "no partner");
    assert!(texts.contains("Whether a distributor stands behind it is not known."));
}

/// (i) partners.txt against the ticket.
#[test]
fn i_one_word_about_partners() {
    let facts = "\"partner.exists\" = \"yes\"\n\"partner.name\" = \"North Cloud\"\n\"partner.ends\" = \"2026-11-25\"\n\"partner.answer\" = \"cannot\"";
    let told = case("", facts, "");
    told.run(&["partner", "check", "--cause", "conditional-access"]);
    let bundle = told.case.parent().unwrap().join("b.zip");
    told.says(&["bundle", "-o", bundle.to_str().unwrap()]);
    let partners = member(&bundle, "partners.txt");
    let sentence = "The relationship with our partner (North Cloud) ended on 25 November 2026";
    let flat = partners.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains(sentence), "{partners}");
    assert!(!flat.contains("was asked and says"), "{partners}");
    assert!(member(&bundle, "ticket.txt").contains(sentence));
}

/// (j) "a Conditional Access policy refuses" where an unmet grant is known.
#[test]
fn j_a_demand_is_not_a_refusal() {
    let facts = "\"lockout.cause\" = \"conditional-access\"\n\"lockout.policy\" = \"CA050 requires the passwordless strength; nobody has a key\"";
    let texts = case("", facts, &account("a@c.example", "refused", "code = 53003")).flat();
    lacks(&texts, "a Conditional Access policy refuses");
    lacks(&texts, "a Conditional Access policy blocks");
    lacks(&texts, "whether it blocks or demands something is not known");
    assert!(texts.contains("demands a passwordless method, which could not be met"));
}

/// (k) "to settle: sign in from the office" after that was tried.
#[test]
fn k_what_was_tried_is_not_asked_for_again() {
    let told = case("", "\"lockout.cause\" = \"conditional-access\"", &account("a@c.example", "refused", ""));
    let page = told.case.parent().unwrap().join("e.txt");
    std::fs::write(
        &page,
        "AADSTS53003: x\nRequest Id: 3f1c2d4e-1111-4222-8333-abcdefabcdef\nTimestamp: 2026-11-26T17:55:12Z\n",
    )
    .unwrap();
    told.says(&["signin", "add", page.to_str().unwrap()]);
    assert!(
        told.flat().contains("Sign in once from the office network"),
        "before it was tried it is worth saying"
    );
    told.says(&[
        "happened",
        "door-tried",
        "--door",
        "trusted-place/place-and-device",
        "--state",
        "shut",
        "refused there too",
    ]);
    lacks(&told.flat(), "Sign in once from the office network");
}

/// (l) Other customers' names.
#[test]
fn l_nobody_elses_customers() {
    let told = case("", "\"tenant.id\" = \"3c9f1d2e-3c4a-4b5c-8d6e-7f8091a2b3c7\"", "");
    let file = told.case.parent().unwrap().join("gdap.json");
    std::fs::write(&file, r#"{"value": [
      {"id": "r1", "displayName": "Roux", "status": "active", "endDateTime": "2027-05-01T00:00:00Z", "customer": {"tenantId": "3c9f1d2e-3c4a-4b5c-8d6e-7f8091a2b3c7", "displayName": "Bakery Roux"}, "accessDetails": {"unifiedRoles": [{"roleDefinitionId": "f023fd81-a637-4b56-95fd-791ac0226033"}]}},
      {"id": "r2", "displayName": "Secret Customer relationship", "status": "weird", "endDateTime": "not a date", "customer": {"tenantId": "9c9f1d2e-3c4a-4b5c-8d6e-7f8091a2b3c7", "displayName": "Secret Customer"}, "accessDetails": {"unifiedRoles": [{"roleDefinitionId": "f023fd81-a637-4b56-95fd-791ac0226033"}]}},
      {"id": "r3", "displayName": "Secret Customer relationship", "status": "active", "endDateTime": "2027-05-01T00:00:00Z", "customer": {"tenantId": "9c9f1d2e-3c4a-4b5c-8d6e-7f8091a2b3c7", "displayName": "Secret Customer"}}
    ]}"#).unwrap();
    told.run(&["partner", "check", file.to_str().unwrap(), "--cause", "conditional-access"]);
    let journal = std::fs::read_to_string(told.case.join("journal.jsonl")).unwrap();
    assert!(journal.contains("\"what\":\"partners\""), "it was weighed");
    assert!(!journal.contains("Secret Customer"), "the journal names another customer");
    let observations = std::fs::read_dir(told.case.join("observations")).unwrap();
    for file in observations.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()) {
        assert!(!file.contains("Secret Customer"), "an observation names another customer");
    }
    lacks(&told.flat(), "Secret Customer");
}

/// A file of a bundle as text.
pub(crate) fn member(bundle: &std::path::Path, ending: &str) -> String {
    use std::io::Read;
    let mut zip = zip::ZipArchive::new(std::fs::File::open(bundle).unwrap()).unwrap();
    let at = (0..zip.len()).find(|at| zip.by_index(*at).unwrap().name().unwrap().ends_with(ending)).unwrap();
    let mut text = String::new();
    zip.by_index(at).unwrap().read_to_string(&mut text).unwrap();
    text
}
