/// Sorted by what the caller does about it.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// Answer `Unavailable` and try again later: the disk is full, a quorum is away, an injected fault.
    #[error("storage is unavailable: {0}")]
    Unavailable(String),
    /// Stop believing this data and tell an operator: checksum, chain or format is wrong, with its place.
    #[error("stored data is corrupt: {0}")]
    Corrupt(String),
    /// The caller broke the contract (sizes, order); a bug of ours.
    #[error("storage was asked something it does not do: {0}")]
    Misuse(String),
}
