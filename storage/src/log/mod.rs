//! The segmented log: the truth of the embedded store.
//!
//! A place in the log is one number over all segments: the segment's base plus the offset in its file. A record carries its
//! own place, the checksum of the record before it and the distance to the start of its group; everything before a group's
//! start was on disk when the group was written. That is what tells a torn tail from corruption when the log is opened.

pub mod codec;
pub mod committer;
pub mod entry;
pub mod gate;
pub mod queue;
pub mod reader;
pub mod record;
pub mod scan;
pub mod segment;
pub mod tail;
pub mod writer;

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;

/// Where the log ends: the place of the next record and the checksum it has to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct End {
    pub at: u64,
    pub chain: u32,
}
