use lyceum_cluster::Request;
use lyceum_domain::{
    core::{self, Duration, EntityId},
    mentor,
    mentor_calendar::ShowBusy,
};
use poem_openapi::{Object, OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation,
        objects::{Mentor, MentorRating, Span, User},
        seek::Sought,
        tagged,
        v1::Tag,
    },
    auth::Auth,
    problem::Problem,
};

/// How far ahead busy times are shown.
const AHEAD: Duration = Duration::from_days(28);

pub struct ShowMentor(pub Api);

/// A mentor with the times when they are taken.
#[derive(Object)]
struct MentorProfile {
    user: User,
    topics: Vec<String>,
    headline: String,
    rating: MentorRating,
    /// Taken within the next 28 days.
    busy: Vec<Span>,
}

impl Documented for ShowMentor {
    const DOCUMENT: Operation = Operation::new("show_mentor").tagged().errors(&["not_found"]).reply(
        r#"{
            "user": { "id": "018f0c1e-7c00-7000-8000-000000000001", "display_name": "Nimal Perera", "picture_url": null, "zone": "Asia/Colombo" },
            "topics": ["Algebra"], "headline": "Numbers made friendly", "rating": { "average": null, "count": 0 },
            "busy": [{ "start": "2026-03-02T10:00:00.000Z", "end": "2026-03-02T11:00:00.000Z" }]
        }"#,
    );
}

#[OpenApi(tag = "Tag::Mentoring")]
impl ShowMentor {
    /// One mentor
    #[oai(path = "/mentors/:id", method = "get", operation_id = "show_mentor")]
    async fn show_mentor(&self, auth: Auth, id: Path<Uuid>) -> Answer<MentorProfile> {
        let caller = auth.signed_in()?;
        let (api, entity) = (&self.0, EntityId(id.0));
        let request = || Request::new(caller.organization, caller.actor());
        let seen = api.ask(request(), entity, mentor::Show).await?;
        let within = core::Span { start: api.now(), end: api.now() + AHEAD };
        let busy = api.ask(request(), entity, ShowBusy { within }).await?;
        let mentor = Mentor::all(api, &caller, vec![seen.value]).await?.pop();
        let mentor = mentor.ok_or_else(|| Problem::internal("one mentor in, none out"))?;
        let Mentor { user, topics, headline, rating } = mentor;
        let busy = busy.into_iter().map(Span::from).collect();
        Ok(tagged(seen.position, MentorProfile { user, topics, headline, rating, busy }))
    }
}
