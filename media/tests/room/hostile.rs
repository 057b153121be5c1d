//! People and strangers who mean harm to a call: it goes on for everybody else.

mod decoders;
mod flood;

use std::time::Duration;

use lyceum_media::Source;

use crate::world::{World, id};

const ADA: u128 = 1;
const BOB: u128 = 2;
const EVE: u128 = 3;

/// Ada and Bob see and hear each other; Eve is in, too.
fn call() -> World {
    World::with(&[ADA, BOB, EVE], &[Source::Microphone, Source::Camera], Duration::from_secs(2))
}

/// Within a second each of the two gets the other's picture and voice as always.
fn goes_on(world: &mut World) {
    let pairs = [(ADA, BOB), (BOB, ADA)];
    let sources = [(Source::Camera, 30), (Source::Microphone, 35)];
    let count = |world: &World| pairs.map(|(who, of)| sources.map(|(source, _)| world.got(id(who), id(of), source).len()));
    let before = count(world);
    world.run(Duration::from_secs(1));
    let after = count(world);
    for (pair, (before, after)) in pairs.iter().zip(before.iter().zip(after)) {
        for ((source, least), (before, after)) in sources.iter().zip(before.iter().zip(after)) {
            assert!(after >= before + least, "{pair:?} {source:?}: {before} and then {after}");
        }
    }
}
