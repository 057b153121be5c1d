use std::time::Duration;

use lyceum_media::{Connection, MediaEvent, Source};

use crate::world::{World, id};

fn speak(world: &mut World, who: u128, level: i8) {
    for one in &mut world.person(id(who), Connection::Publish).sending {
        one.level = level;
    }
}

#[test]
fn the_three_loudest_are_heard_of_a_crowd() {
    let mut world = World::new();
    for who in 1..=6 {
        world.enter(id(who), &[Source::Microphone]);
        speak(&mut world, who, if who <= 3 { -20 } else { -90 });
    }
    world.enter(id(9), &[]);
    world.run(Duration::from_secs(3));
    for who in 1..=3 {
        assert!(world.slot(id(9), id(who), Source::Microphone).is_some(), "{who} is heard");
    }
    assert!(world.slot(id(1), id(1), Source::Microphone).is_none(), "nobody hears themselves");
    speak(&mut world, 2, -100);
    speak(&mut world, 6, -10);
    world.run(Duration::from_secs(2));
    assert!(world.slot(id(9), id(6), Source::Microphone).is_some(), "a new voice is heard");
    let slot = world.slot(id(9), id(6), Source::Microphone).unwrap();
    let index = world.index(id(9), Connection::Subscribe);
    let heard: Vec<_> = world.people[index].got.iter().filter(|got| got.mid == slot).collect();
    assert!(heard.windows(2).all(|pair| pair[1].sequence == pair[0].sequence + 1), "one stream across the remap");
    assert_eq!(heard.last().unwrap().payload, id(6).as_bytes());
}

#[test]
fn speakers_are_named_loudest_first_and_not_after_they_fall_silent() {
    let mut world = World::new();
    for who in 1..=3 {
        world.enter(id(who), &[Source::Microphone]);
    }
    world.run(Duration::from_secs(1));
    speak(&mut world, 1, -40);
    speak(&mut world, 2, -15);
    world.run(Duration::from_secs(1));
    let speakers = |world: &World| {
        world
            .told(id(3))
            .filter_map(|(_, event)| match event {
                MediaEvent::Speakers(speakers) => Some(speakers.clone()),
                _ => None,
            })
            .last()
            .unwrap()
    };
    assert_eq!(speakers(&world).len(), 2);
    speak(&mut world, 1, -127);
    speak(&mut world, 2, -127);
    world.run(Duration::from_secs(2));
    assert!(speakers(&world).is_empty());
}

#[test]
fn a_slot_remapped_to_another_camera_stays_one_stream() {
    let mut world = World::new();
    for who in 1..=3 {
        world.enter(id(who), &[Source::Camera]);
        world.run(Duration::from_millis(700));
    }
    world.join(id(9));
    world.subscribe(id(9), 0, 1);
    world.run(Duration::from_secs(2));
    let first = world.slot(id(9), id(1), Source::Camera).expect("the first to come has the only slot");
    world.room.leave(world.now, id(1));
    world.poll_room();
    world.run(Duration::from_secs(2));
    assert_eq!(world.slot(id(9), id(2), Source::Camera), Some(first));
    let got = world.got(id(9), id(2), Source::Camera);
    assert!(got.len() > 100);
    assert!(got.windows(2).all(|pair| pair[1].sequence == pair[0].sequence + 1), "sequence numbers go on");
    assert!(got.windows(2).all(|pair| pair[1].time.wrapping_sub(pair[0].time) < 90_000), "timestamps go on");
    assert!(got.windows(2).all(|pair| pair[1].picture().wrapping_sub(pair[0].picture()) <= 1), "picture ids go on");
}

#[test]
fn a_screen_goes_before_cameras() {
    let mut world = World::new();
    world.enter(id(1), &[Source::Camera]);
    world.enter(id(2), &[Source::Screen]);
    world.join(id(9));
    world.subscribe(id(9), 0, 1);
    world.run(Duration::from_secs(2));
    assert!(world.got(id(9), id(2), Source::Screen).len() > 50);
}
