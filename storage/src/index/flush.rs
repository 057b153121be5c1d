//! The writer behind: moves what waits in memory into fjall and then says up to where the index is complete.

use std::{sync::Arc, thread, time::Duration};

use tokio::sync::oneshot;

use super::{Index, SPACES, Space, overlay::row_wins, pressure::Pressure, state::State};
use crate::{
    EntityKey,
    embedded::reached,
    log::{
        End,
        codec::entity_key,
        gate::Gate,
        queue::{Item, Queue},
    },
};

/// Entries of one batch: long ones hold up readers of the same keyspace.
const BATCH: usize = 1024;
/// A flush that failed is tried again after this.
const AGAIN: Duration = Duration::from_millis(500);

pub struct Flusher {
    pub state: Arc<State>,
    pub pressure: Arc<Pressure>,
    pub gate: Arc<Gate>,
    pub every: Duration,
    work: Option<Work>,
    written: u64,
}

/// Heads taken for a flush that is not done yet.
struct Work {
    heads: Vec<EntityKey>,
    end: End,
}

impl Flusher {
    pub fn new(state: Arc<State>, pressure: Arc<Pressure>, gate: Arc<Gate>, every: Duration) -> Self {
        Self { state, pressure, gate, every, work: None, written: 0 }
    }

    pub fn run(mut self, queue: &Queue) {
        let mut every = self.every;
        let mut failing = false;
        while self.pressure.next(every) {
            let result = self.flush(Some(queue));
            every = if result.is_ok() { self.every } else { AGAIN };
            // a full disk may last for hours: only the change is said
            match &result {
                Err(cause) if !failing => {
                    tracing::error!(cause, "the index cannot be written behind; it is tried again and again");
                }
                Ok(()) if failing => tracing::info!("the index is written behind again"),
                _ => {}
            }
            failing = result.is_err();
            self.pressure.finished(result);
        }
        self.finish();
    }

    /// The last flush, after the committer ended.
    fn finish(&mut self) {
        // twice: the first may only finish what was frozen before
        for _ in 0..2 {
            if let Err(cause) = self.flush(None) {
                tracing::error!(cause, "the index was not written to its end; it is caught up at the next start");
                return;
            }
        }
        if let Err(error) = self.state.behind.index.rotate(true) {
            tracing::error!(?error, "the index was not moved to tables");
        }
    }

    /// Writes all that waits. With a queue (the store is live) only after the log has it durably.
    pub fn flush(&mut self, queue: Option<&Queue>) -> Result<(), String> {
        let overlay = &self.state.behind.overlay;
        if self.work.is_none() {
            let (heads, end) = self.state.heads.take_dirty();
            if heads.is_empty() && overlay.bytes() == 0 {
                return Ok(());
            }
            self.work = Some(Work { heads, end });
        }
        let frozen = overlay.freeze();
        self.gate.follow_up(frozen.bytes as u64)?;
        if let Some(queue) = queue {
            self.pressure.barrier(true);
            let passed = barrier(queue);
            self.pressure.barrier(false);
            passed?;
        }
        let work = self.work.as_ref().expect("set above");
        let index = &self.state.behind.index;
        let told = |e: fjall::Error| format!("{e:?}");
        for space in SPACES {
            self.written += write_space(index, space, &frozen).map_err(told)?;
        }
        for chunk in work.heads.chunks(BATCH) {
            let mut batch = index.db.batch();
            for (entity, stand) in self.state.heads.stands(chunk) {
                batch.insert(&index.heads, &entity_key(&entity)[..], &stand.encode()[..]);
            }
            self.written += chunk.len() as u64 * 120;
            batch.commit().map_err(told)?;
        }
        index.save_checkpoint(work.end).map_err(told)?;
        if let Some(Err(error)) = index.dir.parent().map(|dir| reached::note(dir, work.end.at)) {
            tracing::debug!(%error, "how far the log reached was not noted");
        }
        overlay.thaw();
        self.state.heads.flushed(&work.heads);
        self.work = None;
        if Index::wants_rotation(self.written) {
            self.written = 0;
            index.rotate(false).map_err(told)?;
        }
        Ok(())
    }
}

/// Waits until the log has durably what was visible before: the index must never know more than the log.
fn barrier(queue: &Queue) -> Result<(), String> {
    let (reply, done) = oneshot::channel();
    if queue.push(Item::Barrier { reply }).is_err() {
        return Err("the log is closed".into());
    }
    match done.blocking_recv() {
        Ok(Ok(())) => Ok(()),
        Ok(Err(e)) => Err(e.to_string()),
        Err(_) => Err("the log is closed".into()),
    }
}

fn write_space(index: &Index, space: Space, frozen: &super::overlay::Layer) -> fjall::Result<u64> {
    let keyspace = index.space(space);
    let mut batch = index.db.batch();
    let mut written = 0;
    for (key, value) in frozen.map(space) {
        match value {
            Some(value) => {
                let stale = space == Space::Rows && keyspace.get(key)?.is_some_and(|stored| !row_wins(value, &stored));
                if !stale {
                    batch.insert(keyspace, &key[..], &value[..]);
                    written += (key.len() + value.len() + 40) as u64;
                }
            }
            None => batch.remove(keyspace, &key[..]),
        }
        if batch.len() >= BATCH {
            std::mem::replace(&mut batch, index.db.batch()).commit()?;
        }
    }
    batch.commit()?;
    Ok(written)
}

/// Starts the writer's thread.
pub fn spawn(flusher: Flusher, queue: Arc<Queue>) -> std::io::Result<thread::JoinHandle<()>> {
    thread::Builder::new().name("store-index".into()).spawn(move || flusher.run(&queue))
}
