//! What becomes of an append, and of all that waited for it.

use lyceum_storage::AppendError;
use uuid::Uuid;

use super::{
    context::Turn,
    envelope::Origin,
    flight::{Flight, Stage},
    io::{Output, Told, Waiter},
    slot::{Held, Slot, Unshown},
};

/// Conflicts in a row before callers are sent away.
const CONFLICTS_MAX: u32 = 3;
/// Pause before the same bytes are submitted again, doubled each time up to the second.
const AGAIN_MS: i64 = 10;
const AGAIN_MAX_MS: i64 = 1_000;

impl<W> Slot<W> {
    /// Marks first, then appends, and appends again what is in doubt.
    pub fn fly(&mut self, turn: &mut Turn<'_, W>) {
        let marked = self.mark == Some(turn.cx.round) && turn.cx.round > 0;
        let Some(flight) = &mut self.flight else { return };
        match flight.stage {
            Stage::Unmarked if !marked => {
                if turn.now.ms >= self.mark_again {
                    let job = turn.cx.job();
                    flight.stage = Stage::Marking(job);
                    let round = turn.cx.round;
                    turn.emit(Output::Mark { key: self.key, job, shard: self.shard, round });
                }
            }
            Stage::Unmarked => {
                flight.stage = Stage::Appending;
                let commit = flight.commit.clone();
                turn.emit(Output::Append(commit));
            }
            Stage::Again(at) if turn.now.ms >= at => {
                flight.stage = Stage::Appending;
                let commit = flight.commit.clone();
                turn.emit(Output::Append(commit));
            }
            Stage::Marking(_) | Stage::Appending | Stage::Again(_) => {}
        }
    }

    pub fn appended(&mut self, turn: &mut Turn<'_, W>, attempt: Uuid, outcome: Result<(), AppendError>) {
        let ours = |flight: &&mut Flight<W>| flight.commit.attempt == attempt && matches!(flight.stage, Stage::Appending);
        let Some(flight) = self.flight.as_deref_mut().filter(ours) else { return };
        match outcome {
            Ok(()) => self.durable(turn),
            Err(AppendError::Unknown(cause)) => {
                turn.cx.metrics.unknown.inc();
                tracing::warn!(entity = ?self.key, cause, "an append's outcome is unknown: the same bytes again");
                let pause = (AGAIN_MS << flight.retries.min(10)).min(AGAIN_MAX_MS);
                flight.retries += 1;
                flight.doubtful = true;
                flight.stage = Stage::Again(turn.now.ms + pause);
            }
            Err(AppendError::Busy(cause) | AppendError::Unavailable(cause)) if flight.doubtful => {
                // This submission was not taken; a former one still may be.
                tracing::warn!(entity = ?self.key, cause, "an append in doubt was not taken: again");
                flight.stage = Stage::Again(turn.now.ms + AGAIN_MAX_MS);
            }
            Err(AppendError::Busy(_)) => {
                self.dismiss(turn, &Told::Busy);
                self.reset(turn);
            }
            Err(AppendError::Unavailable(cause)) => {
                self.dismiss(turn, &Told::Unavailable(cause));
                self.reset(turn);
            }
            Err(AppendError::Conflict(head)) if head.epoch > turn.cx.settings.epoch => self.deposed(turn),
            Err(AppendError::Conflict(_)) => self.conflict(turn),
        }
    }

    fn durable(&mut self, turn: &mut Turn<'_, W>) {
        let Some(flight) = self.flight.take() else { return };
        turn.cx.metrics.commits.inc();
        self.conflicts = 0;
        self.active = turn.now.ms;
        let first = self.next;
        self.next += u64::from(flight.commit.events);
        let cell = self.cell.as_ref().expect("a flight leaves from a loaded cell");
        let watched = cell.is_watched();
        let due = cell.due();
        for (lane, pending) in flight.effects {
            self.queue(lane, pending);
        }
        let has_rows = !flight.rows.is_empty();
        self.rows.extend(flight.rows);
        let mut replies = Vec::with_capacity(flight.decided.len());
        for (delivery, told) in flight.decided {
            match delivery.waiter {
                Waiter::Own(lane, id) => self.answer_taken(lane, id),
                Waiter::Nobody => {}
                waiter => replies.push((waiter, told)),
            }
        }
        let until = turn.now.ms + if has_rows { turn.cx.settings.rows_wait_ms } else { 0 };
        self.unshown = watched.then_some(Unshown { first, up_to: self.next - 1, until });
        self.show(turn);
        if has_rows {
            self.held.push_back(Held { up_to: self.next - 1, until, replies });
        } else {
            for (waiter, told) in replies {
                turn.tell(waiter, told);
            }
        }
        match due {
            Ok(due) => self.due = due.map(|at| at.0),
            Err(cause) => self.park(turn, self.next - 1, cause),
        }
    }

    /// Another head: what was decided on the old state is decided again on the new one.
    fn conflict(&mut self, turn: &mut Turn<'_, W>) {
        turn.cx.metrics.conflicts.inc();
        self.conflicts += 1;
        if self.conflicts >= CONFLICTS_MAX {
            self.conflicts = 0;
            self.dismiss(turn, &Told::Busy);
            return self.reset(turn);
        }
        let Some(flight) = self.flight.take() else { return };
        for (delivery, _) in flight.decided.into_iter().rev() {
            match (&delivery.waiter, &delivery.origin) {
                // Made again after the load, if still wanted.
                (Waiter::Own(..), _) | (_, Origin::Wake) => {}
                (_, Origin::Plain) if flight.doubtful => {
                    turn.tell(delivery.waiter, Told::Unavailable("its commit's outcome is unknown".to_owned()));
                }
                _ => self.mailbox.push_front(delivery),
            }
        }
        self.reset(turn);
    }
}
