use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    CHANNELS, ChannelRow, Kind, MESSAGES, MessageRow, Producer, REACTIONS, Reaction, ReactionsRow, Rejection, member_partition,
    member_sort, message_partition, message_sort,
};
use crate::core::{At, Entity, Personal, Role, Rows, Timestamp, UserId, Words};

/// Messages that may still be changed, counted from the newest.
pub const WINDOW: usize = 2_000;
/// Producers whose last sequence is kept; the longest silent is forgotten first.
pub const PRODUCERS_MAX: usize = 256;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    pub(super) card: Option<ChannelRow>,
    /// The newest messages, by position.
    pub(super) window: VecDeque<Message>,
    /// Reactions to messages of the window.
    pub(super) reactions: BTreeMap<u64, Vec<Reaction>>,
    pub(super) producers: BTreeMap<(UserId, Uuid), Last>,
    pub(super) last_message: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Message {
    pub position: u64,
    pub author: UserId,
    pub sent_at: Timestamp,
    pub deleted: bool,
    /// The position of its last edit; 0 for none.
    #[serde(default)]
    pub edited: u64,
}

impl Message {
    /// Where its text was last written.
    pub fn version(&self) -> u64 {
        self.position.max(self.edited)
    }
}

/// A producer's last message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Last {
    pub sequence: u64,
    pub position: u64,
    pub sent_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Opened {
        id: Uuid,
        kind: Kind,
        title: Words,
        members: Vec<UserId>,
        at: Timestamp,
    },
    Closed {
        at: Timestamp,
    },
    MemberAdded {
        user: UserId,
        at: Timestamp,
    },
    MemberRemoved {
        user: UserId,
        at: Timestamp,
    },
    /// `position` is this event's own, and the message's name from then on.
    Posted {
        position: u64,
        author: UserId,
        text: Personal<String>,
        client_id: Option<String>,
        producer: Option<Producer>,
        at: Timestamp,
    },
    /// `version` is this event's own position, or 0 in those of before there were versions.
    Edited {
        position: u64,
        author: UserId,
        sent_at: Timestamp,
        text: Personal<String>,
        #[serde(default)]
        version: u64,
        at: Timestamp,
    },
    Deleted {
        position: u64,
        author: UserId,
        sent_at: Timestamp,
        by: UserId,
        at: Timestamp,
    },
    Reacted {
        position: u64,
        user: UserId,
        emoji: String,
    },
    Unreacted {
        position: u64,
        user: UserId,
        emoji: String,
    },
}

impl Channel {
    pub fn members(&self) -> &BTreeSet<UserId> {
        const NOBODY: &BTreeSet<UserId> = &BTreeSet::new();
        self.card.as_ref().map_or(NOBODY, |card| &card.members)
    }

    /// The channel for whoever may read it.
    pub(super) fn readable(&self, at: &At) -> Result<&ChannelRow, Rejection> {
        let card = self.card.as_ref().ok_or(Rejection::NotFound)?;
        let member = at.user().is_some_and(|user| card.members.contains(&user));
        if member || at.is_system() { Ok(card) } else { Err(Rejection::NotFound) }
    }

    /// The member who writes, in a channel that takes messages.
    pub(super) fn writer(&self, at: &At) -> Result<UserId, Rejection> {
        let card = self.readable(at)?;
        let user = at.user().ok_or(Rejection::Forbidden)?;
        if card.closed { Err(Rejection::Closed) } else { Ok(user) }
    }

    /// The channel for whoever changes its members: the platform and administrators.
    pub(super) fn managed(&self, at: &At) -> Result<&ChannelRow, Rejection> {
        let card = self.card.as_ref().ok_or(Rejection::NotFound)?;
        if at.has(Role::Admin) {
            return Ok(card);
        }
        self.readable(at)?;
        Err(Rejection::Forbidden)
    }

    /// A message that may still be changed.
    pub(super) fn message(&self, position: u64) -> Result<&Message, Rejection> {
        match self.window.binary_search_by_key(&position, |message| message.position) {
            Ok(index) => Ok(&self.window[index]),
            Err(0) if self.window.len() == WINDOW && position > 0 => Err(Rejection::TooOld),
            Err(_) => Err(Rejection::NotFound),
        }
    }

    fn change(&mut self, position: u64, how: impl FnOnce(&mut Message)) {
        if let Ok(index) = self.window.binary_search_by_key(&position, |message| message.position) {
            how(&mut self.window[index]);
        }
    }

    fn posted(&mut self, position: u64, author: UserId, producer: Option<Producer>, at: Timestamp) {
        self.last_message = Some(position);
        self.window.push_back(Message { position, author, sent_at: at, deleted: false, edited: 0 });
        if self.window.len() > WINDOW
            && let Some(oldest) = self.window.pop_front()
        {
            self.reactions.remove(&oldest.position);
        }
        if let Some(Producer { id, sequence }) = producer {
            self.producers.insert((author, id), Last { sequence, position, sent_at: at });
            if self.producers.len() > PRODUCERS_MAX {
                let silent = self.producers.iter().min_by_key(|(_, last)| last.position).map(|(key, _)| *key);
                silent.and_then(|key| self.producers.remove(&key));
            }
        }
    }

    fn reacted(&mut self, position: u64, user: UserId, emoji: &str) {
        let reactions = self.reactions.entry(position).or_default();
        match reactions.iter_mut().find(|reaction| reaction.emoji == emoji) {
            Some(reaction) => reaction.users.push(user),
            None => reactions.push(Reaction { emoji: emoji.to_owned(), users: vec![user] }),
        }
    }

    fn unreacted(&mut self, position: u64, user: UserId, emoji: &str) {
        let Some(reactions) = self.reactions.get_mut(&position) else { return };
        if let Some(reaction) = reactions.iter_mut().find(|reaction| reaction.emoji == emoji) {
            reaction.users.retain(|other| *other != user);
        }
        reactions.retain(|reaction| !reaction.users.is_empty());
        if reactions.is_empty() {
            self.reactions.remove(&position);
        }
    }

    /// A channel closed before anybody wrote leaves the lists.
    fn delete_cards(&self, out: &mut Rows) {
        if let Some(card) = &self.card {
            for member in &card.members {
                out.delete(CHANNELS, &member_partition(*member), &member_sort(card.opened_at, card.id));
            }
        }
    }

    fn put_cards(&self, out: &mut Rows) {
        if let Some(card) = &self.card {
            for member in &card.members {
                out.put(CHANNELS, &member_partition(*member), &member_sort(card.opened_at, card.id), card);
            }
        }
    }
}

impl Entity for Channel {
    const KIND: &'static str = "channel";
    const STATE: u32 = 1;
    type Event = Event;
    type Rejection = Rejection;

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Opened { id, kind, title, members, at } => {
                let members = members.iter().copied().collect();
                self.card =
                    Some(ChannelRow { id: *id, kind: *kind, title: title.clone(), members, opened_at: *at, closed: false });
            }
            Event::Closed { .. } => self.card.iter_mut().for_each(|card| card.closed = true),
            Event::MemberAdded { user, .. } => self.card.iter_mut().for_each(|card| {
                card.members.insert(*user);
            }),
            Event::MemberRemoved { user, .. } => self.card.iter_mut().for_each(|card| {
                card.members.remove(user);
            }),
            Event::Posted { position, author, producer, at, .. } => self.posted(*position, *author, *producer, *at),
            Event::Edited { position, version, .. } => self.change(*position, |message| message.edited = *version),
            Event::Deleted { position, .. } => {
                self.reactions.remove(position);
                self.change(*position, |message| message.deleted = true);
            }
            Event::Reacted { position, user, emoji } => self.reacted(*position, *user, emoji),
            Event::Unreacted { position, user, emoji } => self.unreacted(*position, *user, emoji),
        }
    }

    fn rows(&self, event: &Event, out: &mut Rows) {
        let messages = message_partition(out.entity);
        match event {
            Event::Closed { .. } if self.last_message.is_none() => self.delete_cards(out),
            Event::Opened { .. } | Event::Closed { .. } | Event::MemberAdded { .. } => self.put_cards(out),
            Event::MemberRemoved { user, .. } => {
                if let Some(card) = &self.card {
                    out.delete(CHANNELS, &member_partition(*user), &member_sort(card.opened_at, card.id));
                }
                self.put_cards(out);
            }
            Event::Posted { position, author, text, client_id, at, .. } => {
                let row = MessageRow {
                    position: *position,
                    author: *author,
                    text: Some(text.clone()),
                    sent_at: *at,
                    edited_at: None,
                    version: *position,
                    deleted: false,
                    client_id: client_id.clone(),
                };
                out.put(MESSAGES, &messages, &message_sort(*position), &row);
            }
            Event::Edited { position, author, sent_at, text, version, at } => {
                let (text, edited_at) = (Some(text.clone()), Some(*at));
                let (position, author, sent_at, version) = (*position, *author, *sent_at, *version);
                let row = MessageRow { position, author, text, sent_at, edited_at, version, deleted: false, client_id: None };
                out.put(MESSAGES, &messages, &message_sort(position), &row);
            }
            Event::Deleted { position, author, sent_at, .. } => {
                let (position, author, sent_at) = (*position, *author, *sent_at);
                let version = self.message(position).map_or(position, Message::version);
                let row = MessageRow {
                    position,
                    author,
                    text: None,
                    sent_at,
                    edited_at: None,
                    version,
                    deleted: true,
                    client_id: None,
                };
                out.put(MESSAGES, &messages, &message_sort(position), &row);
                out.put(REACTIONS, &messages, &message_sort(position), &ReactionsRow::default());
            }
            Event::Reacted { position, .. } | Event::Unreacted { position, .. } => {
                let reactions = self.reactions.get(position).cloned().unwrap_or_default();
                out.put(REACTIONS, &messages, &message_sort(*position), &ReactionsRow { reactions });
            }
        }
    }
}
