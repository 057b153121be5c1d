//! Events are the storage format: a file for each ever shipped holds its bytes and what it set going, and both must still hold.
//!
//! `UPDATE_GOLDEN=1 cargo test -p lyceum-domain golden` writes files that are missing and never changes one that is there. A
//! variant with new fields keeps its file and gets another beside it (`posted.2.json`).
#![expect(clippy::disallowed_methods, reason = "a test that reads and writes its golden files")]

mod diagnostic;
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
        let covered: BTreeSet<_> = files.iter().map(|path| variant_of(path)).collect();
        let variants: BTreeSet<_> = variants::of::<E::Event>().iter().map(ToString::to_string).collect();
        assert_eq!(covered, variants, "{}: every event has a golden file, and none is forgotten", E::KIND);
        for path in &files {
            ever::<E>(path);
        }
        self
    }
}

/// An event as it is written today is one of its files, the newest.
fn today<E: Noun>(folder: &Path, bytes: &[u8]) {
    let golden = golden::<E>(bytes);
    let variant = variants::name(&decode::<Value>(bytes));
    let same: Vec<_> = files(folder).into_iter().filter(|path| variant_of(path) == variant).collect();
    if same.is_empty() && env::var("UPDATE_GOLDEN").is_ok() {
        fs::create_dir_all(folder).unwrap();
        let text = serde_json::to_string_pretty(&golden).unwrap();
        return fs::write(folder.join(format!("{variant}.json")), text + "\n").unwrap();
    }
    let newest = same.last().unwrap_or_else(|| panic!("{}: the event {variant} has no golden file", E::KIND));
    assert_eq!(read(newest).cbor, golden.cbor, "{}: the event's bytes changed; add fields, never edit", newest.display());
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

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return vec![] };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// `posted` of `posted.json` and of `posted.2.json`.
fn variant_of(path: &Path) -> String {
    let name = path.file_name().unwrap().to_str().unwrap();
    name.split('.').next().unwrap().to_owned()
}

fn read(path: &Path) -> Golden {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}
