//! The waiting commands, each on the state the last one left, into one commit.

use std::borrow::Cow;

use bytes::Bytes;
use lyceum_domain::core::{Actor, At, EntityId, OrganizationId, PersonKeys, Timestamp, entity::WAKE_BODY};
use lyceum_storage::journal::{COMMIT_EVENTS_MAX, COMMIT_MAX};
use lyceum_storage::{Commit, views::RowWrite};
use serde_bytes::ByteBuf;

use super::{
    book::Known,
    context::Turn,
    envelope::{Entry, Envelope, Origin, Outcome},
    flight::{Flight, Stage},
    io::{Delivery, Lane, Told, Waiter},
    lanes::Pending,
    plant::planted,
    slot::Slot,
    trace::Trace,
};
use crate::kinds::{Failed, Limits, Made, Refusal};

/// What an envelope adds to its events and replies at most: origins, names, an actor with its roles.
const ENTRY_BYTES: usize = 512;
const EVENTS_MAX: usize = COMMIT_EVENTS_MAX as usize;
const BYTES_MAX: usize = COMMIT_MAX - 4096;

/// A commit in the making.
struct Batch<W> {
    envelope: Envelope,
    events: usize,
    bytes: usize,
    decided: Vec<(Delivery<W>, Told)>,
    effects: Vec<(Lane, Pending)>,
    rows: Vec<RowWrite>,
}

enum Step {
    Next,
    /// The rest waits for the next commit.
    Full,
    /// The entity was parked.
    Stop,
}

impl<W> Slot<W> {
    pub fn decide(&mut self, turn: &mut Turn<'_, W>) {
        while self.may_decide(turn) && self.has_work(turn.now.ms) {
            let attempt = turn.cx.attempt(&self.key);
            let settings = &turn.cx.settings;
            let envelope = Envelope::new(settings.timeline, settings.epoch, attempt, self.book.chain, turn.now.ms);
            let mut batch = Batch { envelope, events: 0, bytes: 0, decided: Vec::new(), effects: Vec::new(), rows: Vec::new() };
            if !self.fill(turn, &mut batch) {
                return;
            }
            self.launch(turn, batch);
        }
    }

    /// What live actors are shown of a commit is its own state, not a later one.
    fn may_decide(&self, turn: &Turn<'_, W>) -> bool {
        self.flight.is_none() && self.cell.is_some() && self.unshown.is_none() && !self.holds_for_snapshot(turn)
    }

    fn has_work(&self, now_ms: i64) -> bool {
        !self.mailbox.is_empty() || !self.urgent.is_empty() || self.due.is_some_and(|due| due <= now_ms)
    }

    /// False if the entity was parked meanwhile.
    fn fill(&mut self, turn: &mut Turn<'_, W>, batch: &mut Batch<W>) -> bool {
        if self.due.is_some_and(|due| due <= turn.now.ms) {
            turn.cx.metrics.wakes.inc();
            let wake = self.wake_command(turn);
            if matches!(self.one(turn, batch, wake), Step::Stop) || !self.advanced(turn, batch) {
                return false;
            }
        }
        while batch.decided.len() < turn.cx.settings.batch_max {
            let (urgent, delivery) = match self.urgent.pop_front() {
                Some(delivery) => (true, delivery),
                None => match self.mailbox.pop_front() {
                    Some(delivery) => (false, delivery),
                    None => break,
                },
            };
            if delivery.deadline_ms < turn.now.ms {
                turn.tell(delivery.waiter, Told::Expired);
                continue;
            }
            match self.one(turn, batch, delivery) {
                Step::Next => {}
                Step::Stop => return false,
                Step::Full => {
                    // `one` put it at the end of `decided`, untold.
                    if let Some((delivery, _)) = batch.decided.pop() {
                        if urgent { self.urgent.push_front(delivery) } else { self.mailbox.push_front(delivery) }
                    }
                    break;
                }
            }
        }
        true
    }

    /// A wake-up must move the due time on, or it would come again for ever.
    fn advanced(&mut self, turn: &mut Turn<'_, W>, batch: &mut Batch<W>) -> bool {
        let after = self.cell.as_ref().map_or(Ok(None), |cell| cell.due());
        let cause = match after {
            Ok(after) if after.is_none_or(|at| Some(at.0) > self.due) => return true,
            Ok(_) => match batch.decided.pop() {
                Some((_, told)) => format!("its due time does not advance: {told:?}"),
                None => "its due time does not advance".to_owned(),
            },
            Err(cause) => cause,
        };
        self.park(turn, self.next, cause);
        false
    }

    fn one(&mut self, turn: &mut Turn<'_, W>, batch: &mut Batch<W>, delivery: Delivery<W>) -> Step {
        turn.cx.metrics.commands.inc();
        match self.known(turn, batch, &delivery) {
            Known::New => {}
            Known::OtherBody => return batch.said(delivery, Told::KeyReused),
            Known::Before(outcome) => return batch.said(delivery, outcome.into()),
        }
        let at = self.at(turn, batch, &delivery);
        let limits = Limits {
            events_left: EVENTS_MAX - batch.events,
            bytes_left: BYTES_MAX.saturating_sub(batch.bytes + ENTRY_BYTES),
            events_max: EVENTS_MAX,
            bytes_max: BYTES_MAX - ENTRY_BYTES,
        };
        if limits.events_left == 0 || batch.bytes + 2 * ENTRY_BYTES > BYTES_MAX {
            batch.said(delivery, Told::Busy);
            return Step::Full;
        }
        let cell = self.cell.as_mut().expect("commands are decided on a loaded cell");
        let deciding = delivery.trace.decides();
        let run = cell.run(&delivery.command, &delivery.body, &at, limits);
        drop(deciding);
        match run {
            Ok(made) => self.made(turn, batch, delivery, made),
            Err(Failed::Rejected(refusal)) => self.refused(turn, batch, delivery, refusal),
            Err(Failed::Full) => {
                batch.said(delivery, Told::Busy);
                Step::Full
            }
            Err(Failed::TooLarge) => {
                let (code, message) = ("too_large".to_owned(), "more than a commit holds".to_owned());
                self.refused(turn, batch, delivery, Refusal { code, message, field: None })
            }
            Err(Failed::UnknownCommand) => {
                let told = Told::Poison(format!("{:?} has no command {}", self.kind(), delivery.command));
                self.unfit(turn, batch, delivery, told)
            }
            Err(Failed::Body(cause)) => {
                let told = Told::Poison(format!("{} does not decode: {cause}", delivery.command));
                self.unfit(turn, batch, delivery, told)
            }
            Err(Failed::Panicked(cause)) => {
                tracing::error!(entity = ?self.key, command = %delivery.command, cause, "a command panicked");
                let told = Told::Poison(format!("{} failed", delivery.command));
                self.unfit(turn, batch, delivery, told)
            }
            Err(Failed::Broken { position, cause }) => {
                let told = Told::Unavailable(cause.clone());
                batch.decided.push((delivery, told.clone()));
                for (delivery, _) in batch.decided.drain(..) {
                    turn.tell(delivery.waiter, told.clone());
                }
                self.park(turn, position, cause);
                Step::Stop
            }
        }
    }

    fn known(&self, turn: &Turn<'_, W>, batch: &Batch<W>, delivery: &Delivery<W>) -> Known {
        let request = matches!(delivery.origin, Origin::Request { .. });
        if request && planted!(turn.cx, WindowOff) {
            return Known::New;
        }
        if request
            && planted!(turn.cx, DuplicateJoinsNothing)
            && batch.envelope.entries.iter().any(|e| e.origin == delivery.origin)
        {
            return Known::New;
        }
        self.book.known(&delivery.origin, turn.now.ms)
    }

    fn made(&mut self, turn: &mut Turn<'_, W>, batch: &mut Batch<W>, delivery: Delivery<W>, made: Made) -> Step {
        let Made { events, after, reply } = made;
        let outcome = Outcome::Done(reply);
        let mut events: Vec<Option<ByteBuf>> = events.into_iter().map(|event| Some(ByteBuf::from(event))).collect();
        for after in after {
            let timeline = turn.cx.settings.timeline;
            batch.effects.extend(self.effects(turn, timeline, &after));
            batch.rows.extend(self.row_writes(timeline, after));
        }
        if events.is_empty() && delivery.must_be_remembered() {
            events.push(None);
            self.cell.as_mut().expect("the cell just decided").note();
        }
        if !events.is_empty() {
            self.enter(batch, &delivery, events, outcome.clone(), turn.now.ms);
        }
        batch.said(delivery, outcome.into())
    }

    fn refused(&mut self, turn: &mut Turn<'_, W>, batch: &mut Batch<W>, delivery: Delivery<W>, refusal: Refusal) -> Step {
        let outcome = Outcome::Refused(refusal);
        if delivery.must_be_remembered() {
            self.cell.as_mut().expect("the cell just decided").note();
            self.enter(batch, &delivery, vec![None], outcome.clone(), turn.now.ms);
        } else if planted!(turn.cx, RejectionSentEarly) {
            turn.tell(delivery.waiter, outcome.into());
            return Step::Next;
        }
        batch.said(delivery, outcome.into())
    }

    /// The command, not the entity, is at fault; nothing is remembered. An answer of ours puts its lane on a pause.
    fn unfit(&mut self, turn: &mut Turn<'_, W>, batch: &mut Batch<W>, delivery: Delivery<W>, told: Told) -> Step {
        if let (Waiter::Own(lane, id), Told::Poison(cause)) = (&delivery.waiter, &told) {
            self.answer_failed(turn, *lane, *id, cause);
            return Step::Next;
        }
        batch.said(delivery, told)
    }

    fn enter(&mut self, batch: &mut Batch<W>, delivery: &Delivery<W>, events: Vec<Option<ByteBuf>>, reply: Outcome, now_ms: i64) {
        self.book.remember(&delivery.origin, &reply, now_ms);
        batch.events += events.len();
        let bytes: usize = events.iter().flatten().map(|event| event.len() + 8).sum();
        batch.bytes += bytes + ENTRY_BYTES + reply.len();
        batch.envelope.entries.push(Entry {
            command: delivery.command.to_string(),
            actor: delivery.actor.clone(),
            origin: delivery.origin.clone(),
            events,
            reply,
        });
    }

    fn launch(&mut self, turn: &mut Turn<'_, W>, batch: Batch<W>) {
        if batch.events == 0 {
            // Reads and refusals on a durable state.
            for (delivery, told) in batch.decided {
                self.conclude(turn, delivery.waiter, told);
            }
            return;
        }
        let body = Bytes::from(batch.envelope.encode());
        self.book.chain = Envelope::hash(&body);
        turn.cx.metrics.batch.observe(f64::from(u32::try_from(batch.decided.len()).unwrap_or(u32::MAX)));
        let mut decided = batch.decided;
        if planted!(turn.cx, ReplyBeforeAppend) {
            for (delivery, told) in decided.drain(..) {
                turn.tell(delivery.waiter, told);
            }
        }
        let together = decided.len();
        for (delivery, _) in &mut decided {
            delivery.trace.appends(together);
        }
        self.flight = Some(Box::new(Flight {
            commit: Commit {
                entity: self.key,
                position: self.next,
                events: u32::try_from(batch.events).unwrap_or(COMMIT_EVENTS_MAX),
                epoch: batch.envelope.epoch,
                attempt: batch.envelope.attempt,
                body,
            },
            decided,
            effects: batch.effects,
            rows: batch.rows,
            stage: Stage::Unmarked,
            doubtful: false,
            retries: 0,
        }));
    }

    /// Tells an outcome that rests on durable commits only.
    fn conclude(&mut self, turn: &mut Turn<'_, W>, waiter: Waiter<W>, told: Told) {
        match waiter {
            Waiter::Own(lane, id) => self.answer_taken(lane, id),
            waiter => turn.tell(waiter, told),
        }
    }

    fn at(&self, turn: &Turn<'_, W>, batch: &Batch<W>, delivery: &Delivery<W>) -> At {
        At {
            now: Timestamp(turn.now.ms),
            organization: OrganizationId(self.key.organization),
            entity: EntityId(self.key.id),
            position: self.next + batch.events as u64,
            actor: delivery.actor.clone(),
            level: turn.cx.settings.level,
            keys: delivery.keys.clone(),
            seed: self.seed(&turn.cx.settings.seed, delivery),
        }
    }

    /// Keyed hash of what names the command, so that its retry makes the same ids.
    fn seed(&self, key: &[u8; 32], delivery: &Delivery<W>) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(key);
        hasher.update(self.key.kind.as_bytes()).update(self.key.id.as_bytes());
        match &delivery.origin {
            Origin::Plain => hasher.update(b"plain").update(&delivery.nonce),
            Origin::Request { id, .. } => hasher.update(b"request").update(id),
            Origin::Effect { from, id } | Origin::Answer { from, id } => {
                let which: &[u8] = if matches!(delivery.origin, Origin::Answer { .. }) { b"answer" } else { b"effect" };
                hasher.update(which).update(from.kind.as_bytes()).update(from.id.as_bytes());
                hasher.update(&id.timeline.to_le_bytes()).update(&id.position.to_le_bytes()).update(&id.index.to_le_bytes())
            }
            Origin::Wake => hasher.update(b"wake").update(&self.next.to_le_bytes()),
        };
        *hasher.finalize().as_bytes()
    }

    fn wake_command(&self, turn: &Turn<'_, W>) -> Delivery<W> {
        let kind = turn.cx.kinds.get(self.key.kind).expect("a slot is made for kinds of the table only");
        Delivery {
            key: self.key,
            command: Cow::Borrowed(kind.wake()),
            body: Bytes::from_static(WAKE_BODY),
            origin: Origin::Wake,
            actor: Actor::System,
            keys: PersonKeys::default(),
            nonce: [0; 32],
            deadline_ms: i64::MAX,
            trace: Trace::default(),
            waiter: Waiter::Nobody,
        }
    }
}

impl<W> Batch<W> {
    fn said(&mut self, delivery: Delivery<W>, told: Told) -> Step {
        self.decided.push((delivery, told));
        Step::Next
    }
}

impl<W> Delivery<W> {
    /// Repetitions of these are certain, so their outcome takes a position even without an event.
    fn must_be_remembered(&self) -> bool {
        matches!(self.origin, Origin::Effect { .. } | Origin::Answer { .. })
    }
}

impl Outcome {
    fn len(&self) -> usize {
        match self {
            Self::Done(reply) => reply.len(),
            Self::Refused(Refusal { code, message, field }) => code.len() + message.len() + field.as_ref().map_or(0, String::len),
        }
    }
}

impl From<Outcome> for Told {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done(reply) => Self::Done(reply),
            Outcome::Refused(refusal) => Self::Refused(refusal),
        }
    }
}
