//! What hyper leaves without an answer is answered on the stream that it gave up.

use std::{io, sync::Arc, time::Duration};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    time::timeout,
};

use super::explained::alone;
use crate::problem::Problem;

const PATIENCE: Duration = Duration::from_secs(1);

/// Where a stream is found that hyper gave up.
pub type Leftover<S> = Arc<Mutex<Option<Left<S>>>>;

#[derive(Debug)]
pub struct Left<S> {
    pub stream: S,
    pub https: bool,
    /// Something of a request's head came.
    pub heard: bool,
    /// It was between two answers, and hyper said nothing about it.
    pub is_unsaid: bool,
}

impl<S: AsyncWrite + Unpin> Left<S> {
    /// Says what is wrong, where `error` is the client's, and nobody said so.
    pub async fn explain(self, error: &hyper::Error) {
        if let Some(words) = self.words(error) {
            // who does not listen is left alone
            let _ = timeout(PATIENCE, say(self.stream, &words)).await;
        }
    }

    /// Who sent nothing is told nothing: the words would meet their first request.
    fn words(&self, error: &hyper::Error) -> Option<Bytes> {
        if !self.is_unsaid {
            return None;
        }
        let problem = if error.is_timeout() && self.heard {
            Problem::new("request_timeout", "the head of the request did not come in time")
        } else if error.is_parse() {
            Problem::new(
                "request_malformed",
                "what came is not a request of HTTP/1.1 (RFC 9112), and no other HTTP is spoken here",
            )
        } else {
            return None;
        };
        Some(alone(&problem, self.https))
    }
}

/// Says it, and nothing after it.
pub async fn say(mut stream: impl AsyncWrite + Unpin, words: &[u8]) -> io::Result<()> {
    stream.write_all(words).await?;
    stream.shutdown().await
}
