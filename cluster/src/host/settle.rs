//! Rows and reminders of durable commits, and the live actors and replies that wait for rows.

use lyceum_domain::core::RowChange;
use lyceum_storage::views::{RowKey, RowWrite};

use super::{
    context::Turn,
    io::{Job, Output},
    slot::{Settling, Slot, Unshown},
};
use crate::kinds::After;

const AGAIN_MS: i64 = 200;
/// Rows among which an older write of the same one is looked for.
const LOOK_BACK: usize = 8;
/// A row's version is timeline · 2⁴⁰ + position.
const TIMELINE_BITS: u32 = 40;

impl<W> Slot<W> {
    pub fn row_writes(&self, timeline: u32, after: After) -> impl Iterator<Item = RowWrite> + use<W> {
        let organization = self.key.organization;
        let version = (u64::from(timeline) << TIMELINE_BITS) + after.position;
        after.rows.into_iter().map(move |row| RowWrite {
            key: RowKey { table: row.table.0, organization, partition: row.partition.into(), sort: row.sort.into() },
            version,
            value: match row.change {
                RowChange::Put(bytes) => Some(bytes.into()),
                RowChange::Delete => None,
            },
        })
    }

    pub fn settle(&mut self, turn: &mut Turn<'_, W>) {
        if self.cell.is_none() {
            return;
        }
        match &mut self.settling {
            Some(settling) if settling.job.is_none() && turn.now.ms >= settling.again => {
                let job = turn.cx.job();
                settling.job = Some(job);
                let (rows, reminder) = (settling.rows.clone(), settling.reminder.map(|due| (self.shard, due)));
                turn.emit(Output::Settle { key: self.key, job, rows, reminder });
            }
            Some(_) => {}
            None if self.rows.is_empty() && self.reminder == Some(self.due) => self.settled_to = self.next - 1,
            None => {
                let job = turn.cx.job();
                let rows = newest(std::mem::take(&mut self.rows));
                let reminder = (self.reminder != Some(self.due)).then_some(self.due);
                let (handed, changed) = (rows.clone(), reminder.map(|due| (self.shard, due)));
                self.settling = Some(Box::new(Settling { job: Some(job), up_to: self.next - 1, rows, reminder, again: 0 }));
                turn.emit(Output::Settle { key: self.key, job, rows: handed, reminder: changed });
            }
        }
    }

    pub fn settled(&mut self, turn: &mut Turn<'_, W>, job: Job, done: bool) {
        let Some(settling) = self.settling.as_mut().filter(|settling| settling.job == Some(job)) else { return };
        if !done {
            settling.job = None;
            settling.again = turn.now.ms + AGAIN_MS;
            return;
        }
        self.settled_to = settling.up_to;
        if let Some(due) = settling.reminder {
            self.reminder = Some(due);
        }
        self.settling = None;
    }

    /// Shows the last commit to live actors: who fetches a list on their word is to find it there.
    pub fn show(&mut self, turn: &Turn<'_, W>) {
        let over = |shown: &mut Unshown| shown.up_to <= self.settled_to || shown.until <= turn.now.ms;
        let Some(shown) = self.unshown.take_if(over) else { return };
        let of = self.subject(shown.first);
        if let Some(cell) = &mut self.cell {
            cell.committed(of, turn.cx.settings.timeline);
        }
    }

    /// Lets durable replies go whose rows are there, or that waited long enough.
    pub fn release(&mut self, turn: &mut Turn<'_, W>) {
        while self.held.front().is_some_and(|held| held.up_to <= self.settled_to || held.until <= turn.now.ms) {
            for (waiter, told) in self.held.pop_front().map(|held| held.replies).unwrap_or_default() {
                turn.tell(waiter, told);
            }
        }
    }
}

/// Without what a later write of the same row makes old: a busy entity writes the same few rows again and again.
fn newest(rows: Vec<RowWrite>) -> Vec<RowWrite> {
    let mut kept: Vec<RowWrite> = Vec::with_capacity(rows.len());
    for row in rows {
        let same = |old: &&mut RowWrite| old.key == row.key && old.version < row.version;
        match kept.iter_mut().rev().take(LOOK_BACK).find(same) {
            Some(old) => *old = row,
            None => kept.push(row),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn write(row: &'static str, version: u64, value: Option<&'static str>) -> RowWrite {
        let (partition, sort) = ("".into(), row.into());
        let key = RowKey { table: "rows", organization: Uuid::nil(), partition, sort };
        RowWrite { key, version, value: value.map(Into::into) }
    }

    #[test]
    fn only_the_newest_write_of_a_row_is_handed_out_and_all_of_one_event() {
        let rows = vec![
            write("a", 1, Some("1")),
            write("b", 1, Some("1")),
            write("a", 2, Some("2")),
            write("c", 3, Some("3")),
            write("a", 3, None),
            write("a", 3, Some("3")),
        ];
        let kept = vec![rows[4].clone(), rows[1].clone(), rows[3].clone(), rows[5].clone()];
        assert_eq!(newest(rows), kept);
    }
}
