//! What hyper refuses by itself, before there is a request, it answers with a bare status line, or not at all: here the reason goes with
//! it, as a problem document. Amid an answer its words are its own: they may be part of a body.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{
    harden,
    last_words::{Left, Leftover},
    turn::Turn,
};
use crate::problem::Problem;

/// A stream as hyper has it.
#[derive(Debug)]
pub struct Explained<S> {
    /// Until it is handed on.
    stream: Option<S>,
    turn: Arc<Turn>,
    https: bool,
    /// Instead of what hyper writes.
    refusal: Option<Bytes>,
    /// Something of a request's head came.
    heard: bool,
    /// What came last, up to now: enough to tell an empty line.
    last: [u8; 3],
    left: Leftover<S>,
}

impl<S> Explained<S> {
    pub fn new(stream: S, turn: Arc<Turn>, https: bool) -> Self {
        Self { stream: Some(stream), turn, https, refusal: None, heard: false, last: [0; 3], left: Leftover::default() }
    }

    pub fn leftover(&self) -> Leftover<S> {
        Arc::clone(&self.left)
    }

    pub fn into_inner(mut self) -> S {
        self.stream.take().expect(HERE)
    }

    fn stream(&mut self) -> Pin<&mut S>
    where
        S: Unpin,
    {
        Pin::new(self.stream.as_mut().expect(HERE))
    }
}

const HERE: &str = "the stream is handed on with the whole";

impl<S> Drop for Explained<S> {
    fn drop(&mut self) {
        let is_unsaid = self.turn.is_between() && self.refusal.is_none();
        let (https, heard) = (self.https, self.heard);
        *self.left.lock() = self.stream.take().map(|stream| Left { stream, https, heard, is_unsaid });
    }
}

fn refusal(bare: &[u8], https: bool) -> Option<Bytes> {
    let status = bare.strip_prefix(b"HTTP/1.1 ").or_else(|| bare.strip_prefix(b"HTTP/1.0 "))?;
    let problem = match StatusCode::from_bytes(status.get(..3)?).ok()? {
        StatusCode::BAD_REQUEST => Problem::new("request_malformed", "what came is not a request of HTTP/1.1 (RFC 9112)"),
        StatusCode::URI_TOO_LONG => Problem::new("target_too_long", "the address is longer than any of ours"),
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
            Problem::new("head_too_large", "there are too many header fields, or they are too long; send fewer of them")
        }
        _ => return None,
    };
    Some(alone(&problem, https))
}

/// A whole response, after which the connection is closed.
pub fn alone(problem: &Problem, https: bool) -> Bytes {
    let (status, body) = (problem.status(), problem.to_json());
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    harden(&mut headers, https);
    headers.insert(header::CONTENT_LENGTH, body.len().into());
    let mut said = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for (name, value) in &headers {
        said.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    said.extend([b"\r\n", body.as_bytes()].concat());
    said.into()
}

impl<S: AsyncRead + Unpin> AsyncRead for Explained<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = self.stream().poll_read(cx, buf);
        let came = &buf.filled()[before..];
        self.heard |= !came.is_empty();
        for byte in &came[came.len().saturating_sub(3)..] {
            self.last.rotate_left(1);
            self.last[2] = *byte;
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Explained<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if self.refusal.is_none() && self.turn.is_between() {
            self.refusal = refusal(buf, self.https);
        }
        let Some(mut rest) = self.refusal.take() else {
            return self.stream().poll_write(cx, buf);
        };
        let written = loop {
            if rest.is_empty() {
                break Poll::Ready(Ok(buf.len()));
            }
            match self.stream().poll_write(cx, &rest) {
                Poll::Ready(Ok(0)) => break Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(written)) => rest.advance(written),
                Poll::Ready(Err(error)) => break Poll::Ready(Err(error)),
                Poll::Pending => break Poll::Pending,
            }
        };
        self.refusal = Some(rest);
        written
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        if self.refusal.is_none() && !self.turn.is_between() {
            return self.stream().poll_write_vectored(cx, bufs);
        }
        let bare = bufs.iter().find(|buf| !buf.is_empty()).map_or(&[][..], |buf| buf);
        self.poll_write(cx, bare)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.as_ref().is_some_and(AsyncWrite::is_write_vectored)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.stream().poll_flush(cx))?;
        if !self.turn.is_between() {
            // what came with the request, behind its end
            let is_at_end = matches!(self.last, [_, b'\n', b'\n'] | [b'\n', b'\r', b'\n']);
            self.heard = !self.turn.has_body() && !is_at_end;
            self.turn.flushed();
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;
    use crate::serve::turn::Answering;

    const BARE: &[u8] = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\n\r\n";

    async fn said(turn: Turn) -> String {
        // less than the document: it goes in several writes
        let (ours, mut theirs) = duplex(16);
        let mut ours = Explained::new(ours, Arc::new(turn), true);
        let writing = async move {
            ours.write_all(BARE).await.unwrap();
            drop(ours.into_inner());
        };
        let mut read = String::new();
        tokio::join!(writing, async { theirs.read_to_string(&mut read).await.unwrap() });
        read
    }

    #[tokio::test]
    async fn a_bare_refusal_gets_its_reason_once() {
        let said = said(Turn::default()).await;
        let (head, body) = said.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 431 ") && head.contains("application/problem+json"), "{head}");
        assert!(head.contains(&format!("content-length: {}", body.len())), "{head}");
        assert!(head.contains("x-content-type-options: nosniff") && head.contains("content-security-policy: "), "{head}");
        assert!(head.contains("strict-transport-security: "), "{head}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(body).unwrap()["code"], "head_too_large");
    }

    #[tokio::test]
    async fn amid_an_answer_nothing_is_changed() {
        let turn = Turn::default();
        turn.begin(false);
        assert_eq!(said(turn).await.as_bytes(), BARE);
    }

    #[tokio::test]
    async fn an_answer_lasts_until_all_of_it_is_written() {
        let turn = Arc::new(Turn::default());
        let (ours, _theirs) = duplex(1024);
        let mut ours = Explained::new(ours, Arc::clone(&turn), false);
        turn.begin(false);
        ours.flush().await.unwrap();
        assert!(!turn.is_between(), "its body is still to come");
        drop(Answering::new((), Arc::clone(&turn)));
        // as the last part of a body might look
        ours.write_all(BARE).await.unwrap();
        assert!(ours.refusal.is_none() && !turn.is_between());
        ours.flush().await.unwrap();
        assert!(turn.is_between());
    }
}
