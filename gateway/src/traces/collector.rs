//! The way to the collector: plain HTTP, from whatever thread the spans are batched on.

use std::{
    fmt::Display,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use opentelemetry_http::{HttpClient, HttpError};
use parking_lot::Mutex;
use tokio::{net::TcpStream, runtime::Handle, time::timeout};

const PATIENCE: Duration = Duration::from_secs(5);
const ANSWER_MAX: usize = 64 * 1024;

/// Between two lines of the log about a collector that takes nothing.
const SAID_EVERY: Duration = Duration::from_mins(1);

#[derive(Debug)]
pub struct Collector {
    runtime: Handle,
    said: Mutex<Option<Instant>>,
}

impl Collector {
    pub fn here() -> Self {
        Self { runtime: Handle::current(), said: Mutex::default() }
    }

    fn say(&self, why: &dyn Display) {
        let mut said = self.said.lock();
        if said.is_none_or(|said| said.elapsed() >= SAID_EVERY) {
            *said = Some(Instant::now());
            tracing::warn!(%why, "the collector takes no traces, and they are lost: see `traces.endpoint`");
        }
    }
}

#[async_trait]
impl HttpClient for Collector {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let sent = self.runtime.spawn(async { timeout(PATIENCE, send(request)).await }).await?;
        let sent = sent.unwrap_or_else(|late| Err(late.into()));
        match &sent {
            Ok(answer) if answer.status().is_success() => {}
            Ok(answer) => self.say(&answer.status()),
            Err(error) => self.say(error),
        }
        sent
    }
}

async fn send(request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
    let (mut parts, body) = request.into_parts();
    let authority = parts.uri.authority().ok_or("the collector has no address")?.clone();
    // a resolver takes an IPv6 address without its brackets
    let host = authority.host().trim_start_matches('[').trim_end_matches(']');
    let stream = TcpStream::connect((host, authority.port_u16().unwrap_or(80))).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    parts.headers.insert(header::HOST, HeaderValue::try_from(authority.as_str())?);
    parts.uri = parts.uri.path_and_query().map_or("/", |path| path.as_str()).parse()?;
    let (parts, body) = sender.send_request(Request::from_parts(parts, Full::new(body))).await?.into_parts();
    let body = Limited::new(body, ANSWER_MAX).collect().await?.to_bytes();
    connection.abort();
    Ok(Response::from_parts(parts, body))
}
