use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

use crate::dns_proof::exchange::{Outcome, Place};

/// So many questions wait at most for the first sign of life of a server.
const UNPROVEN: usize = 8;
/// A server that has answered before counts as gone after so many silences in a row.
const PATIENCE: u32 = 3;

/// How each server address is treated in this run: not too fast, and not again once it is gone.
pub(super) struct Pace {
    /// Time between two questions to one server; zero is no limit.
    gap: Duration,
    servers: RefCell<HashMap<Place, Rc<Server>>>,
}

#[derive(Default)]
struct Server {
    state: RefCell<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    /// When the next question is due, by the steady rate.
    due: Option<Instant>,
    asking: usize,
    alive: bool,
    silences: u32,
    /// What it came to, when there is no use in asking again.
    gone: Option<Outcome>,
}

impl Pace {
    pub(super) fn new(rate: u32) -> Self {
        let gap = if rate == 0 { Duration::ZERO } else { Duration::from_secs(1) / rate };
        Self { gap, servers: RefCell::default() }
    }

    fn server(&self, place: &Place) -> Rc<Server> {
        if let Some(server) = self.servers.borrow().get(place) {
            return Rc::clone(server);
        }
        Rc::clone(self.servers.borrow_mut().entry(place.clone()).or_default())
    }

    /// Waits for a turn. Nothing: ask. Otherwise the server is gone, and this is what another question would come to.
    pub(super) async fn turn(&self, place: &Place) -> Option<Outcome> {
        let server = self.server(place);
        loop {
            let changed = server.changed.notified();
            let wait = {
                let mut state = server.state.borrow_mut();
                if state.gone.is_some() {
                    return state.gone.clone();
                }
                if state.alive || state.asking < UNPROVEN {
                    let now = Instant::now();
                    // A second's worth may go at once, then it is one each gap.
                    let burst = Duration::from_secs(1);
                    let due = state.due.map_or(now, |due| due.max(now));
                    if self.gap.is_zero() || due + self.gap <= now + burst {
                        state.due = Some(due + self.gap);
                        state.asking += 1;
                        return None;
                    }
                    Some((due + self.gap).checked_sub(burst).unwrap_or(now))
                } else {
                    None
                }
            };
            match wait {
                Some(until) => {
                    tokio::select! {
                        () = tokio::time::sleep_until(until) => {}
                        () = changed => {}
                    }
                }
                None => changed.await,
            }
        }
    }

    /// Tells how the exchange went: what a further question would come to, when this one went unheard.
    pub(super) fn done(&self, place: &Place, unheard: Option<Outcome>, answered: bool) {
        let server = self.server(place);
        let wake = {
            let mut state = server.state.borrow_mut();
            state.asking = state.asking.saturating_sub(1);
            let before = (state.alive, state.gone.is_some());
            match unheard {
                Some(outcome) => {
                    state.silences += 1;
                    if !state.alive || state.silences >= PATIENCE {
                        state.gone = Some(outcome);
                    }
                }
                None if answered => {
                    state.silences = 0;
                    state.alive = true;
                    state.gone = None;
                }
                None => {}
            }
            before != (state.alive, state.gone.is_some())
        };
        if wake {
            server.changed.notify_waiters();
        }
    }
}
