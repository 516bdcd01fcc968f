use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::rc::Rc;

use tokio::net::UdpSocket;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinHandle;

/// What a socket hears.
#[derive(Debug)]
pub(super) enum Heard {
    Datagram(Vec<u8>),
    /// The system says that nobody listens there.
    Refused(io::Error),
}

type Waiting = Rc<RefCell<HashMap<u16, UnboundedSender<Heard>>>>;

/// A UDP socket connected to one server: only that server's packets come in, and a closed port is told at once.
pub(super) struct Line {
    socket: Rc<UdpSocket>,
    waiting: Waiting,
    reader: JoinHandle<()>,
}

impl Line {
    /// Opens a socket with a random port. `private`: for one exchange only, which then hears strays as well.
    pub(super) async fn open(server: SocketAddr, source: Option<IpAddr>, private: bool) -> io::Result<Self> {
        let any: IpAddr =
            if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        let from = source.unwrap_or(any);
        if from.is_ipv4() != server.is_ipv4() {
            // Told to ask from an address of one family, we have no way to the other.
            return Err(io::ErrorKind::AddrNotAvailable.into());
        }
        let socket = UdpSocket::bind((from, 0)).await?;
        socket.connect(server).await?;
        let socket = Rc::new(socket);
        let waiting = Waiting::default();
        let reader = tokio::task::spawn_local(listen(Rc::clone(&socket), Rc::clone(&waiting), private));
        Ok(Self { socket, waiting, reader })
    }

    /// Sends a question; what comes back under its number goes to `ear`.
    pub(super) async fn send(&self, id: u16, packet: &[u8], ear: UnboundedSender<Heard>) -> io::Result<()> {
        self.waiting.borrow_mut().insert(id, ear);
        self.socket.send(packet).await.map(|_| ())
    }

    /// A number that no open question of this socket has.
    pub(super) fn fresh_id(&self) -> u16 {
        loop {
            let mut bytes = [0; 2];
            // Without randomness a reply could be forged; a socket that cannot have it must not ask.
            if getrandom::fill(&mut bytes).is_err() {
                return 0;
            }
            let id = u16::from_ne_bytes(bytes);
            if !self.waiting.borrow().contains_key(&id) {
                return id;
            }
        }
    }

    /// Nobody waits for this number any more.
    pub(super) fn forget(&self, id: u16) {
        self.waiting.borrow_mut().remove(&id);
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

async fn listen(socket: Rc<UdpSocket>, waiting: Waiting, private: bool) {
    let mut buffer = vec![0; 65_535];
    loop {
        match socket.recv(&mut buffer).await {
            Ok(length) => {
                let packet = &buffer[..length];
                let id = packet.get(..2).map(|b| u16::from_be_bytes([b[0], b[1]]));
                let waiting = waiting.borrow();
                match id.and_then(|id| waiting.get(&id)) {
                    Some(ear) => drop(ear.send(Heard::Datagram(packet.to_vec()))),
                    // A wrong number is evidence for the one that waits; among many it is a late answer to somebody gone.
                    None if private => {
                        if let Some(ear) = waiting.values().next() {
                            drop(ear.send(Heard::Datagram(packet.to_vec())));
                        }
                    }
                    None => {}
                }
            }
            Err(error) => {
                for ear in waiting.borrow().values() {
                    drop(ear.send(Heard::Refused(io::Error::new(error.kind(), error.to_string()))));
                }
            }
        }
        // A flood must not keep the deadline from being looked at.
        tokio::task::yield_now().await;
    }
}
