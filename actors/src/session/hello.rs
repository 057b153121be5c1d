//! The first frame, and a fresh token later.

use std::{sync::Arc, time::Duration};

use tokio::time::Instant;

use super::{
    control::{self, Ear},
    identity::{Identity, VerifyError},
    socket::Socket,
    state::State,
    timers::HEARTBEAT,
};
use crate::frames::{Close, ServerFrame, Time, connection::Welcome};

impl State {
    pub(super) async fn hello(&mut self, socket: &Arc<Socket>, token: &str) {
        let Some(identity) = verify(socket, token).await else { return };
        let topic = control::topic(identity.organization, identity.user);
        let ear = Arc::new(Ear(Arc::downgrade(socket)));
        self.ear = Some(socket.shared.node.topics().subscribe(&topic, ear));
        // Once more, now that revocations are heard: one between the two would pass unseen.
        let Some(identity) = verify(socket, token).await else { return };
        let user = identity.user;
        self.take(socket, identity);
        socket.outbox.send(&ServerFrame::Welcome(Welcome {
            session: socket.id,
            user,
            server_time: Time(socket.shared.node.clock().now()),
            heartbeat_ms: u64::try_from(HEARTBEAT.as_millis()).expect("a few seconds"),
        }));
    }

    pub(super) async fn token(&mut self, socket: &Arc<Socket>, token: &str) {
        let Some(identity) = verify(socket, token).await else { return };
        let same = |old: &Arc<Identity>| (old.organization, old.user) == (identity.organization, identity.user);
        if self.identity.as_ref().is_some_and(same) {
            self.take(socket, identity);
        } else {
            socket.over(Close::SignIn);
        }
    }

    fn take(&mut self, socket: &Socket, identity: Identity) {
        let left = (identity.expires_at - socket.shared.node.clock().now()).0;
        let now = Instant::now();
        socket.timers.heard(now);
        socket.timers.welcomed(now, Duration::from_millis(u64::try_from(left).unwrap_or_default()));
        self.identity = Some(Arc::new(identity));
    }
}

/// `None` when the socket was closed for it.
async fn verify(socket: &Socket, token: &str) -> Option<Identity> {
    match socket.shared.verify.verify(token).await {
        Ok(identity) => Some(identity),
        Err(VerifyError::Refused) => {
            socket.over(Close::SignIn);
            None
        }
        Err(VerifyError::Unavailable) => {
            socket.over(Close::Internal);
            None
        }
    }
}
