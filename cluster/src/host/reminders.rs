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
/// Due entities woken at a tick: the rest is woken at the next ones, behind what came meanwhile.
pub(super) const WAKES_MAX: usize = 64;

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

    /// Those due longest, no more than there is room for.
    pub fn due_entities(&mut self, now: Now, room: usize) -> Vec<EntityKey> {
        let mut due = Vec::new();
        while !self.draining
            && due.len() < room.min(WAKES_MAX)
            && let Some(&(at, key)) = self.wheel.first().filter(|(at, _)| *at <= now.ms)
        {
            self.wheel.remove(&(at, key));
            due.push(key);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use uuid::Uuid;

    use super::{
        super::{
            Settings, Shard,
            io::{Input, Loaded},
        },
        *,
    };
    use crate::{Metrics, Options, simulation::nouns};
    use lyceum_storage::{Head, Kind};

    const SHARD: u32 = 0;

    fn step(shard: &mut Shard<()>, ms: i64, input: Input<()>) -> Vec<Output<()>> {
        let mut out = Vec::new();
        shard.handle(Now { ms, lease: true }, input, &mut out);
        out
    }

    fn loads(out: &[Output<()>]) -> Vec<(EntityKey, u64)> {
        let load = |output: &Output<()>| if let Output::Load { key, job, .. } = output { Some((*key, *job)) } else { None };
        out.iter().filter_map(load).collect()
    }

    fn shard_with_due(entities_live: usize, count: u128) -> Shard<()> {
        let options = Options { entities_live, ..Options::default() };
        let settings = Settings::new(&options, 1, 1, 1, [0; 32], [0; 16]);
        let mut shard = Shard::new(settings, Arc::new(nouns::kinds()), Metrics::default());
        step(&mut shard, 0, Input::Own { shard: SHARD, marked: Vec::new(), parked: Vec::new() });
        let key = |n| EntityKey { organization: Uuid::nil(), kind: Kind::new("till"), id: Uuid::from_u128(n) };
        let due = (0..count).map(|n| (key(n), 1_000)).collect();
        step(&mut shard, 0, Input::Reminders { shard: SHARD, until_ms: AHEAD_MS, due: Some(due) });
        shard
    }

    #[test]
    fn entities_due_at_once_are_woken_a_few_at_a_tick_until_all_were() {
        let mut shard = shard_with_due(20_000, 1_000);
        assert_eq!(loads(&step(&mut shard, 999, Input::Tick)), [], "too early");
        let mut woken = 0;
        while woken < 1_000 {
            let now = loads(&step(&mut shard, 1_000, Input::Tick)).len();
            assert!((1..=WAKES_MAX).contains(&now), "{now} woken at a tick");
            woken += now;
            assert!(woken == 1_000 || shard.next_tick().is_some_and(|at| at <= 1_000), "the rest is due now");
        }
    }

    #[test]
    fn a_full_shard_wakes_nobody_until_there_is_room() {
        let mut shard = shard_with_due(20, 100);
        let mut woken = loads(&step(&mut shard, 1_000, Input::Tick));
        assert_eq!(woken.len(), 40);
        assert_eq!(loads(&step(&mut shard, 1_000, Input::Tick)), []);
        let mut ms = 1_000;
        let mut seen = woken.len();
        while seen < 100 {
            ms += 100;
            assert!(ms < 60_000, "only {seen} were woken");
            let mut more = Vec::new();
            for (key, job) in std::mem::take(&mut woken) {
                // New entities, for which nothing is to be done: they leave at once.
                let loaded = Loaded { head: Head::NEW, cursor: None, snapshot: None };
                more.extend(step(&mut shard, ms, Input::Loaded { key, job, result: Ok(loaded) }));
            }
            let settles = more.iter().filter_map(|output| match output {
                Output::Settle { key, job, .. } => Some((*key, *job)),
                _ => None,
            });
            for (key, job) in settles.collect::<Vec<_>>() {
                step(&mut shard, ms, Input::Settled { key, job, done: true });
            }
            woken = loads(&step(&mut shard, ms, Input::Tick));
            woken.extend(loads(&more));
            seen += woken.len();
        }
    }
}
