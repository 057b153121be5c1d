//! Frames of a call.

use std::sync::Arc;

use uuid::Uuid;

use super::{identity::Identity, socket::Socket, state::State};
use crate::{
    frames::{
        ErrorCode, ServerFrame,
        call::{Join, Mute, Offer, Stats, Test},
        connection::{Failure, Reply},
    },
    room::Former,
};

/// Calls, or lobbies, that a socket may be in at a time.
pub const CALLS_MAX: usize = 4;

impl State {
    pub(super) async fn call_join(&mut self, socket: &Arc<Socket>, identity: &Identity, join: Join) {
        let Join { id, room, resume } = join;
        if self.calls.len() >= CALLS_MAX && !self.calls.contains_key(&room) {
            return refuse(socket, Some(id), room, ErrorCode::BUSY, "leave another call first");
        }
        match socket.shared.rooms.join(identity, room, socket, Former { resumes: resume, ..Former::default() }).await {
            Ok(seat) => {
                let (admitted, resumed) = (Some(seat.entered.admitted), Some(seat.entered.resumed));
                self.calls.insert(room, seat);
                socket.outbox.send(&ServerFrame::Reply(Reply { admitted, resumed, ..Reply::done(id) }));
            }
            Err(refusal) => refuse(socket, Some(id), room, refusal.code(), "this call is not to be joined"),
        }
    }

    /// The room's actor began anew; the media may go on.
    pub(super) async fn call_rejoin(&mut self, socket: &Arc<Socket>, room: Uuid) {
        let (Some(identity), Some(before)) = (self.identity.clone(), self.calls.remove(&room)) else { return };
        match socket
            .shared
            .rooms
            .join(&identity, room, socket, Former { had: before.entered.admitted, ..Former::default() })
            .await
        {
            Ok(seat) => drop(self.calls.insert(room, seat)),
            Err(refusal) => refuse(socket, None, room, refusal.code(), "the call was lost; join it again"),
        }
    }

    pub(super) async fn call_offer(&mut self, socket: &Arc<Socket>, offer: Offer) {
        let Offer { id, room, connection, sdp, sources } = offer;
        let Some(seat) = self.calls.get(&room) else {
            return refuse(socket, Some(id), room, ErrorCode::NOT_IN_CALL, "join the call first");
        };
        match seat.offer(connection, sdp.into_inner(), sources).await {
            Ok(sdp) => socket.outbox.send(&ServerFrame::Reply(Reply { sdp: Some(sdp), ..Reply::done(id) })),
            Err(code) => refuse(socket, Some(id), room, code, "the offer was not taken"),
        }
    }

    pub(super) fn call_mute(&mut self, socket: &Arc<Socket>, mute: &Mute) {
        let done = match self.calls.get(&mute.room) {
            Some(seat) => seat.mute(mute.source, mute.muted),
            None => Err(ErrorCode::NOT_IN_CALL),
        };
        if let Err(code) = done {
            refuse(socket, None, mute.room, code, "nothing was muted");
        }
    }

    pub(super) fn call_leave(&mut self, room: Uuid) {
        if let Some(seat) = self.calls.remove(&room) {
            seat.leave();
        }
    }

    pub(super) async fn call_test(&mut self, socket: &Arc<Socket>, identity: &Identity, test: Test) {
        let Test { id, sdp, sources } = test;
        if self.calls.len() >= CALLS_MAX {
            return super::state::refuse(socket, Some(id), ErrorCode::BUSY, "leave a call first");
        }
        match socket.shared.rooms.trials().offer(identity, sdp.into_inner(), sources).await {
            Ok((trial, sdp)) => {
                self.trial = Some(trial);
                socket.outbox.send(&ServerFrame::Reply(Reply { sdp: Some(sdp), ..Reply::done(id) }));
            }
            Err(code) => super::state::refuse(socket, Some(id), code, "the media were not tried"),
        }
    }

    pub(super) async fn call_stats(&self, socket: &Arc<Socket>, Stats { id, room }: Stats) {
        let counted = match room {
            Some(room) => match self.calls.get(&room) {
                Some(seat) => seat.stats().await,
                None => Err(ErrorCode::NOT_IN_CALL),
            },
            None => match &self.trial {
                Some(trial) => trial.stats().await,
                None => Err(ErrorCode::NOT_IN_CALL),
            },
        };
        match counted {
            Ok(stats) => socket.outbox.send(&ServerFrame::Reply(Reply { stats: Some(stats), ..Reply::done(id) })),
            Err(code) => {
                let detail = "nothing of these media is counted".to_owned();
                socket.outbox.send(&ServerFrame::Error(Failure { id: Some(id), room, code, detail }));
            }
        }
    }
}

/// As any refused frame is, with the room: a socket may be in several.
fn refuse(socket: &Socket, id: Option<u64>, room: Uuid, code: ErrorCode, detail: &str) {
    socket.outbox.send(&ServerFrame::Error(Failure { id, room: Some(room), code, detail: detail.to_owned() }));
}
