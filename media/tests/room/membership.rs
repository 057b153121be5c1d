use std::collections::BTreeMap;
use std::time::Duration;

use lyceum_media::room::{Input, Offer, Output, SILENCE_MAX};
use lyceum_media::{Connection, MediaError, MediaEvent, Source};

use crate::world::{World, id};

const ADA: u128 = 1;
const BOB: u128 = 2;

fn call() -> World {
    World::with(&[ADA, BOB], &[Source::Microphone, Source::Camera], Duration::from_secs(2))
}

#[test]
fn a_muted_source_is_dropped_here_whatever_its_browser_sends() {
    let mut world = call();
    world.room.mute(world.now, id(ADA), Source::Camera, true).unwrap();
    world.poll_room();
    world.run(Duration::from_millis(100));
    let before = world.got(id(BOB), id(ADA), Source::Camera).len();
    let heard = world.got(id(BOB), id(ADA), Source::Microphone).len();
    world.run(Duration::from_secs(2));
    assert_eq!(world.got(id(BOB), id(ADA), Source::Camera).len(), before);
    assert!(world.got(id(BOB), id(ADA), Source::Microphone).len() > heard + 80, "the voice goes on");
    let muted = world.told(id(BOB)).filter_map(|(_, event)| match event {
        MediaEvent::Tracks(tracks) => tracks.get(&id(ADA))?.get(&Source::Camera).map(|track| track.muted),
        _ => None,
    });
    assert_eq!(muted.last(), Some(true));

    world.room.mute(world.now, id(ADA), Source::Camera, false).unwrap();
    world.poll_room();
    world.run(Duration::from_secs(2));
    let frames = world.got(id(BOB), id(ADA), Source::Camera);
    assert!(frames.len() > before + 60);
    assert!(frames[before].is_keyframe(), "goes on with a keyframe");
    assert_eq!(frames[before].sequence, frames[before - 1].sequence + 1, "without a hole to ask for");
}

#[test]
fn a_mute_holds_before_publishing() {
    let mut world = World::new();
    world.enter(id(BOB), &[]);
    world.join(id(ADA));
    world.room.mute(world.now, id(ADA), Source::Microphone, true).unwrap();
    world.publish(id(ADA), &[Source::Microphone]);
    world.run(Duration::from_secs(2));
    assert!(world.got(id(BOB), id(ADA), Source::Microphone).is_empty());
}

#[test]
fn whoever_comes_back_hears_nothing_of_their_former_stay() {
    let mut world = call();
    let silent = world.now + SILENCE_MAX + Duration::from_secs(1);
    world.room.handle(silent, Input::Timeout);
    world.room.join(silent, id(ADA)).unwrap();
    let mut told = Vec::new();
    while let Some(output) = world.room.poll() {
        if let Output::Event { participant, event } = output {
            told.push((participant, event));
        }
    }
    assert!(told.contains(&(id(BOB), MediaEvent::Gone)), "both were silent");
    assert!(!told.contains(&(id(ADA), MediaEvent::Gone)));
    assert!(told.iter().any(|(participant, _)| *participant == id(ADA)), "the new stay is told of the room");
}

#[test]
fn whoever_leaves_frees_the_slots() {
    let mut world = call();
    world.room.leave(world.now, id(ADA));
    world.poll_room();
    assert!(world.slots(id(BOB)).values().all(Option::is_none));
    let last = world.told(id(BOB)).filter_map(|(_, event)| match event {
        MediaEvent::Tracks(tracks) => Some(tracks.contains_key(&id(ADA))),
        _ => None,
    });
    assert_eq!(last.last(), Some(false));
    let offer = Offer { participant: id(ADA), connection: Connection::Publish, sdp: "v=0", sources: &BTreeMap::new() };
    assert!(world.room.offer(world.now, &offer).is_err());
}

#[test]
fn a_browser_that_dies_without_a_word_is_gone_within_ten_seconds() {
    let mut world = call();
    let died = world.now;
    for connection in [Connection::Publish, Connection::Subscribe] {
        world.person(id(ADA), connection).dead = true;
    }
    world.run(Duration::from_secs(12));
    let gone = world.told(id(ADA)).find(|(_, event)| **event == MediaEvent::Gone).map(|(at, _)| at - died);
    let gone = gone.expect("it is gone");
    assert!(gone < Duration::from_secs(10) && gone + Duration::from_secs(1) > SILENCE_MAX, "{gone:?}");
    assert!(world.slots(id(BOB)).values().all(Option::is_none));
    assert!(!world.told(id(BOB)).any(|(_, event)| *event == MediaEvent::Gone), "the other stays");
}

#[test]
fn closing_both_connections_is_leaving() {
    let mut world = call();
    for connection in [Connection::Publish, Connection::Subscribe] {
        let index = world.index(id(ADA), connection);
        world.people[index].rtc.close().unwrap();
        world.step_person(index);
    }
    world.until(Duration::from_secs(1), "gone", |world| world.told(id(ADA)).any(|(_, event)| *event == MediaEvent::Gone));
}

#[test]
fn joining_again_starts_anew() {
    let mut world = call();
    world.enter(id(ADA), &[Source::Camera]);
    world.run(Duration::from_secs(2));
    assert!(world.slot(id(BOB), id(ADA), Source::Microphone).is_none());
    assert!(world.got(id(BOB), id(ADA), Source::Camera).len() > 60);
    assert!(world.got(id(ADA), id(BOB), Source::Camera).len() > 60);
}

#[test]
fn what_cannot_be_answered_is_refused_and_changes_nothing() {
    let mut world = call();
    let sources = BTreeMap::from([("nowhere".to_owned(), Source::Camera)]);
    let stranger = Offer {
        participant: id(9),
        connection: Connection::Publish,
        sdp: "v=0\r\na=fingerprint:x\r\n",
        sources: &BTreeMap::new(),
    };
    assert!(matches!(world.room.offer(world.now, &stranger), Err(MediaError::Offer(_) | MediaError::NotJoined)));
    let long = "v".repeat(100_000);
    for sdp in ["", "nonsense", "v=0\r\na=fingerprint:sha-256 AA\r\nm=audio 9 x 111\r\n", long.as_str()] {
        for sources in [&BTreeMap::new(), &sources] {
            let offer = Offer { participant: id(ADA), connection: Connection::Publish, sdp, sources };
            assert!(matches!(world.room.offer(world.now, &offer), Err(MediaError::Offer(_))), "{sdp:.20}");
        }
    }
    let before = world.got(id(BOB), id(ADA), Source::Camera).len();
    world.run(Duration::from_secs(1));
    assert!(world.got(id(BOB), id(ADA), Source::Camera).len() > before + 30, "the connection lives on");
}
