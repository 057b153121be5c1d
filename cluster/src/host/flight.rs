//! A commit on its way into the journal: at most one for each entity.

use lyceum_storage::{Commit, views::RowWrite};

use super::{
    io::{Delivery, Job, Told},
    lanes::{Lane, Pending},
};

pub(super) struct Flight<W> {
    pub commit: Commit,
    /// Everything that the commit's state was shown to, to be told when it is durable; whole, to decide again after a conflict.
    pub decided: Vec<(Delivery<W>, Told)>,
    pub effects: Vec<(Lane, Pending)>,
    pub rows: Vec<RowWrite>,
    pub stage: Stage,
    /// An append of it had an unknown outcome, so it may be in the journal whatever the next answer says.
    pub doubtful: bool,
    pub retries: u32,
}

pub(super) enum Stage {
    /// Needs a mark of the current round first.
    Unmarked,
    Marking(Job),
    Appending,
    /// The same bytes again, then.
    Again(i64),
}
