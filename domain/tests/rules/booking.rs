//! Request → hold → session, channel and room → accepted: the saga, its refusals and its time-outs.

use lyceum_domain::{
    call_room,
    channel::{self, CHANNELS},
    core::Duration,
    mentoring_request::{Attempt, Event, MentoringRequest, SAGA_TIME, Setback, State},
    mentoring_session::{self, Cancel, List},
    notifications::Kind,
};

use crate::{
    people::{People, hours, request, world},
    world::World,
};

/// What the first acceptance set out to make.
fn attempt(world: &World) -> Attempt {
    let events = world.events::<MentoringRequest>(request(1));
    let started = events.into_iter().find_map(|event| match event {
        Event::AcceptStarted { attempt, .. } => Some(attempt),
        _ => None,
    });
    started.unwrap()
}

fn told(world: &World, kind: Kind) -> usize {
    world.told.iter().filter(|told| told.kind == kind).count()
}

/// Asked for three to four o'clock, and accepted, with nothing delivered yet.
fn accepted() -> (World, People) {
    let (mut world, people) = world();
    world.ask_mentor(people.student, people.mentor, 1, &[hours(3, 4)]).unwrap();
    world.accept(people.mentor, 1, hours(3, 4)).unwrap();
    (world, people)
}

/// Nothing is left of the first attempt, wherever one looks.
#[track_caller]
fn undone(world: &mut World, people: &People) {
    let attempt = attempt(world);
    assert_eq!(world.busy(people.mentor), []);
    assert_eq!(world.session(attempt.session), None);
    for user in [people.student, people.mentor] {
        assert_eq!(world.sessions(user, List::Upcoming), []);
        assert!(world.rows::<channel::ChannelRow>(CHANNELS, &channel::member_partition(user)).is_empty());
    }
    if let Ok(seen) = world.system(attempt.channel, &channel::Show) {
        assert!(seen.value.card.closed);
    }
    if let Ok(seen) = world.system(attempt.room, &call_room::Show) {
        assert_eq!(seen.value.state, call_room::State::Ended);
    }
}

#[test]
fn an_accepted_request_has_a_taken_time_a_session_a_channel_and_a_room() {
    let (mut world, people) = accepted();
    assert_eq!(world.request(people.student, 1).state, State::Accepting);
    world.settle();

    let request = world.request(people.student, 1);
    assert_eq!(request.state, State::Accepted);
    let session = world.session(request.session.unwrap()).unwrap();
    assert_eq!(session.span, hours(3, 4));
    assert_eq!(world.busy(people.mentor), [hours(3, 4)]);
    for user in [people.student, people.mentor] {
        assert_eq!(world.sessions(user, List::Upcoming), std::slice::from_ref(&session));
        let seen = world.ask(user, session.channel, &channel::Show).unwrap();
        assert_eq!(seen.value.card.kind, channel::Kind::Session(session.id));
        let room = world.ask(user, session.room, &call_room::Show).unwrap().value;
        assert_eq!((room.host, room.session), (people.mentor, session.id));
    }
    assert_eq!(world.ask(people.other, session.channel, &channel::Show).unwrap_err(), "not_found");
    assert_eq!(world.ask(people.other, session.room, &call_room::Show).unwrap_err(), "not_found");
    assert_eq!(told(&world, Kind::MentoringRequestAccepted), 1);
}

#[test]
fn every_step_may_be_delivered_twice() {
    let (mut world, people) = world();
    world.twice = true;
    world.ask_mentor(people.student, people.mentor, 1, &[hours(3, 4)]).unwrap();
    world.accept(people.mentor, 1, hours(3, 4)).unwrap();
    world.settle();
    assert_eq!(world.request(people.student, 1).state, State::Accepted);
    assert_eq!(world.busy(people.mentor), [hours(3, 4)]);
    assert_eq!(world.sessions(people.mentor, List::Upcoming).len(), 1);
}

#[test]
fn of_two_requests_for_one_time_one_is_accepted_and_the_other_open_again() {
    let (mut world, people) = accepted();
    world.ask_mentor(people.other, people.mentor, 2, &[hours(3, 4), hours(5, 6)]).unwrap();
    world.accept(people.mentor, 2, hours(3, 4)).unwrap();
    world.settle();

    let states = [world.request(people.student, 1), world.request(people.other, 2)];
    let lost = states.iter().find(|request| request.state == State::Open).unwrap();
    assert!(states.iter().any(|request| request.state == State::Accepted));
    assert_eq!(lost.setback, Some(Setback::MentorNotFree));
    assert_eq!(world.busy(people.mentor), [hours(3, 4)]);
    let reopened: Vec<_> = world.told.iter().filter(|told| told.kind == Kind::MentoringRequestReopened).collect();
    assert!(reopened.iter().any(|told| told.to == people.mentor && told.request == Some(lost.id)));
}

#[test]
fn a_reopened_request_is_accepted_at_another_time() {
    let (mut world, people) = accepted();
    world.settle();
    world.ask_mentor(people.other, people.mentor, 2, &[hours(3, 4), hours(5, 6)]).unwrap();
    world.accept(people.mentor, 2, hours(3, 4)).unwrap();
    world.settle();
    world.accept(people.mentor, 2, hours(5, 6)).unwrap();
    world.settle();
    assert_eq!(world.request(people.other, 2).state, State::Accepted);
    assert_eq!(world.busy(people.mentor), [hours(3, 4), hours(5, 6)]);
}

#[test]
fn a_step_that_does_not_answer_in_time_is_undone_wherever_it_is() {
    for silent in ["mentor_calendar", "mentoring_session", "channel", "call_room"] {
        let (mut world, people) = accepted();
        world.cut.insert(silent);
        world.settle();
        assert_eq!(world.request(people.student, 1).state, State::Accepting, "{silent}");
        world.pass(SAGA_TIME);
        assert_eq!(world.request(people.student, 1).setback, Some(Setback::TimedOut), "{silent}");
        world.cut.clear();
        world.settle();
        assert_eq!(world.request(people.student, 1).state, State::Open, "{silent}");
        undone(&mut world, &people);
    }
}

/// Accepted, `n` deliveries made, then the request hears nothing for longer than an acceptance may take, as when the server is
/// down: `meanwhile` happens, and its wake-up comes before the answers that waited.
fn silent_after(n: usize, meanwhile: impl FnOnce(&mut World, &People)) -> (World, People) {
    let (mut world, people) = accepted();
    for _ in 0..n {
        world.deliver(0);
    }
    world.cut.insert("mentoring_request");
    world.settle();
    meanwhile(&mut world, &people);
    world.cut.clear();
    world.pass(SAGA_TIME);
    world.settle();
    (world, people)
}

#[test]
fn a_request_that_is_silent_too_long_at_any_stage_ends_whole_or_undone() {
    let (mut whole, mut undoings) = (0, 0);
    for n in 0..20 {
        let (mut world, people) = silent_after(n, |_, _| {});
        let request = world.request(people.student, 1);
        if let Some(session) = request.session {
            whole += 1;
            assert_eq!(request.state, State::Accepted, "after {n} deliveries");
            assert_eq!(world.busy(people.mentor), [hours(3, 4)]);
            for user in [people.student, people.mentor] {
                let ids: Vec<_> = world.sessions(user, List::Upcoming).iter().map(|session| session.id).collect();
                assert_eq!(ids, [session], "after {n} deliveries");
            }
        } else {
            undoings += 1;
            assert_eq!((request.state, request.setback), (State::Open, Some(Setback::TimedOut)), "after {n} deliveries");
            undone(&mut world, &people);
        }
    }
    assert!(whole > 1 && undoings > 1, "{whole} whole, {undoings} undone");
}

/// How many deliveries bring the request to where its session is being shown.
fn deliveries_until_shown() -> usize {
    let (mut world, _) = accepted();
    let shown = |event: &Event| matches!(event, Event::SlotConfirmed { .. });
    (0..100).find(|_| world.events::<MentoringRequest>(request(1)).iter().any(shown) || !world.deliver(0)).unwrap()
}

#[test]
fn a_session_that_the_mentor_cancels_before_the_request_hears_of_it_is_accepted_and_cancelled() {
    let (mut world, people) = silent_after(deliveries_until_shown(), |world, people| {
        let session = attempt(world).session;
        world.ask(people.mentor, session, &Cancel { reason: None }).unwrap();
    });
    assert_eq!(world.request(people.student, 1).state, State::Accepted);
    assert_eq!(world.busy(people.mentor), []);
    assert_eq!(world.sessions(people.student, List::Upcoming), []);
    assert_eq!(world.sessions(people.student, List::Past)[0].state, mentoring_session::State::Cancelled);
}

#[test]
fn answers_that_come_late_are_not_taken_for_those_of_the_next_attempt() {
    let (mut world, people) = accepted();
    world.cut.insert("mentor_calendar");
    world.settle();
    world.pass(SAGA_TIME);
    world.accept(people.mentor, 1, hours(3, 4)).unwrap();
    world.cut.clear();
    world.settle();

    assert_eq!(world.request(people.student, 1).state, State::Accepted);
    assert_eq!(world.busy(people.mentor), [hours(3, 4)]);
    assert_eq!(world.sessions(people.student, List::Upcoming).len(), 1);
}

#[test]
fn a_hold_that_ran_out_before_it_was_confirmed_is_undone() {
    let (mut world, people) = accepted();
    world.cut.insert("call_room");
    world.settle();
    world.pass_asleep(Duration::from_mins(3));
    world.cut.clear();
    world.settle();
    let request = world.request(people.student, 1);
    assert_eq!((request.state, request.setback), (State::Open, Some(Setback::TimedOut)));
    undone(&mut world, &people);
}

#[test]
fn a_hold_whose_request_never_comes_back_frees_itself() {
    let (mut world, people) = accepted();
    while world.busy(people.mentor).is_empty() {
        assert!(world.deliver(0));
    }
    world.cut.insert("mentoring_request");
    world.pass(Duration::from_mins(3));
    assert_eq!(world.busy(people.mentor), []);
}

#[test]
fn nothing_is_seen_of_a_session_before_its_time_is_certain() {
    let (mut world, people) = accepted();
    let mut certain = false;
    while world.deliver(0) {
        let session = attempt(&world).session;
        let shown = !world.sessions(people.student, List::Upcoming).is_empty();
        assert_eq!(shown, world.session(session).is_some());
        certain |= shown;
    }
    assert!(certain);
}

#[test]
fn a_cancelled_session_frees_the_mentor_and_ends_the_room() {
    let (mut world, people) = accepted();
    world.settle();
    let session = world.request(people.student, 1).session.unwrap();
    let session = world.session(session).unwrap();
    world.ask(people.student, session.id, &Cancel { reason: None }).unwrap();
    world.settle();

    assert_eq!(world.busy(people.mentor), []);
    let room = world.ask(people.mentor, session.room, &call_room::Show).unwrap().value;
    assert_eq!(room.state, call_room::State::Ended);
    assert_eq!(world.sessions(people.mentor, List::Past).len(), 1);
    assert_eq!(world.sessions(people.mentor, List::Upcoming), []);
    let cancelled = world.told.iter().find(|told| told.kind == Kind::MentoringSessionCancelled).unwrap();
    assert_eq!((cancelled.to, cancelled.by), (people.mentor, Some(people.student)));

    world.ask_mentor(people.other, people.mentor, 2, &[hours(3, 4)]).unwrap();
    world.accept(people.mentor, 2, hours(3, 4)).unwrap();
    world.settle();
    assert_eq!(world.request(people.other, 2).state, State::Accepted);
}

#[test]
fn a_session_nobody_ends_comes_to_its_end_and_its_lists() {
    let (mut world, people) = accepted();
    world.settle();
    world.pass(Duration::from_mins(4 * 60 + 15));
    world.settle();
    let past = world.sessions(people.student, List::Past);
    assert_eq!(past[0].state, mentoring_session::State::Completed);
    assert_eq!(world.sessions(people.student, List::Upcoming), []);
}

#[test]
fn an_unanswered_request_expires_and_both_are_told() {
    let (mut world, people) = world();
    world.ask_mentor(people.student, people.mentor, 1, &[hours(3, 4)]).unwrap();
    world.pass(Duration::from_hours(3));
    assert_eq!(world.request(people.student, 1).state, State::Expired);
    assert_eq!(world.accept(people.mentor, 1, hours(3, 4)).unwrap_err(), "request_closed");
    assert_eq!(told(&world, Kind::MentoringRequestExpired), 2);
}
