//! `echo PORT`: the codec behind an echo, for conformance suites.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::Request;
use hyper::body::Incoming;
use lyceum_gateway::{
    problem::Problem,
    serve::{App, Limits, Listener, Opened, Patient, Peer, Refusal, Shutdown, Sockets, Stream, serve},
    ws::{Close, Decoder, Encoder, Message, Side, control},
};
use poem::EndpointExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

struct Echo;

/// Suites send messages of up to 16 MiB.
const MESSAGE_MAX: usize = 64 * 1024 * 1024;

impl Sockets for Echo {
    fn path(&self) -> &'static str {
        "/"
    }

    fn admit(&self, _: &Request<Incoming>, _: &Peer) -> Result<(), Refusal> {
        Ok(())
    }

    fn run(&self, opened: Opened, _: Shutdown) -> BoxFuture<'static, ()> {
        Box::pin(async move {
            // a peer that breaks off is no error of an echo
            let _ = echo(opened.stream, &opened.early).await;
        })
    }
}

async fn echo(mut stream: Patient<Stream>, early: &[u8]) -> std::io::Result<()> {
    let mut decoder = Decoder::new(Side::Server, lyceum_gateway::ws::Limits { message_max: MESSAGE_MAX });
    let mut buffer = vec![0; 64 * 1024];
    let mut input = early.to_vec();
    loop {
        let mut rest = &input[..];
        let mut out = Vec::new();
        let ended = loop {
            match decoder.decode(&mut rest) {
                Ok(None) => break false,
                Ok(Some(Message::Ping(body))) => out.extend(control(&Message::Pong(body))),
                Ok(Some(Message::Pong(_))) => {}
                Ok(Some(message @ Message::Close(_))) => {
                    out.extend(control(&message));
                    break true;
                }
                Ok(Some(message)) => Encoder::server().encode(&message, &mut out),
                Err(violation) => {
                    let close = Close::new(violation.code().number(), &violation.to_string());
                    out.extend(control(&Message::Close(Some(close))));
                    break true;
                }
            }
        };
        stream.write_all(&out).await?;
        if ended {
            return stream.shutdown().await;
        }
        let n = stream.read(&mut buffer).await?;
        if n == 0 {
            return Ok(());
        }
        input.clear();
        input.extend_from_slice(&buffer[..n]);
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let port = std::env::args().nth(1).unwrap_or_else(|| "9001".to_owned());
    let listener = Listener::bind(&format!("127.0.0.1:{port}")).await?;
    let endpoint = poem::endpoint::make_sync(|_| poem::Response::from(Problem::new("not_found", "this is an echo")));
    let app = App { endpoint: endpoint.map_to_response().boxed(), sockets: Some(Arc::new(Echo)), trusted: Arc::new(|_| false) };
    let limits = Limits {
        connections_max: 1024,
        header_timeout: std::time::Duration::from_secs(10),
        header_bytes_max: 16 * 1024,
        request_timeout: std::time::Duration::from_secs(10),
        write_timeout: std::time::Duration::from_mins(1),
    };
    serve(listener, None, Arc::new(app), limits, Shutdown::default()).await;
    Ok(())
}
