//! Delivers the stream `notifications` to inboxes: each record is a command under the record's own id, and the offset is
//! committed after the reply, so that a record is taken once however often it is read.

use std::{ops::ControlFlow, time::Duration};

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

const CONSUMER: &str = "inbox";
/// Where records go that no inbox takes, for an operator to look at.
pub const DEAD_LETTERS: &str = "notifications_dead";
/// Records read at a time.
const READ_MAX: usize = 64;
const PAUSE_MIN: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(10);

/// Runs until the task is aborted. Trouble with the storage is waited out.
pub async fn run(node: Node) {
    let mut pause = PAUSE_MIN;
    loop {
        match deliver(&node).await {
            Ok(()) => pause = PAUSE_MIN,
            Err(error) => {
                tracing::warn!(%error, "notifications wait");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(PAUSE_MAX);
            }
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Ask(AskError),
}

/// What is there, or the next that comes.
async fn deliver(node: &Node) -> Result<(), Trouble> {
    let streams = &node.store().streams;
    let from = streams.committed(STREAM, CONSUMER).await?;
    let records = streams.read(STREAM, from, READ_MAX).await?;
    if records.is_empty() {
        return Ok(streams.wait(STREAM, from).await?);
    }
    for StoredRecord { offset, record } in records {
        if let ControlFlow::Break(cause) = take(node, &record).await? {
            tracing::error!(offset, cause, "a notification was not taken");
            streams.append(DEAD_LETTERS, vec![record]).await?;
        }
        streams.commit(STREAM, CONSUMER, offset + 1).await?;
    }
    Ok(())
}

/// `Break` is for good.
async fn take(node: &Node, record: &StreamRecord) -> Result<ControlFlow<String>, Trouble> {
    let notification: Notification = match ciborium::from_reader(&record.body[..]) {
        Ok(notification) => notification,
        Err(error) => return Ok(ControlFlow::Break(format!("it cannot be read: {error}"))),
    };
    let to = EntityId(notification.to.0);
    let organization = OrganizationId(record.key.organization);
    let request = Request::system(organization).with_id(id(record), [0; 32]);
    match node.ask(request, to, Take { notification }).await {
        Ok(_) => Ok(ControlFlow::Continue(())),
        Err(AskError::Rejected { code, .. }) => Ok(ControlFlow::Break(code)),
        Err(AskError::KeyReused) => Ok(ControlFlow::Break("another record has its id".to_owned())),
        Err(error) => Err(Trouble::Ask(error)),
    }
}

/// The sender's position and the record's place in it: the same for every copy of the record.
fn id(record: &StreamRecord) -> RequestId {
    let key = &record.key;
    let parts = [key.organization.as_bytes().as_slice(), key.kind.as_bytes(), key.id.as_bytes(), &record.position.to_le_bytes()];
    RequestId::of(STREAM, &[parts[0], parts[1], parts[2], parts[3], &blake3::hash(&record.body).as_bytes()[..]])
}
