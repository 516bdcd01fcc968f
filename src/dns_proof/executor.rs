//! Questions out, exchanges in. A survey is written as straight-line code that awaits answers; whoever runs it
//! carries the questions to the network and the exchanges back. Nothing here waits, sends or knows a clock.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use super::exchange::{Ask, Exchange};
use super::name::Name;

/// Where one survey lays its questions and finds the exchanges.
#[derive(Clone, Default)]
pub(super) struct Executor(Rc<RefCell<Queues>>);

#[derive(Default)]
struct Queues {
    out: VecDeque<(u64, Ask)>,
    back: HashMap<u64, Exchange>,
    next: u64,
}

impl Executor {
    /// Lays out a question; the future is ready when its exchange is back.
    pub(super) fn ask(&self, ask: Ask) -> Answer {
        let mut queues = self.0.borrow_mut();
        let token = queues.next;
        queues.next += 1;
        queues.out.push_back((token, ask));
        Answer { executor: self.clone(), token }
    }

    pub(super) fn take(&self) -> Option<(u64, Ask)> {
        self.0.borrow_mut().out.pop_front()
    }

    pub(super) fn put(&self, token: u64, exchange: Exchange) {
        self.0.borrow_mut().back.insert(token, exchange);
    }
}

/// An exchange to come.
pub(super) struct Answer {
    executor: Executor,
    token: u64,
}

impl Future for Answer {
    type Output = Exchange;
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Exchange> {
        self.executor.0.borrow_mut().back.remove(&self.token).map_or(Poll::Pending, Poll::Ready)
    }
}

/// Waits for all of them; the results keep their order.
pub(super) async fn all<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    All(futures.into_iter().map(|f| Slot::Waiting(Box::pin(f))).collect()).await
}

enum Slot<F: Future> {
    Waiting(Pin<Box<F>>),
    Done(F::Output),
    Taken,
}

struct All<F: Future>(Vec<Slot<F>>);

// The futures are boxed, so moving the list moves none of them.
impl<F: Future> Unpin for All<F> {}

impl<F: Future> Future for All<F> {
    type Output = Vec<F::Output>;
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut waiting = false;
        for slot in &mut self.0 {
            if let Slot::Waiting(future) = slot {
                match future.as_mut().poll(context) {
                    Poll::Ready(output) => *slot = Slot::Done(output),
                    Poll::Pending => waiting = true,
                }
            }
        }
        if waiting {
            return Poll::Pending;
        }
        let taken = self.0.iter_mut().map(|slot| std::mem::replace(slot, Slot::Taken));
        Poll::Ready(
            taken
                .filter_map(|slot| if let Slot::Done(output) = slot { Some(output) } else { None })
                .collect(),
        )
    }
}

/// The name servers of a zone, as its parent named them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) zone: Name,
    pub(super) names: Vec<Name>,
    pub(super) glue: Vec<(Name, IpAddr)>,
}

/// Where a name server lives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) addresses: Vec<IpAddr>,
    /// The name that its name is an alias for.
    pub(super) alias: Option<Name>,
    /// Whoever could say where it lives said nothing.
    pub(super) unknown: bool,
}

impl Default for Name {
    fn default() -> Self {
        Name::root()
    }
}

/// What the surveys of one run have learned and share: zones on the way down, addresses of name servers.
///
/// A survey that is about to find something out claims it; the others wait instead of asking the same.
#[derive(Clone, Default)]
pub struct Memory(Rc<RefCell<Learned>>);

#[derive(Default)]
struct Learned {
    known: HashMap<Topic, Option<Lesson>>,
    version: u64,
    /// Set when a survey had to wait for another one's lesson.
    somebody_waits: bool,
}

/// More lessons than this are forgotten and learned again: memory must not grow with a list.
const MOST: usize = 50_000;

/// What can be learned once for all.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Topic {
    /// The name servers of this zone.
    Zone(Name),
    /// The addresses of this name server.
    Host(Name),
}

/// What was learned.
#[derive(Debug, Clone)]
pub(super) enum Lesson {
    Zone(Cut),
    /// Not a zone of its own, seen from above.
    NoCut,
    Host(Found),
}

/// What a survey finds in the memory.
pub(super) enum Recall {
    Known(Lesson),
    /// Nobody knows, and nobody else is finding out: it is ours to learn.
    Ours,
}

impl Memory {
    /// Knows it, or makes the caller the one who finds out; waits while somebody else does.
    pub(super) async fn recall(&self, topic: Topic) -> Recall {
        loop {
            let seen = {
                let mut learned = self.0.borrow_mut();
                match learned.known.get(&topic) {
                    Some(Some(lesson)) => return Recall::Known(lesson.clone()),
                    None => {
                        learned.known.insert(topic, None);
                        return Recall::Ours;
                    }
                    Some(None) => learned.version,
                }
            };
            Change { memory: self.clone(), seen }.await;
        }
    }

    /// What is known now, without waiting.
    pub(super) fn peek(&self, topic: &Topic) -> Option<Lesson> {
        self.0.borrow().known.get(topic).cloned().flatten()
    }

    /// Tells everybody.
    pub(super) fn learn(&self, topic: Topic, lesson: Lesson) {
        let mut learned = self.0.borrow_mut();
        if learned.known.len() >= MOST {
            learned.known.retain(|topic, lesson| lesson.is_none() || matches!(topic, Topic::Zone(_)));
        }
        learned.known.insert(topic, Some(lesson));
        learned.version += 1;
    }

    /// Whether a survey had to wait since the last time this was asked.
    pub(super) fn take_waiting(&self) -> bool {
        std::mem::take(&mut self.0.borrow_mut().somebody_waits)
    }

    /// Gives a claim back unlearned: the next one may try.
    pub(super) fn give_up(&self, topic: &Topic) {
        let mut learned = self.0.borrow_mut();
        if learned.known.get(topic).is_some_and(Option::is_none) {
            learned.known.remove(topic);
            learned.version += 1;
        }
    }

    /// Breaks a ring of surveys that wait for each other.
    pub(super) fn release_claims(&self) {
        let mut learned = self.0.borrow_mut();
        learned.known.retain(|_, lesson| lesson.is_some());
        learned.version += 1;
    }

    /// Grows with every lesson; a survey that waits can go on only after it changed.
    pub(super) fn version(&self) -> u64 {
        self.0.borrow().version
    }
}

struct Change {
    memory: Memory,
    seen: u64,
}

impl Future for Change {
    type Output = ();
    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        let mut learned = self.memory.0.borrow_mut();
        if learned.version != self.seen {
            return Poll::Ready(());
        }
        learned.somebody_waits = true;
        Poll::Pending
    }
}
