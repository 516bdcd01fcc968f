//! Ways in: every place that a person can reach, with the devices and from the locations that policies ask about.
//!
//! The search looks for doors that are open as things stand. It never proposes to weaken a policy.

use std::net::IpAddr;

use super::filter::Device;
use super::grid::Grid;
use super::judge::Verdict;
use super::law::Law;
use super::question::{Context, Person, Surface};
use crate::tenant::Snapshot;
use crate::tenant::conditional_access::{Control, Locations, PlaceKind, Policy, Range, Reference, State};

/// A context that a person can bring about, and what that costs.
#[derive(Debug, Clone)]
pub struct Door {
    pub context: Context,
    /// What has to be done first, in order.
    pub first: Vec<String>,
    /// Less is easier. The figures only order doors; they measure nothing.
    pub cost: u32,
}

/// The best that one person finds at one place.
#[derive(Debug, Clone)]
pub struct Best {
    pub person: usize,
    pub door: usize,
    pub verdict: Verdict,
}

/// What one more step costs. A place is far, a managed device is somewhere else, another system is at hand.
const PLACE: u32 = 10;
const COUNTRY: u32 = 30;
const COMPLIANT: u32 = 5;
const HYBRID: u32 = 6;
const SYSTEM: u32 = 1;
const PHONE: u32 = 2;
/// A partner's technician and an application are somebody else's.
const PARTNER: u32 = 40;
pub const APPLICATION: u32 = 60;

/// What a person does with an application that may write policies. Policies for people do not reach it.
pub const APPLICATION_STEP: &str = "Sign in as this application with the certificate or secret that was kept for it, and \
     repair the policy through Microsoft Graph. Policies for people do not reach applications.";

/// At most so many named locations are tried.
const PLACES: usize = 8;

/// What policies ask about; what none asks about is not varied.
struct Asked {
    platform: bool,
    device: bool,
    place: bool,
}

impl Asked {
    fn of(policies: &[&Policy]) -> Self {
        let managed = |control: &Control| matches!(control, Control::BuiltIn(word) if matches!(word.as_str(), "compliantdevice" | "domainjoineddevice" | "compliantapplication"));
        let controls = policies.iter().any(|policy| policy.grant.controls.iter().any(managed));
        let conditions = || policies.iter().filter_map(|policy| policy.conditions.as_ref());
        Self {
            platform: controls || conditions().any(|all| !all.platforms.is_empty()),
            device: controls || conditions().any(|all| all.devices.filter.is_some()),
            place: conditions().any(|all| all.locations != Locations::Any),
        }
    }
}

/// The doors worth trying under these laws, cheapest first for each place. What a person said about the sign-in holds
/// for each of them.
#[must_use]
pub fn doors(laws: &[&Law], said: &[Context]) -> Vec<Door> {
    let policies: Vec<&Policy> = laws
        .iter()
        .flat_map(|law| law.policies)
        .filter(|policy| !policy.deleted && policy.state != State::Disabled)
        .collect();
    let asked = Asked::of(&policies);
    let places = places(laws);
    let mut doors = Vec::new();
    for base in said {
        let mut here = vec![Door { context: base.clone(), first: Vec::new(), cost: surface(base.surface) }];
        if asked.platform && base.platform.is_none() {
            let page = base.surface.is_none_or(Surface::is_page);
            let systems: &[(&str, u32)] =
                &[("windows", 0), ("macos", SYSTEM), ("linux", SYSTEM), ("ios", PHONE), ("android", PHONE)];
            let systems = if page { systems } else { &systems[..3] };
            here = vary(here, systems, |door, (system, cost)| {
                door.context.platform = Some((*system).to_owned());
                door.cost += cost;
            });
        }
        if asked.device && base.device == Device::default() {
            let states = [(None, 0), (Some(false), COMPLIANT), (Some(true), HYBRID)];
            here = vary(here, &states, |door, (state, cost)| {
                door.cost += cost;
                match state {
                    None => door.context.device.registered = Some(false),
                    Some(hybrid) => {
                        let windows = door.context.platform.as_deref() == Some("windows");
                        door.context.device = Device {
                            registered: Some(true),
                            compliant: Some(!hybrid),
                            hybrid_joined: Some(*hybrid && windows),
                            ..Device::default()
                        };
                        let what = if *hybrid { "hybrid joined" } else { "compliant" };
                        door.first.push(format!("Take a device that is {what}."));
                    }
                }
            });
        }
        if asked.place && base.ip.is_none() && base.country.is_none() {
            let mut elsewhere = vec![None];
            elsewhere.extend(places.iter().map(Some));
            here = vary(here, &elsewhere, |door, place| {
                let Some(place) = place else { return };
                door.context.ip = place.ip;
                door.context.country = place.country.clone();
                door.cost += if place.ip.is_some() { PLACE } else { COUNTRY };
                door.first.insert(0, place.step.clone());
            });
        }
        doors.extend(here);
    }
    doors.sort_by_key(|door| (door.context.surface, door.cost));
    doors
}

fn vary<T>(doors: Vec<Door>, values: &[T], apply: impl Fn(&mut Door, &T)) -> Vec<Door> {
    let mut all = Vec::with_capacity(doors.len() * values.len());
    for door in doors {
        for value in values {
            let mut door = door.clone();
            apply(&mut door, value);
            all.push(door);
        }
    }
    all
}

fn surface(surface: Option<Surface>) -> u32 {
    match surface {
        Some(Surface::EntraPortal) | None => 1,
        Some(Surface::M365Admin) => 2,
        Some(Surface::GraphPowershell) => 3,
        Some(Surface::GraphExplorer) => 4,
        Some(Surface::AzureCli | Surface::AzurePowershell) => 6,
    }
}

struct Place {
    ip: Option<IpAddr>,
    country: Option<String>,
    step: String,
}

/// One address or country of each named location.
fn places(laws: &[&Law]) -> Vec<Place> {
    let mut seen: Vec<&Option<Reference>> = Vec::new();
    let mut places = Vec::new();
    for place in laws.iter().flat_map(|law| &law.around.places) {
        if seen.contains(&&place.id) || places.len() == PLACES {
            continue;
        }
        seen.push(&place.id);
        let id = || place.id.as_ref().map_or_else(|| "without a name".to_owned(), ToString::to_string);
        let name = place.name.clone().unwrap_or_else(id);
        match &place.kind {
            PlaceKind::Addresses { ranges, .. } => {
                if let Some(ip) = ranges.first().map(Range::an_address) {
                    let step = format!(
                        "Go where the public address lies in the named location {name}, for example {ip}."
                    );
                    places.push(Place { ip: Some(ip), country: None, step });
                }
            }
            PlaceKind::Countries { countries, by_position: false, .. } => {
                if let Some(country) = countries.first() {
                    let step = format!(
                        "Sign in from a country of the named location {name}, for example {country}."
                    );
                    places.push(Place { ip: None, country: Some(country.clone()), step });
                }
            }
            _ => {}
        }
    }
    places
}

/// The best door of each person at each place, in the order of people, cheapest place first; and the verdicts of all.
#[must_use]
pub fn best<'a>(law: &Law<'a>, people: &[Person], doors: &[Door]) -> (Vec<Best>, Grid<'a>) {
    let contexts: Vec<Context> = doors.iter().map(|door| door.context.clone()).collect();
    let grid = Grid::of(law, people, &contexts);
    let mut all = Vec::new();
    for person in 0..people.len() {
        let mut found: Vec<(Option<Surface>, Best)> = Vec::new();
        for (place, door) in doors.iter().enumerate() {
            let verdict = grid.verdict(person, place);
            let surface = door.context.surface;
            match found.iter_mut().find(|(known, _)| *known == surface) {
                Some((_, best)) if verdict < best.verdict => *best = Best { person, door: place, verdict },
                Some(_) => {}
                None => found.push((surface, Best { person, door: place, verdict })),
            }
        }
        all.extend(found.into_iter().map(|(_, best)| best));
    }
    (all, grid)
}

/// What it costs that this person opens this door.
#[must_use]
pub fn cost(person: &Person, door: &Door) -> u32 {
    door.cost + if person.kinds.is_service_provider() { PARTNER } else { 0 }
}

/// Applications that may write policies, and whether policies about applications could refuse them.
#[must_use]
pub fn applications(law: &Law, snapshot: &Snapshot) -> Option<Vec<String>> {
    let about_them = law.policies.iter().any(|policy| {
        policy.conditions.as_ref().is_some_and(|conditions| conditions.workloads)
            && !policy.deleted
            && !matches!(policy.state, State::Disabled | State::ReportOnly)
    });
    let name = |one: &crate::tenant::ServicePrincipal| {
        let id = || one.app.map(|id| id.to_string());
        one.name.clone().or_else(id).unwrap_or_else(|| "an application without a name".to_owned())
    };
    let writes = |one: &&crate::tenant::ServicePrincipal| !one.writes_policies_by.is_empty();
    (!about_them).then(|| snapshot.service_principals.values().filter(writes).map(name).collect())
}
