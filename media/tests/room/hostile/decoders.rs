//! Descriptions and datagrams by the million, into a room where people are.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use lyceum_media::room::{Offer, addressee};
use lyceum_media::{Connection, Source};
use lyceum_soak::Corpus;
use str0m::media::Mid;

use super::{ADA, EVE, call, goes_on};
use crate::world::{World, id};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus");
/// An answer is about as long as its offer: it says the same lines with fewer codecs.
const ANSWER_MORE: usize = 4_096;
/// Datagrams after which the others' call has to go on.
const LOOKED_AT_EVERY: u64 = 2_000;

fn offers() -> Vec<Vec<u8>> {
    let mut person =
        crate::person::Person::new(id(9), Connection::Publish, "10.0.9.9:9".parse().unwrap(), std::time::Instant::now());
    let (publish, _) = person.publish(std::time::Instant::now(), &[Source::Microphone, Source::Camera]);
    let mut person =
        crate::person::Person::new(id(9), Connection::Subscribe, "10.0.9.9:9".parse().unwrap(), std::time::Instant::now());
    vec![publish.into_bytes(), person.subscribe(3, 9).into_bytes()]
}

#[test]
fn descriptions_are_answered_or_refused() {
    let world = RefCell::new(call());
    let sources = BTreeMap::from([("0".to_owned(), Source::Microphone), ("1".to_owned(), Source::Camera)]);
    // a new connection's certificate is most of an offer's cost
    Corpus::new(format!("{CORPUS}/sdp"), offers()).check("media.sdp", |bytes| {
        let mut world = world.borrow_mut();
        let (sdp, now) = (String::from_utf8_lossy(bytes), world.now);
        let publishes = bytes.len().is_multiple_of(2);
        let connection = if publishes { Connection::Publish } else { Connection::Subscribe };
        let sources = if publishes { &sources } else { &BTreeMap::new() };
        let offer = Offer { participant: id(EVE), connection, sdp: &sdp, sources };
        if let Ok(answer) = world.room.offer(now, &offer) {
            assert!(answer.len() <= sdp.len() + ANSWER_MORE, "{} bytes answer {}", answer.len(), sdp.len());
        }
        world.poll_room();
        world.forget();
    });
    let mut world = world.into_inner();
    world.room.leave(world.now, id(EVE));
    world.poll_room();
    goes_on(&mut forgetful(world));
}

/// Datagrams as they go to the server in a call, each kind's first few.
fn recorded(world: &mut World) -> Vec<Vec<u8>> {
    let record = std::rc::Rc::new(RefCell::new(Vec::<Vec<u8>>::new()));
    let (kept, server) = (record.clone(), world.server);
    world.weather = Some(Box::new(move |_, _, to, bytes| {
        let kind = bytes.first().map(|first| first >> 6);
        let mut kept = kept.borrow_mut();
        if to == server && kept.iter().filter(|other| other.first().map(|first| first >> 6) == kind).count() < 8 {
            kept.push(bytes.to_vec());
        }
        Some(Duration::ZERO)
    }));
    world.run(Duration::from_secs(3));
    world.weather = None;
    record.take()
}

/// What was received until now is not looked at again.
fn forgetful(mut world: World) -> World {
    world.people.iter_mut().for_each(|person| person.got.clear());
    let slots = world.events.iter().rev().filter(|(_, _, event)| matches!(event, lyceum_media::MediaEvent::Slots(_)));
    assert!(slots.count() < 1_000_000);
    world
}

#[test]
fn datagrams_from_strangers_and_under_a_participants_address_harm_nobody() {
    let mut world = call();
    let recorded = recorded(&mut world);
    let checks: Vec<_> = recorded.iter().filter(|bytes| addressee(bytes).is_some()).cloned().collect();
    assert!(recorded.len() > 8 && !checks.is_empty(), "{} datagrams were recorded, {} checks", recorded.len(), checks.len());
    let (stranger, eve) = ("192.0.2.66:6666".parse().unwrap(), world.person(id(EVE), Connection::Publish).address);
    let (world, count) = (RefCell::new(world), RefCell::new(0_u64));
    Corpus::new(format!("{CORPUS}/datagrams"), recorded).check("media.datagrams", |bytes| {
        let (mut world, mut count) = (world.borrow_mut(), count.borrow_mut());
        *count += 1;
        // a check under a name that is there may be genuine, and then its address is a participant's
        let from = if bytes.len().is_multiple_of(2) && addressee(bytes).is_none() { stranger } else { eve };
        world.inject(from, bytes);
        if count.is_multiple_of(1_000) {
            world.run(Duration::from_millis(100));
            world.people.iter_mut().for_each(|person| person.got.clear());
        }
        // the input that did the harm is among the last few, and they are found and shrunk
        if count.is_multiple_of(LOOKED_AT_EVERY) {
            goes_on(&mut world);
        }
    });
    let mut world = world.into_inner();
    for mut check in checks {
        // the integrity, or the sum behind it
        let last = check.len() - 12;
        check[last] ^= 1;
        world.inject(stranger, &check);
    }
    assert_eq!(world.sent_to(stranger), 0, "a stranger is not answered");
    goes_on(&mut world);
}

#[test]
fn packets_of_a_participant_are_forwarded_or_dropped() {
    let world = RefCell::new(call());
    let count = RefCell::new(0_u64);
    let mid = world.borrow_mut().person(id(EVE), Connection::Publish).sending[1].mid;
    let payloads = [
        &b"\x90\x80\x80\x05\x00picture"[..],
        b"\x80\x80\x05\x01",
        b"\x10\x00\x9d\x01\x2a",
        b"\x90\xf0\x81\x23\x45\x67\x00key",
        b"",
    ];
    let seeds = payloads.map(|payload| [&7_u16.to_be_bytes()[..], &9_u32.to_be_bytes(), payload].concat());
    Corpus::new(format!("{CORPUS}/packets"), seeds).check("media.rtp", |bytes| {
        let (mut world, mut count) = (world.borrow_mut(), count.borrow_mut());
        let Some((numbers, payload)) = bytes.split_at_checked(6) else { return };
        let sequence = u16::from_be_bytes([numbers[0], numbers[1]]);
        let time = u32::from_be_bytes([numbers[2], numbers[3], numbers[4], numbers[5]]);
        send(&mut world, mid, sequence, time, &payload[..payload.len().min(1_000)]);
        *count += 1;
        if count.is_multiple_of(50) {
            world.run(Duration::from_millis(20));
            world.people.iter_mut().for_each(|person| person.got.clear());
        }
    });
    let mut world = world.into_inner();
    world.room.leave(world.now, id(EVE));
    world.poll_room();
    goes_on(&mut world);
    assert!(world.slot(id(ADA), id(EVE), Source::Camera).is_none());
}

/// A picture's packet with these numbers, whatever was sent before.
fn send(world: &mut World, mid: Mid, sequence: u16, time: u32, payload: &[u8]) {
    let now = world.now;
    let index = world.index(id(EVE), Connection::Publish);
    world.people[index].packet(now, mid, sequence.into(), time, payload.to_vec());
    world.step_person(index);
}
