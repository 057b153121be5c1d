//! Property tests from a printed seed: `LYCEUM_SEED=n cargo test -p lyceum-domain` plays a run again.

use std::{
    fmt::Debug,
    hash::{BuildHasher, Hasher},
};

use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngSeed, TestCaseError, TestRunner},
};

/// Runs `test` on `cases` values; a failing run prints its seed and the smallest value that fails.
pub fn check<S: Strategy<Value: Debug>>(cases: u32, values: &S, test: impl Fn(S::Value)) {
    #[expect(clippy::disallowed_methods, reason = "which run to play again is said from outside the rules")]
    let given = std::env::var("LYCEUM_SEED").ok().and_then(|seed| seed.parse().ok());
    #[expect(clippy::disallowed_types, reason = "a new seed for each run, printed to play it again")]
    let seed = given.unwrap_or_else(|| std::hash::RandomState::new().build_hasher().finish());
    println!("seed {seed}");
    let config = Config { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(values, |value| {
        test(value);
        Ok::<(), TestCaseError>(())
    });
    if let Err(error) = outcome {
        panic!("LYCEUM_SEED={seed}\n{error}");
    }
}
