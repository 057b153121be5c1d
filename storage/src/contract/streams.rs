//! Records in order, offsets that only grow, nothing lost by a restart.

use bytes::Bytes;

use super::{Subject, entity};
use crate::{
    Store, StoreError,
    streams::{RECORD_MAX, StreamRecord},
};

pub async fn all(subject: &dyn Subject) {
    let store = subject.empty().await;
    records_are_read_in_order(&store).await;
    large_calls_are_taken_and_large_records_refused(&store).await;
    waiting_ends_with_the_record(&store).await;
    a_consumers_offset_only_grows(&store).await;
    streams_survive_a_restart(subject).await;
}

fn records(count: u64) -> Vec<StreamRecord> {
    let key = entity();
    (1..=count).map(|n| StreamRecord { key, position: n, previous: n - 1, body: Bytes::from(vec![0; 100]) }).collect()
}

async fn records_are_read_in_order(store: &Store) {
    let streams = &store.streams;
    assert_eq!(streams.read("orders", 0, 10).await.expect("read"), []);
    assert_eq!(streams.end("orders").await.expect("end"), 0);
    let all = records(30);
    for batch in all.chunks(7) {
        streams.append("orders", batch.to_vec()).await.expect("append");
    }
    streams.append("others", records(5)).await.expect("append");
    let read = streams.read("orders", 0, 100).await.expect("read");
    assert_eq!(read.iter().map(|r| r.record.clone()).collect::<Vec<_>>(), all);
    for from in 0..32 {
        let part = streams.read("orders", read.get(from).map_or(30, |r| r.offset), 4).await.expect("read");
        assert_eq!(part, read[from.min(30)..(from + 4).min(30)]);
    }
    assert_eq!(streams.end("orders").await.expect("end"), read[29].offset + 1);
    assert_eq!(streams.append("orders", records(1)).await.expect("append"), read[29].offset + 1);
}

async fn large_calls_are_taken_and_large_records_refused(store: &Store) {
    let streams = &store.streams;
    let key = entity();
    let record = |position: u64, bytes| StreamRecord { key, position, previous: position - 1, body: vec![1; bytes].into() };
    let mut all: Vec<_> = (1..=12).map(|n| record(n, RECORD_MAX / 3)).collect();
    all.push(record(13, RECORD_MAX));
    streams.append("large", all.clone()).await.expect("more than a batch");
    let refused = streams.append("large", vec![record(14, 1), record(15, RECORD_MAX + 1)]).await;
    assert!(matches!(refused, Err(StoreError::Misuse(_))), "{refused:?}");
    let read = streams.read("large", 0, 100).await.expect("read");
    assert_eq!(read.into_iter().map(|r| r.record).collect::<Vec<_>>(), all, "nothing of the refused call");
}

async fn waiting_ends_with_the_record(store: &Store) {
    let (streams, offset) = (store.streams.clone(), store.streams.append("waits", records(1)).await.expect("append"));
    streams.wait("waits", offset).await.expect("it is there");
    let waiting = tokio::spawn({
        let streams = streams.clone();
        async move { streams.wait("waits", offset + 2).await }
    });
    streams.append("waits", records(1)).await.expect("append");
    streams.append("waits", records(1)).await.expect("append");
    waiting.await.expect("the task ends").expect("wait");
}

async fn a_consumers_offset_only_grows(store: &Store) {
    let streams = &store.streams;
    assert_eq!(streams.committed("orders", "mail").await.expect("committed"), 0);
    streams.commit("orders", "mail", 5).await.expect("commit");
    streams.commit("orders", "mail", 3).await.expect("commit");
    assert_eq!(streams.committed("orders", "mail").await.expect("committed"), 5);
    assert_eq!(streams.committed("orders", "push").await.expect("committed"), 0);
}

async fn streams_survive_a_restart(subject: &dyn Subject) {
    let store = subject.empty().await;
    let last = store.streams.append("kept", records(3)).await.expect("append");
    store.streams.commit("kept", "mail", 2).await.expect("commit");
    let before = store.streams.read("kept", 0, 10).await.expect("read");
    let abandoned = store.streams.clone();
    let waiting = tokio::spawn(async move { abandoned.wait("kept", last + 1).await });
    waiting.abort();
    assert!(waiting.await.is_err_and(|e| e.is_cancelled()), "nothing came");
    // a wait that was given up does not hold the store open
    let store = subject.again(store).await;
    assert_eq!(store.streams.read("kept", 0, 10).await.expect("read"), before);
    assert_eq!(store.streams.committed("kept", "mail").await.expect("committed"), 2);
    assert_eq!(store.streams.end("kept").await.expect("end"), last + 1);
    assert_eq!(store.streams.append("kept", records(1)).await.expect("append"), last + 1);
}
