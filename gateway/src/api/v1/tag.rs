use poem_openapi::Tags;

/// The document's chapters.
#[derive(Tags)]
pub enum Tag {
    /// Signing up, in and out; one's own account and profile.
    Accounts,
    /// Who mentors whom, on what, when.
    Mentoring,
    /// Conversations.
    Channels,
    /// Calls.
    Rooms,
    /// What happened meanwhile.
    Notifications,
}
