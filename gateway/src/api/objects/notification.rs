use lyceum_domain::{
    inbox::{InboxRow, Marks},
    notifications::Kind,
};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

use super::{Time, User, mirror::mirror};
use crate::api::Found;

/// One thing that somebody was told.
#[derive(Clone, Debug, Object)]
pub struct Notification {
    pub position: u64,
    pub kind: NotificationKind,
    /// Who did it, if a person did.
    pub by: Option<User>,
    pub request_id: Option<Uuid>,
    pub session_id: Option<Uuid>,
    pub created_at: Time,
    pub read: bool,
}

/// A page of notifications.
#[derive(Clone, Debug, Object)]
pub struct NotificationPage {
    pub items: Vec<Notification>,
    /// Of all pages.
    pub unread: u32,
    /// Give it as `cursor` for what follows.
    pub next: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum NotificationKind {
    MentorApplicationApproved,
    MentorApplicationDeclined,
    MentoringRequestReceived,
    MentoringRequestProposed,
    MentoringRequestAccepted,
    MentoringRequestDeclined,
    MentoringRequestWithdrawn,
    MentoringRequestExpired,
    MentoringRequestReopened,
    MentoringSessionCancelled,
    MentoringSessionRated,
}

impl Notification {
    pub fn of(row: InboxRow, marks: &Marks, people: &Found) -> Self {
        let notification = row.notification;
        Self {
            position: row.position,
            kind: notification.kind.into(),
            by: notification.by.map(|by| people.user(by)),
            request_id: notification.request,
            session_id: notification.session,
            created_at: notification.at.into(),
            read: marks.has_read(row.position),
        }
    }
}

mirror!(Kind => NotificationKind {
    MentorApplicationApproved,
    MentorApplicationDeclined,
    MentoringRequestReceived,
    MentoringRequestProposed,
    MentoringRequestAccepted,
    MentoringRequestDeclined,
    MentoringRequestWithdrawn,
    MentoringRequestExpired,
    MentoringRequestReopened,
    MentoringSessionCancelled,
    MentoringSessionRated,
});
