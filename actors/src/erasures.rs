//! Carries out the stream `erasures`: destroys the person's key, so that nobody reads a word of theirs any more, and has every
//! entity let go of them: what is open is cancelled, lists forget them, their picture is deleted. Each step may be repeated; the
//! offset is committed when all is done. One that cannot be finished is tried for minutes and then lies with the dead letters.

use std::time::Duration;

use lyceum_cluster::{AskError, Node, Request};
use lyceum_domain::{
    channel::{self, CHANNELS, ChannelRow, RemoveMember},
    core::{Command, EntityId, OrganizationId, Table},
    inbox, mentor_application,
    mentoring_request::{self, REQUESTS, RequestRow, Side, State},
    mentoring_session::{self, List, SESSIONS, SessionRow},
    user::erasure::{Erasure, STREAM},
};
use lyceum_storage::{StoreError, streams::StoredRecord, views::Range};
use serde::de::DeserializeOwned;

use crate::consumed::Consumed;

pub(crate) const CONSUMED: Consumed = Consumed { stream: STREAM, consumer: "eraser", dead: "erasures_dead" };
/// Records and rows read at a time.
const READ_MAX: usize = 64;
const PAUSE_MIN: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_secs(10);
/// How often one is tried, the pauses doubling: some three minutes.
const TRIES: u32 = 24;

/// Runs until the task is aborted. Trouble with the storage is waited out.
pub async fn run(node: Node) {
    let mut pause = PAUSE_MIN;
    loop {
        match deliver(&node).await {
            Ok(()) => pause = PAUSE_MIN,
            Err(error) => {
                tracing::warn!(%error, "erasures wait");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(PAUSE_MAX);
            }
        }
    }
}

/// What is there, or the next that comes.
async fn deliver(node: &Node) -> Result<(), StoreError> {
    let streams = node.store().streams.clone();
    let from = streams.committed(STREAM, CONSUMED.consumer).await?;
    let records = streams.read(STREAM, from, READ_MAX).await?;
    if records.is_empty() {
        return streams.wait(STREAM, from).await;
    }
    for StoredRecord { offset, record } in records {
        let done = match ciborium::from_reader::<Erasure, _>(&record.body[..]) {
            Ok(erasure) => Eraser { node, organization: OrganizationId(record.key.organization), erasure }.patiently().await,
            Err(error) => Err(format!("it cannot be read: {error}")),
        };
        if let Err(cause) = done {
            CONSUMED.bury(&*streams, record, cause, node.clock().now().0).await?;
        }
        streams.commit(STREAM, CONSUMED.consumer, offset + 1).await?;
    }
    Ok(())
}

struct Eraser<'a> {
    node: &'a Node,
    organization: OrganizationId,
    erasure: Erasure,
}

impl Eraser<'_> {
    async fn patiently(&self) -> Result<(), String> {
        let (mut pause, mut tried) = (PAUSE_MIN, 0);
        loop {
            let cause = match self.once().await {
                Ok(0) => return Ok(()),
                Ok(_) => "something of the person's is still under way".to_owned(),
                Err(error) => error.to_string(),
            };
            tried += 1;
            if tried >= TRIES {
                return Err(format!("after {tried} tries: {cause}"));
            }
            tracing::debug!(cause, tried, "an erasure goes on");
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(PAUSE_MAX);
        }
    }

    /// How many things had not let go of the person, and may have now.
    async fn once(&self) -> Result<usize, AskError> {
        let Erasure { person, picture, .. } = self.erasure;
        self.node.erase(self.organization, person).await?;
        if let Some(blob) = picture {
            self.node.store().blobs.delete(self.organization.0, blob).await?;
        }
        self.ask(person, mentor_application::Erase).await?;
        self.ask(person, inbox::Erase).await?;
        let mut left = 0;
        for side in [Side::Student, Side::Mentor] {
            for state in [State::Open, State::Accepting] {
                let of = mentoring_request::partition(person, side, Some(state));
                let let_go = |row: RequestRow| (EntityId(row.id), mentoring_request::LetGo { person });
                left += self.each(REQUESTS, &of, let_go).await?;
            }
        }
        let upcoming = mentoring_session::partition(person, List::Upcoming);
        let let_go = |row: SessionRow| (EntityId(row.id), mentoring_session::LetGo { person });
        left += self.each(SESSIONS, &upcoming, let_go).await?;
        let remove = |row: ChannelRow| (EntityId(row.id), RemoveMember { user: person });
        left += self.each(CHANNELS, &channel::member_partition(person), remove).await?;
        Ok(left)
    }

    async fn ask<C: Command>(&self, to: impl Into<EntityId>, command: C) -> Result<C::Reply, AskError> {
        self.node.ask(Request::system(self.organization), to.into(), command).await
    }

    /// Commands a list's entities, page by page; how many there were.
    async fn each<T: DeserializeOwned, C: Command>(
        &self,
        table: Table,
        partition: &[u8],
        command: impl Fn(T) -> (EntityId, C),
    ) -> Result<usize, AskError> {
        let (mut range, mut count) = (Range::default(), 0);
        loop {
            let page = self.node.rows::<T>(table, self.organization, partition, range.clone(), READ_MAX).await?;
            let (read, last) = (page.len(), page.last().map(|row| row.sort.clone()));
            for row in page {
                let (to, command) = command(row.value);
                // one that cannot just now is in the list again at the next look, and holds the others up no longer
                if let Err(error) = self.ask(to, command).await {
                    tracing::warn!(%error, table = table.0, %to, "an erasure waits for it");
                }
            }
            count += read;
            let Some(last) = last.filter(|_| read == READ_MAX) else { return Ok(count) };
            range.after = Some(last.into());
        }
    }
}
