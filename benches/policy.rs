//! Conditional Access for a large tenant: 1,000 policies, 200 administrators, every place and way.
//!
//! `cargo bench --bench policy`; beside it the judge that looks at each sign-in alone. Times of one machine mean little, the
//! ratios between the sizes are what counts.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use reentry::policy::doors::{best, doors};
use reentry::policy::preview::everybody;
use reentry::policy::{Context, Law, Person, Question, Surface, gaps, verdict};
use reentry::tenant::conditional_access::Export;
use serde_json::{Value, json};

fn export(policies: usize) -> Export {
    let mut export = Export::default();
    let policy = |number: usize| {
        let mut conditions = json!({
            "users": {
                "includeUsers": ["All"],
                "excludeGroups": [format!("c0000000-0000-4000-8000-{:012}", number % 40)],
                "includeRoles": ["62e90394-69f5-4237-9190-012177145e10"],
            },
            "applications": {"includeApplications": ["All"], "excludeApplications": []},
            "clientAppTypes": ["all"],
        });
        if number.is_multiple_of(5) {
            conditions["locations"] =
                json!({"includeLocations": ["All"], "excludeLocations": ["AllTrusted"]});
        }
        if number.is_multiple_of(7) {
            conditions["platforms"] =
                json!({"includePlatforms": ["all"], "excludePlatforms": ["windows", "macOS"]});
        }
        if number.is_multiple_of(11) {
            conditions["devices"] =
                json!({"deviceFilter": {"mode": "exclude", "rule": "device.isCompliant -eq True"}});
        }
        json!({
            "id": format!("f0000000-0000-4000-8000-{number:012}"),
            "displayName": format!("Policy {number}"),
            "state": "enabled",
            "conditions": conditions,
            "grantControls": {
                "operator": "OR",
                "builtInControls": if number.is_multiple_of(3) { vec!["mfa", "compliantDevice"] } else { vec!["mfa"] },
            },
        })
    };
    let list: Vec<Value> = (0..policies).map(policy).collect();
    export.take_json("policies.json", &json!({ "value": list }));
    let place = json!({
        "id": "e0000000-0000-4000-8000-000000000001", "displayName": "Office", "isTrusted": true,
        "ipRanges": [{"cidrAddress": "203.0.113.0/24"}],
    });
    let given =
        json!({"given": {"namedLocations": [place], "namedLocationsComplete": true, "mfaTrustedIps": []}});
    if let Some(given) = given.as_object() {
        export.around.add(Question::read(given).around);
    }
    export
}

fn people(count: usize) -> Vec<Person> {
    let person = |number: usize| {
        let methods =
            if number.is_multiple_of(2) { json!(["password", "push"]) } else { json!(["password", "fido2"]) };
        let admin = json!({
            "id": format!("a0000000-0000-4000-8000-{number:012}"),
            "name": format!("admin{number}@contoso.com"),
            "kind": "member",
            "activeRoles": ["62e90394-69f5-4237-9190-012177145e10"],
            "groups": [format!("c0000000-0000-4000-8000-{:012}", number % 40)],
            "groupsComplete": true,
            "methods": methods,
        });
        admin.as_object().map(Person::read).unwrap_or_default()
    };
    (0..count).map(person).collect()
}

fn bench(c: &mut Criterion) {
    let contexts: Vec<Context> = Surface::ALL.into_iter().map(Context::ordinary).collect();
    let people = people(200);
    let mut group = c.benchmark_group("200 administrators");
    for count in [100, 1_000, 10_000] {
        let export = export(count);
        let gaps = gaps(&export);
        let law = Law::of(&export, &gaps);
        let ways = doors(&[&law], &contexts);
        group.throughput(Throughput::Elements(count as u64)).sample_size(10);
        group.bench_with_input(
            BenchmarkId::new(format!("doors, {} ways", ways.len()), count),
            &law,
            |b, law| {
                b.iter(|| best(black_box(law), &people, &ways));
            },
        );
        group.bench_with_input(BenchmarkId::new("preview", count), &law, |b, law| {
            b.iter(|| everybody(law, black_box(law), people.clone(), &ways));
        });
        if count <= 1_000 {
            group.bench_with_input(BenchmarkId::new("each sign-in alone", count), &law, |b, law| {
                b.iter(|| {
                    let way = ways.first().map(|way| &way.context);
                    people.iter().filter_map(|person| Some(verdict(black_box(law), person, way?))).count()
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
