//! Delivers the stream `notifications` to inboxes: each record is a command under the record's own id, and the offset is
//! committed after the reply, so that a record is taken once however often it is read. An inbox that cannot take one just now
//! is tried again for a while, then its record goes to the dead letters: nobody waits for another's inbox for ever.

use std::{collections::HashMap, time::Duration};

use lyceum_cluster::{AskError, Node, Request, RequestId};
use lyceum_domain::{
    core::{EntityId, OrganizationId},
    inbox::Take,
    notifications::{Notification, STREAM},
};
use lyceum_storage::{
    StoreError,
    streams::{StoredRecord, StreamRecord},
};
use tokio::time::Instant;

use crate::consumed::Consumed;

pub(crate) const CONSUMED: Consumed = Consumed { stream: STREAM, consumer: "inbox", dead: "notifications_dead" };
/// Records read at a time.
const READ_MAX: usize = 64;
const PAUSE_MIN: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(10);
/// How often an inbox is tried with one record, the pauses doubling: three seconds, in which a failed shard is back.
const TRIES: u32 = 6;
/// An inbox that took nothing in all its tries gets a single one a record for so long: its next records hold nobody up.
const DISTRUST: Duration = Duration::from_mins(1);
/// Inboxes so distrusted; more are trusted early.
const DISTRUSTED_MAX: usize = 1024;

/// Runs until the task is aborted. Trouble with the storage is waited out.
pub async fn run(node: Node) {
    let mut consumer = Consumer { node, distrusted: HashMap::new() };
    let mut pause = PAUSE_MIN;
    loop {
        match consumer.deliver().await {
            Ok(()) => pause = PAUSE_MIN,
            Err(error) => {
                tracing::warn!(%error, "notifications wait");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(PAUSE_MAX);
            }
        }
    }
}

struct Consumer {
    node: Node,
    /// By inbox, since when.
    distrusted: HashMap<(OrganizationId, EntityId), Instant>,
}

enum Taken {
    Yes,
    /// For this reason, and for good.
    Never(String),
    NotNow(AskError),
}

impl Consumer {
    /// What is there, or the next that comes.
    async fn deliver(&mut self) -> Result<(), StoreError> {
        let streams = self.node.store().streams.clone();
        let from = streams.committed(STREAM, CONSUMED.consumer).await?;
        let records = streams.read(STREAM, from, READ_MAX).await?;
        if records.is_empty() {
            return streams.wait(STREAM, from).await;
        }
        for StoredRecord { offset, record } in records {
            if let Err(cause) = self.take(&record).await {
                CONSUMED.bury(&*streams, record, cause, self.node.clock().now().0).await?;
            }
            streams.commit(STREAM, CONSUMED.consumer, offset + 1).await?;
        }
        Ok(())
    }

    async fn take(&mut self, record: &StreamRecord) -> Result<(), String> {
        let notification: Notification =
            ciborium::from_reader(&record.body[..]).map_err(|error| format!("it cannot be read: {error}"))?;
        let inbox = (OrganizationId(record.key.organization), EntityId(notification.to.0));
        let tries = if self.distrusts(inbox) { 1 } else { TRIES };
        let mut pause = PAUSE_MIN;
        for tried in 1.. {
            match self.once(record, inbox, notification.clone()).await {
                Taken::Yes => {
                    self.distrusted.remove(&inbox);
                    break;
                }
                Taken::Never(cause) => return Err(cause),
                Taken::NotNow(error) if tried >= tries => {
                    self.distrust(inbox);
                    return Err(format!("its inbox did not take it in {tried} tries: {error}"));
                }
                Taken::NotNow(error) => {
                    tracing::warn!(%error, tried, "a notification's inbox is tried again");
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                }
            }
        }
        Ok(())
    }

    async fn once(&self, record: &StreamRecord, inbox: (OrganizationId, EntityId), notification: Notification) -> Taken {
        let request = Request::system(inbox.0).with_id(id(record), [0; 32]);
        match self.node.ask(request, inbox.1, Take { notification }).await {
            Ok(_) => Taken::Yes,
            Err(AskError::Rejected { code, .. }) => Taken::Never(code),
            Err(AskError::KeyReused) => Taken::Never("another record has its id".to_owned()),
            Err(error) => Taken::NotNow(error),
        }
    }

    fn distrusts(&self, inbox: (OrganizationId, EntityId)) -> bool {
        self.distrusted.get(&inbox).is_some_and(|since| since.elapsed() < DISTRUST)
    }

    fn distrust(&mut self, inbox: (OrganizationId, EntityId)) {
        self.distrusted.retain(|_, since| since.elapsed() < DISTRUST);
        if self.distrusted.len() >= DISTRUSTED_MAX {
            self.distrusted.clear();
        }
        self.distrusted.entry(inbox).or_insert_with(Instant::now);
    }
}

/// The sender's position and the record's place in it: the same for every copy of the record.
fn id(record: &StreamRecord) -> RequestId {
    let key = &record.key;
    let parts = [key.organization.as_bytes().as_slice(), key.kind.as_bytes(), key.id.as_bytes(), &record.position.to_le_bytes()];
    RequestId::of(STREAM, &[parts[0], parts[1], parts[2], parts[3], &blake3::hash(&record.body).as_bytes()[..]])
}
