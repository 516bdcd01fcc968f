//! Answers that are plausible in general and doubtful in this case: asked for once more, never refused.

use crate::program::{err, file, out, reentry, talk, walk};

#[test]
fn a_doubtful_answer_is_asked_for_once_more_and_an_insisting_person_is_believed() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let typed_here = ["\"person.email\"", "\"support.number\"", "\"dns-proof.value\""];
    let answers = std::fs::read_to_string(file("answers/contoso-conditional-access.toml")).unwrap();
    let answers: Vec<_> =
        answers.lines().filter(|line| !typed_here.iter().any(|fact| line.starts_with(fact))).collect();
    let own = dir.path().join("answers.toml");
    std::fs::write(&own, answers.join("\n").replace("../corpus", &file("corpus").display().to_string()))
        .unwrap();
    let mut command = reentry();
    command.args(["recover", "--plain", "--offline", "--answers"]).arg(&own).arg(&case);
    let typed =
        "anna@contoso.com\nanna@Mail.Contoso.com\nanna@Mail.Contoso.com\n2\n2601220040001234\n“22-01-2026”\n";
    let talked = talk(command, typed);
    let said = err(&talked);
    assert_eq!(talked.status.code(), Some(0), "{said}");
    assert_eq!(said.matches("inside the locked tenant").count(), 2, "{said}");
    assert_eq!(said.matches("Digits in it: 1.").count(), 1, "{said}");
    assert_eq!(said.matches("quotation marks around the value were left out").count(), 1, "{said}");

    let run = |args: &[&str]| out(&reentry().args(args).arg("--case").arg(&case).output().unwrap());
    let ticket = run(&["ticket"]);
    assert!(ticket.contains("anna@Mail.Contoso.com (INSIDE the locked tenant"), "{ticket}");
    assert!(!ticket.contains("outside the locked tenant") && ticket.contains("2601220040001234"), "{ticket}");
    assert!(run(&["ticket", "--phone"]).contains("(INSIDE the locked tenant"));
    assert!(run(&["ticket", "--handoff"]).contains("TXT value asked for: 22-01-2026\n"));
    assert!(run(&["status", "--json"]).contains("an e-mail address outside the tenant (anna@"));
}

#[test]
fn a_doubtful_number_beside_a_note_is_named_and_kept() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert_eq!(walk(&case, "fabrikam-lost-phone.toml").status.code(), Some(0));
    for (number, odd) in [("abc", true), ("2611220040001234", false), ("SR-30126998", false)] {
        let noted = reentry()
            .args(["note", "they called", "--ticket", number, "--case"])
            .arg(&case)
            .output()
            .unwrap();
        assert_eq!(noted.status.code(), Some(0), "{}", err(&noted));
        assert_eq!(err(&noted).contains("Look at --ticket once more"), odd, "{number}: {}", err(&noted));
    }
}

#[test]
fn a_page_in_an_open_pipe_ends_at_its_empty_line_and_the_next_question_comes() {
    use std::io::{Read as _, Write as _};
    use std::process::Stdio;
    let dir = tempfile::tempdir().unwrap();
    let mut command = reentry();
    command.args(["recover", "--plain", "--offline"]).arg(dir.path().join("case"));
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let page = std::fs::read_to_string(file("corpus/signin/016.txt")).unwrap();
    stdin.write_all(format!("2\n{}\n\n", page.trim_end()).as_bytes()).unwrap();
    stdin.flush().unwrap();
    // Whoever writes into the pipe waits here for the next question, and closes nothing.
    let (send, said) = std::sync::mpsc::channel();
    let mut stderr = child.stderr.take().unwrap();
    std::thread::spawn(move || {
        let mut some = [0; 4096];
        while let Ok(read @ 1..) = stderr.read(&mut some) {
            let _ = send.send(String::from_utf8_lossy(&some[..read]).into_owned());
        }
    });
    let mut screen = String::new();
    let next = loop {
        match said.recv_timeout(std::time::Duration::from_secs(60)) {
            Ok(some) => {
                screen.push_str(&some);
                // It ends without a line end, as a prompt does.
                if screen.contains("Whose sign-in is it?") {
                    break true;
                }
            }
            Err(_) => break false,
        }
    };
    let _ = child.kill();
    let _ = child.wait();
    assert!(next, "{screen}");
}
