/// Sorted by what the caller does about it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// Answer `Unavailable` and try again later: the disk is full, a quorum is away, a file cannot be read, what can be made
    /// again is damaged, an injected fault. The text says what to do.
    #[error("storage is unavailable: {0}")]
    Unavailable(String),
    /// Too much waits already: nothing was done, come back in a moment.
    #[error("storage is busy: {0}")]
    Busy(String),
    /// Stop believing this data and tell an operator: checksum, chain or format of the truth (the log, a blob) is wrong, with
    /// its place. Callers may remember this for good, so it is said of nothing that a restart could heal.
    #[error("stored data is corrupt: {0}: see what `lyceum verify` says, and in docs/operations.md *The log is damaged*")]
    Corrupt(String),
    /// The caller broke the contract (sizes, order); a bug of ours.
    #[error("storage was asked something it does not do, report this as a bug: {0}")]
    Misuse(String),
}
