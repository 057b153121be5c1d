//! A parked lane goes on, by an operator's word: the cursor goes back to before its first effect, and the load brings what is above it again.
//!
//! In this order, so that a crash anywhere leaves the lane parked and listed, or on its way: mark, cursor, list, load.

use super::{
    context::Turn,
    cursor::{Cursor, Skipped},
    io::{Job, LaneOrder, Output, Told, Waiter},
    lanes::State,
    slot::{Phase, Slot},
};
use crate::kinds::{Refusal, encode};

const AGAIN_MS: i64 = 200;

pub(super) struct Resume<W> {
    /// As operators write it.
    lane: String,
    order: LaneOrder,
    pub waiter: Waiter<W>,
    step: Step,
    again: i64,
}

enum Step {
    Begin,
    SavingCursor(Job),
    /// The lane goes on, or (`false`) was not parked.
    Unlist(bool),
    Unlisting(bool, Job),
}

impl<W> Resume<W> {
    pub fn new(lane: String, order: LaneOrder, waiter: Waiter<W>) -> Self {
        Self { lane, order, waiter, step: Step::Begin, again: 0 }
    }

    pub fn begin_again(&mut self) {
        self.step = Step::Begin;
    }

    /// What it waits for else pumps the slot by itself.
    pub fn wants(&self, now_ms: i64) -> Option<i64> {
        Some(self.again).filter(|again| *again > now_ms)
    }
}

impl<W> Slot<W> {
    pub fn resume_lane(&mut self, turn: &mut Turn<'_, W>, resume: Resume<W>) {
        match &self.phase {
            Phase::Parking { cause, .. } => {
                let told = Told::Unavailable(format!("parked: {cause}"));
                turn.tell(resume.waiter, told);
            }
            _ if self.resume.is_some() => turn.tell(resume.waiter, Told::Busy),
            _ => self.resume = Some(Box::new(resume)),
        }
    }

    pub fn go_on_with_lane(&mut self, turn: &mut Turn<'_, W>) {
        let Some(resume) = self.resume.as_ref().filter(|resume| turn.now.ms >= resume.again) else { return };
        match resume.step {
            Step::Begin => self.rewind(turn),
            Step::Unlist(found) => {
                let job = turn.cx.job();
                let lane = resume.lane.clone();
                self.step(Step::Unlisting(found, job), 0);
                turn.emit(Output::Unlist { job, key: self.key, lane });
            }
            Step::SavingCursor(_) | Step::Unlisting(..) => {}
        }
    }

    fn rewind(&mut self, turn: &mut Turn<'_, W>) {
        let parking = self.lanes.iter().any(|queue| matches!(queue.state, State::Parking { .. }));
        if self.flight.is_some() || self.cursor_job.is_some() || parking {
            return;
        }
        let Some(resume) = &self.resume else { return };
        let Some(parked) = self.parked_lanes.iter().find(|parked| parked.lane.to_string() == resume.lane).cloned() else {
            self.step(Step::Unlist(false), 0);
            return self.go_on_with_lane(turn);
        };
        let skips = resume.order == LaneOrder::Skip;
        if self.mark != Some(turn.cx.round) {
            self.renew_mark(turn);
            return self.step(Step::Begin, self.mark_again);
        }
        let now = self.cursor_now(turn);
        let up_to = now.up_to.min(parked.from.position - 1);
        let mut skipped = self.skipped.clone();
        if skips {
            skipped.push(Skipped { lane: parked.lane.clone(), id: parked.from });
        }
        let others = now.parked.into_iter().filter(|other| other.lane != parked.lane).collect();
        let cursor = Cursor { up_to, parked: others, skipped };
        let job = turn.cx.job();
        self.step(Step::SavingCursor(job), 0);
        turn.emit(Output::SaveCursor { key: self.key, job, cursor: encode(&cursor).into(), snapshot: None });
    }

    /// True if the cursor was this lane's.
    pub fn rewound(&mut self, turn: &Turn<'_, W>, saved: Job, done: bool) -> bool {
        let ours = self.resume.as_ref().is_some_and(|resume| matches!(resume.step, Step::SavingCursor(job) if job == saved));
        if ours {
            if done { self.step(Step::Unlist(true), 0) } else { self.step(Step::Begin, turn.now.ms + AGAIN_MS) }
        }
        ours
    }

    pub fn unlisted(&mut self, turn: &mut Turn<'_, W>, saved: Job, done: bool) {
        let Some(Step::Unlisting(found, job)) = self.resume.as_ref().map(|resume| &resume.step) else { return };
        let found = *found;
        if *job != saved {
            return;
        }
        if !done {
            return self.step(Step::Unlist(found), turn.now.ms + AGAIN_MS);
        }
        let Some(resume) = self.resume.take() else { return };
        if found {
            turn.tell(resume.waiter, Told::Done(Vec::new()));
            return self.reset(turn);
        }
        let message = format!("the lane {} of this entity is not parked", resume.lane);
        turn.tell(resume.waiter, Told::Refused(Refusal { code: "not_parked".to_owned(), message, field: None }));
    }

    fn step(&mut self, step: Step, again: i64) {
        if let Some(resume) = &mut self.resume {
            (resume.step, resume.again) = (step, again);
        }
    }
}
