//! Faults that the simulation plants, to show that it would find them. None of this is in a program that runs.

/// True in a test that planted this fault.
macro_rules! planted {
    ($context:expr, $fault:ident) => {{
        #[cfg(test)]
        {
            $context.settings.plant == Some($crate::host::plant::Plant::$fault)
        }
        #[cfg(not(test))]
        {
            false
        }
    }};
}
pub(crate) use planted;

#[cfg(test)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plant {
    ReplyBeforeAppend,
    /// Of the store: an append of an owner that is none any more is taken.
    NoEpochCheck,
    /// The new owner does not shut out the old one's appends before it reads.
    NoFence,
    WindowOff,
    CursorSavedEarly,
    LaneSkips,
    RejectionSentEarly,
    RowsUnrepaired,
    SnapshotAheadOfCursor,
    DuplicateJoinsNothing,
    EpochNotRaised,
    ReplyWithoutLease,
}
