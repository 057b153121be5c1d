//! What the slots of a shard share: settings, timers, which shards are ours and what is to be recovered.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    sync::Arc,
};

use lyceum_domain::core::ids::derive;
use lyceum_storage::{EntityKey, placement::Parked};
use uuid::Uuid;

use super::{
    io::{Job, Now, Output, Told, Waiter},
    plant::planted,
    reminders::Scanned,
    slot::Slot,
};
use crate::{KindTable, Metrics, Options};

/// How often a crowded shard looks for idle entities to let go.
const SHED_EVERY_MS: i64 = 1000;

#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub epoch: u64,
    pub timeline: u32,
    pub level: u32,
    pub shards: u32,
    /// Key of the ids that requests make.
    pub seed: [u8; 32],
    /// Tells the attempts of this activation from any other's.
    pub boot: [u8; 16],
    pub entity_mailbox: usize,
    pub entities_live: usize,
    pub batch_max: usize,
    pub passivate_ms: i64,
    pub snapshot_every: u64,
    pub rows_wait_ms: i64,
    pub cursor_after_ms: i64,
    pub recover_at_once: usize,
    #[cfg(test)]
    pub plant: Option<super::plant::Plant>,
}

impl Settings {
    pub fn new(options: &Options, epoch: u64, timeline: u32, shards: u32, seed: [u8; 32], boot: [u8; 16]) -> Self {
        let ms = |span: std::time::Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX / 4);
        Self {
            epoch,
            timeline,
            level: options.level,
            shards,
            seed,
            boot,
            entity_mailbox: options.entity_mailbox,
            entities_live: options.entities_live,
            batch_max: options.batch_max,
            passivate_ms: ms(options.passivate_after),
            snapshot_every: options.snapshot_every,
            rows_wait_ms: ms(options.rows_wait),
            cursor_after_ms: ms(options.cursor_after),
            recover_at_once: options.recover_at_once,
            #[cfg(test)]
            plant: None,
        }
    }
}

pub(super) struct Context {
    pub settings: Settings,
    pub kinds: Arc<KindTable>,
    pub metrics: Metrics,
    pub draining: bool,
    /// Not served until an operator says so, with the cause.
    pub parked: HashMap<EntityKey, String>,
    /// Were at work under a former owner: fenced at their first load.
    pub fence: HashSet<EntityKey>,
    pub shards: BTreeMap<u32, Scanned>,
    /// Due times of entities that are not in memory.
    pub wheel: BTreeSet<(i64, EntityKey)>,
    /// The current round of marks; older marks count as none.
    pub round: u64,
    /// Jobs up to this one marked an older round.
    pub round_began: Job,
    /// Entities whose mark must be renewed before older rounds are dropped.
    pub renewing: Option<HashSet<EntityKey>>,
    timers: BTreeSet<(i64, EntityKey)>,
    to_recover: VecDeque<EntityKey>,
    recovering: HashSet<EntityKey>,
    jobs: Job,
    shed_at: i64,
    /// When reminders are next read.
    pub scan_at: Option<i64>,
}

impl Context {
    pub fn new(settings: Settings, kinds: Arc<KindTable>, metrics: Metrics) -> Self {
        // No job of a former activation has such a number.
        let jobs = settings.epoch << 32;
        Self {
            settings,
            kinds,
            metrics,
            draining: false,
            parked: HashMap::new(),
            fence: HashSet::new(),
            shards: BTreeMap::new(),
            wheel: BTreeSet::new(),
            round: 0,
            round_began: 0,
            renewing: None,
            timers: BTreeSet::new(),
            to_recover: VecDeque::new(),
            recovering: HashSet::new(),
            jobs,
            shed_at: 0,
            scan_at: None,
        }
    }

    pub fn own(&mut self, shard: u32, marked: Vec<EntityKey>, parked: Vec<Parked>) {
        self.shards.insert(shard, Scanned::default());
        self.plan_scan();
        self.parked.extend(parked.into_iter().map(|parked| (parked.entity, parked.cause)));
        self.fence.extend(marked.iter().copied());
        self.to_recover.extend(marked);
    }

    /// Why a command for `key` is not even queued.
    pub fn refuses(&self, key: &EntityKey) -> Option<Told> {
        if self.kinds.get(key.kind).is_none() {
            return Some(Told::Poison(format!("no kind {:?} here", key.kind)));
        }
        if self.draining {
            return Some(Told::Unavailable("the node is stopping".to_owned()));
        }
        if !self.shards.contains_key(&super::shard_of(key, self.settings.shards)) {
            return Some(Told::Unavailable("the shard is not this node's".to_owned()));
        }
        self.parked.get(key).map(|cause| Told::Unavailable(format!("parked: {cause}")))
    }

    pub fn job(&mut self) -> Job {
        self.jobs += 1;
        self.jobs
    }

    pub fn attempt(&mut self, key: &EntityKey) -> Uuid {
        let number = self.job().to_le_bytes();
        derive(&self.settings.seed, &[key.id.as_bytes(), &self.settings.boot, &number])
    }

    pub fn next_to_recover(&mut self) -> Option<EntityKey> {
        if self.draining || self.recovering.len() >= self.settings.recover_at_once {
            return None;
        }
        let key = self.to_recover.pop_front()?;
        self.recovering.insert(key);
        Some(key)
    }

    /// True if that made room for another.
    pub fn recovered(&mut self, key: &EntityKey) -> bool {
        self.recovering.remove(key) && !self.to_recover.is_empty()
    }

    pub fn is_recovered(&self) -> bool {
        self.to_recover.is_empty() && self.recovering.is_empty()
    }

    pub fn set_timer(&mut self, key: EntityKey, before: Option<i64>, at: Option<i64>) {
        if let Some(before) = before {
            self.timers.remove(&(before, key));
        }
        if let Some(at) = at {
            self.timers.insert((at, key));
        }
    }

    pub fn timers_until(&mut self, now: Now) -> Vec<EntityKey> {
        let mut fired = Vec::new();
        while let Some(&(at, key)) = self.timers.first().filter(|(at, _)| *at <= now.ms) {
            self.timers.remove(&(at, key));
            fired.push(key);
        }
        fired
    }

    pub fn next_tick(&self) -> Option<i64> {
        let timer = self.timers.first().map(|(at, _)| *at);
        let due = self.wheel.first().map(|(at, _)| *at);
        let scan = self.scan_at;
        let round = self.next_round_ms();
        [timer, due, scan, Some(round)].into_iter().flatten().min()
    }

    /// Whether the shard holds too many and should look for idle ones now.
    pub fn sheds(&mut self, now: Now, live: usize) -> bool {
        let crowded = live > self.settings.entities_live && now.ms >= self.shed_at;
        if crowded {
            self.shed_at = now.ms + SHED_EVERY_MS;
        }
        crowded
    }

    pub fn idle_ms(&self) -> i64 {
        if self.draining { 0 } else { self.settings.passivate_ms }
    }

    /// A slot was let go: its due time is watched here again.
    pub fn left<W>(&mut self, slot: &Slot<W>) {
        self.set_timer(slot.key, slot.timer, None);
        if let Some(due) = slot.due.filter(|_| !self.parked.contains_key(&slot.key)) {
            self.watch(slot.shard, slot.key, due);
        }
    }
}

/// One step's surroundings.
pub(super) struct Turn<'a, W> {
    pub now: Now,
    pub cx: &'a mut Context,
    pub out: &'a mut Vec<Output<W>>,
}

impl<W> Turn<'_, W> {
    pub fn emit(&mut self, output: Output<W>) {
        self.out.push(output);
    }

    /// The one place where outcomes leave: without the lease nothing was seen for sure.
    pub fn tell(&mut self, waiter: Waiter<W>, told: Told) {
        let told = if self.now.lease || planted!(self.cx, ReplyWithoutLease) {
            told
        } else {
            Told::Unavailable("the node's lease lapsed".to_owned())
        };
        match told {
            Told::Refused(_) => self.cx.metrics.rejected.inc(),
            Told::Busy => self.cx.metrics.busy.inc(),
            Told::Unavailable(_) => self.cx.metrics.unavailable.inc(),
            _ => 0,
        };
        match waiter {
            Waiter::Caller(caller) => self.emit(Output::Reply(caller, told)),
            Waiter::Effect(effect) => self.emit(Output::Told(effect, told)),
            Waiter::Own(..) | Waiter::Nobody => {}
        }
    }
}
