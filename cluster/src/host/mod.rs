//! The host's state machine: many entities' cells, without I/O, clock or task. `Shard::handle(now, input) → outputs`.
//!
//! The shell (`node::actor`) does what comes out and brings the answers in; the simulation does the same with a store of its own, one step
//! at a time. What is promised here: no reply leaves before what it saw is durable, and what must follow a commit follows at least once.

pub(crate) mod book;
mod chains;
mod commit;
mod context;
mod cursor;
mod decide;
pub(crate) mod envelope;
mod flight;
#[cfg(test)]
mod hostile;
pub(crate) mod io;
mod lanes;
mod load;
mod marks;
mod park;
pub(crate) mod plant;
mod reminders;
mod rest;
mod resume;
mod settle;
mod slot;
mod takeover;
pub(crate) mod trace;
mod window;

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use lyceum_storage::EntityKey;

use crate::{KindTable, Metrics, kinds::encode};
pub use chains::Chains;
pub(crate) use context::Settings;
use context::{Context, Turn};
use io::{Input, Now, Output, Told, Waiter};
use resume::Resume;
use slot::Slot;
pub(crate) use takeover::next_map;

/// Most lanes that one shard actor lists: those behind them come once these go on.
const STUCK_MAX: usize = 100;

/// Which logical shard an entity belongs to.
pub(crate) fn shard_of(key: &EntityKey, shards: u32) -> u32 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(key.organization.as_bytes()).update(key.kind.as_bytes()).update(key.id.as_bytes());
    let mut first = [0; 4];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..4]);
    u32::from_le_bytes(first) % shards.max(1)
}

/// The entities of one shard actor.
pub(crate) struct Shard<W> {
    /// Boxed, for the map keeps room in vain.
    slots: HashMap<EntityKey, Box<Slot<W>>>,
    context: Context,
}

impl<W> Shard<W> {
    pub fn new(settings: Settings, kinds: Arc<KindTable>, metrics: Metrics) -> Self {
        Self { slots: HashMap::new(), context: Context::new(settings, kinds, metrics) }
    }

    /// What came together: all commands are in their entities' mailboxes before the first is decided, so that they share commits.
    pub fn handle_all(&mut self, now: Now, inputs: impl IntoIterator<Item = Input<W>>, out: &mut Vec<Output<W>>) {
        let mut called = Vec::new();
        for input in inputs {
            match input {
                Input::Command(delivery) => {
                    called.push(delivery.key);
                    self.visit(now, delivery.key, delivery, out, |delivery| delivery.waiter, Slot::deliver);
                }
                other => self.handle(now, other, out),
            }
        }
        called.sort_unstable();
        called.dedup();
        for key in called {
            self.on(now, &key, out, |_, _| {});
        }
    }

    pub fn handle(&mut self, now: Now, input: Input<W>, out: &mut Vec<Output<W>>) {
        let turn = &mut Turn { now, cx: &mut self.context, out };
        match input {
            Input::Own { shard, marked, parked } => turn.cx.own(shard, marked, parked),
            Input::Command(_) => return self.handle_all(now, [input], out),
            Input::ResumeLane { key, lane, order, waiter } => {
                let resume = Resume::new(lane, order, waiter);
                self.visit(now, key, resume, out, |resume| resume.waiter, Slot::resume_lane);
                return self.on(now, &key, out, |_, _| {});
            }
            Input::ListLanes { waiter } => return self.list_lanes(now, waiter, out),
            Input::Unlisted { key, job, done } => return self.on(now, &key, out, |slot, turn| slot.unlisted(turn, job, done)),
            Input::Told(effect, told) => {
                return self.on(now, &effect.from, out, |slot, turn| slot.told(turn, effect.lane, effect.id, told));
            }
            Input::Loaded { key, job, result } => return self.on(now, &key, out, |slot, turn| slot.loaded(turn, job, result)),
            Input::Read { key, job, result } => return self.on(now, &key, out, |slot, turn| slot.read(turn, job, result)),
            Input::Marked { key, job, done } => return self.on(now, &key, out, |slot, turn| slot.marked(turn, job, done)),
            Input::Appended { key, attempt, outcome } => {
                return self.on(now, &key, out, |slot, turn| slot.appended(turn, attempt, outcome));
            }
            Input::Settled { key, job, done } => return self.on(now, &key, out, |slot, turn| slot.settled(turn, job, done)),
            Input::CursorSaved { key, job, done } => {
                return self.on(now, &key, out, |slot, turn| slot.cursor_saved(turn, job, done));
            }
            Input::ParkSaved { key, job, done } => return self.on(now, &key, out, |slot, turn| slot.park_saved(turn, job, done)),
            Input::Unpark(key) => {
                turn.cx.parked.remove(&key);
            }
            Input::Reminders { shard, until_ms, due } => turn.cx.reminders_scanned(now, shard, until_ms, due),
            Input::Tick => {}
            Input::Drain => {
                turn.cx.draining = true;
                return self.drain(now, out);
            }
        }
        self.tick(now, out);
    }

    fn list_lanes(&mut self, now: Now, waiter: Waiter<W>, out: &mut Vec<Output<W>>) {
        let mut stuck: Vec<_> = self.slots.values().flat_map(|slot| slot.stuck_lanes(now)).collect();
        stuck.sort_unstable_by_key(|lane| lane.since_ms);
        stuck.truncate(STUCK_MAX);
        Turn { now, cx: &mut self.context, out }.tell(waiter, Told::Done(encode(&stuck)));
    }

    /// When [`Input::Tick`] next has something to do.
    pub fn next_tick(&self) -> Option<i64> {
        self.context.next_tick()
    }

    /// Nothing is under way that a stop would leave in doubt.
    pub fn is_drained(&self) -> bool {
        self.context.draining && self.slots.values().all(|slot| slot.may_stop())
    }

    #[cfg(test)]
    pub fn is_settled(&self) -> bool {
        self.context.is_recovered() && self.slots.values().all(|slot| slot.is_quiet())
    }

    #[cfg(test)]
    pub fn unrest(&self) -> String {
        let slots: Vec<String> = self.slots.values().filter(|slot| !slot.is_quiet()).map(|slot| slot.unrest()).collect();
        format!("recovered: {}, {slots:?}", self.context.is_recovered())
    }

    /// Brings something from outside to its entity, which is loaded for it if need be; it moves on when it is pumped.
    fn visit<T>(
        &mut self,
        now: Now,
        key: EntityKey,
        visitor: T,
        out: &mut Vec<Output<W>>,
        waiter: impl FnOnce(T) -> Waiter<W>,
        enter: impl FnOnce(&mut Slot<W>, &mut Turn<'_, W>, T),
    ) {
        let crowded = self.slots.len() >= self.most();
        let turn = &mut Turn { now, cx: &mut self.context, out };
        if let Some(refusal) = turn.cx.refuses(&key) {
            return turn.tell(waiter(visitor), refusal);
        }
        let slot = match self.slots.entry(key) {
            Entry::Occupied(held) => held.into_mut(),
            Entry::Vacant(_) if crowded => return turn.tell(waiter(visitor), Told::Busy),
            Entry::Vacant(free) => free.insert(Box::new(Slot::new(key, turn))),
        };
        enter(slot, turn, visitor);
    }

    fn on(&mut self, now: Now, key: &EntityKey, out: &mut Vec<Output<W>>, step: impl FnOnce(&mut Slot<W>, &mut Turn<'_, W>)) {
        if let Some(slot) = self.slots.get_mut(key) {
            let turn = &mut Turn { now, cx: &mut self.context, out };
            step(slot, turn);
            slot.pump(turn);
            self.after(now, key, out);
        }
    }

    /// Lets go of a slot that is done, and makes room for the next one to recover.
    fn after(&mut self, now: Now, key: &EntityKey, out: &mut Vec<Output<W>>) {
        let Some(slot) = self.slots.get(key) else { return };
        if !slot.is_loading() && self.context.recovered(key) {
            self.recover(now, out);
        }
        if self.slots.get(key).is_some_and(|slot| slot.is_gone())
            && let Some(slot) = self.slots.remove(key)
        {
            self.context.left(&slot);
        }
        self.context.metrics.entities.set(i64::try_from(self.slots.len()).unwrap_or(i64::MAX));
    }

    fn tick(&mut self, now: Now, out: &mut Vec<Output<W>>) {
        self.renew_marks(now, out);
        self.context.scan_reminders(now, out);
        self.recover(now, out);
        let room = self.most().saturating_sub(self.slots.len());
        for key in self.context.due_entities(now, room) {
            self.wake(now, key, out);
        }
        for key in self.context.timers_until(now) {
            self.on(now, &key, out, |slot, _| slot.timer_fired());
        }
        if self.context.sheds(now, self.slots.len()) {
            self.shed(now, out);
        }
    }

    /// Above `entities_live` the idle ones are let go; above this nobody else gets in.
    fn most(&self) -> usize {
        self.context.settings.entities_live * 2
    }

    /// The longest idle leave early.
    fn shed(&mut self, now: Now, out: &mut Vec<Output<W>>) {
        let excess = self.slots.len().saturating_sub(self.context.settings.entities_live);
        let mut ages: Vec<(i64, EntityKey)> = self.slots.iter().map(|(key, slot)| (slot.active, *key)).collect();
        ages.sort_unstable();
        for (_, key) in ages.into_iter().take(excess) {
            self.on(now, &key, out, |slot, turn| slot.active = turn.now.ms - turn.cx.idle_ms());
        }
    }

    /// Loads what a former owner may have left undone, a few at a time.
    fn recover(&mut self, now: Now, out: &mut Vec<Output<W>>) {
        while let Some(key) = self.context.next_to_recover() {
            self.wake(now, key, out);
        }
    }

    /// Brings an entity into memory for its own sake.
    fn wake(&mut self, now: Now, key: EntityKey, out: &mut Vec<Output<W>>) {
        let turn = &mut Turn { now, cx: &mut self.context, out };
        if turn.cx.refuses(&key).is_some() {
            turn.cx.recovered(&key);
            return;
        }
        self.slots.entry(key).or_insert_with(|| Box::new(Slot::new(key, turn))).pump(turn);
        self.after(now, &key, out);
    }

    fn drain(&mut self, now: Now, out: &mut Vec<Output<W>>) {
        self.pump_all(now, out);
    }

    fn pump_all(&mut self, now: Now, out: &mut Vec<Output<W>>) {
        let keys: Vec<EntityKey> = self.slots.keys().copied().collect();
        for key in keys {
            self.on(now, &key, out, |_, _| {});
        }
    }
}
