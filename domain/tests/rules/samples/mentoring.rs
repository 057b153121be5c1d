use lyceum_domain::{
    core::Words,
    mentor, mentor_application, mentor_calendar,
    mentor_topic::{self, Topic},
    mentoring_request::{self, Attempt, Part, Setback, Side},
    mentoring_session,
};

use super::{ADMIN, MENTOR, NOW, SPAN, STUDENT, all, id, sealed};
use crate::world::ORGANIZATION;

fn topic(name: &str) -> Topic {
    Topic::Named { id: mentor_topic::entity_id(&[7; 32], ORGANIZATION, name), name: sealed(STUDENT, 3, name) }
}

pub fn application() -> Vec<Vec<u8>> {
    use mentor_application::Event;
    let (applicant, by, at) = (STUDENT, Some(ADMIN), NOW);
    let (topics, headline) = (vec![topic("Algebra")], sealed(STUDENT, 0, "I teach"));
    let motivation = sealed(STUDENT, 1, "I like to.");
    all(&[
        Event::Applied { applicant, topics: topics.clone(), headline: headline.clone(), motivation, at },
        Event::Approved { applicant, topics, headline, by, at },
        Event::Declined { applicant, reason: sealed(STUDENT, 2, "Not yet."), by, at },
        Event::Erased { applicant },
    ])
}

pub fn mentor() -> Vec<Vec<u8>> {
    use mentor::Event;
    let (topics, dropped) = (vec![topic("Algebra")], vec![topic("Art")]);
    all(&[
        Event::Created { id: STUDENT, topics: topics.clone(), dropped, headline: sealed(STUDENT, 0, "I teach"), since: NOW },
        Event::Described { display_name: sealed(STUDENT, 1, "Ada"), picture: Some(id(5)) },
        Event::Retired { id: STUDENT, topics: topics.clone() },
        Event::Erased { id: STUDENT, topics, since: Some(NOW) },
        Event::Rated { session: id(9), stars: 4 },
    ])
}

pub fn mentor_topic() -> Vec<Vec<u8>> {
    use mentor_topic::Event;
    all(&[Event::Joined { topic: topic("Algebra"), mentor: MENTOR }, Event::Left { mentor: MENTOR }])
}

pub fn calendar() -> Vec<Vec<u8>> {
    use mentor_calendar::Event;
    let (holder, span) = (id(7), SPAN);
    all(&[
        Event::Held { holder, span, until: NOW, at: NOW },
        Event::Confirmed { holder, span },
        Event::Released { holder, span },
        Event::Lapsed { holders: vec![holder] },
    ])
}

pub fn request() -> Vec<Vec<u8>> {
    use mentoring_request::Event;
    let (student, mentor, topic, at) = (STUDENT, MENTOR, Words::from(sealed(STUDENT, 3, "Algebra")), NOW);
    let attempt = Attempt {
        hold: id(10),
        session: id(11),
        channel: id(12),
        room: id(13),
        student,
        mentor,
        topic: topic.clone(),
        span: SPAN,
        by: MENTOR,
        deadline: NOW,
    };
    let (by, to, times, expires_at) = (MENTOR, STUDENT, vec![SPAN], NOW);
    let message = sealed(STUDENT, 0, "Please help.");
    let note = Some(sealed(MENTOR, 0, "Later?"));
    let reason = Some(sealed(MENTOR, 0, "No time."));
    let made = true;
    all(&[
        Event::Asked { id: id(0x42), student, mentor, topic, message, times: times.clone(), expires_at, at },
        Event::Proposed { by, to, side: Side::Mentor, times, note, expires_at, at },
        Event::Declined { by, to, reason, at },
        Event::Withdrawn { by: STUDENT, to: MENTOR, at },
        Event::Expired { student, mentor, at },
        Event::AcceptStarted { attempt: attempt.clone(), asked: 2 },
        Event::Held { attempt: attempt.clone(), asked: 3 },
        Event::PartMade { part: Part::Session },
        Event::PartsMade { attempt: attempt.clone(), asked: 7 },
        Event::SlotConfirmed { attempt: attempt.clone(), asked: 8 },
        Event::Accepted { session: id(11), by, to, at },
        Event::Reopened { attempt, setback: Setback::MentorNotFree, made, at },
    ])
}

pub fn session() -> Vec<Vec<u8>> {
    use mentoring_session::Event;
    let (student, mentor, hold, channel, room, at) = (STUDENT, MENTOR, id(10), id(12), id(13), NOW);
    let (request, topic, span) = (id(9), sealed(STUDENT, 3, "Algebra").into(), SPAN);
    let (reason, comment) = (Some(sealed(STUDENT, 0, "Ill.")), Some(sealed(STUDENT, 1, "Good.")));
    let by = STUDENT;
    all(&[
        Event::Planned { id: id(0x42), request, student, mentor, topic, span, hold, channel, room },
        Event::Confirmed,
        Event::Voided,
        Event::Joined { user: STUDENT, at },
        Event::Completed { room, by: Some(MENTOR), at },
        Event::Cancelled { mentor, other: MENTOR, hold, room, by, reason, at },
        Event::CallClosed { to: Some(STUDENT) },
        Event::Rated { mentor, by, stars: 5, comment, at },
    ])
}
