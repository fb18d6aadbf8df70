//! A client that costs little: HTTP/1.1 over connections that stay open, all on one thread, and no more reading of an
//! answer than its status and length. Client and servers share the cores, so what it spends both sides lose.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::task::LocalSet;

/// The bytes of a request, shared by all connections.
pub(crate) type Requests = Rc<[Vec<u8>]>;

/// A POST of JSON.
pub(crate) fn post(path: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\naccept: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// What some requests took.
#[derive(Default)]
pub(crate) struct Take {
    /// Of each request, in nanoseconds.
    pub(crate) latencies: Vec<u64>,
    /// Of all bodies.
    pub(crate) bytes: usize,
    /// From the first request to the last answer.
    pub(crate) elapsed: Duration,
}

impl Take {
    pub(crate) fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.bytes += other.bytes;
        self.elapsed += other.elapsed;
    }

    pub(crate) fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }
}

/// One open connection.
struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    filled: usize,
}

impl Connection {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            buffer: vec![0; 1 << 18],
            filled: 0,
        }
    }

    /// Sends a request and reads the answer's body.
    async fn ask(&mut self, request: &[u8]) -> &[u8] {
        let mut rest = request;
        while !rest.is_empty() {
            match self.stream.try_write(rest) {
                Ok(written) => rest = &rest[written..],
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.stream.writable().await.unwrap()
                }
                Err(error) => panic!("cannot send: {error}"),
            }
        }
        self.filled = 0;
        let body = loop {
            self.read().await;
            if let Some(end) = find(&self.buffer[..self.filled], b"\r\n\r\n") {
                let head = std::str::from_utf8(&self.buffer[..end]).unwrap();
                assert!(head.starts_with("HTTP/1.1 200"), "{head}");
                let body = end + 4;
                break body..body + content_length(head);
            }
        };
        if self.buffer.len() < body.end {
            self.buffer.resize(body.end, 0);
        }
        while self.filled < body.end {
            self.read().await;
        }
        &self.buffer[body]
    }

    async fn read(&mut self) {
        loop {
            match self.stream.try_read(&mut self.buffer[self.filled..]) {
                Ok(0) => panic!("the server closed the connection"),
                Ok(read) => {
                    self.filled += read;
                    return;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.stream.readable().await.unwrap()
                }
                Err(error) => panic!("cannot read: {error}"),
            }
        }
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}

fn content_length(head: &str) -> usize {
    let value = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then_some(value)
    });
    value
        .expect("an answer tells its length")
        .trim()
        .parse()
        .unwrap()
}

/// Asks, from the thread it is called on.
pub(crate) struct Client {
    runtime: Runtime,
    open: HashMap<SocketAddr, Vec<Connection>>,
}

impl Client {
    pub(crate) fn new() -> Self {
        let runtime = Builder::new_current_thread().enable_io().build().unwrap();
        Self {
            runtime,
            open: HashMap::new(),
        }
    }

    fn connections(&mut self, address: SocketAddr, count: usize) -> Vec<Connection> {
        let mut open = self.open.remove(&address).unwrap_or_default();
        while open.len() < count {
            open.push(self.runtime.block_on(Connection::open(address)));
        }
        open
    }

    /// Each request once, one after the other; `see` gets the bodies.
    pub(crate) fn once(
        &mut self,
        address: SocketAddr,
        requests: &[Vec<u8>],
        mut see: impl FnMut(&[u8]),
    ) -> Take {
        let mut open = self.connections(address, 1);
        let connection = &mut open[0];
        let take = self.runtime.block_on(async {
            let mut take = Take::default();
            for request in requests {
                let started = Instant::now();
                let body = connection.ask(request).await;
                let elapsed = started.elapsed();
                take.latencies.push(elapsed.as_nanos() as u64);
                take.elapsed += elapsed;
                take.bytes += body.len();
                see(body);
            }
            take
        });
        self.open.insert(address, open);
        take
    }

    /// `clients` connections take turns through the requests from `position` on for as long as `time`; each asks again
    /// when it has its answer.
    pub(crate) fn run(
        &mut self,
        address: SocketAddr,
        requests: &Requests,
        clients: usize,
        time: Duration,
        position: usize,
    ) -> Take {
        let mut open = self.connections(address, clients);
        let spare = open.split_off(clients);
        let next = Rc::new(Cell::new(position));
        let local = LocalSet::new();
        let started = Instant::now();
        let running: Vec<_> = open
            .into_iter()
            .map(|mut connection| {
                let (requests, next) = (requests.clone(), next.clone());
                local.spawn_local(async move {
                    let mut take = Take::default();
                    while started.elapsed() < time {
                        let place = next.replace(next.get() + 1);
                        let asked = Instant::now();
                        take.bytes += connection
                            .ask(&requests[place % requests.len()])
                            .await
                            .len();
                        take.latencies.push(asked.elapsed().as_nanos() as u64);
                    }
                    (connection, take)
                })
            })
            .collect();
        let mut all = Take::default();
        let mut open = spare;
        for done in running {
            let (connection, take) = self.runtime.block_on(local.run_until(done)).unwrap();
            all.add(take);
            open.push(connection);
        }
        all.elapsed = started.elapsed();
        self.open.insert(address, open);
        all
    }
}
