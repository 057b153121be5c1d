//! Parking: an entity that cannot be served, or a lane whose receiver fails over one effect, says so durably, with cause and position,
//! instead of failing again and again.

use lyceum_storage::placement::Parked;

use super::{
    context::Turn,
    cursor::ParkedLane,
    io::{Job, Lane, Output, Told},
    lanes::{LaneQueue, State},
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
            let since_ms = Some(turn.now.ms);
            let parked = Parked { entity: self.key, lane: None, position: *position, since_ms, cause: cause.clone() };
            turn.emit(Output::Park { job: number, parked });
        }
    }

    pub fn park_saved(&mut self, turn: &mut Turn<'_, W>, saved: Job, done: bool) {
        let Phase::Parking { job, cause, again, .. } = &mut self.phase else { return self.lane_park_saved(turn, saved, done) };
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

    pub fn park_lane(&mut self, turn: &mut Turn<'_, W>, lane: Lane, cause: String) {
        let Some(queue) = self.lanes.iter_mut().find(|queue| queue.lane == lane) else { return };
        let position = queue.queue.front().map(|front| front.id.position);
        tracing::error!(entity = ?self.key, lane = %lane.name(), position, cause, "a lane is parked");
        turn.cx.metrics.lanes_parked.inc();
        queue.state = State::Parking { job: None, again: turn.now.ms, cause };
    }

    pub fn save_parked_lanes(&mut self, turn: &mut Turn<'_, W>) {
        for queue in &mut self.lanes {
            let since_ms = Some(queue.since(turn.now.ms));
            let (Some(front), State::Parking { job, again, cause }) = (queue.queue.front(), &mut queue.state) else { continue };
            if job.is_none() && turn.now.ms >= *again {
                let number = turn.cx.job();
                *job = Some(number);
                let (lane, position, cause) = (Some(queue.lane.name().to_string()), front.id.position, cause.clone());
                turn.emit(Output::Park { job: number, parked: Parked { entity: self.key, lane, position, since_ms, cause } });
            }
        }
    }

    fn lane_park_saved(&mut self, turn: &mut Turn<'_, W>, saved: Job, done: bool) {
        let parking = |queue: &LaneQueue| matches!(queue.state, State::Parking { job, .. } if job == Some(saved));
        let Some(at) = self.lanes.iter().position(parking) else { return };
        if !done {
            if let State::Parking { job, again, .. } = &mut self.lanes[at].state {
                (*job, *again) = (None, turn.now.ms + AGAIN_MS);
            }
            return;
        }
        let LaneQueue { lane, queue, state, .. } = self.lanes.swap_remove(at);
        if let (Some(front), State::Parking { cause, .. }) = (queue.front(), state) {
            self.parked_lanes.push(ParkedLane { lane: lane.name(), from: front.id, cause });
            self.cursor_at = Some(turn.now.ms);
        }
    }

    pub fn is_parked(&self, lane: &Lane) -> bool {
        !self.parked_lanes.is_empty() && self.parked_lanes.iter().any(|parked| parked.lane == lane.name())
    }
}
