use std::{io, net::SocketAddr, time::Duration};

/// Sorted by what the caller does about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    /// The client's mistake: its description cannot be answered.
    #[error("the offer cannot be answered: {0}")]
    Offer(String),
    /// Join first.
    #[error("not in this room")]
    NotJoined,
    /// The room has as many as one worker can serve.
    #[error("the room is full")]
    RoomFull,
    /// The worker's queue is full; try again.
    #[error("the media worker is busy")]
    Busy { retry_after: Duration },
    /// The media part is shutting down.
    #[error("the media workers are stopped")]
    Stopped,
}

/// What the media could not have, so that they do not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A port for calls over TCP.
    #[error("{0}")]
    Tcp(SocketAddr, #[source] io::Error),
    #[error(transparent)]
    Other(#[from] io::Error),
}
