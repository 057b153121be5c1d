//! What is on its way: in order from one entity to another, in any order otherwise.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use lyceum_domain::core::{Answer, Ask};

use super::Key;

pub enum Message {
    Ask { ask: Ask, position: u64 },
    Answer(Answer),
}

pub struct Delivery {
    pub key: Key,
    pub from: Key,
    pub message: Message,
}

/// By receiver and sender; an answer goes another lane than an ask.
#[derive(Default)]
pub struct Lanes(BTreeMap<(Key, Key, bool), VecDeque<Message>>);

impl Lanes {
    pub fn push(&mut self, to: Key, from: Key, message: Message) {
        let answer = matches!(message, Message::Answer(_));
        self.0.entry((to, from, answer)).or_default().push_back(message);
    }

    /// The head of the `choice`th lane whose receiver is not cut off.
    pub fn pop(&mut self, choice: usize, cut: &BTreeSet<&'static str>) -> Option<Delivery> {
        let free: Vec<_> = self.0.keys().filter(|(to, ..)| !cut.contains(to.0)).copied().collect();
        let lane = *free.get(choice % free.len().max(1))?;
        let (key, from, _) = lane;
        let messages = self.0.get_mut(&lane)?;
        let message = messages.pop_front()?;
        if messages.is_empty() {
            self.0.remove(&lane);
        }
        Some(Delivery { key, from, message })
    }
}
