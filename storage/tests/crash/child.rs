//! The process that is killed: writers on entities of their own, each acknowledged commit told on standard output.

use std::{io::Write as _, path::Path, sync::Arc, time::Duration};

use bytes::Bytes;
use lyceum_storage::{
    Commit, EntityKey, Options, Store, contract,
    faults::next,
    placement::Snapshot,
    streams::StreamRecord,
    views::{RowKey, RowWrite},
};
use uuid::Uuid;

pub const WRITERS: u128 = 24;
pub const STREAM: &str = "crash";

/// Small segments and a busy index, so that kills land in the middle of both.
pub fn options(dir: &Path) -> Options {
    Options { segment_bytes: 256 * 1024, flush_every: Duration::from_millis(40), ..Options::new(dir) }
}

/// Two entities a writer.
pub fn entity(writer: u128, n: u128) -> EntityKey {
    EntityKey { organization: Uuid::from_u128(7), kind: lyceum_storage::Kind::new("book"), id: Uuid::from_u128(writer * 2 + n) }
}

pub async fn main(dir: &Path, seed: u64) {
    let store = lyceum_storage::open(&options(dir)).unwrap();
    let writers: Vec<_> = (0..WRITERS).map(|w| tokio::spawn(write(store.clone(), w, seed ^ ((w as u64 + 1) << 32)))).collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

async fn write(store: Store, writer: u128, mut seed: u64) {
    let store = Arc::new(store);
    for n in 0..2 {
        store.placement.mark(0, 1, &[entity(writer, n)]).await.unwrap();
    }
    loop {
        let e = entity(writer, u128::from(next(&mut seed) % 2));
        let position = store.journal.head(&e).await.unwrap().next;
        let size = if next(&mut seed).is_multiple_of(64) { 20_000 } else { next(&mut seed) as usize % 600 };
        let events = 1 + (next(&mut seed) % 3) as u32;
        let commit = Commit { body: Bytes::from(vec![writer as u8; size]), ..contract::commit(e, position, events, 1) };
        let attempt = commit.attempt;
        contract::append_one(&store.journal, commit.clone()).await.unwrap();
        if next(&mut seed).is_multiple_of(8) {
            contract::append_one(&store.journal, commit).await.unwrap();
        }
        tell(&format!("commit {} {position} {attempt}", e.id.as_u128()));
        let key = RowKey {
            table: "crash",
            organization: e.organization,
            partition: Bytes::new(),
            sort: Bytes::copy_from_slice(e.id.as_bytes()),
        };
        store.views.write(vec![RowWrite { key, version: position, value: Some(Bytes::from("row")) }]).await.unwrap();
        store.placement.save_cursor(&e, Bytes::copy_from_slice(&position.to_le_bytes())).await.unwrap();
        if next(&mut seed).is_multiple_of(16) {
            let snapshot = Snapshot { position, state: 1, body: Bytes::from(vec![0; 2_000]) };
            store.placement.save_snapshot(&e, snapshot).await.unwrap();
            let record = StreamRecord { key: e, position, previous: 0, body: Bytes::copy_from_slice(attempt.as_bytes()) };
            let offset = store.streams.append(STREAM, vec![record]).await.unwrap();
            tell(&format!("record {offset} {attempt}"));
        }
    }
}

fn tell(line: &str) {
    std::io::stdout().write_all(format!("\nack {line}\n").as_bytes()).unwrap();
}
