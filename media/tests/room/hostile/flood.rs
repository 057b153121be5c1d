//! More of everything than a browser would ever send, by somebody who is in.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use lyceum_media::room::Offer;
use lyceum_media::{Connection, MediaError, Source};
use str0m::media::KeyframeRequestKind;

use super::{ADA, BOB, EVE, call, goes_on};
use crate::world::{World, id};

const MOMENT: Duration = Duration::from_millis(1);

#[test]
fn replayed_packets_are_dropped() {
    let mut world = call();
    let (server, eve) = (world.server, world.person(id(EVE), Connection::Publish).address);
    let seen = Rc::new(RefCell::new(Vec::new()));
    let kept = seen.clone();
    world.weather = Some(Box::new(move |_, from, to, bytes: &[u8]| {
        if from == eve && to == server && bytes.first().is_some_and(|first| first >> 6 == 2) {
            kept.borrow_mut().push(bytes.to_vec());
        }
        Some(Duration::ZERO)
    }));
    world.run(Duration::from_secs(1));
    world.weather = None;
    world.run(Duration::from_millis(100));
    world.person(id(EVE), Connection::Publish).dead = true;
    world.run(Duration::from_millis(100));
    let before = [Source::Camera, Source::Microphone].map(|source| world.got(id(ADA), id(EVE), source).len());
    assert!(before[0] > 60 && seen.borrow().len() > 60, "{before:?}");
    for _ in 0..10 {
        seen.borrow().iter().for_each(|bytes| world.inject(eve, bytes));
        world.run(Duration::from_millis(50));
    }
    let after = [Source::Camera, Source::Microphone].map(|source| world.got(id(ADA), id(EVE), source).len());
    assert_eq!(after, before);
    goes_on(&mut world);
}

/// SRTP counts sequence numbers from what a receiver got last: jumps that it does not see would lock it out of the slot for good.
#[test]
fn sequence_jumps_of_one_publisher_lock_no_viewer_out_of_the_slot() {
    let mut world = World::new();
    world.enter(id(EVE), &[Source::Camera]);
    world.enter(id(BOB), &[]);
    world.run(Duration::from_secs(2));
    let slot = world.slot(id(BOB), id(EVE), Source::Camera).unwrap();
    let (server, bob) = (world.server, world.person(id(BOB), Connection::Subscribe).address);
    // the viewer gets one picture of three while the numbers jump
    let began = world.now;
    world.weather = Some(Box::new(move |world, from, to, bytes: &[u8]| {
        let media = from == server && to == bob && bytes.len() > 200;
        let picture = (world.now - began).as_millis() / 66;
        (!media || picture.is_multiple_of(3)).then_some(Duration::ZERO)
    }));
    for _ in 0..20 {
        let index = world.index(id(EVE), Connection::Publish);
        world.people[index].sending[0].sequence += 30_000;
        world.people[index].sending[0].keyframe = true;
        world.run(Duration::from_millis(66));
    }
    world.weather = None;
    world.room.leave(world.now, id(EVE));
    world.poll_room();
    world.enter(id(ADA), &[Source::Camera]);
    world.run(Duration::from_secs(3));
    assert_eq!(world.slot(id(BOB), id(ADA), Source::Camera), Some(slot), "the same slot, the same stream");
    let seen =
        world.got(id(BOB), id(ADA), Source::Camera).iter().filter(|got| got.at + Duration::from_secs(1) > world.now).count();
    assert!(seen > 30, "{seen} packets of the next publisher came");
}

#[test]
fn a_flood_of_streams_is_not_remembered_and_the_true_one_goes_on() {
    let mut world = call();
    let index = world.index(id(EVE), Connection::Publish);
    let mid = world.people[index].sending[1].mid;
    for number in 0..5_000_u32 {
        let now = world.now;
        world.people[index].stream(now, mid, 0x1000_0000 + number);
        world.step_person(index);
        if number.is_multiple_of(100) {
            world.run(MOMENT);
        }
    }
    world.run(Duration::from_millis(100));
    let ignored = world.room.streams_ignored();
    assert!(ignored > 4_000, "{ignored} of 5,000 streams were ignored");
    goes_on(&mut world);
}

#[test]
fn keyframes_asked_for_without_end_cost_the_publisher_two_a_second() {
    let mut world = call();
    world.person(id(ADA), Connection::Publish).asked.clear();
    let index = world.index(id(EVE), Connection::Subscribe);
    let slot = world.slot(id(EVE), id(ADA), Source::Camera).unwrap();
    for _ in 0..5_000 {
        world.people[index].ask(&slot, KeyframeRequestKind::Pli);
        world.people[index].ask(&slot, KeyframeRequestKind::Fir);
        world.step_person(index);
        world.run(MOMENT);
    }
    let asked = world.person(id(ADA), Connection::Publish).asked.len();
    assert!((1..=11).contains(&asked), "{asked} requests in five seconds");
    goes_on(&mut world);
}

#[test]
fn packets_asked_for_again_without_end_are_half_of_what_is_sent_at_most() {
    let mut world = call();
    let (server, eve) = (world.server, world.person(id(EVE), Connection::Subscribe).address);
    let sent = Rc::new(RefCell::new([0_usize; 2]));
    let sums = sent.clone();
    let half = world.now + Duration::from_secs(3);
    // then Eve claims to have lost nearly all
    world.weather = Some(Box::new(move |world, from, to: SocketAddr, bytes: &[u8]| {
        let media = from == server && to == eve && bytes.len() > 200;
        let claims = world.now >= half;
        if media {
            sums.borrow_mut()[usize::from(claims)] += bytes.len();
        }
        let lost = media && claims && world.chance(80);
        (!lost).then_some(Duration::ZERO)
    }));
    world.run(Duration::from_secs(6));
    world.weather = None;
    let [whole, claimed] = *sent.borrow();
    // as many again, and what a second and a half of the window lets through before
    assert!(claimed <= whole * 5 / 2, "{whole} bytes in three seconds, and {claimed} in the next");
    goes_on(&mut world);
}

#[test]
fn giant_descriptions_are_refused_at_once() {
    let mut world = call();
    let (offer, sources) = world.person(id(EVE), Connection::Publish).renewed();
    let many = (0..300).fold(offer.clone(), |mut all, n| {
        write!(all, "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:m{n}\r\na=recvonly\r\n").unwrap();
        all
    });
    let candidates = (0..900).fold(offer.clone(), |mut all, n| {
        write!(all, "a=candidate:{n} 1 udp 1 {}.local 9 typ host\r\n", "x".repeat(20)).unwrap();
        all
    });
    let first = sources.keys().next().unwrap();
    let wide = offer.replace(&format!("a=mid:{first}"), &format!("a=mid:{}", "0".repeat(30_000)));
    let began = Instant::now();
    for (sdp, what) in [(&many, "300 media lines"), (&wide, "a giant name")] {
        let offer = Offer { participant: id(EVE), connection: Connection::Publish, sdp, sources: &sources };
        let answer = world.room.offer(world.now, &offer);
        assert!(matches!(answer, Err(MediaError::Offer(_))), "{what}: {answer:?}");
    }
    let offer = Offer { participant: id(EVE), connection: Connection::Publish, sdp: &candidates, sources: &BTreeMap::new() };
    let answer = world.room.offer(world.now, &offer).unwrap();
    assert!(!answer.contains(".local") && answer.matches("a=candidate:").count() <= 4, "{answer}");
    assert!(began.elapsed() < Duration::from_secs(5));
    world.poll_room();
    goes_on(&mut world);
}
