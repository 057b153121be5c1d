//! Patience with a peer that does not read: hyper has none, so its connection, and what waits for it, would stay for ever.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

use super::{
    Seat,
    linger::{self, Outgoing},
    progress::{Progress, TICK},
};

/// A stream whose writes fail when its peer takes nothing for too long. Dropped, it stays open until the peer has taken what was written.
#[derive(Debug)]
pub struct Patient<S: Outgoing> {
    /// Until it is dropped.
    stream: Option<S>,
    patience: Duration,
    stuck: Option<Stuck>,
    is_given_up: bool,
    /// Kept for as long as it is open, whatever it becomes.
    seat: Option<Seat>,
}

/// Runs while a write waits; an idle connection has none.
#[derive(Debug)]
struct Stuck {
    tick: Pin<Box<Sleep>>,
    progress: Progress,
}

impl Stuck {
    fn new(unsent: usize) -> Self {
        Self { tick: Box::pin(sleep(TICK)), progress: Progress::from(unsent) }
    }
}

const HERE: &str = "only a drop takes the stream";

impl<S: Outgoing> Patient<S> {
    pub const fn new(stream: S, patience: Duration, seat: Option<Seat>) -> Self {
        Self { stream: Some(stream), patience, stuck: None, is_given_up: false, seat }
    }

    fn stream(&mut self) -> Pin<&mut S> {
        Pin::new(self.stream.as_mut().expect(HERE))
    }

    fn watch<T>(&mut self, cx: &mut Context<'_>, written: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stuck = None;
            return written;
        }
        let (patience, stream) = (self.patience, self.stream.as_ref().expect(HERE));
        let stuck = self.stuck.get_or_insert_with(|| Stuck::new(stream.unsent()));
        // the kernel asks for more only once a good part of its buffer is free
        while stuck.progress.stands_still(stream.unsent()) < patience {
            ready!(stuck.tick.as_mut().poll(cx));
            stuck.tick.as_mut().reset(Instant::now() + TICK);
        }
        stream.abandon();
        self.is_given_up = true;
        Poll::Ready(Err(io::Error::new(io::ErrorKind::TimedOut, "the peer does not read what is written to it")))
    }
}

impl<S: Outgoing> Drop for Patient<S> {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take().filter(|_| !self.is_given_up) {
            linger::close(stream, self.patience, self.seat.take());
        }
    }
}

impl<S: AsyncRead + Outgoing> AsyncRead for Patient<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Outgoing> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = self.stream().poll_write(cx, buf);
        self.watch(cx, written)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        let written = self.stream().poll_write_vectored(cx, bufs);
        self.watch(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.as_ref().is_some_and(AsyncWrite::is_write_vectored)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = self.stream().poll_flush(cx);
        self.watch(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = self.stream().poll_shutdown(cx);
        self.watch(cx, shut)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

    use super::*;

    /// Nothing waits but in the pipe itself.
    impl Outgoing for DuplexStream {
        fn unsent(&self) -> usize {
            0
        }

        fn finish(&self) {}

        async fn drain(&self) -> Option<usize> {
            None
        }

        fn abandon(&self) {}
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_does_not_read_is_given_up_and_a_slow_one_is_not() {
        let (ours, mut theirs) = duplex(8);
        let mut ours = Patient::new(ours, Duration::from_secs(10), None);
        let slow = tokio::spawn(async move {
            let mut some = [0; 8];
            for _ in 0..4 {
                tokio::time::sleep(Duration::from_secs(9)).await;
                theirs.read_exact(&mut some).await.unwrap();
            }
            theirs
        });
        ours.write_all(&[7; 40]).await.unwrap();
        let _stops_reading = slow.await.unwrap();
        let began = tokio::time::Instant::now();
        assert_eq!(ours.write_all(b"more").await.unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(began.elapsed().as_secs(), 10);
    }
}
