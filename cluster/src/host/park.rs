//! Parking: an entity that cannot be served says so durably, with cause and position, instead of failing again and again.

use lyceum_storage::placement::Parked;

use super::{
    context::Turn,
    io::{Job, Output, Told},
    slot::{Phase, Slot},
};

const AGAIN_MS: i64 = 1_000;

impl<W> Slot<W> {
    pub fn park(&mut self, turn: &mut Turn<'_, W>, position: u64, cause: String) {
        tracing::error!(entity = ?self.key, position, cause, "an entity is parked");
        turn.cx.metrics.entities_parked.inc();
        self.dismiss(turn, &Told::Unavailable(format!("parked: {cause}")));
        self.clear(turn);
        self.due = None;
        self.phase = Phase::Parking { job: None, position, cause, again: turn.now.ms };
    }

    pub fn save_park(&mut self, turn: &mut Turn<'_, W>) {
        let Phase::Parking { job, position, cause, again } = &mut self.phase else { return };
        if job.is_none() && turn.now.ms >= *again {
            let number = turn.cx.job();
            *job = Some(number);
            let parked = Parked { entity: self.key, position: *position, cause: cause.clone() };
            turn.emit(Output::Park { job: number, parked });
        }
    }

    pub fn park_saved(&mut self, turn: &mut Turn<'_, W>, saved: Job, done: bool) {
        let Phase::Parking { job, cause, again, .. } = &mut self.phase else { return };
        if *job != Some(saved) {
            return;
        }
        *job = None;
        *again = turn.now.ms + AGAIN_MS;
        if done {
            turn.cx.parked.insert(self.key, std::mem::take(cause));
            self.phase = Phase::Gone;
        }
    }
}
