use std::time::Duration;

use lyceum_media::{Connection, MediaEvent, Source};

use crate::person::PACKETS_PER_FRAME;
use crate::world::{World, id};

const ADA: u128 = 1;
const BOB: u128 = 2;

#[test]
fn two_people_see_and_hear_each_other() {
    let world = World::with(&[ADA, BOB], &[Source::Microphone, Source::Camera], Duration::from_secs(3));
    for (who, other) in [(ADA, BOB), (BOB, ADA)] {
        for connection in [Connection::Publish, Connection::Subscribe] {
            assert!(world.told(id(who)).any(|(_, event)| *event == MediaEvent::Connected { connection }));
        }
        let frames = world.got(id(who), id(other), Source::Camera);
        assert!(frames.len() > 100, "{} video packets", frames.len());
        assert!(frames[0].is_keyframe(), "begins with a keyframe");
        for pair in frames.windows(2) {
            assert_eq!(pair[1].sequence, pair[0].sequence + 1);
            assert!(pair[1].frame() >= pair[0].frame());
        }
        assert!(frames[0].sequence < 65_536);
        assert_eq!(frames.len() % usize::from(PACKETS_PER_FRAME), 0, "whole frames");
        let sounds = world.got(id(who), id(other), Source::Microphone);
        assert!(sounds.len() > 100, "{} audio packets", sounds.len());
        assert!(sounds.iter().all(|got| got.payload == id(other).as_bytes()));
    }
}

#[test]
fn the_first_picture_comes_soon_after_joining() {
    let mut world = World::new();
    world.enter(id(ADA), &[Source::Camera]);
    world.run(Duration::from_secs(20));
    let joined = world.now;
    world.enter(id(BOB), &[]);
    world.until(Duration::from_secs(1), "a first picture", |world| !world.got(id(BOB), id(ADA), Source::Camera).is_empty());
    let first = &world.got(id(BOB), id(ADA), Source::Camera)[0];
    assert!(first.is_keyframe());
    assert!(first.sequence < 65_536, "a late joiner starts before the first rollover");
    assert!(first.at - joined < Duration::from_millis(600), "{:?}", first.at - joined);
}

#[test]
fn a_published_screen_comes_beside_the_camera() {
    let mut world = World::new();
    world.enter(id(ADA), &[Source::Microphone, Source::Camera]);
    world.enter(id(BOB), &[Source::Microphone]);
    world.run(Duration::from_secs(2));
    let camera = world.slot(id(BOB), id(ADA), Source::Camera);
    let index = world.index(id(ADA), Connection::Publish);
    let held: Vec<_> = world.people[index].sending.iter().map(|one| (one.mid.to_string(), one.source)).collect();
    let now = world.now;
    let (sdp, mut sources) = world.people[index].publish(now, &[Source::Screen]);
    sources.extend(held);
    world.offer(index, &sdp, &sources);
    world.run(Duration::from_secs(2));
    assert_eq!(world.slot(id(BOB), id(ADA), Source::Camera), camera, "the camera kept its slot");
    assert!(world.got(id(BOB), id(ADA), Source::Screen).len() > 30);
    assert!(world.got(id(BOB), id(ADA), Source::Camera).len() > 120);
}

#[test]
fn the_answer_caps_what_a_browser_sends() {
    let mut world = World::new();
    world.join(id(ADA));
    let mut person = crate::person::Person::new(id(ADA), Connection::Publish, "10.0.1.9:9".parse().unwrap(), world.now);
    let (sdp, sources) = person.publish(world.now, &[Source::Camera]);
    let offer = lyceum_media::room::Offer { participant: id(ADA), connection: Connection::Publish, sdp: &sdp, sources: &sources };
    let answer = world.room.offer(world.now, &offer).unwrap();
    assert!(answer.contains("b=AS:700"), "{answer}");
    assert!(answer.contains("a=ice-lite"));
    assert!(answer.contains("10.0.0.1 3478"), "our candidate is inside");
}

/// By whether it is RTP, and not RTCP.
fn is_media(datagram: &[u8]) -> bool {
    (128..=191).contains(&datagram[0]) && !(192..=223).contains(&datagram[1])
}

#[test]
fn what_crossed_is_counted_each_way_and_what_is_dropped_counts_for_nothing() {
    let mut world = World::with(&[ADA, BOB], &[Source::Microphone, Source::Camera], Duration::from_secs(3));
    let (server, ada) = (world.server, world.person(id(ADA), Connection::Publish).address);
    let (before, bob) = (world.room.stats(id(ADA)).unwrap(), world.room.stats(id(BOB)).unwrap());
    assert!(before.received > 100 && before.lost == 0, "{before:?}");
    assert!(bob.sent > 100, "{bob:?}");
    // one in five of her packets
    let mut nth = 0;
    world.weather = Some(Box::new(move |_, from, to, bytes| {
        nth += u64::from(from == ada && to == server && is_media(bytes));
        (nth % 5 != 0 || from != ada || !is_media(bytes)).then_some(Duration::ZERO)
    }));
    world.run(Duration::from_secs(3));
    let lossy = world.room.stats(id(ADA)).unwrap();
    let (lost, received) = (lossy.lost - before.lost, lossy.received - before.received);
    assert!(received > 100 && (lost * 5).abs_diff(lost + received) < 15, "{lost} lost, {received} received");
    // the checks of the way and the reports pass
    world.weather = Some(Box::new(|_, _, _, bytes| (!is_media(bytes)).then_some(Duration::ZERO)));
    world.run(Duration::from_millis(100));
    let (before, bob) = (world.room.stats(id(ADA)).unwrap(), world.room.stats(id(BOB)).unwrap());
    world.run(Duration::from_secs(3));
    assert_eq!(world.room.stats(id(ADA)).unwrap().received, before.received);
    assert_eq!(world.room.stats(id(BOB)).unwrap().sent, bob.sent, "nothing came to be sent");
    assert!(world.room.stats(id(9)).is_err());
}
