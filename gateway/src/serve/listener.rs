//! Where connections come from.

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
    os::unix::fs::{FileTypeExt, PermissionsExt},
    path::{Path, PathBuf},
};

use socket2::{SockFilter, SockRef};
use tokio::net::{TcpListener, UnixListener};

use super::Stream;

#[derive(Debug)]
pub enum Listener {
    Tcp(TcpListener),
    /// The file is removed when the listener goes.
    Unix(UnixListener, PathBuf),
}

/// Who is at the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerAddress {
    Ip(SocketAddr),
    /// Somebody on this machine whom the socket file's permissions let in.
    Local,
}

impl PeerAddress {
    pub const fn ip(self) -> Option<IpAddr> {
        match self {
            Self::Ip(address) => Some(address.ip()),
            Self::Local => None,
        }
    }
}

impl fmt::Display for PeerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(address) => address.fmt(f),
            Self::Local => f.write_str("local"),
        }
    }
}

impl Listener {
    /// `host:port`, or `unix:path` for a socket that only this user may open.
    pub async fn bind(address: &str) -> io::Result<Self> {
        let Some(path) = address.strip_prefix("unix:") else {
            return TcpListener::bind(address).await.map(Self::Tcp);
        };
        let path = Path::new(path);
        remove_stale(path).await?;
        let listener = UnixListener::bind(path)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
        Ok(Self::Unix(listener, path.to_owned()))
    }

    pub fn local_address(&self) -> io::Result<String> {
        match self {
            Self::Tcp(listener) => Ok(listener.local_addr()?.to_string()),
            Self::Unix(_, path) => Ok(format!("unix:{}", path.display())),
        }
    }

    pub(super) const fn is_remote(&self) -> bool {
        matches!(self, Self::Tcp(_))
    }

    /// Who wants to connect from now on hears nothing, and asks again a second later: whoever listens here then answers. Who is
    /// connecting already still comes.
    pub(super) fn hold_off(&self) -> io::Result<()> {
        match self {
            Self::Tcp(listener) => SockRef::from(listener).attach_filter(&NO_NEWCOMERS),
            Self::Unix(..) => Ok(()),
        }
    }

    pub(super) async fn accept(&self) -> io::Result<(Stream, PeerAddress)> {
        match self {
            Self::Tcp(listener) => {
                let (stream, peer) = listener.accept().await?;
                // a frame or a response head must not wait for the one before it to be acknowledged
                stream.set_nodelay(true)?;
                // a system that has no such bound has one of its own
                let _ = SockRef::from(&stream).set_tcp_notsent_lowat(UNSENT_MAX);
                Ok((Stream::Tcp(stream), PeerAddress::Ip(peer)))
            }
            Self::Unix(listener, _) => Ok((Stream::Unix(listener.accept().await?.0), PeerAddress::Local)),
        }
    }
}

/// Bytes that the kernel takes ahead of what is under way to a peer: what waits for a slow one waits with us, where it is counted.
const UNSENT_MAX: u32 = 128 * 1024;

/// Over a TCP header: its flags; of SYN and ACK only the first, then nothing of the packet is taken, else all.
const NO_NEWCOMERS: [SockFilter; 5] = {
    const LOAD_BYTE: u16 = 0x30;
    const AND: u16 = 0x54;
    const JUMP_IF_EQUAL: u16 = 0x15;
    const RETURN: u16 = 0x06;
    [
        SockFilter::new(LOAD_BYTE, 0, 0, 13),
        SockFilter::new(AND, 0, 0, 0x12),
        SockFilter::new(JUMP_IF_EQUAL, 0, 1, 0x02),
        SockFilter::new(RETURN, 0, 0, 0),
        SockFilter::new(RETURN, 0, 0, u32::MAX),
    ]
};

impl Drop for Listener {
    fn drop(&mut self) {
        if let Self::Unix(_, path) = self {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// A killed process leaves its socket file; what somebody still answers on, or is no socket, is not ours to remove.
async fn remove_stale(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
        Ok(found) if !found.file_type().is_socket() => {
            let cause = format!("{} is there already and is no socket; it was left as it is", path.display());
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, cause));
        }
        Ok(_) => {}
    }
    match tokio::net::UnixStream::connect(path).await {
        Ok(_) => Err(io::Error::new(io::ErrorKind::AddrInUse, format!("{} is answered by another process", path.display()))),
        Err(_) => std::fs::remove_file(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_a_socket_that_nobody_answers_on_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("s");
        let address = format!("unix:{}", path.display());
        for other in [folder.path().join("file"), folder.path().join("nothing")] {
            std::os::unix::fs::symlink(&other, &path).unwrap();
            let refused = Listener::bind(&address).await.unwrap_err();
            assert!(refused.to_string().contains("no socket"), "{refused}");
            assert_eq!(path.read_link().unwrap(), other);
            std::fs::remove_file(&path).unwrap();
            std::fs::write(folder.path().join("file"), "a key").unwrap();
        }
        std::fs::rename(folder.path().join("file"), &path).unwrap();
        assert!(Listener::bind(&address).await.unwrap_err().to_string().contains("no socket"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "a key");
        std::fs::remove_file(&path).unwrap();

        drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
        let bound = Listener::bind(&address).await.unwrap();
        assert!(Listener::bind(&address).await.unwrap_err().to_string().contains("another process"));
        drop(bound);
        assert!(!path.exists());
    }
}
