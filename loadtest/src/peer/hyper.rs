//! Bare hyper: every request gets the same answer, headers and all, as the server gave once.

use std::{convert::Infallible, net::Ipv4Addr, path::Path, sync::Arc};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{Request, Response, StatusCode, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

#[derive(Serialize, Deserialize)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Answer {
    pub fn of(response: &Response<Bytes>) -> Self {
        let headers = response.headers().iter();
        Self {
            status: response.status().as_u16(),
            // hyper writes these itself
            headers: headers
                .filter(|(name, _)| !["date", "content-length", "connection"].contains(&name.as_str()))
                .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
                .collect(),
            body: String::from_utf8_lossy(response.body()).into_owned(),
        }
    }
}

pub fn run(answer: &Path) -> anyhow::Result<()> {
    let answer: Answer = serde_json::from_slice(&std::fs::read(answer)?)?;
    let mut response = Response::builder().status(StatusCode::from_u16(answer.status)?);
    for (name, value) in &answer.headers {
        response = response.header(name, value);
    }
    let (parts, ()) = response.body(())?.into_parts();
    let answer = Arc::new((parts, Bytes::from(answer.body)));
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(serve(answer))
}

async fn serve(answer: Arc<(hyper::http::response::Parts, Bytes)>) -> anyhow::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("{}", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let answer = answer.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let answer = answer.clone();
            async move {
                let _ = request.into_body().collect().await;
                Ok::<_, Infallible>(Response::from_parts(answer.0.clone(), Full::new(answer.1.clone())))
            }
        });
        tokio::spawn(async move {
            // A client that leaves is no error of the peer's.
            let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
        });
    }
}
