//! What each event sets going. The saga's steps and their undoing stand here side by side.

use super::{Attempt, Event, Part};
use crate::{
    call_room, channel,
    core::{Duration, Effects},
    mentor_calendar, mentoring_session,
    notifications::{self, Kind, Notification},
};

/// How much longer than the saga the hold stands.
const HOLD_GRACE: Duration = Duration::from_mins(1);

pub(super) fn of(event: &Event, out: &mut Effects) {
    let request = out.entity.0;
    let mut tell = |told: Notification| out.record(notifications::STREAM, &told.request(request));
    match event {
        Event::Asked { student, mentor, at, .. } => {
            tell(Notification::new(*mentor, Kind::MentoringRequestReceived, *at).by(*student));
        }
        Event::Proposed { by, to, at, .. } => tell(Notification::new(*to, Kind::MentoringRequestProposed, *at).by(*by)),
        Event::Declined { by, to, at, .. } => tell(Notification::new(*to, Kind::MentoringRequestDeclined, *at).by(*by)),
        Event::Withdrawn { by, to, at } => tell(Notification::new(*to, Kind::MentoringRequestWithdrawn, *at).by(*by)),
        Event::Expired { student, mentor, at } => {
            for person in [student, mentor] {
                tell(Notification::new(*person, Kind::MentoringRequestExpired, *at));
            }
        }
        Event::AcceptStarted { attempt, .. } => hold(attempt, out),
        Event::Held { attempt, .. } => make(attempt, out),
        Event::PartMade { .. } => {}
        Event::PartsMade { attempt, .. } => {
            out.ask("confirm", attempt.mentor.into(), &mentor_calendar::Confirm { holder: attempt.hold });
        }
        Event::SlotConfirmed { attempt, .. } => out.ask("show", attempt.session.into(), &mentoring_session::Confirm),
        Event::Accepted { session, by, to, at } => {
            tell(Notification::new(*to, Kind::MentoringRequestAccepted, *at).by(*by).session(*session));
        }
        Event::Reopened { attempt, made, at, .. } => {
            for person in [attempt.mentor, attempt.student] {
                tell(Notification::new(person, Kind::MentoringRequestReopened, *at));
            }
            undo(attempt, *made, out);
        }
    }
}

fn hold(attempt: &Attempt, out: &mut Effects) {
    let hold = mentor_calendar::Hold { holder: attempt.hold, span: attempt.span, until: attempt.deadline + HOLD_GRACE };
    out.ask("hold", attempt.mentor.into(), &hold);
}

fn make(attempt: &Attempt, out: &mut Effects) {
    let Attempt { hold, session, channel, room, student, mentor, topic, span, .. } = attempt.clone();
    let request = out.entity.0;
    let plan = mentoring_session::Plan { request, student, mentor, topic: topic.clone(), span, hold, channel, room };
    out.ask(Part::Session.step(), session.into(), &plan);
    let members = [student, mentor].into();
    let open = channel::Open { kind: channel::Kind::Session(session), title: topic, members };
    out.ask(Part::Channel.step(), channel.into(), &open);
    let times = mentoring_session::call_times(span);
    let create = call_room::Create { session, host: mentor, participants: [student, mentor].into(), times };
    out.ask(Part::Room.step(), room.into(), &create);
}

/// Each goes down the lane that its step went, hence after it.
fn undo(attempt: &Attempt, made: bool, out: &mut Effects) {
    out.tell("release", attempt.mentor.into(), &mentor_calendar::Release { holder: attempt.hold });
    if made {
        out.tell("void", attempt.session.into(), &mentoring_session::Void);
        out.tell("close", attempt.channel.into(), &channel::Close);
        out.tell("end", attempt.room.into(), &call_room::End);
    }
}
