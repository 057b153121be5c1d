//! The live side of a call room.

use std::sync::Arc;

use lyceum_cluster::Node;
use lyceum_media::Media;
use ractor::ActorCell;

use crate::people::People;

/// All rooms that are awake on this node; cheap to clone.
#[derive(Clone)]
pub struct Rooms(Arc<Inner>);

struct Inner {
    _node: Node,
    _people: People,
    _media: Media,
    _supervisor: ActorCell,
}

impl Rooms {
    pub(crate) fn new(node: Node, people: People, media: Media, supervisor: ActorCell) -> Self {
        Self(Arc::new(Inner { _node: node, _people: people, _media: media, _supervisor: supervisor }))
    }
}

/// A socket's place in a call.
pub struct CallSeat;
