//! Frames of a call.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    identity::Identity,
    socket::Socket,
    state::{State, refuse},
};
use crate::frames::{
    ErrorCode,
    call::{Join, Mute, Offer},
};

impl State {
    pub(super) async fn call_join(&mut self, socket: &Arc<Socket>, _: &Identity, join: Join) {
        refuse(socket, Some(join.id), ErrorCode::NOT_FOUND, "there is no such room");
    }

    pub(super) async fn call_offer(&mut self, socket: &Arc<Socket>, offer: Offer) {
        refuse(socket, Some(offer.id), ErrorCode::NOT_IN_CALL, "join the call first");
    }

    pub(super) fn call_mute(&mut self, socket: &Arc<Socket>, _: &Mute) {
        refuse(socket, None, ErrorCode::NOT_IN_CALL, "join the call first");
    }

    pub(super) fn call_leave(&mut self, room: Uuid) {
        self.calls.remove(&room);
    }
}
