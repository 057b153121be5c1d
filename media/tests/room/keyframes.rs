use std::time::Duration;

use lyceum_media::{Connection, Source};

use crate::world::{World, id};

const ADA: u128 = 1;

fn camera_with_viewers(viewers: u128) -> World {
    let mut world = World::new();
    world.enter(id(ADA), &[Source::Camera]);
    for viewer in 0..viewers {
        world.enter(id(10 + viewer), &[]);
    }
    world.run(Duration::from_secs(3));
    world
}

#[test]
fn many_joining_at_once_cost_few_keyframes_and_nobody_stays_black() {
    let mut world = camera_with_viewers(1);
    world.person(id(ADA), Connection::Publish).asked.clear();
    for viewer in 1..8 {
        world.enter(id(10 + viewer), &[]);
        world.run(Duration::from_millis(40));
    }
    world.run(Duration::from_secs(2));
    for viewer in 0..8 {
        assert!(world.got(id(10 + viewer), id(ADA), Source::Camera).len() > 50, "{viewer} sees");
    }
    let asked = &world.person(id(ADA), Connection::Publish).asked;
    assert!(asked.len() <= 3, "{} requests", asked.len());
    assert!(asked.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(490)));
}

#[test]
fn a_request_is_repeated_until_a_keyframe_comes() {
    let mut world = camera_with_viewers(0);
    // a publisher that hears no request for two seconds
    let deaf_until = world.now + Duration::from_secs(2);
    let publisher = world.person(id(ADA), Connection::Publish).address;
    world.weather = Some(Box::new(move |world, _, to, bytes| {
        let report = bytes.len() > 1 && (200..=206).contains(&bytes[1]);
        (to != publisher || !report || world.now >= deaf_until).then_some(Duration::ZERO)
    }));
    world.enter(id(10), &[]);
    world.run(Duration::from_secs(4));
    assert!(world.got(id(10), id(ADA), Source::Camera).len() > 40);
}

#[test]
fn packets_that_return_after_a_gap_bring_a_keyframe() {
    let mut world = camera_with_viewers(1);
    let publisher = world.person(id(ADA), Connection::Publish).address;
    let returns = world.now + Duration::from_secs(5);
    world.weather = Some(Box::new(move |world, from, to, _| {
        ((from != publisher && to != publisher) || world.now >= returns).then_some(Duration::ZERO)
    }));
    world.run(Duration::from_secs(5));
    world.person(id(ADA), Connection::Publish).asked.clear();
    let before = world.got(id(10), id(ADA), Source::Camera).len();
    world.run(Duration::from_secs(1));
    let asked = world.person(id(ADA), Connection::Publish).asked.clone();
    assert!(!asked.is_empty() && asked[0] - returns < Duration::from_millis(250));
    assert!(world.got(id(10), id(ADA), Source::Camera)[before..].iter().any(crate::person::Got::is_keyframe));
}

#[test]
fn a_subscriber_that_returns_gets_a_keyframe() {
    let mut world = camera_with_viewers(1);
    let subscriber = world.person(id(10), Connection::Subscribe).address;
    let returns = world.now + Duration::from_secs(5);
    world.weather = Some(Box::new(move |world, from, to, _| {
        ((from != subscriber && to != subscriber) || world.now >= returns).then_some(Duration::ZERO)
    }));
    world.run(Duration::from_secs(5));
    world.person(id(ADA), Connection::Publish).asked.clear();
    world.run(Duration::from_secs(3));
    assert!(!world.person(id(ADA), Connection::Publish).asked.is_empty());
}
