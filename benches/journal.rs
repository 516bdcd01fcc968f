//! The journal: opening grows linearly with its lines, also where each line names somebody or something new, and a line
//! costs the same wherever it stands.
//!
//! `cargo bench --bench journal`; times of one machine mean little, the ratios between the sizes are what counts.

use std::hint::black_box;

use chrono::DateTime;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use reentry::case::account::AccountReport;
use reentry::case::request::RequestReport;
use reentry::case::{Audience, Case, Event, Head, journal};
use reentry::signin::SignIn;

fn noted(text: String) -> Event {
    Event::Noted { text, ticket: None, team: None, who: None, account: None, happened: None }
}

/// A journal of lines, each with who wrote it.
fn journal(lines: impl Iterator<Item = (String, Event)>) -> (Vec<u8>, Head) {
    let at = DateTime::parse_from_rfc3339("2026-11-22T02:05:00+01:00").unwrap_or_default();
    let (mut head, mut bytes) = (Head::start(), Vec::new());
    for (who, event) in lines {
        if let Ok((line, entry)) = journal::write(&head, at, &who, Audience::Support, &event, [7; 16]) {
            bytes.extend(line);
            head = Head::after(&entry);
        }
    }
    (bytes, head)
}

fn lines(count: usize) -> (Vec<u8>, Head) {
    journal((0..count).map(|n| {
        let text =
            format!("call number {n}: still with the Data Protection team, they ring back within the hour");
        ("anna".to_owned(), noted(text))
    }))
}

/// Every line names another person, request, account or sign-in.
fn strangers(count: usize) -> Vec<u8> {
    let stranger = |n: usize| match n % 4 {
        0 => (format!("person {n}"), noted("they ring back".into())),
        1 => {
            let report = Box::new(RequestReport::about(format!("26112300{n:08}")));
            ("anna".to_owned(), Event::RequestTold { report, happened: None, said_by: None })
        }
        2 => {
            let report = Box::new(AccountReport::about(format!("user{n}@contoso.com")));
            ("anna".to_owned(), Event::AccountTold { report, happened: None, said_by: None })
        }
        _ => {
            let user = Some(format!("user{n}@contoso.com"));
            let sign_in = Box::new(SignIn { user, ..SignIn::default() });
            ("anna".to_owned(), Event::SignedIn { sign_in, source: "paste".into(), account: None })
        }
    };
    journal((0..count).map(stranger)).0
}

fn bench(c: &mut Criterion) {
    let mut opening = c.benchmark_group("open and fold");
    for count in [100, 1_000, 10_000, 100_000] {
        let (bytes, _) = lines(count);
        opening.throughput(Throughput::Elements(count as u64)).sample_size(10);
        opening.bench_with_input(BenchmarkId::from_parameter(count), &bytes, |b, bytes| {
            b.iter(|| {
                let entries =
                    journal::read(&Head::start(), black_box(bytes)).map(|r| r.entries).unwrap_or_default();
                Case::fold(&entries)
            });
        });
    }
    opening.finish();
    let mut names = c.benchmark_group("as many names as lines");
    for count in [2_000, 8_000, 32_000] {
        let bytes = strangers(count);
        names.throughput(Throughput::Elements(count as u64)).sample_size(10);
        names.bench_with_input(BenchmarkId::from_parameter(count), &bytes, |b, bytes| {
            b.iter(|| {
                let entries =
                    journal::read(&Head::start(), black_box(bytes)).map(|r| r.entries).unwrap_or_default();
                let case = Case::fold(&entries);
                (case.accounts(), case.requests(), case.known_doors())
            });
        });
    }
    names.finish();
    let mut line = c.benchmark_group("one more line");
    for count in [10, 100_000] {
        let (_, head) = lines(count);
        let event = noted("one more".into());
        let at = DateTime::parse_from_rfc3339("2026-11-22T02:05:00+01:00").unwrap_or_default();
        line.bench_with_input(BenchmarkId::from_parameter(count), &head, |b, head| {
            b.iter(|| journal::write(black_box(head), at, "anna", Audience::Support, &event, [7; 16]));
        });
    }
    line.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
