//! Property tests from a printed seed: `SEED=n cargo test -p lyceum-domain` plays a run again.

use std::fmt::Debug;

use proptest::{
    strategy::Strategy,
    test_runner::{Config, RngSeed, TestCaseError, TestRunner},
};

/// Runs `test` on `cases` values; a failing run prints its seed and the smallest value that fails.
pub fn check<S: Strategy<Value: Debug>>(cases: u32, values: &S, test: impl Fn(S::Value)) {
    let seed = lyceum_soak::seed();
    let config = Config { cases, rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(values, |value| {
        test(value);
        Ok::<(), TestCaseError>(())
    });
    if let Err(error) = outcome {
        panic!("SEED={seed}\n{error}");
    }
}
