//! What a session knows; small, because an idle one keeps it.

use std::{collections::HashMap, sync::Arc};

use lyceum_cluster::Subscription;
use uuid::Uuid;

use super::{control::Control, gate::Gate, identity::Identity, socket::Socket};
use crate::{
    channel::Seat,
    frames::{ClientFrame, Close, ErrorCode, ServerFrame, Topic, connection::Failure, topics::Unsubscribed},
    room::{CallSeat, Trial},
};

/// Topics that a socket may have at a time.
pub const SUBSCRIPTIONS_MAX: usize = 200;

#[derive(Default)]
pub struct State {
    /// `None` until the hello was good.
    pub(super) identity: Option<Arc<Identity>>,
    /// Boxed: a table has room for four, and most have one or two.
    pub(super) subscriptions: HashMap<Topic, Box<Standing>>,
    pub(super) calls: HashMap<Uuid, CallSeat>,
    /// Media that were tried last.
    pub(super) trial: Option<Trial>,
    pub(super) ear: Option<Subscription>,
}

/// A subscription that stands.
pub struct Standing {
    pub(super) gate: Arc<Gate>,
    /// Of a channel.
    pub(super) seat: Option<Seat>,
    pub(super) _subscription: Subscription,
}

impl State {
    pub async fn frame(&mut self, socket: &Arc<Socket>, frame: ClientFrame) {
        match (&self.identity, frame) {
            (None, ClientFrame::Hello(hello)) => self.hello(socket, &hello.token).await,
            (None, _) | (Some(_), ClientFrame::Hello(_)) => socket.over(Close::Policy),
            (Some(_), ClientFrame::Token(token)) => self.token(socket, &token.token).await,
            (Some(identity), frame) => {
                let identity = identity.clone();
                self.signed_in(socket, &identity, frame).await;
            }
        }
    }

    async fn signed_in(&mut self, socket: &Arc<Socket>, identity: &Identity, frame: ClientFrame) {
        match frame {
            ClientFrame::Subscribe(subscribe) => self.subscribe(socket, identity, subscribe).await,
            ClientFrame::Unsubscribe(unsubscribe) => self.unsubscribe(unsubscribe.topic),
            ClientFrame::Typing(typing) => match self.seat(typing.channel) {
                Some(seat) => seat.typing(typing.typing),
                None => refuse(socket, None, ErrorCode::NOT_SUBSCRIBED, "subscribe to the channel first"),
            },
            ClientFrame::Read(read) => match self.seat(read.channel) {
                Some(seat) => seat.read(read.position),
                None => refuse(socket, None, ErrorCode::NOT_SUBSCRIBED, "subscribe to the channel first"),
            },
            ClientFrame::CallJoin(join) => self.call_join(socket, identity, join).await,
            ClientFrame::CallOffer(offer) => self.call_offer(socket, offer).await,
            ClientFrame::CallMute(mute) => self.call_mute(socket, &mute),
            ClientFrame::CallLeave(leave) => self.call_leave(leave.room),
            ClientFrame::CallTest(test) => self.call_test(socket, identity, test).await,
            ClientFrame::CallStats(stats) => self.call_stats(socket, stats).await,
            // Answered before they come here.
            ClientFrame::Hello(_) | ClientFrame::Token(_) | ClientFrame::Ping(_) => {}
        }
    }

    pub fn control(&mut self, socket: &Arc<Socket>, control: Control) {
        let Some(identity) = &mut self.identity else { return };
        match control {
            Control::Revoked { sign_ins } => {
                if sign_ins.contains(&identity.sign_in) {
                    // out at once: whose socket only drops stays for a while, in case they come back
                    self.calls.drain().for_each(|(_, seat)| seat.leave());
                    socket.over(Close::SignIn);
                }
            }
            Control::Role { role, held } => {
                let roles = &mut Arc::make_mut(identity).roles;
                roles.retain(|other| *other != role);
                roles.extend(held.then_some(role));
                if !identity.is_admin() {
                    self.end(socket, Topic::Admin, ErrorCode::NOT_ALLOWED);
                }
            }
            Control::Left { topic } => self.end(socket, topic, ErrorCode::NOT_FOUND),
        }
    }

    fn seat(&self, channel: Uuid) -> Option<&Seat> {
        self.subscriptions.get(&Topic::Channel(channel))?.seat.as_ref()
    }

    fn unsubscribe(&mut self, topic: Topic) {
        if let Some(seat) = self.subscriptions.remove(&topic).and_then(|standing| standing.seat) {
            seat.leave();
        }
    }

    pub(super) fn end(&mut self, socket: &Socket, topic: Topic, code: ErrorCode) {
        if let Some(standing) = self.subscriptions.remove(&topic) {
            if let Some(seat) = standing.seat {
                seat.leave();
            }
            socket.outbox.send(&ServerFrame::Unsubscribed(Unsubscribed { topic, code }));
        }
    }
}

/// Says that a frame was not done; the socket stays open.
pub fn refuse(socket: &Socket, id: Option<u64>, code: ErrorCode, detail: &str) {
    socket.outbox.send(&ServerFrame::Error(Failure { id, room: None, code, detail: detail.to_owned() }));
}
