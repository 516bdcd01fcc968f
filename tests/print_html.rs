//! The printed page in a real browser: nothing leaves it, nothing is cut off on paper, and nothing keeps a person with a
//! screen reader out. Without a browser these tests are passed over; in CI it must be there.

#![expect(clippy::expect_used, reason = "a test may stop")]

use std::io::Read;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::mpsc;
use std::time::Duration;

use assert_cmd::cargo::CommandCargoExt;

const CONTOSO: &str = include_str!("../src/readiness/profile/tests/contoso.toml");

/// Something that is longer than any line of the page.
const LONG: &str =
    "Wilhelmine von Trautmannsdorff-Hohenlohe, by car from Utrecht in about ninety minutes, ring twice";

/// The whole kit of a tenant about which a lot is known.
fn kit(folder: &Path) -> PathBuf {
    let profile = CONTOSO.replace("Anna Novak, +31 6 1234 5678\"\ncontact", &format!("{LONG}\"\ncontact"));
    assert_ne!(profile, CONTOSO);
    std::fs::write(folder.join("tenant.toml"), profile).expect("written");
    let mut command = Command::cargo_bin("reentry").expect("the program is built");
    command.env_clear().env("REENTRY_CLOCK", "2026-11-22T03:00:00+01:00").current_dir(folder);
    let output = command.args(["print", "--all", "-o", "kit.html"]).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder.join("kit.html")
}

/// Opens a page with a browser of its own; nothing where there is none and need not be.
fn browser(folder: &Path, args: &[&str], page: &Path) -> Option<Output> {
    let run = |name: &str| {
        let mut command = Command::new(name);
        command.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]);
        command.args(["--disable-background-networking", "--disable-component-update", "--disable-sync"]);
        command.arg(format!("--user-data-dir={}", folder.join("browser").display()));
        command.args(args).arg(format!("file://{}", page.display())).output()
    };
    let found = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(|name| run(name).ok());
    assert!(found.is_some() || std::env::var_os("CI").is_none(), "chromium is needed in CI");
    found
}

/// Everything the browser asks of the world while it prints a page, by way of a proxy that answers nothing.
fn asked(folder: &Path, page: &Path, pdf: &Path) -> Option<String> {
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = proxy.local_addr().expect("its number").port();
    let (send, seen) = mpsc::channel();
    std::thread::spawn(move || {
        for stream in proxy.incoming().flatten() {
            let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
            let mut words = [0; 512];
            let read = (&stream).read(&mut words).unwrap_or_default();
            let line = String::from_utf8_lossy(&words[..read]);
            let _ = send.send(line.lines().next().unwrap_or_default().to_owned());
        }
    });
    let proxy = format!("--proxy-server=127.0.0.1:{port}");
    let print = format!("--print-to-pdf={}", pdf.display());
    browser(folder, &[&proxy, "--proxy-bypass-list=<-loopback>", "--no-pdf-header-footer", &print], page)?;
    Some(seen.try_iter().collect::<Vec<_>>().join("\n"))
}

#[test]
fn nothing_leaves_the_page_and_nothing_is_cut_off_on_paper() {
    let folder = tempfile::tempdir().expect("a folder");
    let (page, pdf) = (kit(folder.path()), folder.path().join("kit.pdf"));
    let leak = folder.path().join("leak.html");
    std::fs::write(&leak, "<p>A page that asks</p><img src=\"http://leak.example/x.png\">").expect("written");
    let Some(leaked) = asked(folder.path(), &leak, &folder.path().join("leak.pdf")) else { return };
    assert!(leaked.contains("leak.example"), "the proxy sees what a page asks for: {leaked}");
    let wanted = asked(folder.path(), &page, &pdf).expect("the browser is there");
    // A browser may greet its maker; the page must ask nobody.
    let page_asked: Vec<&str> = wanted.lines().filter(|line| !line.contains(".google")).collect();
    assert_eq!(page_asked, [""; 0], "{wanted}");

    let Ok(output) = Command::new("pdftotext").args(["-raw"]).arg(&pdf).arg("-").output() else {
        assert!(std::env::var_os("CI").is_none(), "pdftotext is needed in CI");
        return;
    };
    let squeeze = |text: &str| text.split_whitespace().collect::<String>();
    let paper = squeeze(&String::from_utf8_lossy(&output.stdout));
    let known = [
        "Safe A: Head office, room 0.14; opened by Anna Novak, +31 6 1234 5678, Piet Jansen, +31 6 8765 4321",
        LONG,
    ];
    for words in known {
        assert!(paper.contains(&squeeze(words)), "on paper is not: {words}");
    }
    assert!(paper.contains(&squeeze("END of: Envelope labels")));
}

#[test]
fn a_checker_of_accessibility_finds_nothing_and_no_box_is_too_small_for_its_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(axe) = std::env::var_os("AXE_CORE").and_then(|path| std::fs::read_to_string(path).ok()) else {
        assert!(std::env::var_os("CI").is_none(), "AXE_CORE names axe.min.js in CI");
        return;
    };
    let page = std::fs::read_to_string(kit(folder.path())).expect("read");
    // The page forbids scripts, the checker's too: it works on a copy that forbids nothing.
    let policy =
        page.split("<meta http-equiv").nth(1).and_then(|rest| rest.split('>').next()).expect("a policy");
    let look = "axe.run(document, { resultTypes: ['violations'] }).then(result => {
        const wrong = result.violations.map(v => `${v.impact} ${v.id} ${v.nodes[0].html.slice(0, 200)}`);
        const block = e => e.clientWidth > 0 && getComputedStyle(e).display != 'inline';
        const small = [...document.querySelectorAll('main *')].filter(e => block(e) && e.scrollWidth > e.clientWidth + 1);
        wrong.push(...small.map(e => `too small: ${e.outerHTML.slice(0, 200)}`));
        const found = document.body.appendChild(document.createElement('pre'));
        found.id = 'found';
        found.textContent = wrong.join(' | ') || 'nothing';
    })";
    let copy = page.replacen(&format!("<meta http-equiv{policy}>"), "", 1).replacen(
        "</body>",
        &format!("<script>{axe}</script><script>{look}</script></body>"),
        1,
    );
    let looked = folder.path().join("looked.html");
    std::fs::write(&looked, copy).expect("written");
    let args = ["--virtual-time-budget=120000", "--window-size=1000,1000", "--dump-dom"];
    let Some(output) = browser(folder.path(), &args, &looked) else { return };
    let page = String::from_utf8_lossy(&output.stdout);
    let found = page.split("<pre id=\"found\">").nth(1).and_then(|rest| rest.split("</pre>").next());
    assert_eq!(found, Some("nothing"));
}
