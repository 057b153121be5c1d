//! Wake-ups from `due`: a row for each entity in storage, the next minute of them in memory. Early, late and double ones do no harm.

use lyceum_storage::EntityKey;

use super::{
    context::Context,
    io::{Now, Output},
};

/// How far ahead reminders are held in memory.
const AHEAD_MS: i64 = 60_000;
const AGAIN_MS: i64 = 1_000;
/// Reminders read at a time.
const SCAN_MAX: usize = 1024;

/// How far a shard's reminders were read.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    until_ms: i64,
    next_ms: i64,
    under_way: bool,
}

impl Scanned {
    pub fn next(&self) -> Option<i64> {
        (!self.under_way).then_some(self.next_ms)
    }
}

impl Context {
    pub fn scan_reminders<W>(&mut self, now: Now, out: &mut Vec<Output<W>>) {
        if self.draining || self.scan_at.is_none_or(|at| at > now.ms) {
            return;
        }
        for (&shard, scanned) in self.shards.iter_mut().filter(|(_, s)| !s.under_way && s.next_ms <= now.ms) {
            scanned.under_way = true;
            let until_ms = now.ms + AHEAD_MS;
            scanned.until_ms = until_ms;
            out.push(Output::ScanReminders { shard, until_ms, limit: SCAN_MAX });
        }
        self.plan_scan();
    }

    pub fn reminders_scanned(&mut self, now: Now, shard: u32, until_ms: i64, due: Option<Vec<(EntityKey, i64)>>) {
        let Some(scanned) = self.shards.get_mut(&shard) else { return };
        scanned.under_way = false;
        let Some(due) = due else {
            scanned.next_ms = now.ms + AGAIN_MS;
            return self.plan_scan();
        };
        scanned.next_ms = match due.last() {
            // The rest once these are under way.
            Some(last) if due.len() >= SCAN_MAX => last.1.max(now.ms + AGAIN_MS),
            _ => until_ms - AHEAD_MS / 2,
        };
        self.wheel.extend(due.into_iter().map(|(key, at)| (at, key)));
        self.plan_scan();
    }

    pub fn plan_scan(&mut self) {
        self.scan_at = self.shards.values().filter_map(Scanned::next).min();
    }

    /// A due time that storage knows and memory must not miss.
    pub fn watch(&mut self, shard: u32, key: EntityKey, due: i64) {
        if self.shards.get(&shard).is_some_and(|scanned| due <= scanned.until_ms) {
            self.wheel.insert((due, key));
        }
    }

    pub fn due_entities(&mut self, now: Now) -> Vec<EntityKey> {
        let mut due = Vec::new();
        while !self.draining
            && let Some(&(at, key)) = self.wheel.first().filter(|(at, _)| *at <= now.ms)
        {
            self.wheel.remove(&(at, key));
            due.push(key);
        }
        due
    }
}
