//! Any order of asking, accepting, cancelling, rating, waiting and delivering, against what must hold always:
//! no accepted request without a taken time, no two sessions of one mentor at one time, a rating by the student alone.

use std::collections::BTreeMap;

use lyceum_domain::{
    core::{Command, Duration, Role, Span, UserId},
    mentoring_request::{self, Decline, MentoringRequest, Propose, State, Withdraw},
    mentoring_session::{self, Cancel, Complete, Join, List, MentoringSession, Rate, SessionRow},
};
use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

use crate::{
    people::{hours, request},
    seeds::check,
    world::World,
};

#[derive(Clone, Copy, Debug)]
enum Who {
    Student,
    Mentor,
    Anybody(usize),
}

#[derive(Clone, Debug)]
enum Step {
    Ask { student: usize, mentor: usize, slot: i64 },
    Accept { request: usize, by: Who, time: usize },
    Propose { request: usize, by: Who, slot: i64 },
    Decline { request: usize, by: Who },
    Withdraw { request: usize, by: Who },
    Join { session: usize, by: Who },
    Complete { session: usize, by: Who },
    Cancel { session: usize, by: Who },
    Rate { session: usize, by: Who },
    Deliver { choices: Vec<usize> },
    Cut { kind: usize },
    Heal,
    Twice { on: bool },
    Pass { minutes: i64 },
}

const KINDS: [&str; 5] = ["mentor_calendar", "mentoring_session", "channel", "call_room", "mentoring_request"];

/// People 0 to 2 are students, 3 and 4 mentors; slots overlap.
fn steps() -> impl Strategy<Value = Vec<Step>> {
    let n = any::<usize>;
    let who = || prop_oneof![3 => Just(Who::Student), 6 => Just(Who::Mentor), 1 => (0..5_usize).prop_map(Who::Anybody)];
    let slot = || 0..4_i64;
    let step = prop_oneof![
        6 => (0..3_usize, 3..5_usize, slot()).prop_map(|(student, mentor, slot)| Step::Ask { student, mentor, slot }),
        9 => (n(), who(), 0..2_usize).prop_map(|(request, by, time)| Step::Accept { request, by, time }),
        1 => (n(), who(), slot()).prop_map(|(request, by, slot)| Step::Propose { request, by, slot }),
        1 => (n(), who()).prop_map(|(request, by)| Step::Decline { request, by }),
        1 => (n(), who()).prop_map(|(request, by)| Step::Withdraw { request, by }),
        3 => (n(), who()).prop_map(|(session, by)| Step::Join { session, by }),
        2 => (n(), who()).prop_map(|(session, by)| Step::Complete { session, by }),
        1 => (n(), who()).prop_map(|(session, by)| Step::Cancel { session, by }),
        4 => (n(), who()).prop_map(|(session, by)| Step::Rate { session, by }),
        12 => vec(any::<usize>(), 1..40).prop_map(|choices| Step::Deliver { choices }),
        1 => (0..KINDS.len()).prop_map(|kind| Step::Cut { kind }),
        2 => Just(Step::Heal),
        1 => any::<bool>().prop_map(|on| Step::Twice { on }),
        3 => prop_oneof![3 => Just(1), 2 => Just(5), 2 => Just(60), 1 => Just(200)].prop_map(|minutes| Step::Pass { minutes }),
    ];
    vec(step, 1..80)
}

struct Model {
    world: World,
    people: Vec<UserId>,
    /// Mentor and student of each request.
    requests: Vec<(UserId, UserId)>,
    /// Ratings that were taken, by session.
    ratings: BTreeMap<Uuid, UserId>,
}

/// Half hours from the fourth hour on, each an hour long.
fn slot(n: i64) -> Span {
    let half = Duration::from_mins(30 * n);
    Span { start: hours(4, 5).start + half, end: hours(4, 5).end + half }
}

impl Model {
    fn new() -> Self {
        let mut world = World::new();
        let people = (0..5)
            .map(|n| {
                let roles: &[Role] = if n < 3 { &[Role::Student] } else { &[Role::Student, Role::Mentor] };
                world.person(n + 1, roles)
            })
            .collect();
        Self { world, people, requests: vec![], ratings: BTreeMap::new() }
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Ask { student, mentor, slot: n } => self.ask(self.people[student], self.people[mentor], n),
            Step::Accept { request, by, time } => self.accept(request, by, time),
            Step::Propose { request, by, slot: n } => {
                self.ask_request(request, by, &Propose { times: vec![slot(n)], note: None });
            }
            Step::Decline { request, by } => self.ask_request(request, by, &Decline { reason: None }),
            Step::Withdraw { request, by } => self.ask_request(request, by, &Withdraw),
            Step::Join { session, by } => self.ask_session(session, by, &Join),
            Step::Complete { session, by } => self.ask_session(session, by, &Complete),
            Step::Cancel { session, by } => self.ask_session(session, by, &Cancel { reason: None }),
            Step::Rate { session, by } => self.rate(session, by),
            Step::Deliver { ref choices } => choices.iter().for_each(|choice| {
                self.world.deliver(*choice);
                self.no_overlap();
            }),
            Step::Cut { kind } => drop(self.world.cut.insert(KINDS[kind])),
            Step::Heal => self.world.cut.clear(),
            Step::Twice { on } => self.world.twice = on,
            Step::Pass { minutes } => self.world.pass(Duration::from_mins(minutes)),
        }
    }

    fn ask(&mut self, student: UserId, mentor: UserId, n: i64) {
        let number = self.requests.len() as u128;
        if number < 8 && self.world.ask_mentor(student, mentor, number, &[slot(n), slot(n + 1)]).is_ok() {
            self.requests.push((mentor, student));
        }
    }

    /// Which request, and who acts.
    fn nth_request(&self, n: usize, by: Who) -> Option<(u128, UserId)> {
        let n = n % self.requests.len().max(1);
        let (mentor, student) = *self.requests.get(n)?;
        Some((n as u128, self.who(by, mentor, student)))
    }

    fn who(&self, by: Who, mentor: UserId, student: UserId) -> UserId {
        match by {
            Who::Student => student,
            Who::Mentor => mentor,
            Who::Anybody(n) => self.people[n],
        }
    }

    fn accept(&mut self, n: usize, by: Who, time: usize) {
        let Some((n, user)) = self.nth_request(n, by) else { return };
        let student = self.requests[usize::try_from(n).unwrap()].1;
        let times = self.world.request(student, n).times;
        drop(self.world.accept(user, n, times[time % times.len()]));
    }

    fn ask_request<C: Command<Entity = MentoringRequest>>(&mut self, n: usize, by: Who, command: &C) {
        if let Some((n, user)) = self.nth_request(n, by) {
            drop(self.world.ask(user, request(n), command));
        }
    }

    /// Every session that any attempt ever set out to make, seen or not, with mentor and student.
    fn sessions(&self) -> Vec<(Uuid, UserId, UserId)> {
        let requests = (0..self.requests.len()).map(|n| request(n as u128));
        let events = requests.flat_map(|id| self.world.events::<MentoringRequest>(id));
        let started = events.filter_map(|event| match event {
            mentoring_request::Event::AcceptStarted { attempt, .. } => Some((attempt.session, attempt.mentor, attempt.student)),
            _ => None,
        });
        started.collect()
    }

    fn nth_session(&self, n: usize, by: Who) -> Option<(Uuid, UserId)> {
        let all = self.sessions();
        let (id, mentor, student) = *all.get(n % all.len().max(1))?;
        Some((id, self.who(by, mentor, student)))
    }

    fn ask_session<C: Command<Entity = MentoringSession>>(&mut self, n: usize, by: Who, command: &C) {
        if let Some((id, user)) = self.nth_session(n, by) {
            drop(self.world.ask(user, id, command));
        }
    }

    /// Taken if and only if it is the student's first, of a session that both came to, or that is over and the
    /// student came or the mentor says that it took place.
    fn rate(&mut self, n: usize, by: Who) {
        let Some((id, user)) = self.nth_session(n, by) else { return };
        let may = self.world.session(id).is_some_and(|session| {
            let met = session.joined.len() == 2 && session.state == mentoring_session::State::InProgress;
            let took_part = session.joined.contains(&session.student) || session.completed_by.is_some();
            let over = session.state == mentoring_session::State::Completed && took_part;
            user == session.student && (met || over) && !self.ratings.contains_key(&id)
        });
        let taken = self.world.ask(user, id, &Rate { stars: 5, comment: None }).is_ok();
        assert_eq!(taken, may, "{user} rates {id}");
        if taken {
            self.ratings.insert(id, user);
        }
    }

    /// When all is over, everybody rates everything, and again.
    fn everybody_rates(&mut self) {
        self.world.pass(Duration::from_hours(12));
        self.world.settle();
        for session in 0..self.sessions().len() {
            for person in (0..self.people.len()).chain(0..self.people.len()) {
                self.rate(session, Who::Anybody(person));
            }
        }
    }

    fn seen_sessions(&mut self) -> Vec<SessionRow> {
        let ids = self.sessions();
        ids.into_iter().filter_map(|(id, ..)| self.world.session(id)).collect()
    }

    /// At every moment, whatever is still on its way.
    fn no_overlap(&mut self) {
        let kept = |session: &SessionRow| session.state != mentoring_session::State::Cancelled;
        let sessions: Vec<_> = self.seen_sessions().into_iter().filter(kept).collect();
        for (n, one) in sessions.iter().enumerate() {
            for other in &sessions[n + 1..] {
                assert!(one.mentor != other.mentor || !one.span.overlaps(&other.span), "{one:?} overlaps {other:?}");
            }
        }
    }

    /// When everything has arrived.
    fn at_rest(&mut self) {
        let mut expected: BTreeMap<UserId, Vec<Span>> = BTreeMap::new();
        let mut listed: BTreeMap<UserId, BTreeMap<Uuid, SessionRow>> = BTreeMap::new();
        let mut accepted = 0;
        for (n, (mentor, student)) in self.requests.clone().into_iter().enumerate() {
            let row = self.world.request(student, n as u128);
            assert_ne!(row.state, State::Accepting, "no acceptance stays half done");
            let Some(session) = row.session else { continue };
            assert_eq!(row.state, State::Accepted);
            accepted += 1;
            let session = self.world.session(session).expect("an accepted request has a session");
            assert_eq!((session.mentor, session.student), (mentor, student));
            for user in [mentor, student] {
                listed.entry(user).or_default().insert(session.id, session.clone());
            }
            if session.state != mentoring_session::State::Cancelled {
                expected.entry(mentor).or_default().push(session.span);
            }
        }
        assert_eq!(self.seen_sessions().len(), accepted, "no session without an accepted request");
        for user in &self.people {
            let lists = [List::Upcoming, List::Past].map(|list| self.world.sessions(*user, list));
            let count = lists.iter().map(Vec::len).sum::<usize>();
            let rows: BTreeMap<_, _> = lists.into_iter().flatten().map(|row| (row.id, row)).collect();
            assert_eq!(rows, listed.remove(user).unwrap_or_default(), "lists show the accepted sessions and no others");
            assert_eq!(count, rows.len(), "a session is in one list");
        }
        for n in 3..self.people.len() {
            let mentor = self.people[n];
            let mut spans = expected.remove(&mentor).unwrap_or_default();
            spans.sort();
            assert_eq!(self.world.busy(mentor), spans, "the calendar holds the sessions' times and no others");
        }
    }
}

#[test]
fn whatever_happens_no_mentor_is_promised_twice() {
    check(300, &steps(), |steps| {
        let mut model = Model::new();
        for step in &steps {
            model.step(step);
            model.no_overlap();
        }
        model.world.cut.clear();
        model.world.settle();
        model.world.pass(Duration::from_mins(5));
        model.world.settle();
        model.at_rest();
        model.everybody_rates();
    });
}
