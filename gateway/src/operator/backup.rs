//! A backup of the running server, as a tar.

use std::num::NonZeroU64;

use futures_util::stream::unfold;
use lyceum_storage::{StoreError, backup::LogEnd};
use poem::{Body, Response};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::channel;

use crate::{api::Api, backup::pack, problem::Problem};

/// How many bytes are coming, about.
pub const BYTES_HEADER: &str = "lyceum-backup-bytes";
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
        match pack(&frozen, std::io::BufWriter::with_capacity(256 * 1024, out), order.per_second) {
            Ok(packed) => tracing::info!(files = packed.files, bytes = packed.bytes, "the backup is made"),
            Err(error) => {
                tracing::error!(%error, "the backup was not made");
                // who reads sees the end without a manifest, whether this arrives or not
                let _ = sender.blocking_send(Err(error));
            }
        }
    });
    let pieces = unfold(receiver, |mut receiver| async { receiver.recv().await.map(|piece| (piece, receiver)) });
    let response = Response::builder().content_type("application/x-tar").header(BYTES_HEADER, bytes.to_string());
    Ok(response.body(Body::from_bytes_stream(pieces)))
}

struct Pieces(tokio::sync::mpsc::Sender<std::io::Result<bytes::Bytes>>);

impl std::io::Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let sent = self.0.blocking_send(Ok(bytes::Bytes::copy_from_slice(bytes)));
        sent.map(|()| bytes.len()).map_err(|_| std::io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
