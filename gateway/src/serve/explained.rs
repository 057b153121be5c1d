//! What hyper refuses by itself, before there is a request, it answers with a bare status line: here the reason goes with it, as a
//! problem document. Behind the first request its words are its own: they may be part of an answer's body.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::harden;
use crate::problem::Problem;

/// A stream as hyper has it; `asked` from the first request on.
#[derive(Debug)]
pub struct Explained<S> {
    stream: S,
    asked: Arc<AtomicBool>,
    /// Instead of what hyper writes.
    refusal: Option<Bytes>,
}

impl<S> Explained<S> {
    pub const fn new(stream: S, asked: Arc<AtomicBool>) -> Self {
        Self { stream, asked, refusal: None }
    }

    pub fn into_inner(self) -> S {
        self.stream
    }
}

fn refusal(bare: &[u8]) -> Option<Bytes> {
    let status = bare.strip_prefix(b"HTTP/1.1 ").or_else(|| bare.strip_prefix(b"HTTP/1.0 "))?;
    let problem = match StatusCode::from_bytes(status.get(..3)?).ok()? {
        StatusCode::BAD_REQUEST => Problem::new("request_malformed", "what came is not a request of HTTP/1.1 (RFC 9112)"),
        StatusCode::URI_TOO_LONG => Problem::new("target_too_long", "the address is longer than any of ours"),
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
            Problem::new("head_too_large", "there are too many header fields, or they are too long; send fewer of them")
        }
        _ => return None,
    };
    Some(alone(&problem))
}

/// A whole response, after which the connection is closed.
pub fn alone(problem: &Problem) -> Bytes {
    let (status, body) = (problem.status(), problem.to_json());
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    harden(&mut headers);
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
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Explained<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let Self { stream, asked, refusal: kept } = &mut *self;
        if asked.load(Ordering::Acquire) {
            return Pin::new(stream).poll_write(cx, buf);
        }
        if kept.is_none() {
            *kept = refusal(buf);
        }
        let Some(rest) = kept else {
            return Pin::new(stream).poll_write(cx, buf);
        };
        while !rest.is_empty() {
            let written = ready!(Pin::new(&mut *stream).poll_write(cx, rest))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            rest.advance(written);
        }
        Poll::Ready(Ok(buf.len()))
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &[IoSlice<'_>]) -> Poll<io::Result<usize>> {
        if self.asked.load(Ordering::Acquire) {
            return Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        }
        let bare = bufs.iter().find(|buf| !buf.is_empty()).map_or(&[][..], |buf| buf);
        self.poll_write(cx, bare)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};

    use super::*;

    const BARE: &[u8] = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\n\r\n";

    async fn said(asked: bool) -> String {
        // less than the document: it goes in several writes
        let (ours, mut theirs) = duplex(16);
        let mut ours = Explained::new(ours, Arc::new(AtomicBool::new(asked)));
        let writing = async move { ours.write_all(BARE).await.unwrap() };
        let mut read = String::new();
        tokio::join!(writing, async { theirs.read_to_string(&mut read).await.unwrap() });
        read
    }

    #[tokio::test]
    async fn a_bare_refusal_gets_its_reason_once() {
        let said = said(false).await;
        let (head, body) = said.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 431 ") && head.contains("application/problem+json"), "{head}");
        assert!(head.contains(&format!("content-length: {}", body.len())), "{head}");
        assert!(head.contains("x-content-type-options: nosniff") && head.contains("content-security-policy: "), "{head}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(body).unwrap()["code"], "head_too_large");
    }

    #[tokio::test]
    async fn behind_a_request_nothing_is_changed() {
        assert_eq!(said(true).await.as_bytes(), BARE);
    }
}
