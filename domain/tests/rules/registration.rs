//! Sign-up as a saga of the account over the email's reservation.

use lyceum_domain::{
    core::UserId,
    reservation,
    user::{PROFILES, Profile, REGISTRATION_TIME, Register, ShowProfile, partition},
};
use uuid::Uuid;

use crate::{people::world, world::World};

const EMAIL: Uuid = Uuid::from_u128(0xe);

fn register(world: &mut World, user: UserId) {
    let register = Register {
        email: "ada@example.org".into(),
        display_name: "Ada".into(),
        zone: "UTC".into(),
        credential: "$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA".into(),
        reservation: EMAIL.into(),
    };
    world.system(user, &register).unwrap();
}

fn active(world: &mut World, user: UserId) -> bool {
    world.system(user, &ShowProfile).is_ok()
}

#[test]
fn an_account_is_active_once_its_email_is_confirmed() {
    let (mut world, people) = world();
    register(&mut world, people.student);
    assert!(!active(&mut world, people.student));
    world.settle();
    assert!(active(&mut world, people.student));
    let shown = world.system(EMAIL, &reservation::Show).unwrap();
    assert_eq!((shown.holder, shown.confirmed), (Some(people.student.0), true));
    let row: Profile = world.row(PROFILES, &partition(people.student), &[]).unwrap();
    assert_eq!(world.open(&row.display_name), "Ada");
}

#[test]
fn one_email_is_one_account_whoever_comes_first_and_however_often_it_is_delivered() {
    for twice in [false, true] {
        let (mut world, people) = world();
        world.twice = twice;
        register(&mut world, people.student);
        register(&mut world, people.other);
        world.settle();
        let both = [active(&mut world, people.student), active(&mut world, people.other)];
        assert_eq!(both.iter().filter(|active| **active).count(), 1);
        world.pass(REGISTRATION_TIME);
        world.settle();
        let holder = world.system(EMAIL, &reservation::Show).unwrap().holder;
        let winner = if both[0] { people.student } else { people.other };
        assert_eq!(holder, Some(winner.0));
    }
}

#[test]
fn an_email_whose_account_timed_out_is_free_for_the_next() {
    let (mut world, people) = world();
    world.cut.insert("user");
    register(&mut world, people.student);
    world.settle();
    assert!(world.system(EMAIL, &reservation::Show).unwrap().holder.is_some());
    world.pass_asleep(REGISTRATION_TIME);
    world.cut.clear();
    world.pass(lyceum_domain::core::Duration(0));
    world.settle();
    assert!(!active(&mut world, people.student));
    register(&mut world, people.other);
    world.settle();
    assert!(active(&mut world, people.other));
}
