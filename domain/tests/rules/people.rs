//! A student, a second student, a mentor and what they ask of each other.

use lyceum_domain::{
    core::{Duration, Role, Span, Timestamp, UserId},
    mentor_calendar::ShowBusy,
    mentoring_request::{self, Ask, RequestRow},
    mentoring_session::{self, List, SESSIONS, SessionRow},
};
use uuid::Uuid;

use crate::world::{START, World};

pub struct People {
    pub student: UserId,
    pub other: UserId,
    pub mentor: UserId,
}

pub fn world() -> (World, People) {
    let mut world = World::new();
    let student = world.person(1, &[Role::Student]);
    let other = world.person(2, &[Role::Student]);
    let mentor = world.person(3, &[Role::Student, Role::Mentor]);
    (world, People { student, other, mentor })
}

pub const fn request(n: u128) -> Uuid {
    Uuid::from_u128(0x5_0000 + n)
}

/// `from` to `to` hours after the world's start.
pub fn hours(from: i64, to: i64) -> Span {
    Span { start: START + Duration::from_hours(from), end: START + Duration::from_hours(to) }
}

impl World {
    pub fn ask_mentor(&mut self, student: UserId, mentor: UserId, n: u128, times: &[Span]) -> Result<(), String> {
        let ask = Ask { mentor, topic: "Algebra".into(), message: "Please help.".into(), times: times.to_vec() };
        self.ask(student, request(n), &ask)
    }

    pub fn accept(&mut self, user: UserId, n: u128, time: Span) -> Result<(), String> {
        self.ask(user, request(n), &mentoring_request::Accept { time })
    }

    pub fn request(&mut self, user: UserId, n: u128) -> RequestRow {
        self.ask(user, request(n), &mentoring_request::Show).unwrap().value
    }

    pub fn session(&mut self, id: Uuid) -> Option<SessionRow> {
        self.system(id, &mentoring_session::Show).ok().map(|seen| seen.value)
    }

    /// What a person's lists of sessions show.
    pub fn sessions(&self, user: UserId, list: List) -> Vec<SessionRow> {
        self.rows(SESSIONS, &mentoring_session::partition(user, list))
    }

    pub fn busy(&mut self, mentor: UserId) -> Vec<Span> {
        let within = Span { start: Timestamp(0), end: Timestamp(i64::MAX) };
        self.system(mentor, &ShowBusy { within }).unwrap()
    }
}
