use lyceum_domain::{
    core::{PersonKeys, UserId},
    mentoring_session::{CallClosed, SessionRow, Show, State},
};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use super::{Time, User, mirror::mirror};
use crate::{
    api::{Api, Found, Shown},
    auth::Caller,
    problem::Problem,
};

/// A mentor and a student meet.
#[derive(Clone, Debug, Object)]
pub struct MentoringSession {
    pub id: Uuid,
    pub student: User,
    pub mentor: User,
    /// Empty once the student's account is deleted.
    pub topic: String,
    pub start: Time,
    pub end: Time,
    pub state: MentoringSessionState,
    pub channel_id: Uuid,
    pub room_id: Uuid,
    pub rating: Option<SessionRating>,
    pub cancelled_by: Option<User>,
    pub reason: Option<String>,
    /// Whether the caller was in the call.
    pub joined: bool,
    /// Why the caller does not come into the call any more, in the session's own time.
    pub call_closed: Option<MentoringSessionCallClosed>,
    pub can: MentoringSessionCan,
}

#[derive(Clone, Debug, Object)]
pub struct SessionRating {
    pub stars: u8,
    pub comment: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum MentoringSessionState {
    Scheduled,
    InProgress,
    Completed,
    Cancelled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum MentoringSessionCallClosed {
    /// The host has ended the call for all.
    Ended,
    /// The host has removed the caller.
    Removed,
}

/// What the caller may do now.
#[derive(Clone, Copy, Debug, Object)]
#[expect(clippy::struct_excessive_bools, reason = "one answer per action")]
pub struct MentoringSessionCan {
    pub join: bool,
    pub cancel: bool,
    pub complete: bool,
    pub rate: bool,
}

pub const MENTORING_SESSION: &str = r#"{
    "id": "018f0c1e-7c00-7000-8000-00000000000d",
    "student": { "id": "018f0c1e-7c00-7000-8000-000000000002", "display_name": "Sam Student", "picture_url": null, "zone": "Europe/Berlin" },
    "mentor": { "id": "018f0c1e-7c00-7000-8000-000000000001", "display_name": "Nimal Perera", "picture_url": null, "zone": "Asia/Colombo" },
    "topic": "Algebra", "start": "2026-03-02T10:00:00.000Z", "end": "2026-03-02T11:00:00.000Z", "state": "scheduled",
    "channel_id": "018f0c1e-7c00-7000-8000-00000000000c", "room_id": "018f0c1e-7c00-7000-8000-00000000000e", "rating": null,
    "cancelled_by": null, "reason": null, "joined": false, "call_closed": null, "can": { "join": false, "cancel": true, "complete": false, "rate": false }
}"#;

impl Shown for MentoringSession {
    type Row = SessionRow;
    type Show = Show;
    const SHOW: Show = Show;

    async fn all(api: &Api, caller: &Caller, rows: Vec<SessionRow>) -> Result<Vec<Self>, Problem> {
        let people: Vec<UserId> = rows.iter().flat_map(|row| [row.student, row.mentor]).collect();
        let keys = api.keys(caller.organization, &people).await?;
        let found = api.people().find(caller.organization, people).await?;
        Ok(rows.into_iter().map(|row| Self::of(api, caller, row, &keys, &found)).collect())
    }
}

impl MentoringSession {
    fn of(api: &Api, caller: &Caller, row: SessionRow, keys: &PersonKeys, found: &Found) -> Self {
        let (can, closed) = (row.can(caller.user, api.now()), row.call_closed(caller.user));
        Self {
            id: row.id,
            student: found.user(row.student),
            mentor: found.user(row.mentor),
            topic: row.topic.read(keys).unwrap_or_default(),
            start: row.span.start.into(),
            end: row.span.end.into(),
            state: row.state.into(),
            channel_id: row.channel,
            room_id: row.room,
            rating: row.rating.map(|rating| SessionRating {
                stars: rating.stars,
                comment: rating.comment.and_then(|comment| keys.open(&comment).ok()),
            }),
            cancelled_by: row.cancelled_by.map(|id| found.user(id)),
            reason: row.reason.and_then(|reason| keys.open(&reason).ok()),
            joined: row.joined.contains(&caller.user),
            call_closed: closed.map(Into::into),
            can: MentoringSessionCan { join: can.join, cancel: can.cancel, complete: can.complete, rate: can.rate },
        }
    }
}

mirror!(CallClosed => MentoringSessionCallClosed { Ended, Removed });
mirror!(State => MentoringSessionState { Scheduled, InProgress, Completed, Cancelled });
