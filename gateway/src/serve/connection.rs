//! One connection: HTTP/1.1 by hyper, requests to poem, the WebSocket path to [`Sockets`].

use std::{
    convert::Infallible,
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, Version, header, uri::Scheme};
use http_body_util::{BodyExt, Full, combinators::BoxBody};
use hyper::{
    body::{Body as _, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use poem::{
    Addr, Endpoint,
    endpoint::BoxEndpoint,
    web::{LocalAddr, RemoteAddr},
};
use tokio::time::timeout;

use super::{
    Limits, Opened, Patient, Pause, PeerAddress, Refusal, Shutdown, Sockets, Stream,
    explained::Explained,
    harden,
    turn::{Answering, Turn},
};
use crate::{
    problem::Problem,
    ws::{self, Deflate},
};

type Body = BoxBody<Bytes, io::Error>;

/// In which a connection that a stopping server has just accepted makes its request.
const NEWCOMER: Duration = Duration::from_secs(1);

/// What a listener serves.
pub struct App {
    pub endpoint: BoxEndpoint<'static, poem::Response>,
    pub sockets: Option<Arc<dyn Sockets>>,
    /// Browsers come by https: answers tell them to go on so.
    pub https: bool,
    /// Addresses whose `X-Forwarded-For` is believed.
    pub trusted: Arc<dyn Fn(IpAddr) -> bool + Send + Sync>,
}

/// The client, seen through trusted proxies; in the extensions of every request.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    pub address: PeerAddress,
    /// Whom limits count: behind trusted proxies, the last address that none of them added.
    pub client: Option<IpAddr>,
}

pub(super) async fn run(stream: Patient<Stream>, peer: PeerAddress, app: Arc<App>, limits: Limits, shutdown: Shutdown) {
    let turn = Arc::<Turn>::default();
    let stream = Explained::new(stream, Arc::clone(&turn), app.https);
    let leftover = stream.leftover();
    let service = {
        let (turn, pause, shutdown) = (Arc::clone(&turn), Arc::<Pause>::default(), shutdown.clone());
        service_fn(move |request: Request<Incoming>| {
            turn.begin(!request.body().is_end_stream());
            let (turn, app, pause, shutdown) = (Arc::clone(&turn), Arc::clone(&app), Arc::clone(&pause), shutdown.clone());
            async move {
                pause.over().await;
                let response = answer(request, peer, app, limits, shutdown).await;
                pause.heard(&response);
                Ok::<_, Infallible>(response.map(|body| Answering::new(body, turn)))
            }
        })
    };
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.header_timeout).max_buf_size(limits.header_bytes_max);
    let connection = builder.serve_connection(TokioIo::new(stream), service).with_upgrades();
    let mut connection = Box::pin(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = shutdown.token().cancelled() => {
            // who has just come has their first request on its way
            let patience = if turn.was_asked() { Duration::ZERO } else { NEWCOMER };
            if let Ok(ended) = timeout(patience, connection.as_mut()).await {
                ended
            } else {
                connection.as_mut().graceful_shutdown();
                connection.as_mut().await
            }
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, %error, "connection ended");
        drop(connection);
        let left = leftover.lock().take();
        if let Some(left) = left {
            left.explain(&error).await;
        }
    }
}

async fn answer(
    mut request: Request<Incoming>,
    address: PeerAddress,
    app: Arc<App>,
    limits: Limits,
    shutdown: Shutdown,
) -> Response<Body> {
    if request.version() == Version::HTTP_11 && request.headers().get_all(header::HOST).iter().count() != 1 {
        return without_host(app.https);
    }
    if let Some(name) = ONCE.into_iter().find(|name| request.headers().get_all(name).iter().nth(1).is_some()) {
        return twice(&name, app.https);
    }
    if let Some(name) = ONCE.into_iter().find(|name| request.headers().get(name).is_some_and(|value| value.to_str().is_err())) {
        return not_ascii(&name, app.https);
    }
    let https = app.https;
    let client = client_ip(address.ip(), request.headers(), &*app.trusted);
    let peer = Peer { address, client };
    if let Some(sockets) = app.sockets.as_ref().filter(|sockets| sockets.path() == request.uri().path()) {
        return open_socket(&mut request, peer, Arc::clone(sockets), &shutdown)
            .unwrap_or_else(|refusal| refuse(refusal, app.https));
    }
    request.extensions_mut().insert(peer);
    let remote = match address {
        PeerAddress::Ip(address) => RemoteAddr(Addr::SocketAddr(address)),
        PeerAddress::Local => RemoteAddr(Addr::custom("unix", "")),
    };
    let request = poem::Request::from((request, LocalAddr::default(), remote, Scheme::HTTP));
    let mut response: Response<Body> = match timeout(limits.request_timeout, app.endpoint.get_response(request)).await {
        Ok(response) => response.into(),
        Err(_) => closing(refused(Problem::new("request_timeout", "the request took too long"), https)),
    };
    if shutdown.is_stopping() {
        // closed without a word, it could meet the client's next request
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Answers 101 and hands the socket over once hyper lets go of it.
fn open_socket(
    request: &mut Request<Incoming>,
    peer: Peer,
    sockets: Arc<dyn Sockets>,
    shutdown: &Shutdown,
) -> Result<Response<Body>, Refusal> {
    let accept = ws::check_request(request).map_err(|error| Refusal {
        status: StatusCode::UPGRADE_REQUIRED,
        code: "upgrade_required",
        detail: error.to_string(),
    })?;
    if shutdown.is_stopping() {
        let detail = "this server is stopping".to_owned();
        return Err(Refusal { status: StatusCode::SERVICE_UNAVAILABLE, code: "unavailable", detail });
    }
    sockets.admit(request, &peer)?;
    let deflate = Deflate::negotiate(request.headers());
    let upgrade = hyper::upgrade::on(request);
    let on_end = shutdown.clone();
    shutdown.spawn(async move {
        let Ok(upgraded) = upgrade.await else { return };
        let Ok(parts) = upgraded.downcast::<TokioIo<Explained<Patient<Stream>>>>() else { return };
        let opened = Opened { stream: parts.io.into_inner().into_inner(), early: parts.read_buf, peer, deflate };
        tokio::select! {
            () = sockets.run(opened, on_end.clone()) => {}
            // it had its time for a goodbye, and comes back; who does not read would hold up the stop
            () = on_end.stopping() => {}
        }
    });
    let mut response = Response::new(empty());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("Upgrade"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept);
    if let Some(deflate) = deflate {
        headers.insert(header::SEC_WEBSOCKET_EXTENSIONS, deflate.answer());
    }
    Ok(response)
}

fn refuse(refusal: Refusal, https: bool) -> Response<Body> {
    let mut response = refused(Problem::new(refusal.code, refusal.detail), https);
    *response.status_mut() = refusal.status;
    if refusal.status == StatusCode::UPGRADE_REQUIRED {
        response.headers_mut().insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        response.headers_mut().insert(header::SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
    }
    response
}

/// RFC 9112, section 3.2; who does not say it once may be read differently before us.
fn without_host(https: bool) -> Response<Body> {
    let problem = Problem::new("host_invalid", "an HTTP/1.1 request names its host in one `Host` line");
    closing(refused(problem, https))
}

/// They say one thing; whoever looks before us may take another line of two for it.
const ONCE: [HeaderName; 5] =
    [header::AUTHORIZATION, header::ORIGIN, header::CONTENT_TYPE, header::IF_MATCH, HeaderName::from_static("idempotency-key")];

fn twice(name: &HeaderName, https: bool) -> Response<Body> {
    closing(refused(Problem::new("request_malformed", format!("the header `{name}` stands twice; send it once")), https))
}

/// To whoever reads it as text it would not be there at all.
fn not_ascii(name: &HeaderName, https: bool) -> Response<Body> {
    let detail = format!("the header `{name}` has a letter that is not ASCII; send it without");
    refused(Problem::new("request_malformed", detail), https)
}

/// What else comes on that connection is not read as a request.
fn closing(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}

/// What is refused before poem sees it.
fn refused(problem: Problem, https: bool) -> Response<Body> {
    let mut response: Response<Body> = poem::Response::from(problem).into();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    harden(response.headers_mut(), https);
    response
}

fn empty() -> Body {
    Full::new(Bytes::new()).map_err(|never| match never {}).boxed()
}

/// Walks `X-Forwarded-For` from its end: what a trusted proxy added is believed, what came before it only if that was trusted too.
/// Whom a socket file's permissions let in (`None`) is one.
fn client_ip(peer: Option<IpAddr>, headers: &HeaderMap, trusted: &(dyn Fn(IpAddr) -> bool + Send + Sync)) -> Option<IpAddr> {
    // bytes: a stranger's own word may stand in one line with the proxy's
    let lines = headers.get_all("x-forwarded-for").iter().map(HeaderValue::as_bytes);
    let chain: Vec<&[u8]> = lines.flat_map(|line| line.split(|byte| *byte == b',')).map(<[u8]>::trim_ascii).collect();
    let mut client = peer;
    for hop in chain.iter().rev() {
        if !client.is_none_or(trusted) {
            break;
        }
        let Some(ip) = hop_ip(hop) else { break };
        client = Some(ip);
    }
    client
}

/// Some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
fn hop_ip(hop: &[u8]) -> Option<IpAddr> {
    let hop = str::from_utf8(hop).ok()?;
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(|| Some(hop.parse::<SocketAddr>().ok()?.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_bytes(forwarded.as_bytes()).unwrap());
        let client = client_ip(peer.parse().ok(), &headers, &|ip| ip.to_string().starts_with("10."));
        client.map_or_else(|| "nobody".to_owned(), |ip| ip.to_string())
    }

    #[test]
    fn who_comes_through_the_socket_file_is_believed() {
        assert_eq!(client("local", "203.0.113.9, 198.51.100.1"), "198.51.100.1");
        assert_eq!(client("local", "garbage"), "nobody");
        assert_eq!(client("local", "é, 198.51.100.1"), "198.51.100.1");
    }

    #[test]
    fn a_strangers_word_about_itself_is_not_believed() {
        assert_eq!(client("203.0.113.9", "198.51.100.1"), "203.0.113.9");
    }

    #[test]
    fn behind_trusted_proxies_the_last_address_not_theirs_is_the_client() {
        assert_eq!(client("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2"), "198.51.100.1");
        assert_eq!(client("10.0.0.1", "198.51.100.1, garbage"), "10.0.0.1");
        assert_eq!(client("10.0.0.1", "198.51.100.1:4711"), "198.51.100.1");
        assert_eq!(client("10.0.0.1", "[2001:db8::1]:80, 10.0.0.2:80"), "2001:db8::1");
    }
}
