//! Stored events that nobody wrote: read without a panic, and written again as what they were read as.
//!
//! The corpus is that of the stored forms (`tests/golden/`), and what was found interesting in any of them.

use std::path::{Path, PathBuf};

use lyceum_domain::{
    core::{Effects, Noun},
    kinds::{self, Kinds},
};
use lyceum_soak::Corpus;

use super::{diagnostic::unhex, files, read};
use crate::{
    samples,
    world::{ORGANIZATION, encode},
};

/// The stored forms of every kind.
struct Stored(PathBuf, Vec<Vec<u8>>);

impl Kinds for Stored {
    fn kind<E: Noun>(mut self) -> Self {
        let golden = files(&self.0.join("golden").join(E::KIND));
        self.1.extend(golden.iter().map(|path| unhex(&read(path).cbor)));
        self
    }
}

struct Read<'a>(&'a [u8]);

impl Kinds for Read<'_> {
    fn kind<E: Noun>(self) -> Self {
        let Ok(event) = ciborium::from_reader::<E::Event, _>(self.0) else { return self };
        let again = encode(&event);
        let reread: E::Event = ciborium::from_reader(&again[..]).unwrap();
        assert_eq!(encode(&reread), again, "{}", E::KIND);
        E::effects(&event, &mut Effects::new(ORGANIZATION, samples::ENTITY, 7));
        self
    }
}

#[test]
fn events_are_read_as_what_they_say_and_written_so_again() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let Stored(_, stored) = kinds::all(Stored(tests.clone(), Vec::new()));
    assert!(stored.len() > 60, "{} stored events", stored.len());
    Corpus::new(tests.join("corpus/events"), stored).check("domain.events", |bytes| {
        kinds::all(Read(bytes));
    });
}
