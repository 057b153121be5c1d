use std::collections::BTreeMap;
use std::time::Duration;

use lyceum_media::{Connection, Source};
use str0m::Candidate;

use crate::world::{World, id};

const ADA: u128 = 1;
const BOB: u128 = 2;

/// Moves a client to another address and restarts ICE on both its connections.
fn moved(world: &mut World, who: u128) {
    for (connection, port) in [(Connection::Publish, 7_000), (Connection::Subscribe, 7_001)] {
        let index = world.index(id(who), connection);
        let address = format!("10.9.9.9:{port}").parse().unwrap();
        let sources: BTreeMap<_, _> = world.people[index].sending.iter().map(|one| (one.mid.to_string(), one.source)).collect();
        world.people[index].address = address;
        let sdp = world.people[index].restart();
        world.offer(index, &sdp, &sources);
        world.people[index].rtc.add_local_candidate(Candidate::host(address, "udp").unwrap());
        world.step_person(index);
    }
}

#[test]
fn a_changed_network_is_survived_by_an_ice_restart() {
    let mut world = World::with(&[ADA, BOB], &[Source::Microphone, Source::Camera], Duration::from_secs(2));
    world.weather = Some(Box::new(|_, from, to, _| {
        let old = |address: &std::net::SocketAddr| address.ip().to_string().starts_with("10.0.1.") && address.port() < 5_003;
        (!old(&from) && !old(&to)).then_some(Duration::ZERO)
    }));
    world.run(Duration::from_secs(3));
    let (up, down) = (world.got(id(BOB), id(ADA), Source::Camera).len(), world.got(id(ADA), id(BOB), Source::Camera).len());
    moved(&mut world, ADA);
    world.run(Duration::from_secs(2));
    let seen = world.got(id(BOB), id(ADA), Source::Camera);
    assert!(seen.len() > up + 40, "published pictures flow again: {} after {up}", seen.len());
    let frames = world.got(id(ADA), id(BOB), Source::Camera);
    assert!(frames.len() > down + 40, "and subscribed ones: {} after {down}", frames.len());
    assert!(frames[down..].iter().any(crate::person::Got::is_keyframe), "with a keyframe");
}

#[test]
fn a_new_peer_connection_takes_the_old_ones_place() {
    let mut world = World::with(&[ADA, BOB], &[Source::Camera], Duration::from_secs(2));
    let slot = world.slot(id(BOB), id(ADA), Source::Camera);
    world.publish(id(ADA), &[Source::Camera]);
    let before = world.got(id(BOB), id(ADA), Source::Camera).len();
    world.run(Duration::from_secs(2));
    assert_eq!(world.slot(id(BOB), id(ADA), Source::Camera), slot);
    let frames = world.got(id(BOB), id(ADA), Source::Camera);
    assert!(frames.len() > before + 40);
    assert!(frames.windows(2).all(|pair| pair[1].sequence == pair[0].sequence + 1), "one stream to the receiver");
}
