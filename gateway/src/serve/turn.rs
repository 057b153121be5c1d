//! Whose turn it is on a connection: between two answers whatever is written is hyper's own, and never a part of an answer's body.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
    task::{Context, Poll},
};

use hyper::body::{Body, Frame, SizeHint};

const BETWEEN: u8 = 0;
const ANSWERING: u8 = 1;
/// The answer is with hyper, and perhaps not written yet.
const ANSWERED: u8 = 2;

#[derive(Debug, Default)]
pub struct Turn {
    now: AtomicU8,
    asked: AtomicBool,
    /// The request has a body, and where that ends only hyper knows.
    has_body: AtomicBool,
}

impl Turn {
    /// A request is there.
    pub fn begin(&self, has_body: bool) {
        self.asked.store(true, Ordering::Release);
        self.has_body.store(has_body, Ordering::Release);
        self.now.store(ANSWERING, Ordering::Release);
    }

    /// Nothing that was written waits any more.
    pub fn flushed(&self) {
        let _ = self.now.compare_exchange(ANSWERED, BETWEEN, Ordering::AcqRel, Ordering::Acquire);
    }

    pub fn is_between(&self) -> bool {
        self.now.load(Ordering::Acquire) == BETWEEN
    }

    pub fn has_body(&self) -> bool {
        self.has_body.load(Ordering::Acquire)
    }

    /// From the first request on.
    pub fn was_asked(&self) -> bool {
        self.asked.load(Ordering::Acquire)
    }
}

/// An answer's body, which ends the turn.
pub struct Answering<B> {
    body: B,
    turn: Arc<Turn>,
}

impl<B> Answering<B> {
    pub const fn new(body: B, turn: Arc<Turn>) -> Self {
        Self { body, turn }
    }
}

impl<B> Drop for Answering<B> {
    fn drop(&mut self) {
        self.turn.now.store(ANSWERED, Ordering::Release);
    }
}

impl<B: Body + Unpin> Body for Answering<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
