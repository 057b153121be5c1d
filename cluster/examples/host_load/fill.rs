//! Many channels at rest, as if opened long ago: copies of one channel's commit under ids of their own, past the host.

use std::{error::Error, sync::Arc};

use lyceum_storage::{Commit, EntityKey, Journal};
use tokio::sync::mpsc;
use uuid::Uuid;

/// Commits handed over together: one group of the log.
const TOGETHER: usize = 8192;

/// Gives each of `ids` the first commit of `of`.
pub async fn fill(journal: &dyn Journal, of: EntityKey, ids: impl Iterator<Item = Uuid>) -> Result<(), Box<dyn Error>> {
    let first = journal.read(&of, 1, 1).await?.pop().ok_or("the channel to copy has no commit")?;
    let mut commits = ids.map(|id| Commit { entity: EntityKey { id, ..of }, ..first.clone() }).peekable();
    while commits.peek().is_some() {
        let (tell, mut told) = mpsc::unbounded_channel();
        journal.submit(commits.by_ref().take(TOGETHER).collect(), Arc::new(tell));
        while let Some(group) = told.recv().await {
            for appended in group {
                appended.outcome?;
            }
        }
    }
    Ok(())
}
