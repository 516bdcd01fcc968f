//! From where: named locations, trusted addresses, countries.

use super::assumed::Fact;
use super::reason::Reason;
use super::scene::Scene;
use super::trace::Trace;
use super::truth::Truth;
use crate::tenant::conditional_access::{Locations, PlaceKind, Reference};

/// Whether the condition holds for the place that the person signs in from.
pub(super) fn holds(locations: &Locations, scene: &Scene, trace: &mut Trace) -> Truth {
    let (include, exclude) = match locations {
        Locations::Any => return Truth::Yes,
        Locations::Malformed => {
            trace.lacks(Reason::MalformedLocation, || {
                "which locations the policy means: its location condition is there and empty".to_owned()
            });
            return Truth::Unknown;
        }
        Locations::Lists { include, exclude } => (include, exclude),
    };
    let mark = trace.mark();
    let excluded = any(exclude, scene, trace);
    if excluded == Truth::Yes {
        return Truth::No;
    }
    // What is included and excluded as well is excluded, whatever it contains.
    if !include.is_empty() && include.iter().all(|one| exclude.contains(one)) {
        trace.settled(mark);
        return Truth::No;
    }
    let included = if include.is_empty() {
        trace.lacks(Reason::MalformedLocation, || {
            "which locations the policy includes: it names none".to_owned()
        });
        Truth::Unknown
    } else {
        any(include, scene, trace)
    };
    let truth = included.and(excluded.not());
    if truth != Truth::Unknown {
        trace.settled(mark);
    }
    if truth == Truth::Yes {
        trace.because(|| {
            if exclude.is_empty() {
                "from this place".to_owned()
            } else {
                let names: Vec<String> = exclude.iter().map(|one| scene.name_of(one)).collect();
                format!("this place is outside {}", names.join(", "))
            }
        });
    }
    truth
}

fn any(named: &[Reference], scene: &Scene, trace: &mut Trace) -> Truth {
    let mut truth = Truth::No;
    for one in named {
        truth = truth.or(within(one, scene, trace));
        if truth == Truth::Yes {
            break;
        }
    }
    truth
}

fn within(one: &Reference, scene: &Scene, trace: &mut Trace) -> Truth {
    scene.or_assumed(found_within(one, scene, trace), Fact::Place(one))
}

fn found_within(one: &Reference, scene: &Scene, trace: &mut Trace) -> Truth {
    if one.is("all") {
        return Truth::Yes;
    }
    if one.is("alltrusted") {
        return trusted(scene, trace);
    }
    // The id of zeros stands for the trusted addresses of the older multifactor settings.
    if matches!(one, Reference::Id(id) if id.is_nil()) {
        return older(scene, trace);
    }
    match scene.around.place(one) {
        Some(place) => inside(&place.kind, one, scene, trace),
        None => {
            let reason = if one.is_no_object() { Reason::Placeholder } else { Reason::NamedLocation };
            trace.lacks(reason, || {
                format!("what the named location {one} contains: it is not in the exports")
            });
            Truth::Unknown
        }
    }
}

fn inside(kind: &PlaceKind, one: &Reference, scene: &Scene, trace: &mut Trace) -> Truth {
    let context = scene.context;
    match kind {
        // Nobody can save such a location without a range, or without a country: somebody took them out of the export.
        PlaceKind::Addresses { ranges, unread: 0 } if ranges.is_empty() => emptied(one, scene, trace),
        PlaceKind::Countries { countries, unknown, .. } if countries.is_empty() && *unknown != Some(true) => {
            emptied(one, scene, trace)
        }
        PlaceKind::Addresses { ranges, unread } => {
            let Some(ip) = context.ip else {
                trace.lacks(Reason::Address, || {
                    format!("the public address: {} is made of addresses", scene.name_of(one))
                });
                return Truth::Unknown;
            };
            if ranges.iter().any(|range| range.holds(ip)) {
                return Truth::Yes;
            }
            if *unread > 0 {
                trace.lacks(Reason::NamedLocation, || {
                    format!(
                        "which addresses are in {}: {unread} of its ranges could not be read",
                        scene.name_of(one)
                    )
                });
                return Truth::Unknown;
            }
            Truth::No
        }
        PlaceKind::Countries { by_position: true, .. } => {
            trace.lacks(Reason::Position, || {
                format!("which position Authenticator reports: {} is decided by it", scene.name_of(one))
            });
            Truth::Unknown
        }
        PlaceKind::Countries { countries, unknown, .. } => match context.country.as_deref() {
            None => {
                trace.lacks(Reason::Country, || {
                    format!("the country: {} is a list of countries", scene.name_of(one))
                });
                Truth::Unknown
            }
            Some("UNKNOWN") => unknown.map_or(Truth::Unknown, Truth::from),
            Some(country) => Truth::from(countries.iter().any(|one| one == country)),
        },
        PlaceKind::Versions(kinds) => {
            let all: Vec<Truth> = kinds.iter().map(|kind| inside(kind, one, scene, trace)).collect();
            all.into_iter().reduce(Truth::agreed).filter(|truth| *truth != Truth::Unknown).unwrap_or_else(
                || {
                    trace.lacks(Reason::Stale, || {
                        format!(
                            "which version of {} is in force: the exports have several",
                            scene.name_of(one)
                        )
                    });
                    Truth::Unknown
                },
            )
        }
        PlaceKind::CompliantNetwork => {
            trace.lacks(Reason::CompliantNetwork, || {
                format!("whether the sign-in comes through the network {}", scene.name_of(one))
            });
            Truth::Unknown
        }
        PlaceKind::Unknown => {
            trace.lacks(Reason::NamedLocation, || format!("what the named location {one} contains"));
            Truth::Unknown
        }
    }
}

fn emptied(one: &Reference, scene: &Scene, trace: &mut Trace) -> Truth {
    trace.lacks(Reason::MalformedLocation, || {
        format!("what {} contains: the export has it without content", scene.name_of(one))
    });
    Truth::Unknown
}

/// Every named location of addresses that is marked trusted, and the trusted addresses of the older settings.
fn trusted(scene: &Scene, trace: &mut Trace) -> Truth {
    let mark = trace.mark();
    let mut truth = Truth::No;
    for place in &scene.around.places {
        // Countries are never trusted; the compliant network is where the export says so.
        match (&place.kind, place.trusted) {
            (PlaceKind::Countries { .. }, _) | (PlaceKind::CompliantNetwork, None) => continue,
            _ => {}
        }
        let named = place.id.clone().unwrap_or_else(|| Reference::Word("a location".to_owned()));
        let here = match place.trusted {
            Some(false) => Truth::No,
            Some(true) => inside(&place.kind, &named, scene, trace),
            None => {
                let inside = inside(&place.kind, &named, scene, trace);
                if inside == Truth::No {
                    Truth::No
                } else {
                    trace.lacks(Reason::NamedLocation, || {
                        format!("whether the named location {} is marked trusted", scene.name_of(&named))
                    });
                    Truth::Unknown
                }
            }
        };
        truth = truth.or(here);
    }
    if truth != Truth::Yes && !scene.around.places_whole {
        trace.lacks(Reason::NamedLocation, || {
            "all named locations: which of them are marked trusted".to_owned()
        });
        truth = Truth::Unknown;
    }
    if truth != Truth::Yes {
        truth = truth.or(older(scene, trace));
    }
    if truth == Truth::Yes {
        trace.settled(mark);
    }
    truth
}

/// Whether the address is among the trusted ones of the older multifactor settings.
pub(super) fn older(scene: &Scene, trace: &mut Trace) -> Truth {
    match (&scene.around.trusted_ips, scene.context.ip) {
        (Some(ranges), _) if ranges.is_empty() => Truth::No,
        (Some(ranges), Some(ip)) => Truth::from(ranges.iter().any(|range| range.holds(ip))),
        (Some(_), None) => {
            trace.lacks(Reason::Address, || "the public address: some addresses are trusted".to_owned());
            Truth::Unknown
        }
        (None, _) => {
            trace.lacks(Reason::TrustedIps, || {
                "the trusted addresses of the older multifactor settings, which no export holds".to_owned()
            });
            Truth::Unknown
        }
    }
}
