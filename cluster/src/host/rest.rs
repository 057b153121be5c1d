//! What an entity does when little is to be done: save its cursor, leave a snapshot, leave memory; and the timer for all of it.

use lyceum_storage::placement::Snapshot;
use serde_bytes::ByteBuf;

use super::{
    book::Folded,
    context::Turn,
    cursor::Cursor,
    flight::Stage,
    io::{Job, Output},
    plant::planted,
    slot::{Phase, Saving, Slot},
};
use crate::kinds::encode;

/// Fewer new events than this are replayed rather than saved when an entity leaves memory.
const SNAPSHOT_LEAST: u64 = 16;
/// A cursor that storage refused waits so long: what refuses it, a full disk, lasts.
const REFUSED_MS: i64 = 1_000;

impl<W> Slot<W> {
    pub fn save(&mut self, turn: &mut Turn<'_, W>) {
        if self.cell.is_none() || self.cursor_job.is_some() {
            return;
        }
        let now = self.cursor_now(turn);
        let leaving = self.is_idle(turn);
        let snapshot = self.wants_snapshot(turn, &now, leaving);
        if now == self.cursor && !snapshot {
            self.cursor_at = None;
            if leaving && self.is_clean() {
                self.phase = Phase::Gone;
            }
            return;
        }
        let at = *self.cursor_at.get_or_insert(turn.now.ms + turn.cx.settings.cursor_after_ms);
        let hurries = leaving || turn.cx.draining || (snapshot && self.is_snapshot_overdue(turn));
        if turn.now.ms >= at || (hurries && !self.cursor_refused) {
            self.cursor_at = None;
            let job = turn.cx.job();
            let snapshot = if snapshot { self.snapshot(turn) } else { None };
            let position = snapshot.as_ref().map(|snapshot| snapshot.position);
            let cursor = encode(&now).into();
            self.cursor_job = Some(Box::new(Saving { job, cursor: now, snapshot: position }));
            turn.emit(Output::SaveCursor { key: self.key, job, cursor, snapshot });
        }
    }

    pub fn cursor_saved(&mut self, turn: &mut Turn<'_, W>, job: Job, done: bool) {
        if self.rewound(turn, job, done) {
            return;
        }
        let Some(saving) = self.cursor_job.take_if(|saving| saving.job == job) else { return };
        self.cursor_refused = !done;
        if done {
            self.cursor = saving.cursor;
            self.snapshot_at = saving.snapshot.unwrap_or(self.snapshot_at);
        } else {
            self.cursor_at = Some(turn.now.ms + turn.cx.settings.cursor_after_ms.max(REFUSED_MS));
        }
    }

    #[cfg_attr(not(test), expect(unused_variables, reason = "faults are planted in tests only"))]
    pub fn cursor_now(&self, turn: &Turn<'_, W>) -> Cursor {
        let truth = self.delivered_to().min(self.settled_to).min(self.next - 1);
        let up_to = if planted!(turn.cx, CursorSavedEarly) { self.next - 1 } else { truth };
        let up_to = up_to.max(self.cursor.up_to);
        let skipped = self.skipped.iter().filter(|skipped| skipped.id.position > up_to).cloned().collect();
        Cursor { up_to, parked: self.parked_lanes.clone(), skipped }
    }

    fn wants_snapshot(&self, turn: &Turn<'_, W>, cursor: &Cursor, leaving: bool) -> bool {
        let new = (self.next - 1).saturating_sub(self.snapshot_at);
        let enough = new >= turn.cx.settings.snapshot_every || (leaving && new >= SNAPSHOT_LEAST);
        let behind_cursor = cursor.up_to == self.next - 1 || planted!(turn.cx, SnapshotAheadOfCursor);
        enough && behind_cursor && self.flight.is_none()
    }

    fn is_snapshot_overdue(&self, turn: &Turn<'_, W>) -> bool {
        (self.next - 1).saturating_sub(self.snapshot_at) >= turn.cx.settings.snapshot_every * 2
    }

    /// An entity that is never quiet pauses for its rows, or its replay would grow without end.
    pub fn holds_for_snapshot(&self, turn: &Turn<'_, W>) -> bool {
        self.is_snapshot_overdue(turn) && self.lanes.is_empty() && self.settling.is_some() && self.cursor_job.is_none()
    }

    fn snapshot(&self, turn: &Turn<'_, W>) -> Option<Snapshot> {
        let kind = turn.cx.kinds.get(self.key.kind)?;
        let state = self.cell.as_ref()?.state().ok()?;
        let folded = Folded { state: ByteBuf::from(state), book: &self.book };
        Some(Snapshot { position: self.next - 1, state: kind.version(), body: encode(&folded).into() })
    }

    /// Everything that an earlier activation may have left is done, and the next would find nothing to do.
    fn is_clean(&self) -> bool {
        self.cursor.up_to == self.next - 1 && self.reminder == Some(self.due)
    }

    /// Whether storage knows that nothing of this entity is outstanding.
    pub fn is_dirty(&self) -> bool {
        match self.phase {
            Phase::Ready => self.flight.is_some() || !self.is_clean() || self.cursor_job.is_some() || self.resume.is_some(),
            Phase::Gone => false,
            _ => true,
        }
    }

    fn is_idle(&self, turn: &Turn<'_, W>) -> bool {
        turn.now.ms - self.active >= turn.cx.idle_ms()
            && self.flight.is_none()
            && self.mailbox.is_empty()
            && self.urgent.is_empty()
            && self.lanes.is_empty()
            && self.held.is_empty()
            && self.settling.is_none()
            && self.mark_renewal.is_none()
            && self.resume.is_none()
            && self.due.is_none_or(|due| due > turn.now.ms)
    }

    pub fn timer_fired(&mut self) {
        self.timer = None;
    }

    /// Sets the timer to what comes first.
    pub fn plan(&mut self, turn: &mut Turn<'_, W>) {
        let wanted = self.wants(turn);
        let sooner = match (self.timer, wanted) {
            (Some(set), Some(at)) => at < set,
            (None, Some(_)) => true,
            (_, None) => false,
        };
        if sooner {
            turn.cx.set_timer(self.key, self.timer, wanted);
            self.timer = wanted;
        }
    }

    fn wants(&self, turn: &Turn<'_, W>) -> Option<i64> {
        let held = self.held.front().map(|held| held.until);
        let phase = match &self.phase {
            Phase::Waiting(until) => Some(*until),
            Phase::Parking { job: None, again, .. } => Some(*again),
            _ => None,
        };
        if !matches!(self.phase, Phase::Ready) {
            return [held, phase].into_iter().flatten().min();
        }
        let flight = self.flight.as_ref().and_then(|flight| match flight.stage {
            Stage::Again(at) => Some(at),
            Stage::Unmarked => Some(self.mark_again),
            _ => None,
        });
        let settling = self.settling.as_ref().filter(|settling| settling.job.is_none()).map(|settling| settling.again);
        let cursor = self.cursor_at.filter(|_| self.cursor_job.is_none());
        let due = self.due.filter(|_| self.flight.is_none());
        let idle = (self.flight.is_none() && self.lanes.is_empty()).then_some(self.active + turn.cx.idle_ms());
        let later = idle.map(|at| if at <= turn.now.ms { turn.now.ms + turn.cx.settings.passivate_ms.max(1000) } else { at });
        let resume = self.resume.as_ref().and_then(|resume| resume.wants(turn.now.ms));
        [held, flight, settling, cursor, due, later, resume, self.lanes_want()].into_iter().flatten().min()
    }
}
