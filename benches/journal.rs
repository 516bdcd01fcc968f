//! The journal: opening grows linearly with its lines, and a line costs the same wherever it stands.
//!
//! `cargo bench --bench journal`; times of one machine mean little, the ratios between the sizes are what counts.

use std::hint::black_box;

use chrono::DateTime;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use reentry::case::{Audience, Case, Event, Head, journal};

fn lines(count: usize) -> (Vec<u8>, Head) {
    let at = DateTime::parse_from_rfc3339("2026-11-22T02:05:00+01:00").unwrap_or_default();
    let (mut head, mut bytes) = (Head::start(), Vec::new());
    for n in 0..count {
        let text =
            format!("call number {n}: still with the Data Protection team, they ring back within the hour");
        let event = Event::Noted { text, ticket: None, team: None, who: None, account: None, happened: None };
        if let Ok((line, entry)) = journal::write(&head, at, "anna", Audience::Support, &event, [7; 16]) {
            bytes.extend(line);
            head = Head::after(&entry);
        }
    }
    (bytes, head)
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
    let mut line = c.benchmark_group("one more line");
    for count in [10, 100_000] {
        let (_, head) = lines(count);
        let event = Event::Noted {
            text: "one more".into(),
            ticket: None,
            team: None,
            who: None,
            account: None,
            happened: None,
        };
        let at = DateTime::parse_from_rfc3339("2026-11-22T02:05:00+01:00").unwrap_or_default();
        line.bench_with_input(BenchmarkId::from_parameter(count), &head, |b, head| {
            b.iter(|| journal::write(black_box(head), at, "anna", Audience::Support, &event, [7; 16]));
        });
    }
    line.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
