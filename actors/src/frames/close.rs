//! Why the server closes a socket. Clients decide by the code whether to come back, when, and with what.

/// A close code with its reason text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Close {
    /// The server stops or restarts: come back after the hint.
    GoingAway,
    /// Not a text frame, or not a frame of this protocol.
    Policy,
    /// A frame over the limit.
    TooBig,
    /// The session failed: come back, nothing is lost.
    Internal,
    /// The token is missing, expired or revoked: sign in or refresh, then come back.
    SignIn,
    /// The page's origin may not connect.
    Origin,
    /// No hello within 10 s, or 15 s of silence.
    Late,
    /// Too many frames.
    Flood,
    /// Frames are not read as fast as they come: come back and resume by positions.
    Slow,
}

impl Close {
    pub const ALL: [Self; 9] = [
        Self::GoingAway,
        Self::Policy,
        Self::TooBig,
        Self::Internal,
        Self::SignIn,
        Self::Origin,
        Self::Late,
        Self::Flood,
        Self::Slow,
    ];

    pub const fn code(self) -> u16 {
        match self {
            Self::GoingAway => 1001,
            Self::Policy => 1008,
            Self::TooBig => 1009,
            Self::Internal => 1011,
            Self::SignIn => 4401,
            Self::Origin => 4403,
            Self::Late => 4408,
            Self::Flood => 4429,
            Self::Slow => 4430,
        }
    }

    /// The reason sent with the code.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GoingAway => "going_away",
            Self::Policy => "policy",
            Self::TooBig => "too_big",
            Self::Internal => "internal",
            Self::SignIn => "sign_in_again",
            Self::Origin => "origin",
            Self::Late => "late",
            Self::Flood => "too_many_frames",
            Self::Slow => "slow_consumer",
        }
    }

    pub const fn meaning(self) -> &'static str {
        match self {
            Self::GoingAway => "The server stops or restarts; come back.",
            Self::Policy => "What was sent is not a frame of this protocol.",
            Self::TooBig => "A frame was over the limit.",
            Self::Internal => "The session failed; come back, nothing is lost.",
            Self::SignIn => "The token is missing, expired or revoked; refresh or sign in, then come back.",
            Self::Origin => "The page's origin may not connect.",
            Self::Late => "No hello within 10 s, or 15 s of silence.",
            Self::Flood => "Too many frames.",
            Self::Slow => "Frames were not read as fast as they came; come back and resume by positions.",
        }
    }
}
