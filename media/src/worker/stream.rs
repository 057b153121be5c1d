//! One connection of ICE over TCP: each datagram is framed by its length (RFC 4571).

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::IpAddr;
use std::time::{Duration, Instant};

use mio::Token;
use mio::net::TcpStream;

use super::demux::Route;

/// A slow reader loses datagrams beyond this, as it would on a slow network.
const QUEUED_MAX: usize = 256 * 1_024;
/// Larger than any datagram of ours or of a browser's.
const FRAME_MAX: usize = 4 * 1_024;
/// No participant's datagram came in for so long: they have gone. ICE checks every few seconds.
pub(super) const IDLE_MAX: Duration = Duration::from_secs(30);
/// Who connects says in this time which participant they are.
pub(super) const STRANGER_MAX: Duration = Duration::from_secs(10);
/// Frames in which they say it: checks are repeated until they are answered.
const UNCLAIMED_MAX: u32 = 16;

pub(super) struct Stream {
    socket: TcpStream,
    pub token: Token,
    local: IpAddr,
    incoming: Vec<u8>,
    outgoing: VecDeque<u8>,
    /// When it must be closed unless a participant is heard before.
    pub until: Instant,
    /// Who was heard on it.
    pub owner: Option<Route>,
    unclaimed: u32,
}

impl Stream {
    pub(super) fn new(socket: TcpStream, token: Token, local: IpAddr, now: Instant) -> Self {
        Self {
            socket,
            token,
            local,
            incoming: Vec::new(),
            outgoing: VecDeque::new(),
            until: now + STRANGER_MAX,
            owner: None,
            unclaimed: 0,
        }
    }

    /// Writes what waits and takes what has come, `share` reads and frames at most; true when there may be more.
    pub(super) fn serve(
        &mut self,
        now: Instant,
        share: &mut usize,
        mut each: impl FnMut(IpAddr, &[u8]) -> Option<Route>,
    ) -> io::Result<bool> {
        self.write()?;
        let mut buffer = [0; 8 * 1_024];
        loop {
            self.take_frames(now, share, &mut each)?;
            if *share == 0 {
                return Ok(true);
            }
            *share -= 1;
            match self.socket.read(&mut buffer) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => self.incoming.extend_from_slice(&buffer[..count]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(false),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn take_frames(
        &mut self,
        now: Instant,
        share: &mut usize,
        each: &mut impl FnMut(IpAddr, &[u8]) -> Option<Route>,
    ) -> io::Result<()> {
        let mut at = 0;
        while *share > 0
            && let [high, low, rest @ ..] = &self.incoming[at..]
        {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            if length > FRAME_MAX {
                return Err(io::ErrorKind::InvalidData.into());
            }
            let Some(frame) = rest.get(..length) else { break };
            *share -= 1;
            at += 2 + length;
            if let Some(owner) = each(self.local, frame) {
                (self.owner, self.until) = (Some(owner), now + IDLE_MAX);
            } else if self.owner.is_none() {
                self.unclaimed += 1;
                if self.unclaimed > UNCLAIMED_MAX {
                    return Err(io::ErrorKind::InvalidData.into());
                }
            }
        }
        self.incoming.drain(..at);
        Ok(())
    }

    /// True when there was room for it.
    pub(super) fn push(&mut self, datagram: &[u8]) -> bool {
        let length = u16::try_from(datagram.len()).ok().filter(|_| self.outgoing.len() + datagram.len() + 2 <= QUEUED_MAX);
        if let Some(length) = length {
            self.outgoing.extend(length.to_be_bytes());
            self.outgoing.extend(datagram);
        }
        length.is_some()
    }

    pub(super) fn write(&mut self) -> io::Result<()> {
        while !self.outgoing.is_empty() {
            let (front, _) = self.outgoing.as_slices();
            match self.socket.write(front) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    self.outgoing.drain(..count);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
