//! The host's state machine against a store that crashes, forgets, hesitates and lets dead owners' appends land late.
//!
//! One thread, one seed, one schedule: a failing seed is printed, and `SEED=n cargo test -p lyceum-cluster simulation` replays it.

mod disk;
mod model;
mod random;
mod tasks;
mod world;

#[path = "../../tests/nouns/mod.rs"]
pub(crate) mod nouns;

use std::panic::{AssertUnwindSafe, catch_unwind};

use lyceum_soak::Run;

use crate::host::plant::Plant;
use world::World;

/// Seeds of one run: thousands, in some seconds.
const SEEDS: u64 = 3_000;
/// Of the long form.
const SEEDS_LONG: u64 = 1_000_000;

#[test]
fn no_schedule_breaks_a_promise() {
    let one = |seed| run(seed, None).unwrap_or_else(|broken| panic!("SEED={seed}: {broken}"));
    if let Ok(seed) = std::env::var("SEED") {
        return one(seed.parse().expect("SEED is a number"));
    }
    // a run that is split goes on where the one before ended
    let first = std::env::var("SOAK_FROM").ok().map_or(0, |first| first.parse().expect("SOAK_FROM is a number"));
    let mut seeds = Run::new("cluster.simulation", "seeds", SEEDS, SEEDS_LONG);
    while let Some(more) = seeds.next(100) {
        let next = first + seeds.done();
        (next..next + more).for_each(one);
        seeds.did(more);
    }
    seeds.end(first);
}

/// What a schedule broke; a panic of the host is said with its seed, too.
fn run(seed: u64, plant: Option<Plant>) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(|| World::run(seed, plant))).unwrap_or_else(|panic| {
        let message = panic.downcast_ref::<String>().cloned();
        let message = message.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(format!("the host panicked: {}", message.unwrap_or_default()))
    })
}

fn is_found(plant: Plant) {
    let found = (0..SEEDS).find_map(|seed| run(seed, Some(plant)).err().map(|broken| (seed, broken)));
    let Some((seed, broken)) = found else { panic!("{plant:?} was not found in {SEEDS} seeds") };
    eprintln!("{plant:?}: seed {seed}: {broken}");
}

macro_rules! found {
    ($($name:ident: $plant:ident),* $(,)?) => {
        $(#[test] fn $name() { is_found(Plant::$plant); })*
    };
}

found! {
    a_reply_before_its_append_is_found: ReplyBeforeAppend,
    a_missing_epoch_check_is_found: NoEpochCheck,
    a_missing_fence_is_found: NoFence,
    a_window_that_is_off_is_found: WindowOff,
    a_cursor_saved_early_is_found: CursorSavedEarly,
    a_lane_that_skips_is_found: LaneSkips,
    a_rejection_sent_early_is_found: RejectionSentEarly,
    rows_that_are_not_repaired_are_found: RowsUnrepaired,
    a_snapshot_ahead_of_the_cursor_is_found: SnapshotAheadOfCursor,
    a_duplicate_that_joins_nothing_is_found: DuplicateJoinsNothing,
    an_epoch_that_is_not_raised_is_found: EpochNotRaised,
    a_reply_without_the_lease_is_found: ReplyWithoutLease,
}
