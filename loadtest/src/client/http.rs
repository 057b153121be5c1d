//! HTTP/1.1 over kept connections.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, Response, StatusCode,
    client::conn::http1::{SendRequest, handshake},
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{net::TcpStream, time::timeout};
use uuid::Uuid;

const ANSWER_WITHIN: Duration = Duration::from_secs(20);

pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    server: SocketAddr,
    host: String,
}

impl Connection {
    pub async fn open(server: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(server).await.with_context(|| format!("connecting to {server}"))?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, server, host: server.to_string() })
    }

    pub fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }

    pub fn server(&self) -> SocketAddr {
        self.server
    }

    /// The whole answer, whatever its status.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Bytes>,
    ) -> anyhow::Result<Response<Bytes>> {
        let mut request = Request::builder().method(&method).uri(path).header("host", &self.host);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        if method == Method::POST {
            request = request.header("idempotency-key", Uuid::new_v4().simple().to_string());
        }
        let request = request.body(Full::new(body.unwrap_or_default()))?;
        let answer = async {
            // The server closes what was idle for long.
            if self.sender.is_closed() {
                *self = Self::open(self.server).await?;
            }
            self.sender.ready().await?;
            let (parts, body) = self.sender.send_request(request).await?.into_parts();
            anyhow::Ok(Response::from_parts(parts, body.collect().await?.to_bytes()))
        };
        timeout(ANSWER_WITHIN, answer).await.context("no answer came")?
    }

    /// A JSON answer; any refusal is an error that shows it.
    pub async fn call(&mut self, method: Method, path: &str, token: Option<&str>, body: Option<&Value>) -> anyhow::Result<Value> {
        let (status, value) = self.ask(method.clone(), path, token, body).await?;
        if !status.is_success() {
            bail!("{method} {path}: {status} {value}");
        }
        Ok(value)
    }

    /// A JSON answer with its status.
    pub async fn ask(
        &mut self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> anyhow::Result<(StatusCode, Value)> {
        let body = body.map(|value| Bytes::from(value.to_string()));
        let answer = self.send(method, path, token, body).await?;
        let value =
            if answer.body().is_empty() { Value::Null } else { serde_json::from_slice(answer.body()).unwrap_or_default() };
        Ok((answer.status(), value))
    }
}
