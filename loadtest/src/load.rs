//! How load is offered and what is kept of it.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;
use serde_json::{Value, json};

/// Latencies in µs up to two minutes, three digits exact.
pub struct Latencies(Histogram<u64>);

impl Latencies {
    pub fn new() -> Self {
        Self(Histogram::new_with_bounds(1, 120_000_000, 3).expect("two minutes and three digits are within its limits"))
    }

    pub fn add(&mut self, latency: Duration) {
        self.0.saturating_record(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX));
    }

    /// Takes in what others measured.
    pub fn merge(&mut self, other: &Self) -> anyhow::Result<()> {
        Ok(self.0.add(&other.0)?)
    }

    pub fn ms(&self, percentile: f64) -> f64 {
        self.0.value_at_percentile(percentile) as f64 / 1000.0
    }

    pub fn count(&self) -> u64 {
        self.0.len()
    }

    pub fn summary(&self) -> Value {
        let ms = |percentile| crate::report::round(self.ms(percentile));
        json!({"p50_ms": ms(50.0), "p99_ms": ms(99.0), "p99_9_ms": ms(99.9), "max_ms": ms(100.0)})
    }
}

/// Open loop: calls `send` at even intervals whether or not earlier ones are done, and gives it the intended time. When the
/// sender is late it catches up at once; the delay counts as latency, because it is measured from the intended time.
pub async fn paced<F, T>(per_second: f64, time: Duration, mut send: F)
where
    F: FnMut(u64, Instant) -> T,
    T: Future<Output = ()>,
{
    let begun = Instant::now();
    let total = (per_second * time.as_secs_f64()) as u64;
    for number in 0..total {
        let due = begun + Duration::from_secs_f64(number as f64 / per_second);
        tokio::time::sleep_until(due.into()).await;
        send(number, due).await;
    }
}

/// Closed loop: a task a state, each repeating `one` until the time is up. Returns how often it was done, and the states.
pub async fn closed<S, F, T>(states: Vec<S>, time: Duration, one: F) -> anyhow::Result<(u64, Vec<S>)>
where
    S: Send + 'static,
    F: Fn(S) -> T + Clone + Send + Sync + 'static,
    T: Future<Output = anyhow::Result<S>> + Send + 'static,
{
    let until = Instant::now() + time;
    let mut tasks = tokio::task::JoinSet::new();
    for mut state in states {
        let one = one.clone();
        tasks.spawn(async move {
            let mut done = 0;
            while Instant::now() < until {
                state = one(state).await?;
                done += 1;
            }
            anyhow::Ok((done, state))
        });
    }
    let (mut total, mut states) = (0, Vec::new());
    while let Some(task) = tasks.join_next().await {
        let (done, state) = task??;
        total += done;
        states.push(state);
    }
    Ok((total, states))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_open_loop_offers_its_rate() {
        let mut sent = 0;
        paced(100.0, Duration::from_millis(200), |_, _| {
            sent += 1;
            async {}
        })
        .await;
        assert_eq!(sent, 20);
    }

    #[test]
    fn percentiles_come_from_what_was_added() {
        let mut latencies = Latencies::new();
        for ms in 1..=100 {
            latencies.add(Duration::from_millis(ms));
        }
        assert!((latencies.ms(99.0) - 99.0).abs() < 1.2);
        assert_eq!(latencies.count(), 100);
    }
}
