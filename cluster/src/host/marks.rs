//! Marks in rounds of ten minutes: who may have undelivered effects. Those still at work are marked anew, then older rounds are dropped whole.

use std::collections::HashSet;

use lyceum_storage::EntityKey;

use super::{
    Shard,
    context::{Context, Turn},
    flight::Stage,
    io::{Job, Now, Output},
    slot::Slot,
};

const ROUND_MS: i64 = 600_000;
const AGAIN_MS: i64 = 200;

impl Context {
    pub fn next_round_ms(&self) -> i64 {
        i64::try_from(self.round + 1).unwrap_or(i64::MAX / ROUND_MS).saturating_mul(ROUND_MS)
    }
}

impl<W> Shard<W> {
    /// A new round begins once what a former owner left is in memory: only then does a renewal see everything.
    pub(super) fn renew_marks(&mut self, now: Now, out: &mut Vec<Output<W>>) {
        let round = u64::try_from(now.ms / ROUND_MS).unwrap_or(0) + 1;
        if self.context.round == 0 {
            self.context.round = round;
        }
        if round > self.context.round && self.context.renewing.is_none() && self.context.is_recovered() {
            self.context.round = round;
            self.context.round_began = self.context.job();
            let at_work: HashSet<EntityKey> =
                self.slots.iter().filter(|(_, slot)| slot.is_dirty()).map(|(key, _)| *key).collect();
            let keys: Vec<EntityKey> = at_work.iter().copied().collect();
            self.context.renewing = Some(at_work);
            for key in keys {
                self.on(now, &key, out, Slot::renew_mark);
            }
        }
        let retries: Vec<EntityKey> = self.context.renewing.iter().flatten().copied().collect();
        for key in retries {
            if self.slots.contains_key(&key) {
                self.on(now, &key, out, Slot::renew_mark);
            } else if let Some(renewing) = &mut self.context.renewing {
                renewing.remove(&key);
            }
        }
        if self.context.renewing.take_if(|renewing| renewing.is_empty()).is_some() {
            let round = self.context.round;
            out.extend(self.context.shards.keys().map(|&shard| Output::DropMarks { shard, round }));
        }
    }
}

impl<W> Slot<W> {
    pub fn renew_mark(&mut self, turn: &mut Turn<'_, W>) {
        let current = self.mark == Some(turn.cx.round);
        if current {
            if let Some(renewing) = &mut turn.cx.renewing {
                renewing.remove(&self.key);
            }
        } else if self.mark_renewal.is_none() && turn.now.ms >= self.mark_again {
            let job = turn.cx.job();
            self.mark_renewal = Some(job);
            let round = turn.cx.round;
            turn.emit(Output::Mark { key: self.key, job, shard: self.shard, round });
        }
    }

    pub fn marked(&mut self, turn: &mut Turn<'_, W>, job: Job, done: bool) {
        let renewal = self.mark_renewal.take_if(|expected| *expected == job).is_some();
        let flight = self.flight.as_mut().filter(|flight| matches!(flight.stage, Stage::Marking(expected) if expected == job));
        let launching = flight.is_some();
        if let Some(flight) = flight {
            flight.stage = Stage::Unmarked;
        }
        if done && job > turn.cx.round_began {
            self.mark = Some(turn.cx.round);
            if let Some(renewing) = &mut turn.cx.renewing {
                renewing.remove(&self.key);
            }
        } else if launching || renewal {
            self.mark_again = turn.now.ms + if done { 0 } else { AGAIN_MS };
        }
    }
}
