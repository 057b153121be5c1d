//! One entity's place on its shard: its cell, what waits for it, what it has under way.

use std::collections::VecDeque;

use lyceum_storage::{EntityKey, views::RowWrite};

use super::{
    book::Book,
    context::Turn,
    cursor::{Cursor, ParkedLane, Skipped},
    flight::Flight,
    io::{Delivery, Job, Told, Waiter},
    lanes::LaneQueue,
    load::Fold,
    resume::Resume,
    shard_of,
};
use crate::kinds::Cell;

pub(super) enum Phase {
    /// Head, cursor and snapshot are on their way.
    Loading(Job),
    /// Events are on their way.
    Reading(Job, Fold),
    /// Storage was away: load again then.
    Waiting(i64),
    Ready,
    Parking {
        job: Option<Job>,
        position: u64,
        cause: String,
        again: i64,
    },
    Gone,
}

/// A durable reply that waits for its rows.
pub(super) struct Held<W> {
    pub up_to: u64,
    pub until: i64,
    pub replies: Vec<(Waiter<W>, Told)>,
}

/// A durable commit that live actors were not shown yet.
pub(super) struct Unshown {
    pub first: u64,
    pub up_to: u64,
    pub until: i64,
}

/// Small, for most entities in memory are at rest: what only those at work have is boxed.
pub(super) struct Slot<W> {
    pub key: EntityKey,
    pub shard: u32,
    pub phase: Phase,
    /// Answers to our own effects: before what others want.
    pub urgent: VecDeque<Delivery<W>>,
    pub mailbox: VecDeque<Delivery<W>>,
    pub cell: Option<Box<dyn Cell>>,
    pub book: Book,
    /// Position of the next commit; what is below is durable.
    pub next: u64,
    pub flight: Option<Box<Flight<W>>>,
    pub conflicts: u32,
    pub load_failures: u32,
    /// Round of the last mark.
    pub mark: Option<u64>,
    pub mark_renewal: Option<Job>,
    pub mark_again: i64,
    /// Rows of durable commits that were not yet handed out.
    pub rows: Vec<RowWrite>,
    pub settling: Option<Box<Settling>>,
    pub settled_to: u64,
    pub held: VecDeque<Held<W>>,
    pub unshown: Option<Unshown>,
    /// Of the durable state.
    pub due: Option<i64>,
    /// What the reminder's row says, if known.
    #[expect(clippy::option_option, reason = "whether it is known, and whether there is one")]
    pub reminder: Option<Option<i64>>,
    pub lanes: Vec<LaneQueue>,
    /// As last saved.
    pub cursor: Cursor,
    pub cursor_job: Option<Box<Saving>>,
    /// When the moved cursor is to be saved.
    pub cursor_at: Option<i64>,
    /// Storage refused it last: it waits for its time, whoever is in a hurry.
    pub cursor_refused: bool,
    pub parked_lanes: Vec<ParkedLane>,
    pub skipped: Vec<Skipped>,
    /// A parked lane that is to go on.
    pub resume: Option<Box<Resume<W>>>,
    pub snapshot_at: u64,
    pub active: i64,
    pub timer: Option<i64>,
}

/// A cursor on its way into storage, and the position of the snapshot that goes with it.
pub(super) struct Saving {
    pub job: Job,
    pub cursor: Cursor,
    pub snapshot: Option<u64>,
}

pub(super) struct Settling {
    pub job: Option<Job>,
    pub up_to: u64,
    pub rows: Vec<RowWrite>,
    #[expect(clippy::option_option, reason = "whether it is known, and whether there is one")]
    pub reminder: Option<Option<i64>>,
    pub again: i64,
}

impl<W> Slot<W> {
    /// Starts to load.
    pub fn new(key: EntityKey, turn: &mut Turn<'_, W>) -> Self {
        let mut slot = Self {
            key,
            shard: shard_of(&key, turn.cx.settings.shards),
            phase: Phase::Gone,
            urgent: VecDeque::new(),
            mailbox: VecDeque::new(),
            cell: None,
            book: Book::default(),
            next: 1,
            flight: None,
            conflicts: 0,
            load_failures: 0,
            mark: None,
            mark_renewal: None,
            mark_again: 0,
            rows: Vec::new(),
            settling: None,
            settled_to: 0,
            held: VecDeque::new(),
            unshown: None,
            due: None,
            reminder: None,
            lanes: Vec::new(),
            cursor: Cursor::default(),
            cursor_job: None,
            cursor_at: None,
            cursor_refused: false,
            parked_lanes: Vec::new(),
            skipped: Vec::new(),
            resume: None,
            snapshot_at: 0,
            active: turn.now.ms,
            timer: None,
        };
        slot.start_load(turn);
        slot
    }

    pub fn deliver(&mut self, turn: &mut Turn<'_, W>, delivery: Delivery<W>) {
        let full = self.mailbox.len() >= turn.cx.settings.entity_mailbox || self.is_behind();
        match &self.phase {
            Phase::Parking { cause, .. } => {
                let told = Told::Unavailable(format!("parked: {cause}"));
                turn.tell(delivery.waiter, told);
            }
            Phase::Waiting(_) => turn.tell(delivery.waiter, Told::Unavailable("storage is away".to_owned())),
            _ if full => turn.tell(delivery.waiter, Told::Busy),
            _ => {
                self.active = turn.now.ms;
                self.mailbox.push_back(delivery);
            }
        }
    }

    /// Moves on whatever can move.
    pub fn pump(&mut self, turn: &mut Turn<'_, W>) {
        match self.phase {
            Phase::Ready => {
                self.run_lanes(turn);
                self.settle(turn);
                self.show(turn);
                if self.resume.is_some() {
                    self.go_on_with_lane(turn);
                } else {
                    self.save(turn);
                }
                if matches!(self.phase, Phase::Ready) {
                    if self.resume.is_none() {
                        self.decide(turn);
                    }
                    self.fly(turn);
                }
            }
            Phase::Waiting(until) if turn.now.ms >= until => self.start_load(turn),
            Phase::Parking { .. } => self.save_park(turn),
            _ => {}
        }
        self.release(turn);
        self.plan(turn);
        self.slim();
    }

    /// At rest it holds no room for commands.
    fn slim(&mut self) {
        if self.flight.is_none() && self.mailbox.is_empty() && self.urgent.is_empty() && self.lanes.is_empty() {
            (self.mailbox, self.urgent, self.lanes) = (VecDeque::new(), VecDeque::new(), Vec::new());
            if self.held.is_empty() {
                self.held = VecDeque::new();
            }
        }
    }

    /// Forgets what is not durable, and loads again.
    pub fn reset(&mut self, turn: &mut Turn<'_, W>) {
        self.clear(turn);
        self.start_load(turn);
    }

    pub fn clear(&mut self, turn: &mut Turn<'_, W>) {
        if let Some(shown) = &mut self.unshown {
            shown.until = turn.now.ms;
        }
        self.show(turn);
        self.cell = None;
        self.flight = None;
        self.book = Book::default();
        self.urgent.clear();
        self.lanes.clear();
        self.rows.clear();
        self.settling = None;
        self.cursor_job = None;
        self.cursor_at = None;
        self.parked_lanes.clear();
        self.skipped.clear();
        if let Some(resume) = &mut self.resume {
            resume.begin_again();
        }
        // These saw durable commits only.
        for held in std::mem::take(&mut self.held) {
            for (waiter, told) in held.replies {
                turn.tell(waiter, told);
            }
        }
    }

    /// Answers everybody who waits for a decision.
    pub fn dismiss(&mut self, turn: &mut Turn<'_, W>, told: &Told) {
        for (delivery, _) in self.flight.take().map(|flight| flight.decided).unwrap_or_default() {
            turn.tell(delivery.waiter, told.clone());
        }
        for delivery in std::mem::take(&mut self.mailbox) {
            turn.tell(delivery.waiter, told.clone());
        }
        if let Some(resume) = self.resume.take() {
            turn.tell(resume.waiter, told.clone());
        }
    }

    pub fn is_loading(&self) -> bool {
        matches!(self.phase, Phase::Loading(_) | Phase::Reading(..) | Phase::Waiting(_))
    }

    pub fn is_gone(&self) -> bool {
        matches!(self.phase, Phase::Gone)
    }

    /// Nothing that a stop would leave in doubt: undelivered effects have a mark.
    pub fn may_stop(&self) -> bool {
        self.flight.is_none() && self.held.is_empty() && self.settling.is_none() && self.cursor_job.is_none()
    }

    #[cfg(test)]
    pub fn unrest(&self) -> String {
        let phase = match &self.phase {
            Phase::Loading(_) => "loading",
            Phase::Reading(..) => "reading",
            Phase::Waiting(_) => "waiting",
            Phase::Ready => "ready",
            Phase::Parking { cause, .. } => cause,
            Phase::Gone => "gone",
        };
        let (flight, cursor) = (self.flight.is_some(), self.cursor_job.is_some());
        let (mail, urgent, held, lanes) = (self.mailbox.len(), self.urgent.len(), self.held.len(), self.lanes.len());
        let key = self.key;
        format!("{key:?} {phase} flight {flight} cursor {cursor} mail {mail} urgent {urgent} held {held} lanes {lanes}")
    }

    #[cfg(test)]
    pub fn is_quiet(&self) -> bool {
        matches!(self.phase, Phase::Ready)
            && self.may_stop()
            && self.mailbox.is_empty()
            && self.urgent.is_empty()
            && self.lanes.iter().all(LaneQueue::is_idle)
    }
}
