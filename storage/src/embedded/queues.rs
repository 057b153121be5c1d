use super::Embedded;
use crate::{
    index::pressure::Pressure,
    queues::{Queue, Queues},
};

impl Queues for Embedded {
    /// Of the committer, and of the index that is written behind.
    fn queues(&self) -> Vec<Queue> {
        let [log, log_bytes] = self.queue.filled();
        let [index_bytes, index_heads] = Pressure::filled(&self.state);
        [("log", log), ("log_bytes", log_bytes), ("index_bytes", index_bytes), ("index_heads", index_heads)]
            .map(|(name, (taken, places))| Queue { name, taken, places })
            .into()
    }
}
