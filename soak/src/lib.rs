//! Tests that have a long form: a few thousand inputs in `make test`, a million in `make soak`.
//!
//! `SOAK=1` asks for the long form; `SOAK_SECS=n` ends each test's loop after so long, and the report says how far
//! it came. `SEED=n` plays a run again that printed it. None of them begins with `LYCEUM_`: the program under test would take it
//! for a setting.

mod corpus;
mod mutation;
mod report;

use std::{
    env,
    hash::{BuildHasher, RandomState},
    time::{Duration, Instant},
};

pub use corpus::Corpus;

/// Whether the long form was asked for.
pub fn is_long() -> bool {
    env::var_os("SOAK").is_some_and(|value| value != "0")
}

/// The run's seed, given or new; printed so that the run can be played again.
pub fn seed() -> u64 {
    let seed = number("SEED").unwrap_or_else(|| (RandomState::new().hash_one(Instant::now()) >> 1).max(1));
    println!("seed {seed}: repeat with SEED={seed}");
    seed
}

/// A loop that is counted, bounded in time, and reported.
pub struct Run {
    name: &'static str,
    unit: &'static str,
    wanted: u64,
    budget: Option<Duration>,
    began: Instant,
    done: u64,
}

impl Run {
    /// `short` of them in `make test`, `long` in `make soak`.
    pub fn new(name: &'static str, unit: &'static str, short: u64, long: u64) -> Self {
        let (wanted, budget) = if is_long() { (long, number("SOAK_SECS").map(Duration::from_secs)) } else { (short, None) };
        Self { name, unit, wanted, budget, began: Instant::now(), done: 0 }
    }

    /// How many more may be done now, at most `at_most`; nothing when all are, or the time is up.
    pub fn next(&self, at_most: u64) -> Option<u64> {
        let late = self.budget.is_some_and(|budget| self.began.elapsed() >= budget);
        Some((self.wanted - self.done).min(at_most)).filter(|more| *more > 0 && !late)
    }

    pub fn did(&mut self, more: u64) {
        self.done += more;
    }

    pub fn done(&self) -> u64 {
        self.done
    }

    pub fn wanted(&self) -> u64 {
        self.wanted
    }

    /// To the report, with what the run started from.
    pub fn end(self, seed: u64) {
        report::say(self.name, self.unit, self.done, self.wanted, self.began.elapsed(), seed);
    }
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_at_its_count() {
        let mut run = Run::new("soak.self", "steps", 25, 25);
        let mut chunks = Vec::new();
        while let Some(chunk) = run.next(10) {
            run.did(chunk);
            chunks.push(chunk);
        }
        assert_eq!((chunks, run.done()), (vec![10, 10, 5], 25));
    }
}
