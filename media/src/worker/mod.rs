mod command;

use std::io;
use std::sync::{Arc, mpsc};

pub(crate) use command::{Command, Handle};

use crate::Options;
use crate::metrics::Metrics;

const WAKER: mio::Token = mio::Token(0);

pub(crate) fn start(_index: usize, _options: &Options, _metrics: &Metrics) -> io::Result<Handle> {
    let poll = mio::Poll::new()?;
    let waker = Arc::new(mio::Waker::new(poll.registry(), WAKER)?);
    let (queue, _) = mpsc::sync_channel(command::QUEUED_MAX);
    Ok(Handle { queue, waker })
}
