//! Looking for secrets: linear in the text whatever it is, beside the engine of ripgrep with the first pattern that
//! comes to mind.
//!
//! `cargo bench --bench redact`; times of one machine mean little. What counts are the ratios between the sizes, and
//! between us and the peer.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use reentry::evidence::redact::scan;
use regex::Regex;

const MIXTURE: [&str; 10] = [
    "2026-11-26T23:12:01.123Z INFO GET /v1.0/users/6f1c2a90-1111-4222-8333-0123456789ab -> 403 in 71 ms\n",
    "The user forgot the password, and nobody knows which policy refused the administrator.\n",
    "{\"userPrincipalName\":\"anna@contoso.com\",\"status\":{\"errorCode\":50126,\"failureReason\":\"a \\\"reason\\\"\"}}\n",
    "6f1c2a90-1111-4222-8333-0123456789ab,anna@contoso.com,Failure,50126,203.0.113.7,\"Berlin, DE\"\n",
    "Das Kennwort wurde zurückgesetzt; 管理员不知道密码\n",
    "Authorization: Bearer eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiIwMDAwMDAwMyJ9.c2lnbmF0dXJl\n",
    "password=Winter2026!\n",
    "ghp_0123456789abcdefghijABCDEFGHIJ012345\n",
    "<tr><td class=\"name\">Anna &amp; Bert</td><td><a href=\"https://portal.azure.com/#x\">open</a></td></tr>\n",
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKjMzEfYyjiWA4R4M2bS1GB4t7NXp98\n",
];

/// So many bytes, each kind of line in runs of its own length.
fn mixture(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 200);
    for n in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&MIXTURE[n * n % 10].repeat(n % 7 + 1));
    }
    text
}

fn bench(c: &mut Criterion) {
    let Ok(peer) = Regex::new(r"(?i)(?:password|passwd|pwd|secret|token|api[_-]?key)\s*[:=]\s*\S+") else {
        return;
    };
    let mut by_size = c.benchmark_group("secrets by size");
    for megabytes in [1, 2, 4, 8] {
        let text = mixture(megabytes << 20);
        by_size.throughput(Throughput::Bytes(text.len() as u64)).sample_size(10);
        by_size.bench_with_input(BenchmarkId::new("reentry", megabytes), &text, |b, text| {
            b.iter(|| scan(black_box(text)).len());
        });
        by_size.bench_with_input(
            BenchmarkId::new("one pattern of ripgrep's engine", megabytes),
            &text,
            |b, text| {
                b.iter(|| peer.find_iter(black_box(text)).count());
            },
        );
    }
    by_size.finish();
    let mut by_kind = c.benchmark_group("secrets by kind of line");
    for (kind, line) in MIXTURE.iter().enumerate() {
        let text = line.repeat((1 << 20) / line.len());
        by_kind.throughput(Throughput::Bytes(text.len() as u64)).sample_size(10);
        by_kind.bench_with_input(BenchmarkId::from_parameter(kind), &text, |b, text| {
            b.iter(|| scan(black_box(text)).len());
        });
    }
    by_kind.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
