//! How a connection is closed: its peer takes what was written first, for as long as it takes something, and keeps its seat until then.
//! Closed at once, the kernel would keep what waits for a peer that never reads, for minutes and beyond our limits; and what the peer still
//! sends would turn what waits into a reset (RFC 9112, section 9.6).

use std::{
    future::{Future, pending},
    time::Duration,
};

use futures_util::FutureExt;
use tokio::{
    runtime::Handle,
    time::{sleep, timeout},
};

use super::{
    Seat,
    progress::{Progress, TICK},
};

/// What a peer still has to take, and how it is left.
pub trait Outgoing: Unpin + Send + Sync + 'static {
    /// Bytes that were written and not taken.
    fn unsent(&self) -> usize;

    /// Nothing is written any more.
    fn finish(&self);

    /// Throws away some of what comes; `true` when nothing can any more.
    fn drain(&self) -> impl Future<Output = bool> + Send;

    /// Closed from now on, it is gone with all that was not taken.
    fn abandon(&self);
}

/// The end of the stream waits to be taken like a byte.
const END: usize = 1;
/// Drains without a pause: more than any body that a client of ours is tempted to send.
const AT_ONCE: usize = 32;
/// For a peer that has all, and has not closed its side.
const GRACE: Duration = Duration::from_secs(1);

/// Gives up a peer that takes nothing for `patience`.
pub fn close(stream: impl Outgoing, patience: Duration, seat: Option<Seat>) {
    stream.finish();
    let is_over = stream.drain().now_or_never();
    if is_over == Some(true) && stream.unsent() <= END {
        return;
    }
    // without a runtime the process ends, and the kernel has the rest
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(linger(stream, patience, seat));
    }
}

async fn linger(stream: impl Outgoing, patience: Duration, _seat: Option<Seat>) {
    let draining = async {
        drained(&stream).await;
        pending::<()>().await;
    };
    let is_taken = tokio::select! {
        is_taken = taken(&stream, patience) => is_taken,
        () = draining => false,
    };
    if is_taken {
        // who goes on sending hears that nobody is here
        let _ = timeout(GRACE, drained(&stream)).await;
    } else {
        stream.abandon();
    }
}

/// Until nothing can come any more. What was on its way is read at once; who sends without end is then not read faster than this.
async fn drained(stream: &impl Outgoing) {
    for _ in 0..AT_ONCE {
        if stream.drain().await {
            return;
        }
    }
    while !stream.drain().await {
        sleep(TICK).await;
    }
}

/// Until all is taken: `true`, or nothing for `patience`.
async fn taken(stream: &impl Outgoing, patience: Duration) -> bool {
    let mut progress = Progress::from(stream.unsent());
    while stream.unsent() > END {
        if progress.stands_still(stream.unsent()) >= patience {
            return false;
        }
        sleep(TICK).await;
    }
    true
}
