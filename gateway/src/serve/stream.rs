//! One connection's bytes, whatever carries them.

use std::{
    io,
    net::Shutdown,
    os::fd::{AsFd, BorrowedFd},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use socket2::SockRef;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpStream, UnixStream},
};
use tokio_rustls::server::TlsStream;

use super::{linger::Outgoing, unsent::unsent};

#[derive(Debug)]
pub enum Stream {
    Tcp(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
    Unix(UnixStream),
}

/// Of what comes and is thrown away: bytes at once, and how often without a pause.
const SCRATCH: usize = 8 * 1024;
const READS_MAX: usize = 128;

impl Stream {
    async fn readable(&self) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => stream.readable().await,
            Self::Tls(stream) => stream.get_ref().0.readable().await,
            Self::Unix(stream) => stream.readable().await,
        }
    }

    /// Below TLS.
    fn try_read(&self, bytes: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.try_read(bytes),
            Self::Tls(stream) => stream.get_ref().0.try_read(bytes),
            Self::Unix(stream) => stream.try_read(bytes),
        }
    }
}

impl AsFd for Stream {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Tcp(stream) => stream.as_fd(),
            Self::Tls(stream) => stream.get_ref().0.as_fd(),
            Self::Unix(stream) => stream.as_fd(),
        }
    }
}

// a socket that takes no option is gone already
impl Outgoing for Stream {
    fn unsent(&self) -> usize {
        unsent(self)
    }

    fn finish(&self) {
        let _ = SockRef::from(self).shutdown(Shutdown::Write);
    }

    async fn drain(&self) -> Option<usize> {
        self.readable().await.ok()?;
        let mut read = 0;
        for _ in 0..READS_MAX {
            match self.try_read(&mut [0; SCRATCH]) {
                Ok(0) => return None,
                Ok(count) => read += count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(_) => return None,
            }
        }
        Some(read)
    }

    fn abandon(&self) {
        let _ = SockRef::from(self).set_linger(Some(Duration::ZERO));
    }
}

macro_rules! each {
    ($self:ident, $stream:ident => $call:expr) => {
        match $self.get_mut() {
            Stream::Tcp($stream) => {
                let $stream = Pin::new($stream);
                $call
            }
            Stream::Tls($stream) => {
                let $stream = Pin::new($stream);
                $call
            }
            Stream::Unix($stream) => {
                let $stream = Pin::new($stream);
                $call
            }
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        each!(self, stream => stream.poll_read(cx, buf))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        each!(self, stream => stream.poll_write(cx, buf))
    }

    fn poll_write_vectored(self: Pin<&mut Self>, cx: &mut Context<'_>, bufs: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        each!(self, stream => stream.poll_write_vectored(cx, bufs))
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Tcp(stream) => stream.is_write_vectored(),
            Self::Tls(stream) => stream.is_write_vectored(),
            Self::Unix(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        each!(self, stream => stream.poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        each!(self, stream => stream.poll_shutdown(cx))
    }
}

#[cfg(test)]
mod tests {
    use tokio::{
        io::AsyncWriteExt,
        net::TcpListener,
        time::{Duration, timeout},
    };

    use super::*;

    #[tokio::test]
    async fn of_what_somebody_sends_without_end_only_so_much_is_thrown_away_at_once() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut theirs = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let ours = Stream::Tcp(listener.accept().await.unwrap().0);
        let (stop, mut stopped) = tokio::sync::oneshot::channel();
        let sending = async move {
            let piece = [0; SCRATCH];
            while stopped.try_recv().is_err() && theirs.write_all(&piece).await.is_ok() {}
        };
        let draining = async {
            let drained = timeout(Duration::from_secs(20), ours.drain()).await.expect("it takes a break");
            assert!(drained.is_some_and(|read| read <= READS_MAX * SCRATCH), "more can come");
            stop.send(()).unwrap();
            while ours.drain().await.is_some() {}
        };
        tokio::join!(sending, draining);
    }
}
