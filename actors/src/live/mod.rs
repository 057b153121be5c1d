//! What the live side does when a commit is durable: events to a channel's listeners, hints to those concerned, controls to
//! sessions. One file a noun. Sent once; who misses it repairs by position or fetches.

mod call_room;
mod channel;
mod inbox;
mod mentor_application;
mod mentoring_request;
mod mentoring_session;
mod user;

use std::sync::{Arc, OnceLock};

use lyceum_cluster::{KindBuilder, Live, LiveCommit, Node, Topics};
use lyceum_domain::core::{CommandTable, Entity, Noun};

use crate::{channel::Channels, people::People, room::Rooms};

/// Connects the table of kinds, which the node needs to start, with the live actors, which need the node. Before they are there,
/// nobody listens.
#[derive(Clone, Default)]
pub struct Hook(Arc<OnceLock<Wires>>);

/// Where commits are told.
pub(crate) struct Wires {
    pub node: Node,
    pub channels: Channels,
    pub rooms: Rooms,
    pub people: People,
}

impl Wires {
    pub fn topics(&self) -> &Topics {
        self.node.topics()
    }
}

impl Hook {
    pub(crate) fn connect(&self, wires: Wires) {
        // A second start of live actors on one table would leave the first deaf; it keeps the first.
        if self.0.set(wires).is_err() {
            tracing::error!("the table of kinds is connected already");
        }
    }

    fn watch<E: Entity>(&self, told: fn(&Wires, &LiveCommit<'_, E>)) -> Arc<dyn Live<E>> {
        Arc::new(Watch { hook: self.clone(), told })
    }
}

struct Watch<E: Entity> {
    hook: Hook,
    told: fn(&Wires, &LiveCommit<'_, E>),
}

impl<E: Entity> Live<E> for Watch<E> {
    fn committed(&self, commit: &LiveCommit<'_, E>) {
        if let Some(wires) = self.hook.0.get() {
            (self.told)(wires, commit);
        }
    }
}

struct Commands<E: Entity>(KindBuilder<E>);

impl<E: Entity> CommandTable<E> for Commands<E> {
    fn command<C: lyceum_domain::core::Command<Entity = E>>(self) -> Self {
        Self(self.0.command::<C>())
    }
}

/// All commands of a noun.
pub(crate) fn commands<E: Noun>(builder: KindBuilder<E>) -> KindBuilder<E> {
    E::commands(Commands(builder)).0
}

pub(crate) use call_room::call_room;
pub(crate) use channel::channel;
pub(crate) use inbox::inbox;
pub(crate) use mentor_application::mentor_application;
pub(crate) use mentoring_request::mentoring_request;
pub(crate) use mentoring_session::mentoring_session;
pub(crate) use user::user;

/// All commands of a noun whose commits are told.
pub(crate) fn told<E: Noun>(hook: &Hook, told: fn(&Wires, &LiveCommit<'_, E>)) -> impl FnOnce(KindBuilder<E>) -> KindBuilder<E> {
    let live = hook.watch(told);
    move |builder| commands(builder).live(live)
}
