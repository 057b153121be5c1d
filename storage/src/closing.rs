//! The end of a store, whoever still holds a handle of it.

pub trait Closing: Send + Sync {
    /// Blocks until all that was taken is written, in the index too. What is asked afterwards is `Unavailable`.
    fn close(&self);
}
