//! A session's rating reaches its mentor once, and the directory shows it.

use std::collections::BTreeSet;

use lyceum_domain::{
    core::{EntityId, Role, UserId},
    mentor::{self, DIRECTORY, MentorRow},
    mentor_application::{Apply, Approve},
    mentor_topic::{self, TOPICS, TopicRow, Typed},
    mentoring_session::{Complete, Join, Rate},
    user::{GrantRole, Register, ShowProfile, UpdateProfile},
};
use uuid::Uuid;

use crate::{
    people::{hours, world},
    world::{ORGANIZATION, World},
};

fn register(world: &mut World, user: UserId, name: &str) {
    let register = Register {
        email: format!("{}@example.org", user.0),
        display_name: name.into(),
        zone: "Asia/Colombo".into(),
        credential: "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA".into(),
        reservation: Uuid::from_u128(user.0.as_u128() + 0xe_0000).into(),
    };
    world.system(user, &register).unwrap();
    world.settle();
}

fn topic(name: &str) -> EntityId {
    mentor_topic::entity_id(&[7; 32], ORGANIZATION, name)
}

fn of_topic(name: &str) -> Vec<u8> {
    mentor::topic_partition(topic(name).0.as_bytes())
}

fn apply(topics: &[&str]) -> Apply {
    let topics = topics.iter().map(|name| Typed { id: topic(name), name: (*name).to_owned() }).collect();
    Apply { topics, headline: "I teach".into(), motivation: "I like to.".into() }
}

#[test]
fn an_approval_gives_the_role_and_lists_the_mentor_with_name_and_topics() {
    let (mut world, people) = world();
    let admin = world.person(9, &[Role::Admin]);
    register(&mut world, people.student, "Ada");
    world.ask(people.student, people.student, &apply(&["Algebra", "Physics"])).unwrap();
    world.ask(admin, people.student, &Approve).unwrap();
    world.settle();

    let profile = world.system(people.student, &ShowProfile).unwrap().value;
    assert!(profile.roles.contains(&Role::Mentor));
    for partition in [mentor::all_partition(), of_topic("algebra"), of_topic("Physics")] {
        let listed: Vec<MentorRow> = world.rows(DIRECTORY, &partition);
        assert_eq!(world.open(listed[0].display_name.as_ref().unwrap()), "Ada");
    }
    let topics: Vec<TopicRow> = world.rows(TOPICS, &mentor_topic::partition());
    let counted: BTreeSet<_> = topics.iter().map(|row| (world.read(&row.topic), row.mentors)).collect();
    assert_eq!(counted, BTreeSet::from([("Algebra".to_owned(), 1), ("Physics".to_owned(), 1)]));

    let rename = UpdateProfile { display_name: Some("Ada King".into()), ..Default::default() };
    world.ask(people.student, people.student, &rename).unwrap();
    world.settle();
    let listed: Vec<MentorRow> = world.rows(DIRECTORY, &of_topic("algebra"));
    assert_eq!(world.open(listed[0].display_name.as_ref().unwrap()), "Ada King");
}

#[test]
fn a_mentor_who_loses_the_role_leaves_the_directory() {
    let (mut world, people) = world();
    let admin = world.person(9, &[Role::Admin]);
    register(&mut world, people.student, "Ada");
    world.ask(people.student, people.student, &apply(&["Algebra"])).unwrap();
    world.ask(admin, people.student, &Approve).unwrap();
    world.settle();
    world.ask(admin, people.student, &lyceum_domain::user::RevokeRole { role: Role::Mentor }).unwrap();
    world.settle();
    assert!(world.rows::<MentorRow>(DIRECTORY, &mentor::all_partition()).is_empty());
    assert!(world.rows::<TopicRow>(TOPICS, &mentor_topic::partition()).is_empty());
    world.ask(admin, people.student, &GrantRole { role: Role::Admin }).unwrap();
}

#[test]
fn a_rating_counts_once_however_often_it_is_delivered() {
    let (mut world, people) = world();
    let admin = world.person(9, &[Role::Admin]);
    register(&mut world, people.mentor, "Max");
    world.ask(people.mentor, people.mentor, &apply(&["Algebra"])).unwrap_or_default();
    world.ask(admin, people.mentor, &Approve).unwrap();
    world.ask_mentor(people.student, people.mentor, 1, &[hours(3, 4)]).unwrap();
    world.accept(people.mentor, 1, hours(3, 4)).unwrap();
    world.twice = true;
    world.settle();

    let session = world.request(people.student, 1).session.unwrap();
    world.pass(lyceum_domain::core::Duration::from_hours(3));
    world.ask(people.student, session, &Join).unwrap();
    world.ask(people.mentor, session, &Complete).unwrap();
    let rate = Rate { stars: 4, comment: Some("Good.".into()) };
    world.ask(people.student, session, &rate).unwrap();
    assert_eq!(world.ask(people.student, session, &rate).unwrap_err(), "already_rated");
    world.settle();

    let listed: Vec<MentorRow> = world.rows(DIRECTORY, &mentor::all_partition());
    assert_eq!((listed[0].rating.count, listed[0].rating.average()), (1, Some(4.0)));
}
