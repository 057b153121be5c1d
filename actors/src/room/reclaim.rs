//! Rooms whose entity has people inside that a former process of this node let in. Their actors begin without anybody's asking:
//! who does not come back in time is told to the entity, as after a dropped socket.

use std::time::Duration;

use lyceum_cluster::AskError;
use lyceum_domain::{
    call_room::{OCCUPIED, occupied_partition},
    core::OrganizationId,
};
use lyceum_storage::{EntityKey, Kind, StoreError, views::Range};
use uuid::Uuid;

use super::{RoomKey, Rooms};

/// Pauses between the looks. A row that a crash lost is made again a little after the start.
const PAUSES: [Duration; 3] = [Duration::ZERO, Duration::from_secs(10), Duration::from_mins(1)];
/// Rooms read at a time.
const PAGE: usize = 64;
/// Behind every kind that there is.
const LAST_KIND: &str = "~";

/// Once, after the start.
pub async fn reclaim(rooms: Rooms) {
    for pause in PAUSES {
        tokio::time::sleep(pause).await;
        if let Err(error) = rooms.look_at_all().await {
            tracing::warn!(%error, "not every call room was looked at for people who are gone");
        }
    }
}

impl Rooms {
    async fn look_at_all(&self) -> Result<(), AskError> {
        let mut after = None;
        while let Some(organization) = self.organization_after(after).await? {
            self.look_at(OrganizationId(organization)).await?;
            after = Some(organization);
        }
        Ok(())
    }

    /// Entities are listed in the order of their organizations.
    async fn organization_after(&self, before: Option<Uuid>) -> Result<Option<Uuid>, StoreError> {
        let last = |organization| EntityKey { organization, kind: Kind::new(LAST_KIND), id: Uuid::max() };
        let next = self.0.node.store().journal.entities(before.map(last), 1).await?;
        Ok(next.first().map(|entity| entity.organization))
    }

    async fn look_at(&self, organization: OrganizationId) -> Result<(), AskError> {
        let mut range = Range::default();
        loop {
            let page = self.0.node.rows::<()>(OCCUPIED, organization, occupied_partition(), range.clone(), PAGE).await?;
            for row in &page {
                let Ok(room) = Uuid::from_slice(&row.sort) else { continue };
                if let Err(refusal) = self.look(RoomKey { organization, room }).await {
                    tracing::warn!(%room, ?refusal, "a call room was not looked at for people who are gone");
                }
            }
            let Some(last) = page.last().filter(|_| page.len() == PAGE) else { return Ok(()) };
            range.after = Some(last.sort.clone().into());
        }
    }
}
