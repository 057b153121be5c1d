use std::sync::mpsc::TryRecvError;
use std::time::{Duration, Instant};

use mio::{Events, Poll, Token};
use str0m::net::Protocol;
use tokio::sync::oneshot;

use super::command::{Command, Commands};
use super::hosts::Hosts;
use super::tcp::Tcp;
use super::udp::Udp;

pub(super) const WAKER: Token = Token(0);
pub(super) const UDP: Token = Token(1);

/// Timers of all rooms are served together, at most this often.
const TICK: Duration = Duration::from_millis(5);
/// Commands of one turn, and how long it goes on taking them: some cost little, and an offer half a millisecond.
const COMMANDS_MAX: usize = 64;
const COMMANDS_TIME: Duration = Duration::from_millis(2);

/// How far the queue of commands was taken.
enum Taken {
    All,
    Some,
    End(Option<oneshot::Sender<()>>),
}

pub(super) struct Worker {
    poll: Poll,
    udp: Udp,
    tcp: Option<Tcp>,
    commands: Commands,
    hosts: Hosts,
}

impl Worker {
    pub(super) fn new(poll: Poll, udp: Udp, tcp: Option<Tcp>, commands: Commands, hosts: Hosts) -> Self {
        Self { poll, udp, tcp, commands, hosts }
    }

    /// Until it is told to end, then whom to tell that it did; sockets and queue are closed by then.
    pub(super) fn run(mut self) -> Option<oneshot::Sender<()>> {
        let mut events = Events::with_capacity(256);
        let mut ticked = Instant::now();
        // what was cut off by a cap goes on without waiting for news
        let mut more = true;
        let mut readable = true;
        loop {
            let wait = if more { Some(Duration::ZERO) } else { self.wait(ticked) };
            if let Err(error) = self.poll.poll(&mut events, wait)
                && error.kind() != std::io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "a media worker cannot wait for its sockets");
                return None;
            }
            let now = Instant::now();
            readable |= events.iter().any(|event| event.token() == UDP);
            if readable {
                readable = self.receive(now);
            }
            let ready = events.iter().map(mio::event::Event::token).filter(|token| *token > UDP);
            let mut unread = false;
            if let Some(tcp) = &mut self.tcp {
                unread = tcp.ready(&self.poll, ready, now, |source, local, bytes| {
                    self.hosts.datagram(now, Protocol::Tcp, source, Some(local), bytes)
                });
            }
            let commands_left = match self.take_commands(now) {
                Taken::All => false,
                Taken::Some => true,
                Taken::End(done) => return done,
            };
            more = commands_left || readable || unread;
            if let Some(tcp) = &mut self.tcp {
                tcp.drop_idle(now);
            }
            if self.hosts.due().is_some_and(|due| due <= now) && now >= ticked + TICK {
                ticked = now;
                self.hosts.tick(now);
            }
            self.send();
        }
    }

    /// Until the next tick at which somebody is due, or a silent connection is to be closed.
    fn wait(&self, ticked: Instant) -> Option<Duration> {
        let room = self.hosts.due().map(|due| due.max(ticked + TICK));
        let silent = self.tcp.as_ref().and_then(Tcp::due);
        let due = room.into_iter().chain(silent).min()?;
        Some(due.saturating_duration_since(Instant::now()))
    }

    fn receive(&mut self, now: Instant) -> bool {
        let hosts = &mut self.hosts;
        let received = self.udp.receive(|source, local, bytes| {
            hosts.datagram(now, Protocol::Udp, source, local, bytes);
        });
        received.unwrap_or_else(|error| {
            tracing::warn!(%error, "receiving failed");
            false
        })
    }

    fn take_commands(&mut self, now: Instant) -> Taken {
        let began = Instant::now();
        for _ in 0..COMMANDS_MAX {
            if began.elapsed() > COMMANDS_TIME {
                break;
            }
            match self.commands.take() {
                Ok(Command::Shutdown { done }) => {
                    self.hosts.close(now);
                    self.send();
                    return Taken::End(Some(done));
                }
                Ok(command) => self.hosts.command(now, command),
                Err(TryRecvError::Empty) => return Taken::All,
                Err(TryRecvError::Disconnected) => return Taken::End(None),
            }
        }
        Taken::Some
    }

    fn send(&mut self) {
        let (udp, tcp) = (&mut self.udp, &mut self.tcp);
        self.hosts.poll(|transmit| match (transmit.proto, tcp.as_mut()) {
            (Protocol::Udp, _) => udp.push(transmit),
            (_, Some(tcp)) => tcp.send(&transmit),
            _ => {}
        });
        self.udp.flush();
        let gone = self.hosts.gone();
        if let Some(tcp) = &mut self.tcp {
            tcp.close(&gone);
        }
    }
}
