//! How full every bounded queue, pool and cache is. Of many alike (shards, sockets, live actors, media workers) it is the fullest.

use std::{fmt, sync::Arc};

use lyceum_actors::Actors;
use lyceum_media::Media;
use lyceum_storage::Queue;
use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet},
};

use super::gauges::gauges;
use crate::{api::Api, serve::Seats};

/// Its name, how much is in it, how much may be.
type Filled = (&'static str, usize, usize);

pub struct Queues {
    api: Api,
    media: Media,
    connections: Arc<Seats>,
}

pub struct Caches(Api);

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Of {
    queue: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct In {
    cache: &'static str,
}

impl Queues {
    pub fn new(api: &Api, media: &Media, connections: Arc<Seats>) -> Self {
        Self { api: api.clone(), media: media.clone(), connections }
    }

    fn all(&self) -> Vec<Filled> {
        let (shard, shard_max) = self.api.node().fullest_shard();
        let (media, media_max) = self.media.fullest_queue();
        let (tcp, tcp_max) = self.media.fullest_tcp();
        let (connections, connections_max) = self.connections.taken();
        let mut found = vec![
            ("connections", connections, connections_max),
            ("shard", shard, shard_max),
            ("media", media, media_max),
            ("media_tcp", tcp, tcp_max),
        ];
        found.extend(self.api.queues());
        found.extend(
            self.api.node().store().queues.queues().into_iter().map(|Queue { name, taken, places }| (name, taken, places)),
        );
        // until they have started nothing waits for them
        found.extend(self.api.actors().into_iter().flat_map(Actors::queues));
        found
    }
}

impl Caches {
    pub fn new(api: &Api) -> Self {
        Self(api.clone())
    }

    fn all(&self) -> Vec<Filled> {
        let (keys, keys_max) = self.0.node().keys_remembered();
        let mut found = vec![("person_keys", keys, keys_max)];
        found.extend(self.0.caches());
        found.extend(self.0.actors().into_iter().map(|actors| {
            let (people, people_max) = actors.people_remembered();
            ("people_live", people, people_max)
        }));
        found
    }
}

impl fmt::Debug for Queues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Queues")
    }
}

impl fmt::Debug for Caches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Caches")
    }
}

impl Collector for Queues {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let all = self.all();
        let taken = all.iter().map(|&(queue, taken, _)| (Of { queue }, taken));
        gauges(
            &mut encoder,
            "queue_taken",
            "What waits or is under way in a bounded queue or pool; of many alike, in the fullest",
            taken,
        )?;
        let places = all.iter().map(|&(queue, _, places)| (Of { queue }, places));
        gauges(&mut encoder, "queue_places", "How much such a queue or pool takes before it is full", places)
    }
}

impl Collector for Caches {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let all = self.all();
        let entries = all.iter().map(|&(cache, entries, _)| (In { cache }, entries));
        gauges(&mut encoder, "cache_entries", "What is remembered in a cache", entries)?;
        let most = all.iter().map(|&(cache, _, most)| (In { cache }, most));
        gauges(&mut encoder, "cache_places", "How much such a cache remembers at most", most)
    }
}
