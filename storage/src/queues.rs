//! How full what is bounded in a store is, for whoever watches.

/// How much waits somewhere, and how much may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Queue {
    pub name: &'static str,
    pub taken: usize,
    pub places: usize,
}

pub trait Queues: Send + Sync {
    fn queues(&self) -> Vec<Queue>;
}
