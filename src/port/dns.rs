use std::net::IpAddr;
use std::time::Duration;

use thiserror::Error;

use crate::dns_proof::exchange::Place;
use crate::dns_proof::round::Task;

/// Questions to name servers, one exchange for each server address.
pub trait Dns {
    /// Carries a task's questions until it has none left. What one exchange meets is in the exchange, never an error.
    fn run(&self, options: &QueryOptions, task: &mut dyn Task) -> Result<(), Stopped>;

    /// The resolvers that this laptop is set to use.
    fn system_resolvers(&self) -> Vec<Place>;

    /// Whether this laptop has a way to IPv6 addresses. Nothing is sent to find out.
    fn has_ipv6(&self) -> bool;

    /// Whether questions over HTTPS were built into this program.
    fn speaks_https(&self) -> bool;
}

/// How questions are asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryOptions {
    /// How long one exchange may take, retries included.
    pub timeout: Duration,
    /// Questions a second to one server address; 0 is as fast as it goes.
    pub rate: u32,
    /// How long the whole run may take; what is not answered then is not known.
    pub deadline: Option<Duration>,
    /// Our own address to ask from.
    pub source: Option<IpAddr>,
    /// One socket for many questions to a server: for long lists. Else every question has its own.
    pub shared_sockets: bool,
}

/// Why the carrying ended early.
#[derive(Debug, Error)]
pub enum Stopped {
    #[error("interrupted")]
    Interrupted,
    #[error("this system gives no network sockets: {0}")]
    NoSockets(#[from] std::io::Error),
}
