//! An entity's effects on their way: in order for each destination, one at a time, until each was received.

use std::{borrow::Cow, collections::VecDeque};

use bytes::Bytes;
use lyceum_domain::core::{Actor, Answer, EntityId, Outcome, PersonKeys};
use lyceum_storage::{EntityKey, Kind, streams::StreamRecord};

pub(super) use super::io::Lane;
use super::trace::Trace;
use super::{
    context::Turn,
    cursor::Skipped,
    envelope::{EffectId, Origin, Sender},
    io::{Delivery, EffectRef, Job, Now, Output, StuckLane, Told, Waiter},
    plant::planted,
    slot::Slot,
};
use crate::kinds::{After, encode};

/// Effects that wait at one entity before it takes no new commands.
const BEHIND_MAX: usize = 1024;
/// A delivery without any answer is repeated: its shard was restarted.
const LOST_MS: i64 = 30_000;
const PAUSE_MS: i64 = 20;
const PAUSE_MAX_MS: i64 = 5_000;
/// A receiver that answers within this time is not stuck.
const STUCK_AFTER_MS: i64 = 1_000;
const NO_ANSWER: &str = "no answer came";
/// A receiver that fails over the same command this often stops the lane.
const POISON_MAX: u32 = 8;

#[derive(Debug)]
pub(super) struct Pending {
    pub id: EffectId,
    pub what: What,
}

#[derive(Debug)]
pub(super) enum What {
    Ask {
        step: &'static str,
        command: &'static str,
        body: Bytes,
        answer: bool,
    },
    /// A kind that is not in the table: an operator must see it.
    Nowhere {
        kind: &'static str,
    },
    Record {
        place: u64,
        previous: u64,
        body: Bytes,
    },
}

pub(super) struct LaneQueue {
    pub lane: Lane,
    pub queue: VecDeque<Pending>,
    pub state: State,
    pauses: u32,
    poisoned: u32,
    /// When the first effect was first sent.
    since: Option<i64>,
    /// What was last said against it.
    cause: String,
}

pub(super) enum State {
    Idle,
    /// Until when an answer is waited for.
    Sent(i64),
    Pause(i64),
    /// The receiver's answer is in our own mailbox.
    Answering,
    /// Given up, which storage is to know before the cursor passes.
    Parking {
        job: Option<Job>,
        again: i64,
        cause: String,
    },
}

impl LaneQueue {
    #[cfg(test)]
    pub fn is_idle(&self) -> bool {
        self.queue.is_empty()
    }

    fn wants(&self) -> Option<i64> {
        match self.state {
            _ if self.queue.is_empty() => None,
            State::Sent(at) | State::Pause(at) => Some(at),
            State::Parking { job: None, again, .. } => Some(again),
            State::Idle | State::Answering | State::Parking { .. } => None,
        }
    }

    fn pass(&mut self) {
        self.queue.pop_front();
        self.state = State::Idle;
        self.pauses = 0;
        self.poisoned = 0;
        self.since = None;
        self.cause.clear();
    }

    /// Since when the first effect is under way.
    pub fn since(&self, now_ms: i64) -> i64 {
        self.since.unwrap_or(now_ms)
    }

    fn pause(&mut self, now_ms: i64, cause: String) {
        self.cause = cause;
        let pause = (PAUSE_MS << self.pauses.min(10)).min(PAUSE_MAX_MS);
        self.pauses += 1;
        self.state = State::Pause(now_ms + pause);
    }
}

/// Place of a record in its stream: an event may make several.
pub(crate) fn place(position: u64, index: u32) -> u64 {
    (position << 8) | u64::from(index & 0xff)
}

impl<W> Slot<W> {
    /// What follows an event. The book's places in streams move on.
    pub fn effects(&mut self, turn: &Turn<'_, W>, timeline: u32, after: &After) -> Vec<(Lane, Pending)> {
        let mut effects = Vec::with_capacity(after.asks.len() + after.records.len());
        for (index, ask) in (0..).zip(&after.asks) {
            let id = EffectId { timeline, position: after.position, index };
            let known = turn.cx.kinds.named(ask.kind);
            let kind = known.unwrap_or(Kind::new("nowhere"));
            let lane = Lane::Entity(EntityKey { organization: self.key.organization, kind, id: ask.to.0 });
            let what = match known {
                Some(_) => What::Ask {
                    step: ask.step,
                    command: ask.command,
                    body: Bytes::copy_from_slice(&ask.body),
                    answer: ask.answer,
                },
                None => What::Nowhere { kind: ask.kind },
            };
            effects.push((lane, Pending { id, what }));
        }
        for (index, record) in (0..).zip(&after.records) {
            let id = EffectId { timeline, position: after.position, index };
            let place = place(after.position, index);
            let previous = self.book.record(record.stream, place);
            let what = What::Record { place, previous, body: Bytes::copy_from_slice(&record.body) };
            effects.push((Lane::Stream(record.stream), Pending { id, what }));
        }
        effects
    }

    /// Effects of a durable event; a parked lane's are found in the journal when it goes on.
    pub fn queue(&mut self, lane: Lane, pending: Pending) {
        let given_up = |skipped: &Skipped| skipped.id == pending.id && skipped.lane == lane.name();
        if self.is_parked(&lane) || self.skipped.iter().any(given_up) {
            return;
        }
        match self.lanes.iter_mut().find(|queue| queue.lane == lane) {
            Some(queue) => queue.queue.push_back(pending),
            None => {
                self.lanes.push(LaneQueue {
                    lane,
                    queue: VecDeque::from([pending]),
                    state: State::Idle,
                    pauses: 0,
                    poisoned: 0,
                    since: None,
                    cause: String::new(),
                });
            }
        }
    }

    pub fn is_behind(&self) -> bool {
        self.lanes.iter().map(|lane| lane.queue.len()).sum::<usize>() > BEHIND_MAX
    }

    pub fn run_lanes(&mut self, turn: &mut Turn<'_, W>) {
        let mut parked = Vec::new();
        for lane in &mut self.lanes {
            while let (Some(pending), State::Idle, Lane::Entity(to)) = (lane.queue.front(), &lane.state, &lane.lane) {
                let answered = matches!(pending.what, What::Ask { answer: true, .. });
                if !answered || !self.book.is_answered(&Sender::of(to), pending.id) {
                    break;
                }
                lane.pass();
            }
            let due = match lane.state {
                State::Idle => true,
                State::Sent(at) | State::Pause(at) => turn.now.ms >= at,
                State::Answering | State::Parking { .. } => false,
            };
            let Some(pending) = lane.queue.front().filter(|_| due) else { continue };
            if let What::Nowhere { kind } = &pending.what {
                parked.push((lane.lane, format!("no kind {kind} here")));
                continue;
            }
            if !matches!(lane.state, State::Idle) {
                turn.cx.metrics.effects_retried.inc();
            }
            if matches!(lane.state, State::Sent(_)) {
                NO_ANSWER.clone_into(&mut lane.cause);
            }
            lane.since.get_or_insert(turn.now.ms);
            send(&self.key, lane.lane, pending, turn);
            lane.state = State::Sent(turn.now.ms + LOST_MS);
        }
        for (lane, cause) in parked {
            self.park_lane(turn, lane, cause);
        }
        self.save_parked_lanes(turn);
        self.lanes.retain(|lane| !lane.queue.is_empty());
    }

    /// The receiver's word.
    pub fn told(&mut self, turn: &mut Turn<'_, W>, lane: Lane, id: EffectId, told: Told) {
        let key = self.key;
        let sent = |queue: &&mut LaneQueue| {
            queue.lane == lane && matches!(queue.state, State::Sent(_)) && queue.queue.front().is_some_and(|front| front.id == id)
        };
        let Some(queue) = self.lanes.iter_mut().find(sent) else { return };
        let outcome = match told {
            Told::Done(reply) => Outcome::Done(reply),
            Told::Refused(refusal) => Outcome::Refused(refusal.code),
            Told::Busy | Told::Unavailable(_) | Told::Expired if planted!(turn.cx, LaneSkips) => return queue.pass(),
            Told::Unavailable(cause) => return queue.pause(turn.now.ms, cause),
            Told::Busy => return queue.pause(turn.now.ms, "the receiver is busy".to_owned()),
            Told::Expired => return queue.pause(turn.now.ms, "the receiver did not decide in time".to_owned()),
            Told::Poison(cause) => {
                queue.poisoned += 1;
                queue.pause(turn.now.ms, cause.clone());
                if queue.poisoned >= POISON_MAX {
                    self.park_lane(turn, lane, cause);
                }
                return;
            }
            Told::KeyReused => return queue.pass(),
        };
        turn.cx.metrics.effects.inc();
        let (Some(What::Ask { step, answer: true, .. }), Lane::Entity(to)) = (queue.queue.front().map(|front| &front.what), lane)
        else {
            return queue.pass();
        };
        let answer = Answer {
            step: (*step).to_owned(),
            kind: to.kind.as_str().to_owned(),
            from: EntityId(to.id),
            position: id.position,
            outcome,
        };
        queue.state = State::Answering;
        self.urgent.push_back(Delivery {
            key,
            command: Cow::Borrowed(Answer::COMMAND),
            body: encode(&answer).into(),
            origin: Origin::Answer { from: Sender::of(&to), id },
            actor: Actor::System,
            keys: PersonKeys::default(),
            nonce: [0; 32],
            deadline_ms: i64::MAX,
            trace: Trace::default(),
            waiter: Waiter::Own(lane, id),
        });
    }

    /// The answer is in a durable commit of ours.
    pub fn answer_taken(&mut self, lane: Lane, id: EffectId) {
        let answering = |queue: &&mut LaneQueue| queue.lane == lane && queue.queue.front().is_some_and(|front| front.id == id);
        if let Some(queue) = self.lanes.iter_mut().find(answering) {
            queue.pass();
        }
    }

    /// We cannot take the answer: asked again later, as of a poisonous receiver.
    pub fn answer_failed(&mut self, turn: &mut Turn<'_, W>, lane: Lane, id: EffectId, cause: &str) {
        let Some(queue) = self.lanes.iter_mut().find(|queue| queue.lane == lane) else { return };
        if queue.queue.front().is_none_or(|front| front.id != id) {
            return;
        }
        queue.poisoned += 1;
        queue.pause(turn.now.ms, format!("the answer: {cause}"));
        if queue.poisoned >= POISON_MAX {
            self.park_lane(turn, lane, format!("the answer: {cause}"));
        }
    }

    /// Position below which every effect was received.
    pub fn delivered_to(&self) -> u64 {
        let fronts = self.lanes.iter().filter_map(|lane| lane.queue.front());
        fronts.map(|front| front.id.position - 1).min().unwrap_or(u64::MAX)
    }

    /// Lanes whose first effect was not received for a while.
    pub fn stuck_lanes(&self, now: Now) -> impl Iterator<Item = StuckLane> {
        self.lanes.iter().filter_map(move |lane| {
            let since_ms = lane.since.filter(|since| now.ms - since >= STUCK_AFTER_MS)?;
            let cause = if lane.cause.is_empty() { NO_ANSWER } else { &lane.cause };
            Some(StuckLane {
                organization: self.key.organization,
                kind: self.key.kind.as_str().to_owned(),
                id: self.key.id,
                lane: lane.lane.name().to_string(),
                position: lane.queue.front()?.id.position,
                waiting: lane.queue.len(),
                since_ms,
                cause: cause.to_owned(),
            })
        })
    }

    pub fn lanes_want(&self) -> Option<i64> {
        self.lanes.iter().filter_map(LaneQueue::wants).min()
    }
}

fn send<W>(from: &EntityKey, lane: Lane, pending: &Pending, turn: &mut Turn<'_, W>) {
    let effect = EffectRef { from: *from, lane, id: pending.id };
    match (&pending.what, lane) {
        (What::Ask { command, body, .. }, Lane::Entity(to)) => turn.emit(Output::Send(Delivery {
            key: to,
            command: Cow::Borrowed(command),
            body: body.clone(),
            origin: Origin::Effect { from: Sender::of(from), id: pending.id },
            actor: Actor::System,
            keys: PersonKeys::default(),
            nonce: [0; 32],
            deadline_ms: i64::MAX,
            trace: Trace::default(),
            waiter: Waiter::Effect(effect),
        })),
        (What::Record { place, previous, body }, Lane::Stream(stream)) => {
            let record = StreamRecord { key: *from, position: *place, previous: *previous, body: body.clone() };
            turn.emit(Output::Stream { effect, stream, record });
        }
        _ => {}
    }
}
