//! Any order of writing, sending again, editing, deleting and reacting, against a list of messages: rows show what the list
//! shows, a message is named by its event's position, none is taken twice. Notes of the host's take positions in between.

use std::collections::{BTreeMap, BTreeSet};

use lyceum_domain::{
    channel::{
        AddMember, Channel, Delete, Edit, Event, Kind, MESSAGES, MessageRow, Open, Post, Producer, REACTIONS, React,
        ReactionsRow, Unreact, message_partition, message_sort,
    },
    core::{Role, UserId, Words},
};
use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

use crate::{seeds::check, world::World};

const CHANNEL: Uuid = Uuid::from_u128(0xc);
const EMOJI: [&str; 3] = ["👍", "❤️", "😀"];

#[derive(Clone, Debug)]
enum Step {
    Post {
        by: usize,
        text: u8,
    },
    Numbered {
        by: usize,
        skip: i64,
        text: u8,
    },
    Edit {
        by: usize,
        message: u64,
        text: u8,
    },
    Delete {
        by: usize,
        message: u64,
    },
    React {
        by: usize,
        message: u64,
        emoji: usize,
    },
    Unreact {
        by: usize,
        message: u64,
        emoji: usize,
    },
    /// An effect of another entity that finds nothing to do.
    Note,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let (by, message, emoji) = (0..4_usize, 0..20_u64, 0..EMOJI.len());
    let text = any::<u8>();
    let step = prop_oneof![
        3 => (by.clone(), text).prop_map(|(by, text)| Step::Post { by, text }),
        3 => (by.clone(), -1..3_i64, text).prop_map(|(by, skip, text)| Step::Numbered { by, skip, text }),
        2 => (by.clone(), message.clone(), text).prop_map(|(by, message, text)| Step::Edit { by, message, text }),
        1 => (by.clone(), message.clone()).prop_map(|(by, message)| Step::Delete { by, message }),
        2 => (by.clone(), message.clone(), emoji.clone()).prop_map(|(by, message, emoji)| Step::React { by, message, emoji }),
        1 => (by, message, emoji).prop_map(|(by, message, emoji)| Step::Unreact { by, message, emoji }),
        1 => Just(Step::Note),
    ];
    vec(step, 1..80)
}

#[derive(Default)]
struct Message {
    author: Option<UserId>,
    text: Option<String>,
    reactions: BTreeMap<String, BTreeSet<UserId>>,
}

struct Model {
    world: World,
    /// Three members and a stranger.
    people: Vec<UserId>,
    messages: BTreeMap<u64, Message>,
    /// How many numbered messages each person has sent.
    sent: BTreeMap<UserId, u64>,
}

/// The last is a stranger.
fn member(by: usize) -> bool {
    by < 3
}

impl Model {
    fn new() -> Self {
        let mut world = World::new();
        let people: Vec<_> = (1..5).map(|n| world.person(n, &[Role::Student])).collect();
        let members = people[..3].iter().copied().collect();
        world.system(CHANNEL, &Open { kind: Kind::Session(CHANNEL), title: Words::Open("Algebra".into()), members }).unwrap();
        Self { world, people, messages: BTreeMap::new(), sent: BTreeMap::new() }
    }

    fn post(&mut self, by: usize, text: u8, producer: Option<Producer>) -> bool {
        let user = self.people[by];
        let before = self.world.events::<Channel>(CHANNEL).len();
        let post = Post { text: format!("text {text}"), client_id: None, producer };
        let Ok(posted) = self.world.ask(user, CHANNEL, &post) else { return false };
        if self.world.events::<Channel>(CHANNEL).len() > before {
            let message = Message { author: Some(user), text: Some(post.text), ..Message::default() };
            assert!(self.messages.insert(posted.position, message).is_none());
        } else {
            assert!(self.messages.contains_key(&posted.position), "sent again it is the same message");
        }
        true
    }

    fn step(&mut self, step: &Step) {
        match *step {
            Step::Post { by, text } => assert_eq!(self.post(by, text, None), member(by)),
            Step::Numbered { by, skip, text } => {
                let user = self.people[by];
                let sent = self.sent.get(&user).copied().unwrap_or(0);
                let sequence = sent.saturating_add_signed(skip);
                let taken = self.post(by, text, Some(Producer { id: Uuid::from_u128(7), sequence }));
                let next = sequence == sent + 1;
                assert_eq!(taken, member(by) && (next || sequence == sent && sent > 0));
                if taken && next {
                    self.sent.insert(user, sequence);
                }
            }
            Step::Edit { by, message, text } => {
                let (user, text) = (self.people[by], format!("edit {text}"));
                let edit = Edit { position: message, text: text.clone(), seen: None };
                let taken = self.world.ask(user, CHANNEL, &edit).is_ok();
                let kept = self.messages.get_mut(&message).filter(|m| m.author == Some(user) && m.text.is_some());
                assert_eq!(taken, kept.is_some());
                if let Some(message) = kept {
                    message.text = Some(text);
                }
            }
            Step::Delete { by, message } => {
                let user = self.people[by];
                let taken = self.world.ask(user, CHANNEL, &Delete { position: message }).is_ok();
                let own = self.messages.get_mut(&message).filter(|m| m.author == Some(user));
                assert_eq!(taken, own.is_some());
                if let Some(message) = own {
                    *message = Message { author: Some(user), ..Message::default() };
                }
            }
            Step::React { by, message, emoji } => {
                let react = React { position: message, emoji: EMOJI[emoji].into() };
                let taken = self.world.ask(self.people[by], CHANNEL, &react).is_ok();
                let there = self.messages.get_mut(&message).filter(|m| member(by) && m.text.is_some());
                assert_eq!(taken, there.is_some());
                if let Some(message) = there {
                    message.reactions.entry(EMOJI[emoji].into()).or_default().insert(self.people[by]);
                }
            }
            Step::Unreact { by, message, emoji } => {
                let unreact = Unreact { position: message, emoji: EMOJI[emoji].into() };
                let taken = self.world.ask(self.people[by], CHANNEL, &unreact).is_ok();
                let there = self.messages.get_mut(&message).filter(|_| member(by));
                assert_eq!(taken, there.is_some());
                if let Some(message) = there {
                    let users = message.reactions.entry(EMOJI[emoji].into()).or_default();
                    users.remove(&self.people[by]);
                    message.reactions.retain(|_, users| !users.is_empty());
                }
            }
            Step::Note => self.world.effect(CHANNEL, &AddMember { user: self.people[0] }).unwrap(),
        }
    }

    fn compare(&self) {
        let mut written = BTreeMap::new();
        for (at, event) in self.world.journal::<Channel>(CHANNEL) {
            if let Event::Posted { position, .. } = event {
                assert_eq!(position, at, "a message is named by its event's position");
            }
            if let Event::Posted { position, .. } | Event::Edited { position, .. } = event {
                written.insert(position, at);
            }
        }
        let partition = message_partition(CHANNEL.into());
        let rows: Vec<MessageRow> = self.world.rows(MESSAGES, &partition);
        assert_eq!(rows.len(), self.messages.len());
        for (row, (position, message)) in rows.iter().zip(&self.messages) {
            let text = row.text.as_ref().map(|text| self.world.open(text));
            assert_eq!((row.position, Some(row.author), &text), (*position, message.author, &message.text));
            assert_eq!(row.deleted, message.text.is_none());
            assert_eq!(row.version, written[position], "a message's version is where its text was last written");
            let row: Option<ReactionsRow> = self.world.row(REACTIONS, &partition, &message_sort(*position));
            let shown = row.unwrap_or_default().reactions;
            let shown = shown.into_iter().map(|reaction| (reaction.emoji, reaction.users.into_iter().collect()));
            assert_eq!(shown.collect::<BTreeMap<_, BTreeSet<_>>>(), message.reactions);
        }
    }
}

#[test]
fn a_channel_is_its_list_of_messages() {
    check(2_000, &steps(), |steps| {
        let mut model = Model::new();
        for step in &steps {
            model.step(step);
        }
        model.compare();
    });
}
