//! `echo PORT`: the codec behind an echo, for conformance suites. Port 0 takes a free one, and says which.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use http::Request;
use hyper::body::Incoming;
use lyceum_gateway::{
    problem::Problem,
    serve::{App, Limits, Listener, Metrics, Opened, Peer, Refusal, Seats, Shutdown, Sockets, serve},
    ws::{self, Close, Decoder, Deflate, Encoder, Message, Opcode, Side, control},
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
            let _ = echo(opened).await;
        })
    }
}

async fn echo(opened: Opened) -> std::io::Result<()> {
    let Opened { mut stream, early, deflate, .. } = opened;
    let limits = ws::Limits { message_max: MESSAGE_MAX, deflate: deflate.is_some() };
    let mut decoder = Decoder::new(Side::Server, limits);
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
                Ok(Some(message)) => put(&message, deflate, &mut out),
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

fn put(message: &Message, deflate: Option<Deflate>, out: &mut Vec<u8>) {
    let mut encoder = Encoder::server();
    match (message, deflate) {
        (Message::Text(text), Some(deflate)) => encoder.packed(Opcode::Text, &deflate.pack(text.as_bytes()), out),
        (Message::Binary(bytes), Some(deflate)) => encoder.packed(Opcode::Binary, &deflate.pack(bytes), out),
        _ => encoder.encode(message, out),
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let port = std::env::args().nth(1).unwrap_or_else(|| "9001".to_owned());
    let listener = Listener::bind(&format!("127.0.0.1:{port}")).await?;
    println!("listening on ws://{}", listener.local_address()?);
    let endpoint = poem::endpoint::make_sync(|_| poem::Response::from(Problem::new("not_found", "this is an echo")));
    let app = App {
        endpoint: endpoint.map_to_response().boxed(),
        sockets: Some(Arc::new(Echo)),
        https: false,
        trusted: Arc::new(|_| false),
    };
    let limits = Limits {
        header_timeout: std::time::Duration::from_secs(10),
        header_bytes_max: 16 * 1024,
        request_timeout: std::time::Duration::from_secs(10),
        write_timeout: std::time::Duration::from_mins(1),
    };
    let seats = Seats::new(1024, 1024);
    serve(listener, None, Arc::new(app), limits, seats, Metrics::default(), Shutdown::default()).await;
    Ok(())
}
