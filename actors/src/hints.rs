//! Hints: "fetch it again", told to those whom a commit concerns.

use lyceum_cluster::Topics;
use lyceum_domain::core::{OrganizationId, UserId};
use uuid::Uuid;

use crate::frames::{Event, ServerFrame, Topic, event::What, topics::EventFrame};

pub fn user_topic(organization: OrganizationId, user: UserId) -> String {
    format!("user:{organization}:{user}")
}

pub fn admin_topic(organization: OrganizationId) -> String {
    format!("admin:{organization}")
}

pub fn room_topic(organization: OrganizationId, room: Uuid) -> String {
    format!("room:{organization}:{room}")
}

pub fn tell_user(topics: &Topics, organization: OrganizationId, user: UserId, what: What, id: Uuid) {
    tell(topics, &user_topic(organization, user), Topic::User, what, id);
}

pub fn tell_admins(topics: &Topics, organization: OrganizationId, what: What, id: Uuid) {
    tell(topics, &admin_topic(organization), Topic::Admin, what, id);
}

pub fn tell_room(topics: &Topics, organization: OrganizationId, room: Uuid) {
    tell(topics, &room_topic(organization, room), Topic::Room(room), What::Room, room);
}

fn tell(topics: &Topics, name: &str, topic: Topic, what: What, id: Uuid) {
    topics.publish_next(name, |place| {
        let event = Event::Changed { what, id };
        let (timeline, previous, position) = (place.epoch, place.previous, place.position);
        ServerFrame::Event(EventFrame { topic, timeline, previous, position, event }).encode()
    });
}
