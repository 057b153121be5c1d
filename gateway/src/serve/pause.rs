//! Who was sent away because all hands are full, and comes again before the time they were told, waits until then: to refuse them over
//! and over would take the time of those whose requests are being worked on.

use std::time::Duration;

use http::Response;
use parking_lot::Mutex;
use tokio::time::{Instant, sleep_until};

/// As the refusal's `Retry-After` says.
const PAUSE: Duration = Duration::from_secs(1);

/// In the extensions of an answer that sends its client away.
#[derive(Clone, Copy, Debug)]
pub struct Crowded;

/// Of one connection.
#[derive(Debug, Default)]
pub struct Pause(Mutex<Option<Instant>>);

impl Pause {
    /// Completes when the connection's next request may be looked at.
    pub async fn over(&self) {
        let until = self.0.lock().take();
        if let Some(until) = until {
            sleep_until(until).await;
        }
    }

    pub fn heard<B>(&self, response: &Response<B>) {
        if response.extensions().get::<Crowded>().is_some() {
            *self.0.lock() = Some(Instant::now() + PAUSE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn waits(pause: &Pause) -> Duration {
        let begun = Instant::now();
        pause.over().await;
        begun.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_too_soon_waits_and_who_comes_later_does_not() {
        let (pause, mut refused) = (Pause::default(), Response::new(()));
        pause.heard(&refused);
        assert_eq!(waits(&pause).await, Duration::ZERO);
        refused.extensions_mut().insert(Crowded);
        pause.heard(&refused);
        assert_eq!(waits(&pause).await, PAUSE);
        assert_eq!(waits(&pause).await, Duration::ZERO, "once");
        pause.heard(&refused);
        tokio::time::sleep(PAUSE * 2).await;
        assert_eq!(waits(&pause).await, Duration::ZERO);
    }
}
