//! An operator's command, asked of the running server.

use std::{io, sync::mpsc::Sender};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    body::{Frame, Incoming},
    client::conn::http1,
};
use hyper_util::rt::TokioIo;
use serde::{Serialize, de::DeserializeOwned};
use tokio::net::UnixStream;

use super::backup::{BYTES_HEADER, FAILED_TRAILER};
use crate::backup::PipeWriter;

/// Largest answer, bytes: a page of large events, written out.
const ANSWER_MAX: usize = 32 * 1024 * 1024;
const REFUSAL_MAX: usize = 64 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Nobody listens there: no server runs.
    #[error(
        "no server answers at {address} ({error}); start one with `lyceum serve`, or name the data folder of the one that runs, and its `operator` where that is set"
    )]
    Nobody { address: String, error: io::Error },
    #[error("the server did not answer: {0}")]
    Broken(String),
    #[error("{0}")]
    Refused(String),
}

/// Posts `command` to the operators' socket at `address`.
pub async fn call<T: DeserializeOwned>(address: &str, path: &str, command: &impl Serialize) -> Result<T, CallError> {
    let answer = asked(address, path, command).await?;
    let bytes = Limited::new(answer.into_body(), ANSWER_MAX).collect().await.map_err(|error| broken(&error))?.to_bytes();
    serde_json::from_slice(&bytes).map_err(|error| broken(&error))
}

/// The same for an answer that is too large to be held: `tell` hears how large, `to` gets it piece by piece.
pub async fn download(
    address: &str,
    path: &str,
    command: &impl Serialize,
    tell: &Sender<u64>,
    to: &PipeWriter,
) -> Result<(), CallError> {
    let answer = asked(address, path, command).await?;
    let bytes = answer.headers().get(BYTES_HEADER).and_then(|bytes| bytes.to_str().ok()?.parse().ok()).unwrap_or(0);
    // whoever waits for it reads what follows
    let _ = tell.send(bytes);
    let mut body = answer.into_body();
    while let Some(frame) = body.frame().await {
        // blocks this thread, which has nothing else to do: so the server waits for the disk
        let goes_on = match frame.map(Frame::into_data) {
            Ok(Ok(piece)) => to.send(Ok(piece)),
            Ok(Err(trailers)) => return Err(given_up(&trailers, to)),
            Err(error) => {
                to.send(Err(io::Error::other(format!("the server broke off ({error}): see its log"))));
                return Err(broken(&error));
            }
        };
        if !goes_on {
            return Err(CallError::Broken("nobody takes it any more".to_owned()));
        }
    }
    Ok(())
}

/// Why the server could not go on; whoever reads is told.
fn given_up(last: &Frame<Bytes>, to: &PipeWriter) -> CallError {
    let cause = last.trailers_ref().and_then(|trailers| trailers.get(FAILED_TRAILER));
    let cause = cause.map_or_else(Default::default, |cause| String::from_utf8_lossy(cause.as_bytes()).into_owned());
    let cause = format!("the server could not make it: {cause}");
    to.send(Err(io::Error::other(cause.clone())));
    CallError::Refused(cause)
}

async fn asked(address: &str, path: &str, command: &impl Serialize) -> Result<Response<Incoming>, CallError> {
    let nobody = |error| CallError::Nobody { address: address.to_owned(), error };
    let socket = address.strip_prefix("unix:").unwrap_or(address);
    post(UnixStream::connect(socket).await.map_err(nobody)?, path, command).await
}

fn broken(error: &dyn std::fmt::Display) -> CallError {
    CallError::Broken(error.to_string())
}

async fn post(stream: UnixStream, path: &str, command: &impl Serialize) -> Result<Response<Incoming>, CallError> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| broken(&error))?;
    tokio::spawn(connection);
    let body = serde_json::to_vec(command).map_err(|error| broken(&error))?;
    let request = Request::post(path).header("host", "operator").header("te", "trailers").body(Full::new(Bytes::from(body)));
    let answer = sender.send_request(request.map_err(|error| broken(&error))?).await.map_err(|error| broken(&error))?;
    let status = answer.status();
    if status == StatusCode::OK {
        return Ok(answer);
    }
    let bytes = Limited::new(answer.into_body(), REFUSAL_MAX).collect().await.map_err(|error| broken(&error))?.to_bytes();
    let problem: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    Err(CallError::Refused(problem["detail"].as_str().unwrap_or(status.as_str()).to_owned()))
}
