//! The shell around the rooms: threads, sockets, time.
//!
//! One thread a worker, pinned to a core where asked, owns its rooms and its sockets, so nothing is locked. A
//! turn takes commands, what has arrived (up to a cap), and the timers that are due; then it sends everything
//! that followed in one batch. Timers share a tick of a few milliseconds: two hundred subscribers
//! would else wake the thread hundreds of times a second each for itself.

mod command;
mod demux;
mod hosts;
mod run;
mod send;
mod stream;
mod tcp;
mod udp;

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::thread;

use str0m::Candidate;
use str0m::net::TcpType;

pub(crate) use command::{Command, Handle, QUEUED_MAX};
pub(crate) use tcp::PLACES;

use crate::metrics::Metrics;
use crate::{Options, StartError};
use hosts::Hosts;
use run::Worker;
use tcp::Tcp;
use udp::Udp;

/// Binds the worker's sockets and starts its thread.
pub(crate) fn start(index: usize, options: &Options, metrics: &Metrics) -> Result<Handle, StartError> {
    let announced = announced(options)?;
    let poll = mio::Poll::new()?;
    let waker = Arc::new(mio::Waker::new(poll.registry(), run::WAKER)?);
    let several = [true, false].iter().any(|v4| announced.iter().filter(|ip| ip.is_ipv4() == *v4).count() > 1);
    let choose_source = options.udp.address.is_unspecified() && several;
    let mut udp = Udp::bind(&options.udp, choose_source, metrics.clone())?;
    poll.registry().register(&mut udp.socket, run::UDP, mio::Interest::READABLE)?;
    let taken = Arc::<AtomicUsize>::default();
    let listen =
        |address| Tcp::listen(&poll, address, metrics.clone(), taken.clone()).map_err(|error| StartError::Tcp(address, error));
    let tcp = options.tcp.map(|address| listen(offset(address, index))).transpose()?;
    let candidates = candidates(&announced, udp.socket.local_addr()?.port(), tcp.as_ref().map(Tcp::port))?;
    let (handle, commands) = Handle::new(waker, taken);
    let hosts = Hosts::new(candidates, metrics.clone());
    let worker = Worker::new(poll, udp, tcp, commands, hosts);
    let pinned = options.pinned;
    thread::Builder::new().name(format!("media-{index}")).spawn(move || {
        if pinned {
            pin(index);
        }
        let asked = worker.run();
        // whoever asked may not have waited
        asked.map(|done| done.send(()).ok());
    })?;
    Ok(handle)
}

fn offset(address: SocketAddr, index: usize) -> SocketAddr {
    match (address.port(), u16::try_from(index)) {
        (0, _) | (_, Err(_)) => address,
        (port, Ok(index)) => SocketAddr::new(address.ip(), port.saturating_add(index)),
    }
}

fn announced(options: &Options) -> io::Result<Vec<IpAddr>> {
    if !options.announced.is_empty() {
        return Ok(options.announced.clone());
    }
    if options.udp.address.is_unspecified() {
        let cause = "media listens on every address: say which ones to announce to clients";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, cause));
    }
    Ok(vec![options.udp.address])
}

fn candidates(announced: &[IpAddr], udp: u16, tcp: Option<u16>) -> io::Result<Arc<[Candidate]>> {
    let invalid = |error| io::Error::new(io::ErrorKind::InvalidInput, error);
    let mut made = Vec::new();
    for ip in announced {
        made.push(Candidate::host(SocketAddr::new(*ip, udp), "udp").map_err(invalid)?);
        if let Some(port) = tcp {
            let builder = Candidate::builder().tcp().host(SocketAddr::new(*ip, port)).tcptype(TcpType::Passive);
            made.push(builder.build().map_err(invalid)?);
        }
    }
    Ok(made.into())
}

/// To one of the cores that this process may use, which in a container are not the first ones.
fn pin(index: usize) {
    let pinned = rustix::thread::sched_getaffinity(None).and_then(|allowed| {
        let cores: Vec<usize> = (0..rustix::thread::CpuSet::MAX_CPU).filter(|core| allowed.is_set(*core)).collect();
        let mut set = rustix::thread::CpuSet::new();
        set.set(cores[index % cores.len()]);
        rustix::thread::sched_setaffinity(None, &set)
    });
    if let Err(error) = pinned {
        tracing::warn!(%error, worker = index, "a media worker is not pinned");
    }
}
