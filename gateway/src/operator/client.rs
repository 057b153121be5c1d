//! An operator's command, asked of the running server.

use std::io;

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::{Serialize, de::DeserializeOwned};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, UnixStream},
};

#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// Nobody listens there: no server runs.
    #[error(
        "no server answers at {address} ({error}); start one with `lyceum serve`, or name the data folder of the one that runs"
    )]
    Nobody { address: String, error: io::Error },
    #[error("the server did not answer: {0}")]
    Broken(String),
    #[error("{0}")]
    Refused(String),
}

/// Posts `command` to the operators' listener at `address`.
pub async fn call<T: DeserializeOwned>(address: &str, path: &str, command: &impl Serialize) -> Result<T, CallError> {
    let nobody = |error| CallError::Nobody { address: address.to_owned(), error };
    match address.strip_prefix("unix:") {
        Some(socket) => post(UnixStream::connect(socket).await.map_err(nobody)?, path, command).await,
        None => post(TcpStream::connect(address).await.map_err(nobody)?, path, command).await,
    }
}

async fn post<T: DeserializeOwned>(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    path: &str,
    command: &impl Serialize,
) -> Result<T, CallError> {
    let broken = |error: &dyn std::fmt::Display| CallError::Broken(error.to_string());
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| broken(&error))?;
    let connection = tokio::spawn(connection);
    let body = serde_json::to_vec(command).map_err(|error| broken(&error))?;
    let request = Request::post(path).header("host", "operator").body(Full::new(Bytes::from(body)));
    let answer = sender.send_request(request.map_err(|error| broken(&error))?).await.map_err(|error| broken(&error))?;
    let status = answer.status();
    let bytes = Limited::new(answer.into_body(), 64 * 1024).collect().await.map_err(|error| broken(&error))?.to_bytes();
    connection.abort();
    if status == StatusCode::OK {
        return serde_json::from_slice(&bytes).map_err(|error| broken(&error));
    }
    let problem: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    Err(CallError::Refused(problem["detail"].as_str().unwrap_or(status.as_str()).to_owned()))
}
