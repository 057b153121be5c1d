//! "There is something new", told to members who need not be listening to the channel: at once, and while it goes on once in
//! [`PAUSE`], so that a lively channel costs each of them one fetch a second at most.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use lyceum_cluster::Topics;
use lyceum_domain::core::{OrganizationId, UserId};
use parking_lot::Mutex;
use uuid::Uuid;

use super::ChannelKey;
use crate::{
    frames::event::What,
    hints::{tell_user, user_topic},
};

pub const PAUSE: Duration = Duration::from_secs(1);

/// Channels whose members were told within the pause, and whom to tell when it is over.
#[derive(Clone, Default)]
pub struct News(Arc<Mutex<HashMap<ChannelKey, Option<Vec<UserId>>>>>);

impl News {
    pub fn posted(&self, topics: &Topics, key: ChannelKey, members: &BTreeSet<UserId>) {
        let mut told = self.0.lock();
        if let Some(again) = told.get_mut(&key) {
            again.get_or_insert_with(|| members.iter().copied().collect());
            return;
        }
        told.insert(key, None);
        drop(told);
        let (news, topics) = (self.clone(), topics.clone());
        let mut members: Vec<_> = members.iter().copied().collect();
        tokio::spawn(async move {
            loop {
                for user in members {
                    tell_unread(&topics, key.organization, key.channel, user);
                }
                tokio::time::sleep(PAUSE).await;
                let mut told = news.0.lock();
                let Some(again) = told.get_mut(&key).and_then(Option::take) else {
                    told.remove(&key);
                    return;
                };
                members = again;
            }
        });
    }
}

/// A hint for a person who is connected or may resume; everybody else fetches when they come.
pub fn tell_unread(topics: &Topics, organization: OrganizationId, channel: Uuid, user: UserId) {
    if topics.is_followed(&user_topic(organization, user)) {
        tell_user(topics, organization, user, What::Unread, channel);
    }
}
