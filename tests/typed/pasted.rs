//! A page that is pasted where no page is expected: it is kept as what it is, and no line of it is an answer.

use std::time::{Duration, Instant};

use crate::typist::{Case, PAGE, status, talk};

/// A JSON of a sign-in log, cut off in its middle.
const HALF: &str = "{\n  \"id\": \"e289bbe9-276a-4154-ba5e-08a32afa0200\",\n  \
    \"createdDateTime\": \"2026-01-21T00:33:18Z\",\n  \"userPrincipalName\": \"anna@contoso.com\",\n  \
    \"correlationId\": \"1e2775c3-f8be-45c3-8d8e-3c6cc9a73886\",\n  \"status\": { \"errorCode\": 53003,\n    \"failureRea";

#[test]
fn a_page_at_a_menu_is_kept_and_its_question_is_skipped() {
    for marks in [false, true] {
        for plain in [&["--plain"][..], &[]] {
            let case = Case::new();
            let mut anna = case.sit_down(plain);
            anna.sees("3 I am asking around");
            anna.pastes(PAGE, marks);
            anna.sees("53003");
            anna.sees("Whose sign-in is it?");
            anna.types("anna@contoso.com");
            anna.sees("Kept.");
            anna.sees("3 I am asking around");
            anna.types("no");
            // What do you see? was answered by the page.
            let before = anna.sees("What changed just before?");
            assert!(!before.contains("What do you see"), "{marks} {plain:?}: {before}");
            anna.types("quit");
            anna.sees("Saved.");
            assert_eq!(anna.ended(), Some(0));
            let kept = status(&case.place());
            assert!(kept.contains("e289bbe9") && kept.contains("[stop-card/still-open]: no"), "{kept}");
            assert!(!kept.contains("asking"), "a line of the page was run: {kept}");
        }
    }
}

#[test]
fn enter_after_a_paste_without_its_line_end_is_no_answer() {
    let case = Case::new();
    let mut anna = case.sit_down(&["--plain"]);
    anna.sees("3 I am asking around");
    anna.pastes(PAGE, false);
    anna.sees("Whose sign-in is it?");
    // The habit of whoever pastes.
    anna.types("");
    std::thread::sleep(Duration::from_millis(200));
    anna.types("anna@contoso.com");
    anna.sees("3 I am asking around");
    anna.types("2");
    anna.sees("What changed just before?");
    assert!(case.journal().contains("anna@contoso.com"));
}

#[test]
fn whose_a_sign_in_is_is_asked_back_until_a_name_comes() {
    let case = Case::new();
    let (said, code) = case
        .talk(&format!("{PAGE}\n\n2\n?\nanna@contoso.com and bert@contoso.com\nbert@contoso.com\nquit\n"));
    assert_eq!(code, 0, "{said}");
    assert_eq!(said.matches("This is not a user name").count(), 2, "{said}");
    assert!(said.contains("These are 2 user names: anna@contoso.com, bert@contoso.com"), "{said}");
    let journal = case.journal();
    assert!(journal.contains("bert@contoso.com") && !journal.contains("anna@contoso.com"), "{journal}");
    // Whoever stops there loses nothing.
    let case = Case::new();
    let (said, code) = case.talk(&format!("{PAGE}\n\nquit\n"));
    assert!(code == 0 && said.contains("Saved."), "{said}");
    assert!(case.journal().contains("e289bbe9"));
}

#[test]
fn a_page_at_a_field_a_board_and_a_plain_question() {
    for marks in [false, true] {
        let case = Case::new();
        let mut anna = case.sit_down(&["--plain"]);
        anna.goes_to_the_change();
        anna.pastes(HALF, marks);
        // It names its user; nobody is asked.
        anna.sees("Kept.");
        anna.sees("What changed just before?");
        anna.types("a policy");
        anna.sees("Numbers, or none");
        anna.pastes(PAGE, marks);
        anna.sees("Whose sign-in is it?");
        anna.types("not known");
        anna.sees("Numbers, or none");
        anna.types("quit");
        anna.sees("Saved.");
        let kept = status(&case.place());
        assert!(kept.contains("a policy") && !kept.contains("trouble signing"), "{kept}");
        assert!(case.journal().contains("1e2775c3"), "half a JSON gives what it holds");
    }
}

#[test]
fn a_mail_at_a_menu_is_kept_as_a_note_without_its_secrets() {
    let case = Case::new();
    let mut anna = case.sit_down(&["--plain"]);
    anna.sees("3 I am asking around");
    anna.pastes("Hello Anna,\n1\nplease call us back.\npassword: Tr0ub4dor&3xyz\nquit\n", false);
    anna.sees("It is kept as a note");
    anna.sees("3 I am asking around");
    anna.types("quit");
    anna.sees("Saved.");
    let journal = case.journal();
    assert!(journal.contains("please call us back"), "{journal}");
    assert!(!journal.contains("Tr0ub4dor"), "{journal}");
}

#[test]
fn ctrl_c_after_understood_keeps_what_was_understood() {
    for at_its_question in [false, true] {
        let case = Case::new();
        let mut anna = case.sit_down(&["--plain"]);
        anna.sees("3 I am asking around");
        if at_its_question {
            anna.types("2");
            anna.sees("9 Something else");
        }
        anna.pastes(&format!("{PAGE}\n\n"), false);
        anna.sees("Whose sign-in is it?");
        std::thread::sleep(Duration::from_millis(300));
        anna.0.send_control('c').unwrap();
        anna.sees("interrupted");
        assert_eq!(anna.ended(), Some(130));
        assert!(case.journal().contains("e289bbe9"), "at its question: {at_its_question}");
    }
}

#[test]
fn a_page_in_a_pipe_is_kept_at_any_question() {
    let case = Case::new();
    let (said, code) = case.talk(&format!("{PAGE}\n\nanna@contoso.com\nno\n{HALF}\n\na policy\nquit\n"));
    assert_eq!(code, 0, "{said}");
    assert!(said.matches("Kept.").count() == 2, "{said}");
    let kept = status(&case.place());
    assert!(kept.contains("a policy") && kept.contains("[stop-card/still-open]: no"), "{kept}");
    assert!(case.journal().contains("anna@contoso.com"), "whose it is was asked in the pipe as well");
}

/// A console log at a yes/no: five times as much takes about five times as long.
#[test]
fn five_megabytes_at_a_menu_take_linear_time() {
    let log = |bytes: usize| {
        let line = "2026-01-21T00:33:18Z [info] GET /common/oauth2/authorize 200 quit 1 2 back\n";
        format!("{PAGE}\n{}\n", line.repeat(bytes / line.len()))
    };
    let time = |bytes: usize| {
        let case = Case::new();
        let text = format!("{}\nanna@contoso.com\n2\nquit\n", log(bytes));
        let start = Instant::now();
        let (said, code) = case.talk(&text);
        assert_eq!(code, 0, "{}", said.chars().take(2000).collect::<String>());
        assert!(said.contains("Kept.") && said.len() < 60_000, "{} bytes were said", said.len());
        start.elapsed()
    };
    let (small, large) = (time(1 << 20), time(5 << 20));
    assert!(large < small * 15 + Duration::from_secs(2), "1 MB {small:?}, 5 MB {large:?}");
    // Longer than is read: said, and nothing of the rest is run.
    let case = Case::new();
    let (said, _) = case.talk(&format!("{}\nanna@contoso.com\n2\nquit\n", log(9 << 20)));
    assert!(said.contains("longer than 8 MiB"), "{}", said.chars().take(2000).collect::<String>());
}

#[test]
fn signin_read_takes_a_page_from_a_pipe() {
    let (said, _) = talk(crate::typist::reentry().args(["signin", "read", "--plain"]), PAGE);
    assert!(!said.contains("nothing was pasted"), "{said}");
}
