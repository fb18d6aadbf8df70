//! Binding, serving and stopping. Stopping takes no new connections, lets running requests finish, and gives up on them
//! after a bounded time, so that a deployment never hangs on one slow client.

use std::future::{Future, pending};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// Time running requests get to finish after a stop was asked for: longer than the default time limit of a request.
const DRAIN: Duration = Duration::from_secs(15);

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

/// Serves until `shutdown` is done, then drains for at most fifteen seconds.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_draining(listener, router, shutdown, DRAIN).await
}

async fn serve_draining(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
    drain: Duration,
) -> io::Result<()> {
    tracing::info!(url = url(&listener)?, "serving");
    let (asked, stop_asked) = oneshot::channel();
    // An answer is one small write; waiting to fill a packet would only delay it.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        shutdown.await;
        tracing::info!("stopping: no new connections, waiting for running requests");
        asked.send(()).ok();
    });
    let patience_ends = async {
        match stop_asked.await {
            Ok(()) => tokio::time::sleep(drain).await,
            Err(_) => pending().await,
        }
    };
    tokio::select! {
        served = server.into_future() => served,
        () = patience_ends => {
            tracing::warn!(seconds = drain.as_secs(), "stopped with requests still running");
            Ok(())
        }
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

    use super::*;

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
