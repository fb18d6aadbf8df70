//! Binding, serving and stopping. A connection gets a bounded time for the head of each request and for taking an answer,
//! and there are only so many at once, so that nobody holds the server by being slow. Stopping takes no new connections,
//! lets running requests finish, and gives up on them after a bounded time, so that a deployment never hangs on one slow
//! client.

use std::future::{Future, pending};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

/// Time running requests get to finish after a stop was asked for: longer than the default time limit of a request.
const DRAIN: Duration = Duration::from_secs(15);

/// Pause after a connection could not be taken, as when no more files may be open.
const RETRY: Duration = Duration::from_millis(200);

/// What connections may take.
#[derive(Clone, Copy, Debug)]
pub struct Connections {
    /// Most connections at once; further ones wait until one ends. Default 900, which fits the usual 1,024 open files.
    pub max: u32,
    /// Longest time for the head of a request, counted from the end of the one before, so that it also ends idle
    /// connections. Default 30 seconds.
    pub head_timeout: Duration,
    /// Longest time in which a client takes nothing of an answer that waits for it. Default 30 seconds.
    pub stall_timeout: Duration,
    /// Longest head of a request in bytes, its first line included. Default 65,536, which a document sent by GET may need.
    pub max_head_bytes: usize,
    /// Most header fields of a request. Default 64.
    pub max_headers: usize,
}

impl Default for Connections {
    fn default() -> Self {
        Self {
            max: 900,
            head_timeout: Duration::from_secs(30),
            stall_timeout: Duration::from_secs(30),
            max_head_bytes: 64 * 1024,
            max_headers: 64,
        }
    }
}

/// Takes the address, such as `127.0.0.1:8080`; the error names it.
pub async fn bind(address: &str) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| {
        io::Error::new(error.kind(), format!("cannot listen on {address}: {error}"))
    })
}

/// The address of a listener as a person on this machine would type it.
pub fn url(listener: &TcpListener) -> io::Result<String> {
    let mut address = listener.local_addr()?;
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    Ok(format!("http://{address}"))
}

/// Serves until `shutdown` is done, then drains for at most fifteen seconds. Handlers find the peer's address as
/// `ConnectInfo<SocketAddr>`.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    connections: Connections,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_draining(listener, router, connections, shutdown, DRAIN).await
}

async fn serve_draining(
    listener: TcpListener,
    router: Router,
    connections: Connections,
    shutdown: impl Future<Output = ()> + Send + 'static,
    drain: Duration,
) -> io::Result<()> {
    tracing::info!(url = url(&listener)?, "serving");
    let seats = Arc::new(Semaphore::new(
        usize::try_from(connections.max).unwrap_or(Semaphore::MAX_PERMITS),
    ));
    let (stop, stopping) = watch::channel(());
    let mut shutdown = pin!(shutdown);
    loop {
        let taken = tokio::select! {
            () = &mut shutdown => break,
            taken = take(&listener, &seats) => taken,
        };
        match taken {
            Ok((stream, peer, seat)) => {
                let connection = Connection {
                    peer,
                    seat,
                    router: router.clone(),
                };
                tokio::spawn(connection.attend(stream, connections, stopping.clone()));
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(RETRY).await;
            }
        }
    }
    drop((listener, stopping));
    tracing::info!("stopping: no new connections, waiting for running requests");
    stop.send_replace(());
    tokio::select! {
        // Every seat is free when every connection has ended.
        _ = seats.acquire_many(connections.max) => {}
        () = tokio::time::sleep(drain) => {
            tracing::warn!(seconds = drain.as_secs(), "stopped with requests still running");
        }
    }
    Ok(())
}

/// The next connection, when there is a seat for it.
async fn take(
    listener: &TcpListener,
    seats: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let seat = seats.clone().acquire_owned().await;
    let seat = seat.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    Ok((stream, peer, seat))
}

/// A connection that was taken, with what its requests need.
struct Connection {
    peer: SocketAddr,
    router: Router,
    seat: OwnedSemaphorePermit,
}

impl Connection {
    /// Answers the requests of one connection until it ends or the server stops.
    async fn attend(
        self,
        stream: TcpStream,
        connections: Connections,
        mut stopping: watch::Receiver<()>,
    ) {
        let Self { peer, router, seat } = self;
        // An answer is one small write; waiting to fill a packet would only delay it.
        drop(stream.set_nodelay(true));
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(connections.stall_timeout));
        let service = router.map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(ConnectInfo(peer));
            request.map(Body::new)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(connections.head_timeout)
            .max_header_size(connections.max_head_bytes)
            .max_headers(connections.max_headers)
            .serve_connection(
                TokioIo::new(Box::pin(stream)),
                TowerToHyperService::new(service),
            );
        let mut connection = pin!(connection.with_upgrades());
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            _ = stopping.changed() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection broke off");
        }
        drop(seat);
    }
}

/// Done when the process is asked to stop: Ctrl-C, or SIGTERM where there are signals.
pub async fn shutdown_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::Instant;

    use axum::routing::get;
    use tokio::sync::oneshot;

    use super::*;

    /// Serves a page until the test ends.
    async fn start(connections: Connections, page: &'static str) -> SocketAddr {
        let listener = bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new()
            .route("/", get(move || async move { page }))
            .route(
                "/peer",
                get(|ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { peer.to_string() }),
            );
        tokio::spawn(serve(listener, router, connections, pending()));
        address
    }

    /// Sends bytes and reads until the server closes or two seconds have passed.
    async fn exchange(address: SocketAddr, sent: Vec<u8>) -> (String, Duration) {
        let started = Instant::now();
        let answer = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(2)))
                .unwrap();
            drop(stream.write_all(&sent));
            let mut answer = Vec::new();
            drop(stream.read_to_end(&mut answer));
            String::from_utf8_lossy(&answer).into_owned()
        });
        (answer.await.unwrap(), started.elapsed())
    }

    const GET: &str = "GET / HTTP/1.1\r\nhost: x\r\n";

    fn hurried() -> Connections {
        Connections {
            head_timeout: Duration::from_millis(200),
            stall_timeout: Duration::from_millis(200),
            ..Connections::default()
        }
    }

    #[tokio::test]
    async fn a_head_that_never_ends_is_cut_off() {
        let address = start(hurried(), "page").await;
        let (answer, elapsed) = exchange(address, GET.into()).await;
        assert!(!answer.contains("page"), "{answer}");
        assert!(elapsed < Duration::from_secs(2), "{elapsed:?}");
        let (answer, elapsed) = exchange(address, format!("{GET}\r\n").into()).await;
        assert!(answer.ends_with("page"), "{answer}");
        assert!(elapsed < Duration::from_secs(2), "then it is idle and ends");
    }

    #[tokio::test]
    async fn a_client_that_takes_no_answer_is_cut_off() {
        let page: &'static str = Box::leak("x".repeat(64 << 20).into_boxed_str());
        let connections = Connections {
            max: 1,
            ..hurried()
        };
        let address = start(connections, page).await;
        let mut silent = TcpStream::connect(address).unwrap();
        silent.write_all(format!("{GET}\r\n").as_bytes()).unwrap();
        let (answer, elapsed) =
            exchange(address, b"GET /peer HTTP/1.1\r\nhost: x\r\n\r\n".into()).await;
        assert!(
            answer.contains("127.0.0.1:"),
            "its seat is free again: {answer}"
        );
        assert!(elapsed > Duration::from_millis(100), "{elapsed:?}");
    }

    #[tokio::test]
    async fn heads_are_bounded() {
        let address = start(Connections::default(), "page").await;
        let long = format!("{GET}a: {}\r\n\r\n", "x".repeat(64 * 1024));
        let many = format!("{GET}{}\r\n", "a: b\r\n".repeat(64));
        let line = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "x".repeat(64 * 1024));
        for head in [long, many, line] {
            let (answer, _) = exchange(address, head.into()).await;
            assert!(answer.starts_with("HTTP/1.1 431"), "{answer}");
        }
        let fits = format!("{GET}{}\r\n", "a: b\r\n".repeat(63));
        assert!(
            exchange(address, fits.into())
                .await
                .0
                .starts_with("HTTP/1.1 200")
        );
    }

    #[tokio::test]
    async fn no_more_connections_than_there_are_seats() {
        let connections = Connections {
            max: 2,
            ..Connections::default()
        };
        let address = start(connections, "page").await;
        let mut held: Vec<TcpStream> = (0..2)
            .map(|_| TcpStream::connect(address).unwrap())
            .collect();
        tokio::time::sleep(Duration::from_millis(100)).await;
        let (answer, _) = exchange(address, format!("{GET}\r\n").into()).await;
        assert_eq!(answer, "", "nobody answers while both seats are held");
        held.pop();
        let (answer, _) = exchange(address, format!("{GET}\r\n").into()).await;
        assert!(answer.ends_with("page"), "{answer}");
    }

    /// Asks to stop while a request that takes `work` is running; gives its answer and how long stopping took.
    async fn stop_during(work: Duration, drain: Duration) -> (String, Duration) {
        let handler = move || async move {
            tokio::time::sleep(work).await;
            "done"
        };
        let listener = bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        assert_eq!(url(&listener).unwrap(), format!("http://{address}"));
        let (stop, stopped) = oneshot::channel::<()>();
        let router = Router::new().route("/", get(handler));
        let server = tokio::spawn(serve_draining(
            listener,
            router,
            Connections::default(),
            async { drop(stopped.await) },
            drain,
        ));
        let client = tokio::task::spawn_blocking(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(2)))
                .unwrap();
            stream
                .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
                .unwrap();
            let mut answer = Vec::new();
            drop(stream.read_to_end(&mut answer));
            String::from_utf8(answer).unwrap()
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        let started = Instant::now();
        stop.send(()).unwrap();
        server.await.unwrap().unwrap();
        let elapsed = started.elapsed();
        (client.await.unwrap(), elapsed)
    }

    #[tokio::test]
    async fn a_running_request_is_finished_before_the_server_ends() {
        let (answer, _) = stop_during(Duration::from_millis(300), Duration::from_secs(10)).await;
        assert!(answer.ends_with("done"), "{answer}");
    }

    #[tokio::test]
    async fn a_request_that_never_ends_does_not_hold_the_server() {
        let (_, elapsed) = stop_during(Duration::from_secs(60), Duration::from_millis(100)).await;
        assert!(elapsed < Duration::from_secs(10), "{elapsed:?}");
    }

    #[tokio::test]
    async fn an_address_in_use_is_named() {
        let first = bind("127.0.0.1:0").await.unwrap();
        let address = first.local_addr().unwrap().to_string();
        let refused = bind(&address).await.unwrap_err().to_string();
        assert!(
            refused.starts_with(&format!("cannot listen on {address}")),
            "{refused}"
        );
    }
}
