use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::line::{Heard, Line};
use super::wire::{self, Read};
use crate::dns_proof::exchange::{Ask, Mismatch, Note, Outcome, Raw, Rcode, Rejected, Reply, Transport};

/// Strange replies of which the bytes are kept, and after which we stop listening.
const KEPT: usize = 4;
const ENOUGH: usize = 200;
const KEPT_BYTES: usize = 1_024;

/// One exchange under way: several packets, one outcome.
pub(super) struct Talk<'a> {
    ask: &'a Ask,
    server: SocketAddr,
    source: Option<IpAddr>,
    timeout: Duration,
    pub tries: u32,
    pub transport: Transport,
    pub notes: Vec<Note>,
    pub rejected: Vec<Rejected>,
    strange: usize,
    malformed: bool,
}

/// What is sent when nothing has come back: a share of the time, and what to do then.
const STEPS: [(f64, Step); 3] = [(0.2, Step::Edns), (0.4, Step::Plain), (0.6, Step::Tcp)];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Edns,
    /// Without EDNS: old servers and firewalls drop it.
    Plain,
    /// Where UDP does not come through.
    Tcp,
}

type Call = Pin<Box<dyn Future<Output = Result<(Vec<u8>, u16), io::Error>>>>;

impl<'a> Talk<'a> {
    pub(super) fn new(ask: &'a Ask, server: SocketAddr, source: Option<IpAddr>, timeout: Duration) -> Self {
        Self {
            ask,
            server,
            source,
            timeout,
            tries: 0,
            transport: Transport::Udp,
            notes: Vec::new(),
            rejected: Vec::new(),
            strange: 0,
            malformed: false,
        }
    }

    /// Asks until there is an outcome. All packets sent stay valid: a late answer to the first one still counts.
    pub(super) async fn hold(&mut self, line: &Rc<Line>) -> Outcome {
        let start = Instant::now();
        let deadline = start + self.timeout;
        let (ear, mut heard) = mpsc::unbounded_channel();
        let mut ids: Vec<(u16, bool)> = Vec::new();
        let mut step = 0;
        let mut call: Option<Call> = None;
        let mut refused_edns: Option<(Rcode, Box<Reply>)> = None;
        // At once: a timer would wait for the next millisecond.
        let begun = self.send(line, &mut ids, &ear, true).await;
        let steps: &[(f64, Step)] = if self.ask.style.once { &[] } else { &STEPS };
        let outcome = loop {
            if let Err(error) = &begun {
                break unreachable(error);
            }
            let due = steps.get(step).map_or(deadline, |(share, _)| start + self.timeout.mul_f64(*share));
            tokio::select! {
                biased;
                Some(event) = heard.recv() => match event {
                    Heard::Refused(error) => break unreachable(&error),
                    Heard::Datagram(bytes) => match self.weigh(&bytes, &ids) {
                        None if self.strange >= ENOUGH => break self.nothing(),
                        None | Some((Read::NotOurs(_), _)) => {}
                        Some((Read::Truncated(_), edns)) => break self.over_tcp(edns, deadline).await,
                        Some((Read::Reply(reply), true)) if dislikes_edns(reply.rcode) => {
                            // Ask once more without; if that fails as well, this was the answer.
                            refused_edns = Some((reply.rcode, reply));
                            step = step.max(2);
                            if let Err(error) = self.send(line, &mut ids, &ear, false).await { break unreachable(&error) }
                        }
                        Some((Read::Reply(reply), edns)) => {
                            if !edns {
                                match &refused_edns {
                                    Some((rcode, _)) if reply.rcode != *rcode => self.notes.push(Note::EdnsRefused(*rcode)),
                                    Some(_) => {}
                                    None if self.hears_edns(line, &mut ids, &ear, &mut heard).await => {}
                                    None => self.notes.push(Note::EdnsDropped),
                                }
                            }
                            break Outcome::Reply(reply);
                        }
                    },
                },
                answer = async { match call.as_mut() { Some(call) => call.await, None => std::future::pending().await } } => {
                    call = None;
                    match answer {
                        Ok((bytes, id)) => match wire::read(&bytes, self.ask, id) {
                            Read::Reply(reply) => {
                                self.transport = Transport::Tcp;
                                self.notes.push(Note::UdpSilent);
                                break Outcome::Reply(reply);
                            }
                            Read::Truncated(_) => {}
                            Read::NotOurs(why) => self.reject(why, &bytes),
                        },
                        Err(error) => self.notes.push(Note::TcpFailed(error.to_string())),
                    }
                }
                () = sleep_until(due.min(deadline)) => {
                    match steps.get(step) {
                        _ if Instant::now() >= deadline => {
                            break match refused_edns.take() {
                                Some((_, reply)) => Outcome::Reply(reply),
                                None => self.nothing(),
                            };
                        }
                        Some((_, Step::Tcp)) => call = Some(Box::pin(self.call(true, deadline))),
                        Some((_, how)) => {
                            if let Err(error) = self.send(line, &mut ids, &ear, *how == Step::Edns).await { break unreachable(&error) }
                        }
                        None => {}
                    }
                    step += 1;
                }
            }
        };
        for (id, _) in ids {
            line.forget(id);
        }
        outcome
    }

    async fn send(
        &mut self,
        line: &Rc<Line>,
        ids: &mut Vec<(u16, bool)>,
        ear: &mpsc::UnboundedSender<Heard>,
        edns: bool,
    ) -> io::Result<()> {
        let id = line.fresh_id();
        let packet = wire::write(self.ask, id, edns).ok_or(io::ErrorKind::InvalidInput)?;
        self.tries += 1;
        ids.push((id, edns));
        line.send(id, &packet, ear.clone()).await
    }

    /// Asks with EDNS once more: two lost packets on a busy line are no server that drops EDNS.
    async fn hears_edns(
        &mut self,
        line: &Rc<Line>,
        ids: &mut Vec<(u16, bool)>,
        ear: &mpsc::UnboundedSender<Heard>,
        heard: &mut mpsc::UnboundedReceiver<Heard>,
    ) -> bool {
        if self.send(line, ids, ear, true).await.is_err() {
            return false;
        }
        let end = Instant::now() + self.timeout.mul_f64(STEPS[0].0);
        while let Ok(Some(Heard::Datagram(bytes))) = tokio::time::timeout_at(end, heard.recv()).await {
            if let Some((Read::Reply(_) | Read::Truncated(_), true)) = self.weigh(&bytes, ids) {
                return true;
            }
        }
        false
    }

    /// Which of our questions a datagram answers, if any.
    fn weigh(&mut self, bytes: &[u8], ids: &[(u16, bool)]) -> Option<(Read, bool)> {
        let number = bytes.get(..2).map(|b| u16::from_be_bytes([b[0], b[1]]));
        let known = ids.iter().find(|(id, _)| Some(*id) == number);
        let (id, edns) = known.copied().unwrap_or((ids.first()?.0, true));
        match wire::read(bytes, self.ask, id) {
            Read::NotOurs(why) => {
                self.reject(why, bytes);
                None
            }
            read => Some((read, edns)),
        }
    }

    fn reject(&mut self, why: Mismatch, bytes: &[u8]) {
        self.strange += 1;
        self.malformed |= why == Mismatch::Malformed;
        if self.rejected.len() < KEPT {
            let raw = Raw(bytes.get(..bytes.len().min(KEPT_BYTES)).unwrap_or_default().to_vec());
            self.rejected.push(Rejected { why, raw });
        }
    }

    fn nothing(&self) -> Outcome {
        if self.malformed { Outcome::Malformed } else { Outcome::Timeout }
    }

    /// The answer was too big: the same over TCP, with time of its own.
    async fn over_tcp(&mut self, edns: bool, deadline: Instant) -> Outcome {
        self.notes.push(Note::Truncated);
        self.transport = Transport::Tcp;
        self.tries += 1;
        match self.call(edns, deadline.max(Instant::now() + self.timeout)).await {
            Ok((bytes, id)) => match wire::read(&bytes, self.ask, id) {
                Read::Reply(reply) => Outcome::Reply(reply),
                Read::Truncated(_) => {
                    self.notes.push(Note::TcpFailed("the TCP answer is cut off as well".into()));
                    Outcome::TruncatedTcpBlocked
                }
                Read::NotOurs(why) => {
                    self.reject(why, &bytes);
                    Outcome::Malformed
                }
            },
            Err(error) => {
                self.notes.push(Note::TcpFailed(error.to_string()));
                Outcome::TruncatedTcpBlocked
            }
        }
    }

    /// One question over TCP; the bytes of the answer and the number it must carry.
    fn call(
        &self,
        edns: bool,
        deadline: Instant,
    ) -> impl Future<Output = Result<(Vec<u8>, u16), io::Error>> + use<> {
        let (server, source, ask) = (self.server, self.source, self.ask.clone());
        async move {
            let mut bytes = [0; 2];
            getrandom::fill(&mut bytes).map_err(|e| io::Error::other(e.to_string()))?;
            let id = u16::from_ne_bytes(bytes);
            let packet = wire::write(&ask, id, edns).ok_or(io::ErrorKind::InvalidInput)?;
            let talk = async {
                let socket = if server.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
                if let Some(source) = source.filter(|s| s.is_ipv4() == server.is_ipv4()) {
                    socket.bind((source, 0).into())?;
                }
                let mut stream = socket.connect(server).await?;
                let length = u16::try_from(packet.len()).map_err(io::Error::other)?;
                let mut framed = length.to_be_bytes().to_vec();
                framed.extend(packet);
                stream.write_all(&framed).await?;
                let length = stream.read_u16().await?;
                let mut answer = vec![0; usize::from(length)];
                stream.read_exact(&mut answer).await?;
                Ok((answer, id))
            };
            tokio::time::timeout_at(deadline, talk).await.unwrap_or_else(|_| {
                Err(io::Error::new(io::ErrorKind::TimedOut, "no answer over TCP in time"))
            })
        }
    }
}

fn dislikes_edns(rcode: Rcode) -> bool {
    matches!(rcode, Rcode::FORMERR | Rcode::NOTIMP | Rcode::BADVERS)
}

/// A network error as an outcome.
pub(super) fn unreachable(error: &io::Error) -> Outcome {
    use io::ErrorKind::{AddrNotAvailable, ConnectionRefused, NetworkUnreachable, Unsupported};
    match error.kind() {
        NetworkUnreachable | AddrNotAvailable | Unsupported => Outcome::NoRoute,
        ConnectionRefused => Outcome::Unreachable("nothing listens at its port 53 (refused at once)".into()),
        _ => Outcome::Unreachable(format!("the network says: {error}")),
    }
}
