use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Closed, Inside, OCCUPIED, Rejection, RoomView, Source, State, occupied_partition};
use crate::core::{At, Effects, Entity, Rows, Span, Timestamp, UserId};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallRoom {
    pub(super) room: Option<RoomView>,
    /// Let in once, they come back after a drop without knocking.
    pub(super) admitted: BTreeSet<UserId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Created { id: Uuid, session: Uuid, host: UserId, participants: Vec<UserId>, times: Span },
    Opened { at: Timestamp },
    Knocked { user: UserId, at: Timestamp },
    Admitted { user: UserId, at: Timestamp },
    Joined { user: UserId, at: Timestamp },
    Left { user: UserId, at: Timestamp },
    Muted { user: UserId, source: Source },
    Unmuted { user: UserId, source: Source },
    Removed { user: UserId, at: Timestamp, session: Option<Uuid> },
    Ended { by: Option<UserId>, at: Timestamp, session: Option<Uuid> },
}

impl CallRoom {
    /// The room for its participants and the platform.
    pub(super) fn seen(&self, at: &At) -> Result<&RoomView, Rejection> {
        let room = self.room.as_ref().ok_or(Rejection::NotFound)?;
        let participant = at.user().is_some_and(|user| room.participants.contains(&user));
        if participant || at.is_system() { Ok(room) } else { Err(Rejection::NotFound) }
    }

    /// The room while the call may still go on.
    pub(super) fn running(&self, at: &At) -> Result<&RoomView, Rejection> {
        let room = self.seen(at)?;
        if room.state == State::Ended { Err(Rejection::Ended) } else { Ok(room) }
    }

    /// The running room, for its host.
    pub(super) fn hosted(&self, at: &At) -> Result<&RoomView, Rejection> {
        let room = self.running(at)?;
        if at.is_user(room.host) || at.is_system() { Ok(room) } else { Err(Rejection::Forbidden) }
    }
}

impl Entity for CallRoom {
    const KIND: &'static str = "call_room";
    const STATE: u32 = 1;
    type Event = Event;
    type Rejection = Rejection;

    fn evolve(&mut self, event: &Event) {
        if let Event::Created { id, session, host, participants, times } = event {
            self.room = Some(RoomView {
                id: *id,
                session: *session,
                host: *host,
                participants: participants.iter().copied().collect(),
                state: State::Waiting,
                times: *times,
                lobby: vec![],
                inside: vec![],
                removed: BTreeSet::new(),
            });
        }
        let Some(room) = &mut self.room else { return };
        match event {
            Event::Created { .. } => {}
            Event::Opened { .. } => room.state = State::Open,
            Event::Knocked { user, .. } => room.lobby.push(*user),
            Event::Admitted { user, .. } => {
                room.lobby.retain(|other| other != user);
                self.admitted.insert(*user);
            }
            Event::Joined { user, at } => {
                room.lobby.retain(|other| other != user);
                room.inside.push(Inside { user: *user, joined_at: *at, muted: BTreeSet::new() });
            }
            Event::Left { user, .. } => room.forget(*user),
            Event::Muted { user, source } => room.inside_mut(*user, |inside| {
                inside.muted.insert(*source);
            }),
            Event::Unmuted { user, source } => room.inside_mut(*user, |inside| {
                inside.muted.remove(source);
            }),
            Event::Removed { user, .. } => {
                room.forget(*user);
                room.removed.insert(*user);
                self.admitted.remove(user);
            }
            Event::Ended { .. } => {
                room.state = State::Ended;
                room.lobby.clear();
                room.inside.clear();
            }
        }
    }

    fn effects(event: &Event, out: &mut Effects) {
        let (session, to) = match event {
            Event::Removed { user, session: Some(session), .. } => (*session, Some(*user)),
            // what the platform ends, the session has ended
            Event::Ended { by: Some(_), session: Some(session), .. } => (*session, None),
            _ => return,
        };
        out.inform(Closed::COMMAND, session.into(), (Closed::KIND, Closed::COMMAND), &Closed { to });
    }

    fn rows(&self, event: &Event, out: &mut Rows) {
        let Some(room) = &self.room else { return };
        let sort = room.id.as_bytes();
        match event {
            Event::Knocked { .. } | Event::Joined { .. } => out.put(OCCUPIED, occupied_partition(), sort, &()),
            Event::Left { .. } | Event::Removed { .. } | Event::Ended { .. } if !room.is_occupied() => {
                out.delete(OCCUPIED, occupied_partition(), sort);
            }
            _ => {}
        }
    }

    fn due(&self) -> Option<Timestamp> {
        self.room.as_ref().filter(|room| room.state != State::Ended).map(|room| room.times.end)
    }
}

impl RoomView {
    fn forget(&mut self, user: UserId) {
        self.lobby.retain(|other| *other != user);
        self.inside.retain(|inside| inside.user != user);
    }

    fn inside_mut(&mut self, user: UserId, change: impl FnOnce(&mut Inside)) {
        if let Some(inside) = self.inside.iter_mut().find(|inside| inside.user == user) {
            change(inside);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        call_room::create::tests::{created, joined},
        core::{OrganizationId, RowChange, testing::*},
    };

    /// What the events do to the room's row.
    fn changes(events: impl IntoIterator<Item = Event>) -> Vec<Option<RowChange>> {
        let mut room = CallRoom::default();
        let change = |event: Event| {
            room.evolve(&event);
            let mut rows = Rows::new(OrganizationId::default(), id(1).into(), 1);
            room.rows(&event, &mut rows);
            rows.changes.pop().map(|row| row.change)
        };
        events.into_iter().map(change).collect()
    }

    #[test]
    fn a_room_is_listed_while_somebody_is_in_it_or_waits() {
        let (put, knocked) = (Some(RowChange::Put(vec![0xf6])), Event::Knocked { user: STUDENT, at: NOW });
        let left = |user| Event::Left { user, at: NOW };
        let history = [created(), Event::Opened { at: NOW }, joined(MENTOR), knocked, left(MENTOR), left(STUDENT)];
        assert_eq!(changes(history), [None, None, put.clone(), put.clone(), None, Some(RowChange::Delete)]);
        let ended = Event::Ended { by: None, at: NOW, session: None };
        assert_eq!(changes([created(), joined(MENTOR), ended]), [None, put, Some(RowChange::Delete)]);
    }
}
