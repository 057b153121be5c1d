//! What must reach every session of a person, on whatever node: it goes by a topic that no client can name.

use std::sync::{Arc, Weak};

use lyceum_cluster::{Subscriber, TopicFrame, Topics};
use lyceum_domain::{
    core::{OrganizationId, Role, UserId},
    user::SignInId,
};
use serde::{Deserialize, Serialize};

use super::{actor::Message, socket::Socket};
use crate::frames::Topic;

/// Told to all sessions of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Control {
    /// These sign-ins are over.
    Revoked { sign_ins: Vec<SignInId> },
    /// The person holds the role from now on, or no longer.
    Role { role: Role, held: bool },
    /// The person may no longer see the topic.
    Left { topic: Topic },
}

pub fn topic(organization: OrganizationId, user: UserId) -> String {
    format!("control:{organization}:{user}")
}

/// Tells all sessions of a person.
pub fn tell(topics: &Topics, organization: OrganizationId, user: UserId, control: &Control) {
    let bytes = serde_json::to_vec(control).expect("a control is plain data");
    topics.publish(&topic(organization, user), 0, 0, bytes.into());
}

/// Where a session hears its controls.
pub struct Ear(pub Weak<Socket>);

impl Subscriber for Ear {
    fn deliver(&self, frame: &TopicFrame) {
        let Some(socket) = self.0.upgrade() else { return };
        match serde_json::from_slice(&frame.frame) {
            Ok(control) => later(socket, Message::Control(control)),
            Err(error) => tracing::error!(%error, "a control cannot be read"),
        }
    }
}

/// Tells a session something from within a delivery, which must not call back into the hub.
pub fn later(socket: Arc<Socket>, message: Message) {
    tokio::spawn(async move { socket.news(message) });
}
