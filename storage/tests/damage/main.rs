//! The index deleted, the index damaged, the log damaged: the first two are made again, the last is never silent.
#![expect(clippy::unwrap_used, reason = "a test ends at its first error")]
#![expect(clippy::cast_possible_truncation, reason = "random numbers")]

#[path = "../common/mod.rs"]
mod common;
mod keys;

use std::{
    fs,
    ops::ControlFlow,
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use common::{Contents, block_on, options};
use lyceum_soak::seed;
use lyceum_storage::{
    Commit, OpenError, StoreError,
    faults::next,
    open,
    verify::{Found, LogFault, LogWalk},
};
use tempfile::TempDir;

/// A closed store and what is in it.
fn filled() -> (TempDir, Contents) {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&options(dir.path())).unwrap();
    let contents = block_on(Contents::fill(&store));
    drop(store);
    (dir, contents)
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for file in fs::read_dir(dir).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn a_deleted_index_is_made_again() {
    let (dir, contents) = filled();
    fs::remove_dir_all(dir.path().join("index")).unwrap();
    let store = open(&options(dir.path())).unwrap();
    assert!(store.report.rebuilt.is_some());
    block_on(contents.check(&store)).unwrap();
    drop(store);
    let store = open(&options(dir.path())).unwrap();
    assert_eq!(store.report.rebuilt, None, "once is enough");
    block_on(contents.check(&store)).unwrap();
}

#[test]
fn a_damaged_index_never_answers_wrong() {
    let (dir, contents) = filled();
    let mut seed = seed();
    let index = files(&dir.path().join("index"));
    let (mut rebuilt, mut died) = (0, 0);
    for round in 0..24 {
        let victim = index[next(&mut seed) as usize % index.len()].strip_prefix(dir.path()).unwrap();
        let mut bytes = fs::read(dir.path().join(victim)).unwrap();
        let used = bytes.iter().rposition(|b| *b != 0).map_or(0, |at| at + 1);
        if used == 0 {
            continue;
        }
        let at = next(&mut seed) as usize % used;
        bytes[at] ^= 1 << (next(&mut seed) % 8);
        let harmed = || {
            let copy = tempfile::tempdir().unwrap();
            copy_dir(dir.path(), copy.path());
            fs::write(copy.path().join(victim), &bytes).unwrap();
            copy
        };
        let what = format!("round {round}: {} byte {at}", victim.display());
        let mut copy = harmed();
        if opens(copy.path()) {
            copy = harmed();
        } else {
            // some damage ends the process that meets it first, and only that one
            died += 1;
        }
        let store = open(&options(copy.path())).unwrap_or_else(|e| panic!("{what}: {e}"));
        rebuilt += u32::from(store.report.rebuilt.is_some());
        if let Err(error) = block_on(contents.check(&store)) {
            assert!(matches!(error, StoreError::Unavailable(_)), "{what}: {error}");
            drop(store);
            let store = open(&options(copy.path())).unwrap();
            assert!(store.report.rebuilt.is_some(), "{what}");
            rebuilt += 1;
            block_on(contents.check(&store)).unwrap_or_else(|e| panic!("{what}: {e}"));
        }
    }
    assert!(rebuilt > 0, "no flip hit anything");
    println!("{rebuilt} indexes were made again, {died} of them after a start that died");
}

const DIR: &str = "LYCEUM_TEST_DAMAGED";

/// Whether a process of its own lives through opening the store.
fn opens(dir: &Path) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "the_store_is_opened_for_another_test", "--ignored"]).env(DIR, dir);
    child.output().unwrap().status.success()
}

#[test]
#[ignore = "a part of another test, in a process of its own"]
fn the_store_is_opened_for_another_test() {
    drop(open(&options(Path::new(&std::env::var_os(DIR).unwrap()))).unwrap());
}

#[test]
fn a_start_that_ended_while_it_opened_the_index_makes_it_again_at_the_next() {
    let (dir, contents) = filled();
    fs::write(dir.path().join("index.opening"), "").unwrap();
    for rebuilt in [true, false] {
        let store = open(&options(dir.path())).unwrap();
        assert_eq!(store.report.rebuilt.is_some(), rebuilt);
        block_on(contents.check(&store)).unwrap();
        drop(store);
    }
}

#[test]
fn an_index_damaged_under_a_live_store_is_unavailable_until_a_restart_makes_it_again() {
    let (dir, contents) = filled();
    let store = open(&options(dir.path())).unwrap();
    let tables: Vec<_> = files(&dir.path().join("index")).into_iter().filter(|f| is_table(f)).collect();
    assert!(!tables.is_empty(), "a closed store has all of its index in tables");
    for table in &tables {
        // in place: the store has it open
        let file = fs::File::options().read(true).write(true).open(table).unwrap();
        let mut byte = [0];
        file.read_exact_at(&mut byte, 60).unwrap();
        file.write_all_at(&[byte[0] ^ 1], 60).unwrap();
    }
    let error = block_on(contents.check(&store)).unwrap_err();
    assert!(matches!(&error, StoreError::Unavailable(why) if why.contains("made again from the log")), "{error}");
    drop(store);
    let store = open(&options(dir.path())).unwrap();
    assert!(store.report.rebuilt.is_some());
    block_on(contents.check(&store)).unwrap();
}

fn is_table(path: &Path) -> bool {
    path.parent().and_then(Path::file_name).is_some_and(|folder| folder == "tables")
}

#[test]
fn a_log_that_cannot_be_read_is_unavailable_not_corrupt() {
    let (dir, contents) = filled();
    let store = open(&options(dir.path())).unwrap();
    let first = files(&dir.path().join("log")).remove(0);
    let aside = dir.path().join("aside");
    fs::rename(&first, &aside).unwrap();
    let error = block_on(contents.check(&store)).unwrap_err();
    assert!(matches!(&error, StoreError::Unavailable(why) if why.contains("could not be read")), "{error}");
    fs::rename(aside, first).unwrap();
    block_on(contents.check(&store)).unwrap();
}

#[test]
fn a_flipped_byte_of_the_log_is_found_at_open_or_on_read() {
    let (dir, contents) = filled();
    let mut seed = seed();
    let log = files(&dir.path().join("log"));
    let (mut at_open, mut on_read, mut torn) = (0, 0, 0);
    for round in 0..24 {
        let copy = tempfile::tempdir().unwrap();
        copy_dir(dir.path(), copy.path());
        let victim = copy.path().join(log[next(&mut seed) as usize % log.len()].strip_prefix(dir.path()).unwrap());
        let name = victim.file_name().unwrap().to_str().unwrap();
        let mut bytes = fs::read(&victim).unwrap();
        let at = next(&mut seed) as usize % bytes.len();
        bytes[at] ^= 1 << (next(&mut seed) % 8);
        fs::write(&victim, bytes).unwrap();
        let what = format!("round {round}: {name} byte {at}");
        match open(&options(copy.path())) {
            Err(OpenError::Corrupt(place)) => {
                assert!(place.contains(name), "{what}: {place}");
                at_open += 1;
                continue;
            }
            Err(e) => panic!("{what}: {e}"),
            Ok(store) => match block_on(contents.check(&store)) {
                Err(StoreError::Corrupt(place)) => {
                    assert!(place.contains(name), "{what}: {place}");
                    on_read += 1;
                }
                Err(e) => panic!("{what}: {e}"),
                // what the index has already is not read from the log again, until it is made again
                Ok(()) => torn += 1,
            },
        }
        fs::remove_dir_all(copy.path().join("index")).unwrap();
        match open(&options(copy.path())) {
            Err(OpenError::Corrupt(place)) => assert!(place.contains(name), "{what}: {place}"),
            Ok(store) => {
                assert_eq!(store.report.damaged.len(), 1, "{what}: nothing that was written is cut");
                let told = block_on(contents.check(&store));
                assert!(matches!(&told, Err(StoreError::Corrupt(place)) if place.contains(name)), "{what}: {told:?}");
            }
            Err(e) => panic!("{what}: {e}"),
        }
    }
    println!("{at_open} at open, {on_read} on read, {torn} in what is not read");
    assert!(on_read > 0);
}

#[test]
fn a_log_that_lost_its_end_is_refused_though_the_index_that_knew_it_is_gone() {
    let (dir, _) = filled();
    let log = files(&dir.path().join("log"));
    let harms: [fn(&Path); 2] = [
        // the last record, which says nothing, and is whole itself
        |last| fs::File::options().write(true).open(last).unwrap().set_len(fs::metadata(last).unwrap().len() - 32).unwrap(),
        |last| fs::remove_file(last).unwrap(),
    ];
    for harm in harms {
        let copy = tempfile::tempdir().unwrap();
        copy_dir(dir.path(), copy.path());
        harm(&copy.path().join(log.last().unwrap().strip_prefix(dir.path()).unwrap()));
        fs::remove_dir_all(copy.path().join("index")).unwrap();
        match open(&options(copy.path())) {
            Err(OpenError::Corrupt(place)) => {
                assert!(place.contains("was written up to") && place.contains("`reached`"), "{place}");
            }
            other => panic!("{:?}", other.map(|store| store.report)),
        }
        fs::remove_file(copy.path().join("reached")).unwrap();
        open(&options(copy.path())).expect("an operator said so");
    }
}

/// Bytes of records, by the file and the offset at which one begins: kind, and its body's place.
fn records(bytes: &[u8]) -> Vec<(u8, std::ops::Range<usize>)> {
    let (mut at, mut found) = (32, Vec::new());
    while at < bytes.len() {
        let len = u32::from_le_bytes(bytes[at + 12..at + 16].try_into().unwrap()) as usize;
        found.push((bytes[at + 28], at + 32..at + 32 + len));
        at += 32 + len;
    }
    found
}

#[test]
fn a_damaged_commit_amid_the_log_is_its_entitys_alone_until_the_file_is_restored() {
    let (dir, contents) = filled();
    let first = files(&dir.path().join("log")).remove(0);
    let whole = fs::read(&first).unwrap();
    let (mut passed, mut refused) = (0, 0);
    for (kind, body) in records(&whole).into_iter().step_by(7) {
        // the last byte is of what its kind carries
        let Some(last) = body.clone().next_back() else { continue };
        let copy = tempfile::tempdir().unwrap();
        copy_dir(dir.path(), copy.path());
        let file = copy.path().join(first.strip_prefix(dir.path()).unwrap());
        let mut bytes = whole.clone();
        bytes[last] ^= 1;
        fs::write(&file, &bytes).unwrap();
        fs::remove_dir_all(copy.path().join("index")).unwrap();
        let store = match open(&options(copy.path())) {
            Ok(store) => store,
            Err(OpenError::Corrupt(_)) => {
                assert_ne!(kind, 1, "it is known whose commit it is");
                refused += 1;
                continue;
            }
            Err(error) => panic!("{error}"),
        };
        assert_eq!((kind, store.report.damaged.len()), (1, 1), "of nothing else it is known what was lost");
        passed += 1;
        let mut harmed = 0;
        for commits in &contents.commits {
            match block_on(store.journal.read(&commits[0].entity, 1, 100)) {
                Ok(read) => assert_eq!(&read, commits, "everybody else is served"),
                Err(StoreError::Corrupt(place)) if store.report.damaged[0].place.contains(&place[..place.len().min(40)]) => {
                    harmed += 1;
                }
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(harmed, 1);
        drop(store);
        fs::write(&file, &whole).unwrap();
        let store = open(&options(copy.path())).unwrap();
        assert!(store.report.rebuilt.is_some() && store.report.damaged.is_empty());
        block_on(contents.check(&store)).unwrap();
    }
    println!("{passed} damaged commits were passed over, {refused} records stopped the start");
    assert!(passed > 3);
}

#[test]
fn a_second_process_is_locked_out() {
    let (dir, _) = filled();
    let held = open(&options(dir.path())).unwrap();
    let patience = std::time::Duration::ZERO;
    let second = open(&lyceum_storage::Options { lock_patience: patience, ..options(dir.path()) });
    let Err(error @ OpenError::Locked(_)) = second else { panic!("two have it open") };
    assert!(error.to_string().contains(&format!("process {}: stop that one", std::process::id())), "{error}");
    drop(held);
    open(&options(dir.path())).unwrap();
}

#[test]
fn a_closed_store_has_noted_its_logs_end_whoever_still_holds_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&options(dir.path())).unwrap();
    block_on(Contents::fill(&store));
    store.closing.close();
    let written: u64 = fs::read_dir(dir.path().join("log")).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    assert_eq!(lyceum_storage::verify::reached(dir.path()).unwrap(), written);
    assert!(block_on(store.keys.secret("signing")).is_ok(), "what is no change is still answered");
}

/// What a walk says of a log.
#[derive(Default)]
struct Told {
    commits: usize,
    faults: Vec<String>,
}

impl Found for Told {
    fn commit(&mut self, _: &Commit) -> Result<(), String> {
        self.commits += 1;
        Ok(())
    }

    fn fault(&mut self, fault: LogFault) -> ControlFlow<()> {
        self.faults.push(fault.to_string());
        ControlFlow::Continue(())
    }
}

fn walked(log: &[PathBuf]) -> (LogWalk, Told) {
    let (mut walk, mut told) = (LogWalk::default(), Told::default());
    for segment in log {
        let name = segment.file_name().unwrap().to_str().unwrap();
        walk.segment(name, &mut fs::File::open(segment).unwrap(), &mut told);
    }
    (walk, told)
}

#[test]
fn behind_each_damage_the_rest_of_the_log_is_looked_at() {
    let (dir, _) = filled();
    let log = files(&dir.path().join("log"));
    let (walk, told) = walked(&log);
    assert!(told.faults.is_empty() && told.commits == 400 && log.len() > 2, "{:?}", told.faults);
    let whole = fs::read(&log[0]).unwrap();
    let all = records(&whole);
    let (_, second) = &all[1];
    let (_, middle) = &all[all.len() / 2];
    let (_, last) = all.last().unwrap();
    // a body, the head of another record, and the segment's own head
    for (harmed, lost) in [
        (vec![(second.start + 9, second.start)], 1),
        (vec![(second.start + 9, second.start), (middle.start - 20, middle.start)], 2),
        (vec![(second.start - 32, second.start), (middle.end - 1, middle.start), (last.end - 1, last.start)], 3),
        (vec![(7, 32)], 0),
    ] {
        let mut bytes = whole.clone();
        for (byte, _) in &harmed {
            bytes[*byte] ^= 1;
        }
        fs::write(&log[0], &bytes).unwrap();
        let (again, told) = walked(&log);
        let places: Vec<String> = harmed.iter().map(|(_, body)| format!("at byte {}: ", body - 32)).collect();
        assert_eq!(told.faults.len(), places.len(), "{:?}", told.faults);
        for (fault, place) in told.faults.iter().zip(&places) {
            assert!(fault.contains(place), "{place}: {fault}");
        }
        assert_eq!(again.records, walk.records - lost);
        assert_eq!(again.end(), walk.end(), "up to the end");
    }
    // nothing that is intact is left behind it
    let cut = middle.start - 32;
    let mut bytes = whole.clone();
    bytes[cut..].fill(0);
    fs::write(&log[0], &bytes).unwrap();
    let (again, told) = walked(&log);
    assert!(
        told.faults[0].contains(&format!("at byte {cut}: ")) && told.faults[0].contains("to the file's end"),
        "{:?}",
        told.faults
    );
    assert!(told.faults.len() == 1 && again.end() == walk.end(), "{:?}", told.faults);
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        let target = to.join(file.file_name());
        if file.file_type().unwrap().is_dir() {
            copy_dir(&file.path(), &target);
        } else {
            assert!(fs::copy(file.path(), target).is_ok());
        }
    }
}
