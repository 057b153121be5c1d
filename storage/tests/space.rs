//! Appends stop before the disk is full, with an error that says so; reads go on; room brings appends back.
#![expect(clippy::unwrap_used, reason = "a test ends at its first error")]

mod common;

use std::{
    fs,
    io::{self, Write as _},
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use common::{Contents, block_on, options};
use lyceum_storage::{
    AppendError, AppendSink, Appended, Commit, Options, Space, StoreError,
    contract::{Answers, append_one, commit, entity},
    open,
};
use parking_lot::Mutex;
use uuid::Uuid;

struct Told(AtomicU64);

impl Space for Told {
    fn available(&self) -> io::Result<u64> {
        Ok(self.0.load(Ordering::Relaxed))
    }
}

#[test]
fn appends_stop_at_the_reserve_and_go_on_by_themselves() {
    let dir = tempfile::tempdir().unwrap();
    let space = Arc::new(Told(AtomicU64::new(u64::MAX)));
    let store = open(&Options { space: Some(space.clone()), reserve_bytes: 1 << 20, ..options(dir.path()) }).unwrap();
    block_on(async {
        let contents = Contents::fill(&store).await;
        let taken = contents.commits[0][19].clone();
        space.0.store((1 << 20) - 1, Ordering::Relaxed);
        let e = entity();
        let refused = append_one(&store.journal, commit(e, 1, 1, 1)).await;
        assert!(matches!(&refused, Err(AppendError::Unavailable(why)) if why.contains("disk is nearly full")), "{refused:?}");
        append_one(&store.journal, taken).await.expect("what is in the journal already is still answered so");
        contents.check(&store).await.unwrap();
        space.0.store(u64::MAX, Ordering::Relaxed);
        append_one(&store.journal, commit(e, 1, 1, 1)).await.unwrap();
    });
}

#[test]
fn files_stop_at_the_reserve_and_what_follows_commits_at_half_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let space = Arc::new(Told(AtomicU64::new(u64::MAX)));
    let store = open(&Options { space: Some(space.clone()), reserve_bytes: 1 << 20, ..options(dir.path()) }).unwrap();
    let full = |result: Result<(), StoreError>| match result {
        Err(StoreError::Unavailable(why)) => assert!(why.contains("disk is nearly full"), "{why}"),
        other => panic!("{other:?}"),
    };
    block_on(async {
        let (organization, person, e) = (Uuid::new_v4(), Uuid::new_v4(), entity());
        let kept = store.keys.create(organization, person).await.unwrap();
        space.0.store(1 << 20, Ordering::Relaxed);
        full(store.blobs.put(organization, Uuid::new_v4(), Bytes::from("x")).await);
        full(store.keys.create(organization, Uuid::new_v4()).await.map(drop));
        full(store.keys.secret("signing").await.map(drop));
        assert_eq!(store.keys.create(organization, person).await.unwrap(), kept, "what is there needs no room");
        store.placement.save_cursor(&e, Bytes::from("1")).await.expect("the other half of the reserve is for this");
        space.0.store(1 << 19, Ordering::Relaxed);
        full(store.placement.save_cursor(&e, Bytes::from("2")).await);
        full(store.placement.mark(0, 1, &[e]).await);
        assert_eq!(store.placement.cursor(&e).await.unwrap(), Some(Bytes::from("1")), "refused, and not visible");
        store.journal.fence(&e, 3).await.expect("a takeover is always possible: reads need it");
    });
}

/// A mark that was answered lies in the log before a commit that was submitted behind it, also when the disk refuses the
/// group of the mark and would have room for the commit.
#[test]
fn nothing_lands_before_a_mark_that_the_full_disk_refused() {
    let root = tempfile::tempdir().unwrap();
    let Some(_mount) = Mount::new(root.path(), "nothing_lands_before_a_mark_that_the_full_disk_refused") else { return };
    let dir = root.path().join("store");
    let options = Options { reserve_bytes: 0, space: Some(Arc::new(Told(AtomicU64::new(u64::MAX)))), ..Options::new(&dir) };
    let store = open(&options).unwrap();
    let (marked, behind) = (entity(), entity());
    block_on(async {
        // the committer is held up until all waits for the same run
        let (release, held) = std::sync::mpsc::channel();
        store.journal.submit(vec![commit(entity(), 1, 1, 1)], Arc::new(Held(Mutex::new(held))));
        store.placement.mark(0, 1, &[marked]).await.unwrap();
        let answers = Arc::new(Answers::default());
        // more than a group's bytes, and more than the disk has
        let large = (0..60).map(|_| Commit { body: Bytes::from(vec![7; 500_000]), ..commit(entity(), 1, 1, 1) });
        store.journal.submit(large.collect(), answers.clone());
        store.journal.submit(vec![commit(behind, 1, 1, 1)], answers.clone());
        release.send(()).unwrap();
        let outcomes = answers.wait(61).await;
        assert!(outcomes.iter().all(|a| matches!(a.outcome, Err(AppendError::Unavailable(_)))), "{:?}", outcomes[60]);
        append_one(&store.journal, commit(behind, 1, 1, 1)).await.expect("behind the mark there is room again");
    });
    drop(store);
    let store = open(&options).unwrap();
    assert_eq!(block_on(store.placement.marked(0)).unwrap(), [marked]);
}

/// A sink that holds the committer up until it is let go.
struct Held(Mutex<std::sync::mpsc::Receiver<()>>);

impl AppendSink for Held {
    fn appended(&self, _: Vec<Appended>) {
        let _ = self.0.lock().recv();
    }
}

#[test]
fn a_really_full_disk_loses_nothing() {
    let root = tempfile::tempdir().unwrap();
    let Some(_mount) = Mount::new(root.path(), "a_really_full_disk_loses_nothing") else { return };
    let dir = root.path().join("store");
    let ballast = root.path().join("ballast");
    let options = Options { reserve_bytes: 6 << 20, ..options(&dir) };
    let store = open(&options).unwrap();
    let e = entity();
    let body = Bytes::from(vec![7; 100_000]);
    let mut taken: Vec<Commit> = Vec::new();
    block_on(async {
        let refused = loop {
            let commit = Commit { body: body.clone(), ..commit(e, taken.len() as u64 + 1, 1, 1) };
            match append_one(&store.journal, commit.clone()).await {
                Ok(()) => taken.push(commit),
                Err(error) => break error,
            }
        };
        assert!(matches!(refused, AppendError::Unavailable(_)), "{refused:?}");
        // others fill what the reserve left
        let _ = fs::write(&ballast, vec![1; 64 << 20]);
        let full = append_one(&store.journal, commit(e, taken.len() as u64 + 1, 1, 1)).await;
        assert!(matches!(full, Err(AppendError::Unavailable(_))), "{full:?}");
        assert_eq!(store.journal.read(&e, 1, 1000).await.unwrap(), taken);
        fs::remove_file(&ballast).unwrap();
    });
    drop(store);
    let store = open(&Options { reserve_bytes: 1 << 20, ..options }).unwrap();
    block_on(async {
        assert_eq!(store.journal.read(&e, 1, 1000).await.unwrap(), taken);
        append_one(&store.journal, commit(e, taken.len() as u64 + 1, 1, 1)).await.unwrap();
    });
}

struct Mount<'a>(&'a Path);

impl<'a> Mount<'a> {
    fn new(at: &'a Path, test: &str) -> Option<Self> {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]).arg(at).output();
        if mounted.is_ok_and(|o| o.status.success()) {
            return Some(Self(at));
        }
        // not by `println!`: the harness would swallow it, and a test that did nothing must not look like one that passed
        let said = format!("\n*** SKIPPED {test}: mounting a small file system needs root ***\n");
        io::stderr().write_all(said.as_bytes()).unwrap();
        None
    }
}

impl Drop for Mount<'_> {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0).status());
    }
}
