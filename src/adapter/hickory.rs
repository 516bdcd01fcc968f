//! DNS over the network: the only place that knows hickory and tokio.
//!
//! hickory reads and writes the wire format and finds the laptop's own resolvers. The exchanges are ours, one for each
//! server address, because a resolver library merges servers and hides what each of them said.

#[cfg(feature = "doh")]
mod https;
mod line;
mod pace;
mod talk;
pub mod wire;

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::Utc;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::Instant;

use crate::dns_proof::exchange::{Ask, Exchange, Outcome, Place, Transport};
use crate::dns_proof::round::Task;
use crate::port::{Dns, QueryOptions, Stopped};
use line::Line;
use pace::Pace;
use talk::Talk;

/// Exchanges on the network at the same time; macOS gives a process 256 sockets.
const ABREAST: usize = 200;
/// Idle sockets kept open for the next question of a long list.
const IDLE: usize = 32;
/// How long a question waits that is asked only to be sure.
const BRIEFLY: Duration = Duration::from_millis(1_200);

/// The network as it is.
pub struct Hickory {
    interrupted: &'static AtomicBool,
}

impl Hickory {
    /// Stops carrying when the flag goes up.
    #[must_use]
    pub fn new(interrupted: &'static AtomicBool) -> Self {
        Self { interrupted }
    }
}

impl Dns for Hickory {
    fn run(&self, options: &QueryOptions, task: &mut dyn Task) -> Result<(), Stopped> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let work = tokio::task::LocalSet::new();
        work.block_on(&runtime, self.carry(options, task))
    }

    fn system_resolvers(&self) -> Vec<Place> {
        let Ok((config, _)) = hickory_resolver::system_conf::read_system_conf() else { return Vec::new() };
        config.name_servers().iter().map(|s| Place::Socket(SocketAddr::new(s.ip, 53))).collect()
    }

    fn has_ipv6(&self) -> bool {
        // Connecting a UDP socket sends nothing; the system only looks for a way (to c.root-servers.net).
        let way = || {
            let socket = std::net::UdpSocket::bind((std::net::Ipv6Addr::UNSPECIFIED, 0))?;
            socket.connect("[2001:500:2::c]:53")
        };
        way().is_ok()
    }

    fn speaks_https(&self) -> bool {
        cfg!(feature = "doh")
    }
}

impl Hickory {
    async fn carry(&self, options: &QueryOptions, task: &mut dyn Task) -> Result<(), Stopped> {
        let office = Rc::new(Office {
            options: options.clone(),
            pace: Pace::new(options.rate),
            abreast: Semaphore::new(ABREAST),
            lines: RefCell::default(),
            deadline: options.deadline.map(|span| Instant::now() + span),
        });
        let (back, mut returned) = mpsc::unbounded_channel();
        let mut under_way = 0usize;
        loop {
            while let Some((token, ask)) = task.next() {
                let (office, back) = (Rc::clone(&office), back.clone());
                under_way += 1;
                tokio::task::spawn_local(async move {
                    let exchange = office.exchange(ask).await;
                    // Nobody is left to hear it only when the run was interrupted.
                    drop(back.send((token, exchange)));
                });
            }
            if under_way == 0 {
                return Ok(());
            }
            tokio::select! {
                Some((token, exchange)) = returned.recv() => {
                    under_way -= 1;
                    task.answer(token, exchange);
                    while let Ok((token, exchange)) = returned.try_recv() {
                        under_way -= 1;
                        task.answer(token, exchange);
                    }
                }
                () = tokio::time::sleep(Duration::from_millis(100)) => {}
            }
            if self.interrupted.load(Ordering::Relaxed) {
                return Err(Stopped::Interrupted);
            }
        }
    }
}

/// What the exchanges of one run share.
struct Office {
    options: QueryOptions,
    pace: Pace,
    abreast: Semaphore,
    lines: RefCell<HashMap<SocketAddr, Rc<Line>>>,
    /// When the whole run must be over.
    deadline: Option<Instant>,
}

impl Office {
    async fn exchange(&self, ask: Ask) -> Exchange {
        let Some(deadline) = self.deadline else { return self.hold(ask).await };
        if Instant::now() >= deadline {
            return Exchange::not_asked(ask);
        }
        let late = ask.clone();
        tokio::time::timeout_at(deadline, self.hold(ask)).await.unwrap_or_else(|_| Exchange::not_asked(late))
    }

    async fn hold(&self, ask: Ask) -> Exchange {
        let gone = self.pace.turn(&ask.server).await;
        let _seat = self.abreast.acquire().await;
        let (at, start) = (Utc::now(), Instant::now());
        let mut exchange = Exchange {
            ask,
            at,
            took_ms: 0,
            transport: Transport::Udp,
            tries: 0,
            notes: Vec::new(),
            rejected: Vec::new(),
            outcome: Outcome::Skipped,
        };
        if let Some(why) = gone {
            exchange.outcome = why;
            return exchange;
        }
        match exchange.ask.server.clone() {
            Place::Socket(server) => self.over_port_53(server, &mut exchange).await,
            #[cfg(feature = "doh")]
            Place::Url(url) => {
                exchange.tries = 1;
                exchange.transport = Transport::Https;
                exchange.outcome = https::ask(&url, &exchange.ask, self.options.timeout).await;
            }
            #[cfg(not(feature = "doh"))]
            Place::Url(_) => {
                exchange.outcome =
                    Outcome::Unreachable("this program was built without DNS over HTTPS".into());
            }
        }
        exchange.took_ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let gone = match &exchange.outcome {
            // Silence to a question that was asked once, to be sure, says nothing about the next one.
            Outcome::Timeout if exchange.ask.style.once => None,
            Outcome::Timeout => Some(Outcome::Skipped),
            Outcome::Unreachable(_) | Outcome::NoRoute => Some(exchange.outcome.clone()),
            _ => None,
        };
        let answered = !matches!(exchange.outcome, Outcome::Timeout);
        self.pace.done(&exchange.ask.server, gone, answered);
        exchange
    }

    async fn over_port_53(&self, server: SocketAddr, exchange: &mut Exchange) {
        let line = match self.line(server).await {
            Ok(line) => line,
            Err(_) if server.is_ipv6() => {
                exchange.outcome = Outcome::NoRoute;
                return;
            }
            Err(error) => {
                exchange.outcome = talk::unreachable(&error);
                return;
            }
        };
        let ask = exchange.ask.clone();
        let timeout =
            if ask.style.once { BRIEFLY.min(self.options.timeout * 2) } else { self.options.timeout };
        let mut talk = Talk::new(&ask, server, self.options.source, timeout);
        exchange.outcome = talk.hold(&line).await;
        exchange.tries = talk.tries;
        exchange.transport = talk.transport;
        exchange.notes = talk.notes;
        exchange.rejected = talk.rejected;
    }

    /// A socket of its own for each exchange, or one for all exchanges with this server.
    async fn line(&self, server: SocketAddr) -> std::io::Result<Rc<Line>> {
        if !self.options.shared_sockets {
            return Line::open(server, self.options.source, true).await.map(Rc::new);
        }
        if let Some(line) = self.lines.borrow().get(&server) {
            return Ok(Rc::clone(line));
        }
        let line = Rc::new(Line::open(server, self.options.source, false).await?);
        let mut lines = self.lines.borrow_mut();
        if lines.len() >= IDLE {
            lines.retain(|_, line| Rc::strong_count(line) > 1);
        }
        lines.insert(server, Rc::clone(&line));
        Ok(line)
    }
}
