//! A backup of the running server, as a tar.

use std::{
    io,
    num::NonZeroU64,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, header};
use http_body_util::BodyExt;
use hyper::body::{Body, Frame};
use lyceum_storage::{StoreError, backup::LogEnd};
use poem::Response;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::{api::Api, backup::pack, problem::Problem};

/// How many bytes are coming, about.
pub const BYTES_HEADER: &str = "lyceum-backup-bytes";
/// Behind a tar that did not come to its end: why.
pub const FAILED_TRAILER: &str = "lyceum-backup-failed";
/// Pieces of the tar that wait for the reader.
const AHEAD: usize = 4;

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackUp {
    /// Bytes that are read in a second at most.
    pub per_second: Option<NonZeroU64>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskLogEnd {}

/// Everything before it is durable.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LogEndsAt {
    pub at: u64,
    pub chain: u32,
}

impl From<LogEndsAt> for LogEnd {
    fn from(end: LogEndsAt) -> Self {
        Self { at: end.at, chain: end.chain }
    }
}

pub async fn log_end(api: &Api, _: AskLogEnd) -> Result<LogEndsAt, Problem> {
    let LogEnd { at, chain } = api.node().store().backup.end();
    Ok(LogEndsAt { at, chain })
}

pub async fn back_up(api: &Api, order: BackUp) -> Result<Response, Problem> {
    let frozen = api.node().store().backup.freeze().await.map_err(|error| match error {
        StoreError::Unavailable(cause) | StoreError::Busy(cause) => Problem::new("unavailable", cause),
        error => Problem::internal(error),
    })?;
    let bytes = frozen.bytes();
    let (sender, receiver) = channel(AHEAD);
    tracing::info!(bytes, files = frozen.files.len(), up_to = frozen.end.at, "a backup begins");
    tokio::task::spawn_blocking(move || {
        let out = Pieces(sender.clone());
        match pack(&frozen, io::BufWriter::with_capacity(256 * 1024, out), order.per_second) {
            Ok(packed) => tracing::info!(files = packed.files, bytes = packed.bytes, "the backup is made"),
            Err(error) => {
                tracing::error!(%error, "the backup was not made");
                // who reads sees the end without a manifest, whether this arrives or not
                let _ = sender.blocking_send(Frame::trailers(failed(&error)));
            }
        }
    });
    let response = Response::builder().content_type("application/x-tar").header(BYTES_HEADER, bytes.to_string());
    Ok(response.header(header::TRAILER, FAILED_TRAILER).body(Tar(receiver).boxed()))
}

fn failed(error: &io::Error) -> HeaderMap {
    let words = error.to_string().replace(|c: char| c.is_control(), " ");
    HeaderValue::from_bytes(words.as_bytes())
        .into_iter()
        .map(|words| (header::HeaderName::from_static(FAILED_TRAILER), words))
        .collect()
}

/// The tar on its way out, piece by piece.
struct Tar(Receiver<Frame<Bytes>>);

impl Body for Tar {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(cx).map(|frame| frame.map(Ok))
    }
}

struct Pieces(Sender<Frame<Bytes>>);

impl io::Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let sent = self.0.blocking_send(Frame::data(Bytes::copy_from_slice(bytes)));
        sent.map(|()| bytes.len()).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
