//! Appends stop before the disk is full, with an error that says so; reads go on; room brings appends back.
#![expect(clippy::unwrap_used, reason = "a test ends at its first error")]

mod common;

use std::{
    fs, io,
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
    AppendError, Commit, Options, Space,
    contract::{append_one, commit, entity},
    open,
};

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
        space.0.store(1 << 20, Ordering::Relaxed);
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
fn a_really_full_disk_loses_nothing() {
    let root = tempfile::tempdir().unwrap();
    let Some(_mount) = Mount::new(root.path()) else {
        println!("skipped: mounting a small file system needs root");
        return;
    };
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
    fn new(at: &'a Path) -> Option<Self> {
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|o| o.status.success()).then_some(Self(at))
    }
}

impl Drop for Mount<'_> {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0).status())
    }
}
