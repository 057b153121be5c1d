use std::collections::BTreeSet;
use std::time::Duration;

use lyceum_media::{Connection, MediaEvent, Source};

use crate::world::{World, id};

const ADA: u128 = 1;
const BOB: u128 = 2;

fn frames_got_whole(world: &World) -> (usize, usize) {
    let got = world.got(id(BOB), id(ADA), Source::Camera);
    let sequences: BTreeSet<u64> = got.iter().map(|got| got.sequence).collect();
    let (first, last) = (*sequences.first().unwrap(), *sequences.last().unwrap());
    (sequences.len(), usize::try_from(last - first + 1).unwrap())
}

#[test]
fn lost_packets_are_repaired_both_ways() {
    let mut world = World::with(&[ADA, BOB], &[Source::Camera], Duration::from_secs(2));
    world.weather = Some(Box::new(|world, _, _, _| (!world.chance(5)).then_some(Duration::ZERO)));
    world.run(Duration::from_secs(10));
    world.weather = None;
    world.run(Duration::from_secs(1));
    let (got, sent) = frames_got_whole(&world);
    assert!(sent > 400 && got * 1_000 >= sent * 995, "{got} of {sent} arrived under five per cent loss each way");
}

#[test]
fn reordered_packets_keep_their_numbers() {
    let mut world = World::with(&[ADA, BOB], &[Source::Camera], Duration::from_secs(2));
    world.weather =
        Some(Box::new(|world, _, _, _| Some(if world.chance(20) { Duration::from_millis(15) } else { Duration::ZERO })));
    world.run(Duration::from_secs(5));
    world.weather = None;
    world.run(Duration::from_secs(1));
    let (got, sent) = frames_got_whole(&world);
    assert_eq!(got, sent, "all arrived");
    let mut frames: Vec<_> = world.got(id(BOB), id(ADA), Source::Camera);
    frames.sort_by_key(|got| got.sequence);
    frames.dedup_by_key(|got| got.sequence);
    assert!(frames.windows(2).all(|pair| pair[0].frame() <= pair[1].frame()), "in the order they were sent");
}

#[test]
fn a_bad_way_to_the_server_is_its_senders_alone() {
    let mut world = World::with(&[ADA, BOB], &[Source::Microphone, Source::Camera], Duration::from_secs(5));
    let (publishes, server) = (world.person(id(ADA), Connection::Publish).address, world.server);
    let is_bad = move |from, to| from == publishes && to == server;
    // pictures more than voices, and in bursts, as a thin line does
    let mut until = world.now;
    world.weather = Some(Box::new(move |world, from, to, bytes| {
        if !is_bad(from, to) {
            return Some(Duration::ZERO);
        }
        if until < world.now && world.chance(1) {
            until = world.now + Duration::from_millis(400);
        }
        let chance = if world.now < until { 90 } else { bytes.len().min(1200) as u64 / 20 };
        (!world.chance(chance)).then_some(Duration::ZERO)
    }));
    world.run(Duration::from_secs(30));
    let told = world.told(id(BOB)).filter_map(|(_, event)| match event {
        MediaEvent::Quality(grades) => Some([ADA, BOB].map(|who| grades.get(&id(who)).copied())),
        _ => None,
    });
    let told: Vec<_> = told.collect();
    assert!(told.last().unwrap()[0].is_some_and(|grade| grade <= 2), "Ada's line is bad: {told:?}");
    // the two reports of a moment may differ a little
    assert!(told.iter().all(|[_, bob]| bob.is_none_or(|grade| grade > 1)), "Bob's is not: {told:?}");
}

#[test]
fn a_bad_link_is_graded_lower() {
    let mut world = World::with(&[ADA, BOB], &[Source::Microphone, Source::Camera], Duration::from_secs(5));
    let grade = |world: &World| {
        world
            .told(id(BOB))
            .filter_map(|(_, event)| match event {
                MediaEvent::Quality(grades) => grades.get(&id(ADA)).copied(),
                _ => None,
            })
            .last()
    };
    assert_eq!(grade(&world), Some(3));
    world.weather = Some(Box::new(|world, _, _, _| (!world.chance(25)).then_some(Duration::ZERO)));
    world.run(Duration::from_secs(15));
    assert!(grade(&world).is_some_and(|grade| grade <= 2), "{:?}", grade(&world));
}
