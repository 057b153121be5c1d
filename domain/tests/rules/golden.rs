//! Events are the storage format: a file for each ever shipped holds its bytes and what it set going, and both must still hold.
//!
//! `UPDATE_GOLDEN=1 cargo test -p lyceum-domain golden` writes files that are missing and never changes one that is there. A
//! variant with new fields keeps its files and gets another beside them (`posted.2.json`), which is then the newest.
#![expect(clippy::disallowed_methods, reason = "a test that reads and writes its golden files")]

mod diagnostic;
mod hostile;
mod variants;

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
};

use ciborium::Value;
use lyceum_domain::{
    core::{Effects, Noun},
    kinds::{self, Kinds},
};
use serde::{Deserialize, Serialize};

use crate::{
    samples,
    world::{ORGANIZATION, decode, encode},
};

/// What a golden file holds.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Golden {
    /// The event's bytes in hex.
    cbor: String,
    event: serde_json::Value,
    asks: Vec<serde_json::Value>,
    records: Vec<serde_json::Value>,
}

#[test]
fn every_event_ever_shipped_reads_and_acts_as_it_did() {
    kinds::all(Check);
}

struct Check;

impl Kinds for Check {
    fn kind<E: Noun>(self) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(E::KIND);
        for sample in samples::of(E::KIND) {
            today::<E>(&folder, &sample);
        }
        let files = files(&folder);
        let covered: BTreeSet<_> = files.iter().map(|path| form(path).0).collect();
        let variants: BTreeSet<_> = variants::of::<E::Event>().iter().map(ToString::to_string).collect();
        assert_eq!(covered, variants, "{}: every event has a golden file, and none is forgotten", E::KIND);
        for path in &files {
            ever::<E>(path);
        }
        self
    }
}

/// An event as it is written today is the newest of its files.
fn today<E: Noun>(folder: &Path, bytes: &[u8]) {
    let golden = golden::<E>(bytes);
    let variant = variants::name(&decode::<Value>(bytes));
    let newest = files(folder).into_iter().rfind(|path| form(path).0 == variant);
    if newest.as_deref().is_some_and(|newest| read(newest).cbor == golden.cbor) {
        return;
    }
    let missing = next_file(folder, &variant, newest.as_deref());
    let newest = newest.map_or_else(|| "no golden file".to_owned(), |newest| newest.display().to_string());
    assert!(
        env::var("UPDATE_GOLDEN").is_ok(),
        "{}: {variant} is written as {}, unlike {newest}; if fields were added and none edited, UPDATE_GOLDEN=1 writes {}",
        E::KIND,
        golden.cbor,
        missing.display(),
    );
    fs::create_dir_all(folder).unwrap();
    let text = serde_json::to_string_pretty(&golden).unwrap();
    fs::write(missing, text + "\n").unwrap();
}

/// An event of any time decodes, and its effects are what they were.
fn ever<E: Noun>(path: &Path) {
    let stored = read(path);
    let bytes = diagnostic::unhex(&stored.cbor);
    let event: E::Event = decode(&bytes);
    let again = golden::<E>(&encode(&event));
    assert_eq!((again.asks, again.records), (stored.asks, stored.records), "{}: its effects changed", path.display());
    E::default().evolve(&event);
}

fn golden<E: Noun>(bytes: &[u8]) -> Golden {
    let event: E::Event = decode(bytes);
    let mut effects = Effects::new(ORGANIZATION, samples::ENTITY, 7);
    E::effects(&event, &mut effects);
    let asks = effects.asks.iter().map(|ask| {
        serde_json::json!({
            "step": ask.step,
            "kind": ask.kind,
            "to": ask.to.to_string(),
            "command": ask.command,
            "body": diagnostic::json(&decode(&ask.body)),
            "answer": ask.answer,
        })
    });
    let records = effects
        .records
        .iter()
        .map(|record| serde_json::json!({ "stream": record.stream, "body": diagnostic::json(&decode(&record.body)) }));
    Golden {
        cbor: diagnostic::hex(bytes),
        event: diagnostic::json(&decode(bytes)),
        asks: asks.collect(),
        records: records.collect(),
    }
}

/// Of each event, the oldest first.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return vec![] };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort_by_key(|path| form(path));
    files
}

/// Which event, and which of its forms: `posted.json` is the first, `posted.2.json` the second.
fn form(path: &Path) -> (String, u32) {
    let name = path.file_name().unwrap().to_str().unwrap();
    let stem = name.strip_suffix(".json").unwrap_or_else(|| panic!("{name} is no golden file"));
    match stem.split_once('.') {
        None => (stem.to_owned(), 1),
        Some((variant, number)) => (variant.to_owned(), number.parse().unwrap()),
    }
}

fn next_file(folder: &Path, variant: &str, newest: Option<&Path>) -> PathBuf {
    folder.join(match newest {
        None => format!("{variant}.json"),
        Some(newest) => format!("{variant}.{}.json", form(newest).1 + 1),
    })
}

fn read(path: &Path) -> Golden {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_newest_form_of_an_event_has_the_highest_number_and_the_next_one_follows_it() {
    let folder = Path::new("channel");
    let mut newest: Option<PathBuf> = None;
    let mut written = vec![];
    for _ in 0..11 {
        newest = Some(next_file(folder, "posted", newest.as_deref()));
        written.extend(newest.clone());
    }
    assert_eq!(written[..2], [folder.join("posted.json"), folder.join("posted.2.json")]);
    let mut files = written.clone();
    files.sort();
    assert_ne!(files, written, "as text, the second comes before the first and the tenth before the third");
    files.sort_by_key(|path| form(path));
    assert_eq!(files, written);
}
