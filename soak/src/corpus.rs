//! Inputs to start from: valid ones, and such as were found interesting.

use std::{
    fmt, fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use proptest::{
    prelude::{Strategy, any},
    sample::Index,
    test_runner::{Config, RngSeed, TestCaseError, TestRunner},
};

use crate::{
    Run,
    mutation::{Mutation, mutations},
    seed,
};

/// Inputs of a run in `make test` and in `make soak`.
const SHORT: u64 = 3_000;
const LONG: u64 = 1_000_000;
/// The clock is looked at after so many.
const CHUNK: u64 = 1_000;

/// Inputs to be mutated, each tried as it is, too.
pub struct Corpus(Vec<Vec<u8>>);

impl Corpus {
    /// The files of a folder, and what the test makes itself.
    pub fn new(folder: impl AsRef<Path>, more: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let folder = folder.as_ref();
        let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("the corpus {}: {error}", folder.display()));
        let mut files: Vec<_> = entries.map(|entry| entry.expect("a file of the corpus").path()).collect();
        files.sort();
        let read = |path: &Path| fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let inputs: Vec<_> = files.iter().map(|path| read(path)).chain(more).collect();
        assert!(!inputs.is_empty(), "the corpus {} is empty", folder.display());
        Self(inputs)
    }

    /// Runs `test`, which panics where a promise is broken, on every input and on mutations of them.
    pub fn check(&self, name: &'static str, test: impl Fn(&[u8])) {
        self.check_in(name, SHORT, LONG, test);
    }

    /// With counts of its own, where an input costs much.
    pub fn check_in(&self, name: &'static str, short: u64, long: u64, test: impl Fn(&[u8])) {
        for input in &self.0 {
            tried(&test, input).unwrap_or_else(|cause| panic!("{name}: {cause}\non an input of the corpus: {}", Shown(input)));
        }
        let (first, mut run) = (seed(), Run::new(name, "inputs", short, long));
        while let Some(cases) = run.next(CHUNK) {
            let seed = first.wrapping_add(run.done());
            self.chunk(u32::try_from(cases).unwrap_or(u32::MAX), seed, &test)
                .unwrap_or_else(|cause| panic!("{name}: SEED={seed}\n{cause}"));
            run.did(cases);
        }
        run.end(first);
    }

    fn chunk(&self, cases: u32, seed: u64, test: &impl Fn(&[u8])) -> Result<(), String> {
        let config = Config {
            cases,
            rng_seed: RngSeed::Fixed(seed),
            failure_persistence: None,
            max_shrink_iters: 4_000,
            ..Config::default()
        };
        let values = (any::<Index>(), mutations());
        let inputs = values.prop_map(|(index, mutations)| Input { bytes: self.mutated(index, &mutations), mutations });
        let outcome = TestRunner::new(config).run(&inputs, |input| tried(test, &input.bytes).map_err(TestCaseError::fail));
        outcome.map_err(|error| error.to_string())
    }

    fn mutated(&self, index: Index, mutations: &[Mutation]) -> Vec<u8> {
        let mut input = self.0[index.index(self.0.len())].clone();
        for mutation in mutations {
            mutation.apply(&mut input, &self.0);
        }
        input
    }
}

fn tried(test: &impl Fn(&[u8]), input: &[u8]) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(|| test(input))).map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_else(|| "a panic".to_owned())
    })
}

struct Input {
    bytes: Vec<u8>,
    mutations: Vec<Mutation>,
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {:?}", Shown(&self.bytes), self.mutations)
    }
}

/// As it can be put into a file of the corpus again.
struct Shown<'a>(&'a [u8]);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\" ({} bytes)", self.0[..self.0.len().min(4_000)].escape_ascii(), self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fails where the number behind `len` is larger than what follows: what a careless reader would trust.
    fn trusts_lengths(input: &[u8]) {
        if let [b'l', b'e', b'n', length, rest @ ..] = input {
            assert!(usize::from(*length) <= rest.len(), "{length} of {} bytes", rest.len());
        }
    }

    #[test]
    fn a_careless_reader_is_found_and_its_input_is_small() {
        let folder = std::env::temp_dir().join(format!("lyceum-soak-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let good = Corpus::new(&folder, [b"len\x04abcd".to_vec(), b"other".to_vec()]);
        let found = catch_unwind(AssertUnwindSafe(|| good.check_in("soak.self", 3_000, 3_000, trusts_lengths)));
        let said = *found.unwrap_err().downcast::<String>().unwrap();
        assert!(said.contains("SEED=") && said.contains("b\"len"), "{said}");
        good.check_in("soak.self", 500, 500, |_| ());
        fs::remove_dir(folder).unwrap();
    }
}
