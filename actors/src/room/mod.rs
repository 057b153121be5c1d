//! The live side of a call room: signalling between sockets, the entity's policy and the media. Who may come in, who waits,
//! who is removed is the entity's; tracks and who is heard are the media's; here is who is connected to what.

mod actor;
mod core;
mod entity;
mod party;
mod reclaim;
mod seat;
#[cfg(test)]
mod tests;
mod trial;
mod view;
mod wire;

use std::{sync::Arc, time::Duration};

use lyceum_cluster::{LiveCommit, Node};
use lyceum_domain::{
    call_room::{CallRoom, Event},
    core::{OrganizationId, UserId},
    user::SignInId,
};
use lyceum_media::Media;
use ractor::ActorCell;
use uuid::Uuid;

use self::{actor::Message, core::Entering, trial::Trials};
use crate::{
    channel::Refusal,
    people::People,
    registry::Registry,
    session::{Identity, Socket},
};

pub(crate) use self::{core::Former, reclaim::reclaim};
pub use self::{core::GRACE, seat::CallSeat, trial::Trial};

/// How long a person waits for their room.
const ENTER_MAX: Duration = Duration::from_secs(3);
/// Somebody whose leaving overtakes their coming back joins again; more often than this is no race.
const JOINS_MAX: usize = 3;

/// A room of an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RoomKey {
    pub organization: OrganizationId,
    pub room: Uuid,
}

/// All rooms that are awake on this node; cheap to clone.
#[derive(Clone)]
pub struct Rooms(Arc<Inner>);

struct Inner {
    node: Node,
    people: People,
    media: Media,
    trials: Trials,
    supervisor: ActorCell,
    registry: Registry<RoomKey, Message>,
}

impl Rooms {
    pub(crate) fn new(node: Node, people: People, media: Media, supervisor: ActorCell) -> Self {
        let trials = Trials::new(media.clone());
        Self(Arc::new(Inner { node, people, media, trials, supervisor, registry: Registry::default() }))
    }

    pub(crate) fn trials(&self) -> &Trials {
        &self.0.trials
    }

    /// Takes a place in the call or its lobby: the entity says whether and which.
    pub(crate) async fn join(
        &self,
        who: &Identity,
        room: Uuid,
        socket: &Arc<Socket>,
        former: Former,
    ) -> Result<CallSeat, Refusal> {
        let key = RoomKey { organization: who.organization, room };
        let joining = async {
            for _ in 0..JOINS_MAX {
                entity::join(&self.0.node, who, room).await?;
                if let Some(seat) = self.enter(key, who, socket, former).await? {
                    return Ok(seat);
                }
            }
            Err(Refusal::Unavailable)
        };
        tokio::time::timeout(ENTER_MAX, joining).await.unwrap_or(Err(Refusal::Unavailable))
    }

    async fn enter(
        &self,
        key: RoomKey,
        who: &Identity,
        socket: &Arc<Socket>,
        former: Former,
    ) -> Result<Option<CallSeat>, Refusal> {
        let person = self.0.people.find(key.organization, who.user).await.ok_or(Refusal::Unavailable)?;
        let mailbox = self.0.registry.wake_in_time(key, |_| actor::spawn(&self.0, key)).await.ok_or(Refusal::Unavailable)?;
        let (reply, entered) = tokio::sync::oneshot::channel();
        let (seat, outbox, timers) = (Uuid::new_v4(), socket.outbox.clone(), socket.timers.clone());
        let sign_in = who.sign_in;
        let entering = Entering { seat, person, sign_in, outbox, timers, socket: Arc::downgrade(socket), former };
        mailbox.tell(Message::Enter { user: who.user, entering, reply }).map_err(|_| Refusal::Unavailable)?;
        let entered = entered.await.map_err(|_| Refusal::Unavailable)??;
        Ok(entered.map(|entered| CallSeat { inner: self.0.clone(), key, seat, mailbox, entered, left: false }))
    }

    /// Somebody's sign-ins have ended.
    pub(crate) fn signed_out(&self, organization: OrganizationId, user: UserId, sign_ins: &[SignInId]) {
        for mailbox in self.0.registry.those(|key| key.organization == organization) {
            mailbox.tell(Message::SignedOut { user, sign_ins: sign_ins.to_vec() }).ok();
        }
    }

    /// Messages at the fullest live room.
    pub(crate) fn fullest(&self) -> usize {
        self.0.registry.fullest()
    }

    /// Begins the room's actor, which looks at who is in and lets those go who do not come in time.
    async fn look(&self, key: RoomKey) -> Result<(), Refusal> {
        let mailbox = self.0.registry.wake_in_time(key, |_| actor::spawn(&self.0, key)).await.ok_or(Refusal::Unavailable)?;
        let (reply, looked) = tokio::sync::oneshot::channel();
        mailbox.tell(Message::Look { reply }).map_err(|_| Refusal::Unavailable)?;
        looked.await.map_err(|_| Refusal::Unavailable)?
    }

    #[cfg(test)]
    pub(crate) fn fail(&self, key: RoomKey) {
        if let Some(mailbox) = self.0.registry.awake(key) {
            mailbox.tell(Message::Panic).ok();
        }
    }

    /// A commit of the entity, told by the host: must not block.
    pub(crate) fn committed(&self, commit: &LiveCommit<'_, CallRoom>) {
        let key = RoomKey { organization: commit.organization, room: commit.entity.0 };
        if let Some(mailbox) = self.0.registry.awake(key) {
            let admitted = commit.events.iter().flatten().filter_map(|event| match event {
                Event::Admitted { user, .. } => Some(*user),
                _ => None,
            });
            // A full mailbox misses it; the next commit's look at the room is whole again.
            mailbox.tell(Message::Committed { admitted: admitted.collect() }).ok();
        }
    }
}
