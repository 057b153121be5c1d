//! The channel's events as clients see them: texts opened with their authors' keys.

use std::collections::BTreeSet;

use lyceum_cluster::{AskError, Node};
use lyceum_domain::{
    channel::Event,
    core::{PersonKeys, UserId},
};

use super::ChannelKey;
use crate::{
    frames::{self, Time, Topic, event::Message, topics::EventFrame},
    people::People,
};

/// Opens what a run of events needs.
pub struct Wire<'a> {
    node: &'a Node,
    people: &'a People,
    key: ChannelKey,
    timeline: u64,
}

impl<'a> Wire<'a> {
    pub fn new(node: &'a Node, people: &'a People, key: ChannelKey, timeline: u64) -> Self {
        Self { node, people, key, timeline }
    }

    /// A frame an event, in order. A text that is among the `deleted`, or was deleted later in the run, is not shown again.
    pub async fn frames(&self, events: &[(u64, Option<Event>)], deleted: &BTreeSet<u64>) -> Result<Vec<EventFrame>, AskError> {
        let authors: BTreeSet<_> = events.iter().filter_map(|(_, event)| author(event.as_ref()?)).collect();
        let authors: Vec<_> = authors.into_iter().collect();
        let keys = self.node.keys(self.key.organization, &authors).await?;
        let deleted = &(deleted | &self::deleted(events));
        let mut frames = Vec::with_capacity(events.len());
        for (position, event) in events {
            let event = match event {
                Some(event) => self.event(event, &keys, deleted).await,
                None => frames::Event::Note {},
            };
            let (topic, timeline) = (Topic::Channel(self.key.channel), self.timeline);
            frames.push(EventFrame { topic, timeline, previous: position - 1, position: *position, event });
        }
        Ok(frames)
    }

    async fn event(&self, event: &Event, keys: &PersonKeys, deleted: &BTreeSet<u64>) -> frames::Event {
        match event {
            Event::Opened { .. } | Event::Closed { .. } => frames::Event::Note {},
            Event::MemberAdded { user, .. } => frames::Event::MemberAdded { user: *user },
            Event::MemberRemoved { user, .. } => frames::Event::MemberRemoved { user: *user },
            Event::Posted { position, author, text, client_id, at, .. } => {
                let deleted = deleted.contains(position);
                let text = (!deleted).then(|| keys.open(text).ok()).flatten();
                let message = Message {
                    position: *position,
                    author: self.people.find(self.key.organization, *author).await,
                    text,
                    sent_at: Time(*at),
                    edited_at: None,
                    deleted,
                    reactions: Vec::new(),
                    client_id: client_id.clone(),
                };
                frames::Event::MessagePosted { message }
            }
            Event::Edited { position, text, at, .. } => {
                let text = (!deleted.contains(position)).then(|| keys.open(text).ok()).flatten();
                frames::Event::MessageEdited { message_position: *position, text, edited_at: Time(*at) }
            }
            Event::Deleted { position, .. } => frames::Event::MessageDeleted { message_position: *position },
            Event::Reacted { position, user, emoji } => {
                frames::Event::Reacted { message_position: *position, emoji: emoji.clone(), user: *user }
            }
            Event::Unreacted { position, user, emoji } => {
                frames::Event::Unreacted { message_position: *position, emoji: emoji.clone(), user: *user }
            }
        }
    }
}

fn author(event: &Event) -> Option<UserId> {
    match event {
        Event::Posted { author, .. } | Event::Edited { author, .. } => Some(*author),
        _ => None,
    }
}

/// Positions of the messages that these events delete.
pub fn deleted(events: &[(u64, Option<Event>)]) -> BTreeSet<u64> {
    let position = |event: &Event| match event {
        Event::Deleted { position, .. } => Some(*position),
        _ => None,
    };
    events.iter().filter_map(|(_, event)| position(event.as_ref()?)).collect()
}
