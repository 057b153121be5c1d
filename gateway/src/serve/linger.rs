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

    /// Throws away some of what comes, once something does: how many bytes, or `None` when nothing can come any more.
    fn drain(&self) -> impl Future<Output = Option<usize>> + Send;

    /// Closed from now on, it is gone with all that was not taken.
    fn abandon(&self);
}

/// The end of the stream waits to be taken like a byte.
const END: usize = 1;
/// Bytes that are drained without a pause: more than any body that a client of ours is tempted to send.
const AT_ONCE: usize = 32 * 1024 * 1024;
/// For a peer that has all, says nothing more and has not closed its side.
const QUIET: Duration = Duration::from_secs(1);
/// For one that goes on sending over a slow line, and reads afterwards: as long as a whole request may take.
const GRACE: Duration = Duration::from_secs(30);

/// Gives up a peer that takes nothing for `patience`.
pub fn close(stream: impl Outgoing, patience: Duration, seat: Option<Seat>) {
    stream.finish();
    let is_over = stream.drain().now_or_never() == Some(None);
    if is_over && stream.unsent() <= END {
        return;
    }
    // without a runtime the process ends, and the kernel has the rest
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(linger(stream, patience, seat));
    }
}

async fn linger(stream: impl Outgoing, patience: Duration, _seat: Option<Seat>) {
    let draining = async {
        drained(&stream, patience).await;
        pending::<()>().await;
    };
    let is_taken = tokio::select! {
        is_taken = taken(&stream, patience) => is_taken,
        () = draining => false,
    };
    if is_taken {
        // who goes on for longer hears that nobody is here
        let _ = timeout(GRACE, drained(&stream, QUIET)).await;
    } else {
        stream.abandon();
    }
}

/// Until nothing can come any more, or nothing did for so long. Who sends without end is not read faster than this in the end.
async fn drained(stream: &impl Outgoing, quiet: Duration) {
    let mut all = 0;
    while let Ok(Some(some)) = timeout(quiet, stream.drain()).await {
        all += some;
        if all > AT_ONCE {
            sleep(TICK).await;
        }
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

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use tokio::time::Instant;

    use super::*;

    /// A peer that has taken all, and sends a piece each so often, so many times.
    struct Sender {
        every: Duration,
        left: Mutex<usize>,
        piece: usize,
        drained: Arc<Mutex<usize>>,
    }

    impl Outgoing for Sender {
        fn unsent(&self) -> usize {
            0
        }

        fn finish(&self) {}

        async fn drain(&self) -> Option<usize> {
            if *self.left.lock().unwrap() == 0 {
                return pending().await;
            }
            sleep(self.every).await;
            *self.left.lock().unwrap() -= 1;
            *self.drained.lock().unwrap() += self.piece;
            Some(self.piece)
        }

        fn abandon(&self) {}
    }

    /// How long it was lingered for, and what was drained.
    async fn lingered(every_ms: u64, left: usize, piece: usize) -> (Duration, usize) {
        let (began, drained) = (Instant::now(), Arc::default());
        let sender =
            Sender { every: Duration::from_millis(every_ms), left: Mutex::new(left), piece, drained: Arc::clone(&drained) };
        linger(sender, Duration::from_mins(1), None).await;
        let drained = *drained.lock().unwrap();
        (began.elapsed(), drained)
    }

    #[tokio::test(start_paused = true)]
    async fn who_sends_slowly_is_drained_to_the_end_and_who_never_ends_is_not() {
        assert_eq!(lingered(1, 0, 0).await, (QUIET, 0));
        assert_eq!(lingered(900, 20, 1400).await, (Duration::from_secs(19), 28_000));
        assert_eq!(lingered(900, 100, 1400).await.0, GRACE);
        assert_eq!(lingered(1_100, 100, 1400).await.0, QUIET, "too slow to wait for");
        let (time, drained) = lingered(1, 1_000_000, 1 << 20).await;
        assert_eq!(time, GRACE);
        assert!((AT_ONCE..4 * AT_ONCE).contains(&drained), "{drained}");
    }
}
