use str0m::net::{Receive, Transmit};
use uuid::Uuid;

use super::peer::PeerKey;
use crate::MediaEvent;

/// What happens to a room from outside, besides what its methods are called for.
#[expect(clippy::large_enum_variant, reason = "lives on the stack for one call; a box would cost an allocation a packet")]
pub enum Input<'a> {
    /// Time passed: at [`Room::poll_timeout`](super::Room::poll_timeout) or before.
    Timeout,
    /// A datagram of this peer, found by its address or [accepted](super::Room::accepts), and its bytes as they came.
    Datagram(PeerKey, Receive<'a>, &'a [u8]),
}

/// What a room wants done.
#[derive(Debug)]
pub enum Output {
    Transmit(Transmit),
    Event {
        participant: Uuid,
        event: MediaEvent,
    },
    /// Connectivity checks with this local name are the peer's from now on; those of its former name no more.
    Named {
        peer: PeerKey,
        ufrag: String,
        former: Option<String>,
    },
    /// The peer is no more: forget its names and addresses.
    Closed {
        peer: PeerKey,
        ufrag: String,
    },
}
