//! What the shell would do with outputs, done to the simulated disk, whole, in part, or not at all.

use lyceum_storage::{AppendError, StoreError};

use super::{
    disk::{Disk, Soft},
    random::Random,
};
use crate::host::io::{Input, Loaded, Output, Told};

pub type Token = u64;

/// How a piece of work goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Luck {
    Good,
    /// Nothing is done, and that is said.
    Fails,
    /// It is done, and said to have failed.
    Deceives,
}

impl Luck {
    pub fn draw(random: &mut Random, faults: bool) -> Self {
        match if faults { random.below(100) } else { 99 } {
            0..6 => Self::Fails,
            6..12 => Self::Deceives,
            _ => Self::Good,
        }
    }
}

/// Does `task`; the inputs are its answers.
pub fn perform(disk: &mut Disk, task: Output<Token>, luck: Luck) -> Option<Input<Token>> {
    let done = luck == Luck::Good;
    let away = || StoreError::Unavailable("simulated".to_owned());
    Some(match task {
        Output::Load { key, job, fence } => {
            let head = match fence {
                Some(epoch) if luck != Luck::Fails => disk.fence(&key, epoch),
                _ => disk.head(&key),
            };
            let loaded =
                Loaded { head, cursor: disk.seen.cursors.get(&key).cloned(), snapshot: disk.seen.snapshots.get(&key).cloned() };
            Input::Loaded { key, job, result: if done { Ok(loaded) } else { Err(away()) } }
        }
        Output::Read { key, job, from } => {
            Input::Read { key, job, result: if done { Ok(disk.read(&key, from, 2)) } else { Err(away()) } }
        }
        Output::Mark { key, job, shard, round } => {
            if luck != Luck::Fails {
                disk.put(Soft::Mark { shard, round, key });
            }
            Input::Marked { key, job, done }
        }
        Output::DropMarks { shard, round } => {
            if luck != Luck::Fails {
                disk.put(Soft::DropMarks { shard, round });
            }
            return None;
        }
        Output::Append(commit) => {
            let (key, attempt) = (commit.entity, commit.attempt);
            let unknown = || AppendError::Unknown("simulated".to_owned());
            let outcome = match luck {
                Luck::Good => disk.append(&commit),
                Luck::Deceives => disk.append(&commit).and(Err(unknown())),
                Luck::Fails => Err(AppendError::Unavailable("simulated".to_owned())),
            };
            Input::Appended { key, attempt, outcome }
        }
        Output::Settle { key, job, rows, reminder } => {
            if luck != Luck::Fails {
                for row in rows {
                    disk.put(Soft::Row(row));
                }
            }
            if let (Some((shard, due)), true) = (reminder, done) {
                disk.put(Soft::Reminder { shard, key, due });
            }
            Input::Settled { key, job, done }
        }
        Output::SaveCursor { key, job, cursor, snapshot } => {
            if luck != Luck::Fails {
                disk.put(Soft::Cursor { key, cursor });
            }
            if let (Some(snapshot), true) = (snapshot, done) {
                disk.put(Soft::Snapshot { key, snapshot });
            }
            Input::CursorSaved { key, job, done }
        }
        Output::Park { job, parked } => {
            let key = parked.entity;
            disk.parked.push(parked);
            Input::ParkSaved { key, job, done: true }
        }
        Output::Unlist { job, key, .. } => Input::Unlisted { key, job, done },
        Output::ScanReminders { shard, until_ms, limit } => {
            let mut due: Vec<_> = disk
                .seen
                .reminders
                .iter()
                .filter(|((of, _), at)| *of == shard && **at <= until_ms)
                .map(|((_, key), at)| (*key, *at))
                .collect();
            due.sort_by_key(|(_, at)| *at);
            due.truncate(limit);
            Input::Reminders { shard, until_ms, due: done.then_some(due) }
        }
        Output::Stream { effect, stream, record } => {
            if luck != Luck::Fails {
                disk.streams.entry(stream).or_default().push(record);
            }
            Input::Told(effect, if done { Told::Done(Vec::new()) } else { Told::Unavailable("simulated".to_owned()) })
        }
        Output::Send(delivery) => Input::Command(delivery),
        Output::Told(effect, told) => Input::Told(effect, if done { told } else { Told::Unavailable("simulated".to_owned()) }),
        Output::Reply(..) | Output::Deposed => return None,
    })
}
