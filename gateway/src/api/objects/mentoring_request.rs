use lyceum_domain::{
    core::{PersonKeys, UserId},
    mentoring_request::{self as domain, RequestRow, Show},
};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use super::{Span, Time, User, mirror::mirror};
use crate::{
    api::{Api, Found, Shown},
    auth::Caller,
    problem::Problem,
};

/// A student asks a mentor for a meeting.
#[derive(Clone, Debug, Object)]
pub struct MentoringRequest {
    pub id: Uuid,
    pub student: User,
    pub mentor: User,
    /// Empty once the student's account is deleted.
    pub topic: String,
    pub message: String,
    /// What the last proposal said beside its times.
    pub note: Option<String>,
    pub times: Vec<Span>,
    /// The other one answers.
    pub proposed_by: MentoringSide,
    pub state: MentoringRequestState,
    /// Why it was declined.
    pub reason: Option<String>,
    /// Why an acceptance came to nothing and it is open again.
    pub setback: Option<MentoringSetback>,
    pub expires_at: Time,
    pub session_id: Option<Uuid>,
    pub created_at: Time,
    pub can: MentoringRequestCan,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum MentoringSide {
    Student,
    Mentor,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum MentoringRequestState {
    Open,
    /// The mentor's calendar is being asked; look again in a moment.
    Accepting,
    Accepted,
    Declined,
    Withdrawn,
    Expired,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum MentoringSetback {
    MentorNotFree,
    TimePassed,
    TimedOut,
    Failed,
}

/// What the caller may do now.
#[derive(Clone, Copy, Debug, Object)]
#[expect(clippy::struct_excessive_bools, reason = "one answer per action")]
pub struct MentoringRequestCan {
    pub accept: bool,
    pub decline: bool,
    pub propose: bool,
    pub withdraw: bool,
}

pub const MENTORING_REQUEST: &str = r#"{
    "id": "018f0c1e-7c00-7000-8000-00000000000f",
    "student": { "id": "018f0c1e-7c00-7000-8000-000000000002", "display_name": "Sam Student", "picture_url": null, "zone": "Europe/Berlin" },
    "mentor": { "id": "018f0c1e-7c00-7000-8000-000000000001", "display_name": "Nimal Perera", "picture_url": null, "zone": "Asia/Colombo" },
    "topic": "Algebra", "message": "Quadratic equations before my exam.", "note": null,
    "times": [{ "start": "2026-03-02T10:00:00.000Z", "end": "2026-03-02T11:00:00.000Z" }], "proposed_by": "student",
    "state": "open", "reason": null, "setback": null, "expires_at": "2026-03-02T10:00:00.000Z", "session_id": null,
    "created_at": "2026-03-01T09:30:00.000Z", "can": { "accept": false, "decline": false, "propose": false, "withdraw": true }
}"#;

impl Shown for MentoringRequest {
    type Row = RequestRow;
    type Show = Show;
    const SHOW: Show = Show;

    async fn all(api: &Api, caller: &Caller, rows: Vec<RequestRow>) -> Result<Vec<Self>, Problem> {
        let people: Vec<UserId> = rows.iter().flat_map(|row| [row.student, row.mentor]).collect();
        let keys = api.keys(caller.organization, &people).await?;
        let found = api.people().find(caller.organization, people).await?;
        Ok(rows.into_iter().map(|row| Self::of(api, caller, row, &keys, &found)).collect())
    }
}

impl MentoringRequest {
    fn of(api: &Api, caller: &Caller, row: RequestRow, keys: &PersonKeys, found: &Found) -> Self {
        let can = row.can(caller.user, api.now());
        Self {
            id: row.id,
            student: found.user(row.student),
            mentor: found.user(row.mentor),
            topic: row.topic.read(keys).unwrap_or_default(),
            message: keys.open(&row.message).unwrap_or_default(),
            note: row.note.and_then(|note| keys.open(&note).ok()),
            times: row.times.into_iter().map(Span::from).collect(),
            proposed_by: row.proposed_by.into(),
            state: row.state.into(),
            reason: row.reason.and_then(|reason| keys.open(&reason).ok()),
            setback: row.setback.map(MentoringSetback::from),
            expires_at: row.expires_at.into(),
            session_id: row.session,
            created_at: row.created_at.into(),
            can: MentoringRequestCan { accept: can.accept, decline: can.decline, propose: can.propose, withdraw: can.withdraw },
        }
    }
}

mirror!(domain::Side => MentoringSide { Student, Mentor });

mirror!(MentoringSide => domain::Side { Student, Mentor });

mirror!(domain::State => MentoringRequestState { Open, Accepting, Accepted, Declined, Withdrawn, Expired });

mirror!(MentoringRequestState => domain::State { Open, Accepting, Accepted, Declined, Withdrawn, Expired });

mirror!(domain::Setback => MentoringSetback { MentorNotFree, TimePassed, TimedOut, Failed });
