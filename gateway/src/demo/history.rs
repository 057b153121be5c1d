//! What happened in the demo so far: two mentors, a session that starts soon, a chat about it, a question that waits.

use lyceum_cluster::Request;
use lyceum_domain::{
    channel,
    core::{Duration, EntityId, OrganizationId, Role, Span, UserId, ids::derive},
    mentor_application, mentoring_request, mentoring_session,
    user::ShowProfile,
};

use super::once;
use crate::{
    api::{Api, Outcome},
    problem::Problem,
};

pub struct Person {
    pub id: UserId,
    pub role: Role,
}

const MENTORS: [(&[&str], &str, &str); 2] = [
    (&["Algebra", "Calculus"], "Numbers made friendly", "I explain things until they are simple."),
    (&["University applications", "Physics"], "From Galle to Groningen", "I was lost once and would have liked a map."),
];

pub async fn make(api: &Api, organization: OrganizationId, people: &[Person]) -> Result<(), Problem> {
    let of = |role| people.iter().filter(move |person| person.role == role).map(|person| person.id);
    let (mentors, students): (Vec<_>, Vec<_>) = (of(Role::Mentor).collect(), of(Role::Student).collect());
    let Some(admin) = of(Role::Admin).next() else { return Ok(()) };
    for (mentor, (topics, headline, motivation)) in mentors.iter().zip(MENTORS) {
        become_mentor(api, organization, admin, *mentor, topics, headline, motivation).await?;
    }
    let (&[maya, ruwan], &[nimal, sara]) = (&mentors[..], &students[..]) else { return Ok(()) };
    // the next quarter of an hour, so that the call can be joined at once
    let quarter = Duration::from_mins(15).0;
    let start = lyceum_domain::core::Timestamp((api.now().0 / quarter + 1) * quarter);
    let soon = Span { start, end: start + Duration::from_mins(30) };
    if let Some(meeting) = meet(api, organization, nimal, maya, soon).await? {
        for (n, (author, text)) in
            [(nimal, "Hello Maya! I get lost at partial fractions."), (maya, "Bring the sheet; we start with one you can do.")]
                .into_iter()
                .enumerate()
        {
            let request = once(organization, author, &[Role::Student], &format!("message {n}"));
            let post = channel::Post { text: text.to_owned(), client_id: None, producer: None };
            api.ask(request, EntityId(meeting.channel), post).await?;
        }
    }
    let later = Span { start: start + Duration::from_days(2), end: start + Duration::from_days(2) + Duration::from_mins(45) };
    ask(api, organization, sara, ruwan, "Physics", "How did you choose between physics and engineering?", later).await?;
    Ok(())
}

async fn become_mentor(
    api: &Api,
    organization: OrganizationId,
    admin: UserId,
    mentor: UserId,
    topics: &[&str],
    headline: &str,
    motivation: &str,
) -> Result<(), Problem> {
    let profile = api.ask(Request::system(organization), mentor, ShowProfile).await?.value;
    if profile.roles.contains(&Role::Mentor) {
        return Ok(());
    }
    let topics = api.typed(organization, topics.iter().map(|&topic| topic.to_owned()).collect());
    let apply = mentor_application::Apply { topics, headline: headline.to_owned(), motivation: motivation.to_owned() };
    api.ask(once(organization, mentor, &[Role::Student], "apply"), mentor, apply).await?;
    let request = once(organization, admin, &[Role::Student, Role::Admin], &format!("approve {mentor}"));
    api.ask(request, mentor, mentor_application::Approve).await?;
    let look = || async { Ok(api.ask(Request::system(organization), mentor, ShowProfile).await?.value.roles) };
    Outcome::wait(look, |roles| roles.contains(&Role::Mentor)).await?;
    Ok(())
}

/// The request's id, which is the same at every start.
async fn ask(
    api: &Api,
    organization: OrganizationId,
    student: UserId,
    mentor: UserId,
    topic: &str,
    message: &str,
    time: Span,
) -> Result<(EntityId, bool), Problem> {
    let id = EntityId(derive(api.reservations(), &[b"demo_request", student.0.as_bytes(), mentor.0.as_bytes()]));
    let request = || Request::new(organization, lyceum_domain::core::Actor::User { id: student, roles: vec![Role::Student] });
    let known = api.ask(request(), id, mentoring_request::Show).await;
    match known {
        Ok(_) => return Ok((id, false)),
        Err(problem) if problem.code() != "not_found" => return Err(problem),
        Err(_) => {}
    }
    let command = mentoring_request::Ask { mentor, topic: topic.to_owned(), message: message.to_owned(), times: vec![time] };
    api.ask(request(), id, command).await?;
    Ok((id, true))
}

/// A session of the two, when there was none yet.
async fn meet(
    api: &Api,
    organization: OrganizationId,
    student: UserId,
    mentor: UserId,
    time: Span,
) -> Result<Option<mentoring_session::SessionRow>, Problem> {
    let (id, new) = ask(api, organization, student, mentor, "Calculus", "Could you show me partial fractions?", time).await?;
    if !new {
        return Ok(None);
    }
    let roles = [Role::Student, Role::Mentor];
    api.ask(once(organization, mentor, &roles, "accept"), id, mentoring_request::Accept { time }).await?;
    let show = || Request::new(organization, lyceum_domain::core::Actor::User { id: mentor, roles: roles.to_vec() });
    let look = || async { Ok(api.ask(show(), id, mentoring_request::Show).await?.value.session) };
    let Some(session) = Outcome::wait(look, Option::is_some).await?.into_inner() else { return Ok(None) };
    Ok(Some(api.ask(show(), EntityId(session), mentoring_session::Show).await?.value))
}
