//! From storage into memory: fence, snapshot, then the events behind it. Events above the cursor bring their effects and rows again.

use lyceum_domain::core::{EntityId, OrganizationId};
use lyceum_storage::{Commit, Kind, StoreError};

use super::{
    book::{Book, Folded},
    context::Turn,
    cursor::Cursor,
    envelope::Envelope,
    io::{Job, Loaded, Output, Told},
    plant::planted,
    slot::{Phase, Slot},
};
use crate::kinds::{Subject, decode};

/// Pause before a failed load is tried again, doubled each time up to the second.
const PAUSE_MS: i64 = 100;
const PAUSE_MAX_MS: i64 = 5_000;

/// How far a load must go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fold {
    /// Position after the last commit.
    pub end: u64,
}

impl<W> Slot<W> {
    pub fn start_load(&mut self, turn: &mut Turn<'_, W>) {
        let job = turn.cx.job();
        self.phase = Phase::Loading(job);
        let at_work = turn.cx.fence.contains(&self.key) && !planted!(turn.cx, NoFence);
        let fence = at_work.then_some(turn.cx.settings.epoch);
        turn.emit(Output::Load { key: self.key, job, fence });
    }

    pub fn loaded(&mut self, turn: &mut Turn<'_, W>, job: Job, result: Result<Loaded, StoreError>) {
        if !matches!(self.phase, Phase::Loading(expected) if expected == job) {
            return;
        }
        let Loaded { head, cursor, snapshot } = match result {
            Ok(loaded) => loaded,
            Err(error) => return self.load_failed(turn, error),
        };
        if head.epoch > turn.cx.settings.epoch {
            return self.deposed(turn);
        }
        turn.cx.fence.remove(&self.key);
        let kind = turn.cx.kinds.get(self.key.kind).expect("a slot is made for kinds of the table only");
        self.cursor = match cursor.map(|bytes| decode::<Cursor>(&bytes)) {
            None => Cursor::default(),
            Some(Ok(cursor)) => cursor,
            Some(Err(error)) => {
                // As if it were lost: everything is delivered again.
                tracing::error!(entity = ?self.key, %error, "the cursor does not decode");
                Cursor::default()
            }
        };
        self.parked_lanes = self.cursor.parked.clone();
        self.skipped = self.cursor.skipped.clone();
        let trusted = snapshot.filter(|s| s.position <= self.cursor.up_to || planted!(turn.cx, SnapshotAheadOfCursor));
        let folded = trusted.filter(|s| s.position < head.next).and_then(|snapshot| {
            let folded: Folded = decode(&snapshot.body).ok()?;
            Some((snapshot.position, kind.restore(snapshot.state, &folded.state)?, folded.book))
        });
        let (position, cell, book) = folded.unwrap_or_else(|| (0, kind.empty(), Book::default()));
        self.cell = Some(cell);
        self.book = book;
        self.snapshot_at = position;
        self.next = position + 1;
        self.go_on(turn, Fold { end: head.next });
    }

    pub fn read(&mut self, turn: &mut Turn<'_, W>, job: Job, result: Result<Vec<Commit>, StoreError>) {
        let Phase::Reading(expected, fold) = self.phase else { return };
        if expected != job {
            return;
        }
        match result {
            Ok(commits) if commits.is_empty() => {
                let cause = format!("the journal ends before position {}", fold.end);
                self.park(turn, self.next, cause);
            }
            Ok(commits) => {
                for commit in &commits {
                    if let Err(cause) = self.fold(turn, commit) {
                        return self.park(turn, self.next, cause);
                    }
                }
                self.go_on(turn, fold);
            }
            Err(error) => self.load_failed(turn, error),
        }
    }

    fn go_on(&mut self, turn: &mut Turn<'_, W>, fold: Fold) {
        if self.next < fold.end {
            let job = turn.cx.job();
            self.phase = Phase::Reading(job, fold);
            return turn.emit(Output::Read { key: self.key, job, from: self.next });
        }
        self.due = match self.cell.as_ref().map_or(Ok(None), |cell| cell.due()) {
            Ok(due) => due.map(|at| at.0),
            Err(cause) => return self.park(turn, self.next, cause),
        };
        self.load_failures = 0;
        self.settled_to = self.cursor.up_to.min(self.next - 1);
        self.reminder = (self.settled_to == self.next - 1).then_some(self.due);
        self.phase = Phase::Ready;
        if self.mailbox.is_empty() && self.settled_to == self.next - 1 && self.due.is_none_or(|due| due > turn.now.ms) {
            // Loaded to look, and nothing is to be done.
            self.active = turn.now.ms - turn.cx.idle_ms();
        }
    }

    /// Applies a commit, as its own time did.
    fn fold(&mut self, turn: &mut Turn<'_, W>, commit: &Commit) -> Result<(), String> {
        if commit.position != self.next {
            return Err(format!("the commit at {} stands where {} should", commit.position, self.next));
        }
        let envelope = Envelope::decode(&commit.body)?;
        if envelope.previous != self.book.chain {
            return Err("the chain of hashes is broken".to_owned());
        }
        let mut position = commit.position;
        for entry in envelope.entries {
            for event in entry.events {
                if let Some(event) = event {
                    self.fold_event(turn, envelope.timeline, position, &event)?;
                }
                position += 1;
            }
            self.book.remember(&entry.origin, &entry.reply, envelope.at_ms);
        }
        self.book.chain = Envelope::hash(&commit.body);
        self.next = position;
        Ok(())
    }

    fn fold_event(&mut self, turn: &mut Turn<'_, W>, timeline: u32, position: u64, event: &[u8]) -> Result<(), String> {
        let of = self.subject(position);
        let cell = self.cell.as_mut().expect("a cell is made before events are read");
        let after = cell.replay(of, event)?;
        let effects = self.effects(turn, timeline, &after);
        if position > self.cursor.up_to {
            for (lane, pending) in effects {
                self.queue(lane, pending);
            }
            if !planted!(turn.cx, RowsUnrepaired) {
                self.rows.extend(self.row_writes(timeline, after));
            }
        }
        Ok(())
    }

    /// Only the log's own word that it is damaged parks: whatever else failed may go well the next time.
    fn load_failed(&mut self, turn: &mut Turn<'_, W>, error: StoreError) {
        let told = match error {
            StoreError::Corrupt(cause) => return self.park(turn, self.next, cause),
            StoreError::Busy(_) => Told::Busy,
            error => Told::Unavailable(error.to_string()),
        };
        self.clear(turn);
        self.dismiss(turn, &told);
        let pause = (PAUSE_MS << self.load_failures.min(10)).min(PAUSE_MAX_MS);
        self.load_failures += 1;
        self.phase = Phase::Waiting(turn.now.ms + pause);
    }

    /// Another owner was seen: this one is none any more.
    pub fn deposed(&mut self, turn: &mut Turn<'_, W>) {
        self.dismiss(turn, &Told::Unavailable("another node owns this entity".to_owned()));
        self.clear(turn);
        self.phase = Phase::Gone;
        self.due = None;
        turn.emit(Output::Deposed);
    }

    pub fn subject(&self, position: u64) -> Subject {
        Subject { organization: OrganizationId(self.key.organization), entity: EntityId(self.key.id), position }
    }

    pub fn kind(&self) -> Kind {
        self.key.kind
    }
}
