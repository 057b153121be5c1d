//! Media tried outside of a call: they go to the relay and no further, in a room of the media alone whose name nobody is told.
//! No entity knows of it. A person has one at a time, and each ends by itself.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use lyceum_domain::core::{OrganizationId, UserId};
use lyceum_media::{Connection, Events, Media, MediaError, MediaEvent};
use parking_lot::Mutex;
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore},
    time::Instant,
};
use uuid::Uuid;

use super::wire;
use crate::{
    frames::{
        ErrorCode,
        call::{MediaStats, Mid, Source},
    },
    session::Identity,
};

/// A browser finds a way, or none, in ten seconds, and wants some more to hear what arrived.
const LONGEST: Duration = Duration::from_secs(30);
/// Of a node at a time: as many as one call may have people. Calls come first.
const MOST: usize = 256;
/// Between two of one person: each costs the relay a handshake, and nobody reads a result sooner.
const PAUSE: Duration = Duration::from_secs(2);

type Who = (OrganizationId, UserId);

/// All trials of a node.
pub(crate) struct Trials {
    media: Media,
    places: Arc<Semaphore>,
    begun: Arc<Mutex<HashMap<Who, Begun>>>,
    longest: Duration,
    pause: Duration,
}

/// Of each one that goes on, or began a moment ago.
struct Begun {
    at: Instant,
    /// Ends it.
    over: Arc<Notify>,
}

/// Dropped, the trial ends.
pub struct Trial {
    media: Media,
    room: Uuid,
    person: Uuid,
    over: Arc<Notify>,
}

impl Trial {
    /// What has crossed its connection.
    pub async fn stats(&self) -> Result<MediaStats, ErrorCode> {
        self.media.stats(self.room, self.person).await.map(wire::stats).map_err(|error| wire::refusal(&error))
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.over.notify_one();
    }
}

impl Trials {
    pub(super) fn new(media: Media) -> Self {
        Self::bounded(media, MOST, LONGEST, PAUSE)
    }

    fn bounded(media: Media, most: usize, longest: Duration, pause: Duration) -> Self {
        Self { media, places: Arc::new(Semaphore::new(most)), begun: Arc::default(), longest, pause }
    }

    /// How many go on, and how many may.
    pub(crate) fn taken(&self) -> (usize, usize) {
        (MOST.saturating_sub(self.places.available_permits()), MOST)
    }

    /// Begins a trial in place of the person's former one, and answers its offer.
    pub(crate) async fn offer(
        &self,
        who: &Identity,
        sdp: String,
        sources: BTreeMap<Mid, Source>,
    ) -> Result<(Trial, String), ErrorCode> {
        let (who, room) = ((who.organization, who.user), Uuid::new_v4());
        if self.begun.lock().get(&who).is_some_and(|former| former.at.elapsed() < self.pause) {
            return Err(ErrorCode::BUSY);
        }
        let place = self.places.clone().try_acquire_owned().map_err(|_| ErrorCode::BUSY)?;
        let over = Arc::<Notify>::default();
        self.media.join(room, who.1.0, gone(over.clone())).map_err(|error| wire::refusal(&error))?;
        let trial = Trial { media: self.media.clone(), room, person: who.1.0, over };
        self.end_in_time(who, &trial, place);
        let sources = wire::sources(sources);
        let answer = self.media.offer(room, who.1.0, Connection::Publish, sdp, sources).await;
        Ok((trial, answer.map_err(|error| wire::refusal(&error))?))
    }

    /// Its place is free when the media has been told.
    fn end_in_time(&self, who: Who, trial: &Trial, place: OwnedSemaphorePermit) {
        let Trial { media, room, person, over } = trial;
        let (media, room, person, over) = (media.clone(), *room, *person, over.clone());
        let (begun, longest, pause) = (self.begun.clone(), self.longest, self.pause);
        let at = Instant::now();
        if let Some(former) = begun.lock().insert(who, Begun { at, over: over.clone() }) {
            former.over.notify_one();
        }
        tokio::spawn(async move {
            tokio::time::timeout(longest, over.notified()).await.ok();
            while let Err(MediaError::Busy { retry_after }) = media.leave(room, person) {
                tokio::time::sleep(retry_after).await;
            }
            drop(place);
            tokio::time::sleep_until(at + pause).await;
            let mut begun = begun.lock();
            if begun.get(&who).is_some_and(|newest| Arc::ptr_eq(&newest.over, &over)) {
                begun.remove(&who);
            }
        });
    }
}

/// The browser closed the connection, or was not heard.
fn gone(over: Arc<Notify>) -> Events {
    Arc::new(move |event| {
        if event == MediaEvent::Gone {
            over.notify_one();
        }
    })
}

#[cfg(test)]
mod tests {
    use lyceum_domain::{core::Timestamp, user::SignInId};
    use prometheus_client::registry::Registry;

    use super::*;
    use crate::frames::Bounded;

    const OFFER: &str = include_str!("../../../media/tests/corpus/sdp/chromium-publish");
    /// Sooner than the media give up whom they do not hear.
    const AT_ONCE: Duration = Duration::from_secs(5);
    /// Longer than any test.
    const NEVER: Duration = Duration::from_hours(1);

    #[tokio::test]
    async fn an_offer_is_answered_and_what_is_dropped_leaves_the_media() {
        let trials = World::new(2, NEVER);
        let (trial, answer) = trials.offer(1).await.unwrap();
        assert!(answer.contains("m=video"), "{answer}");
        assert_eq!(trials.rooms(), 1);
        drop(trial);
        trials.empty().await;
    }

    #[tokio::test]
    async fn what_came_of_a_trial_is_counted_as_long_as_it_goes_on() {
        let trials = World::new(2, NEVER);
        let (first, _) = trials.offer(1).await.unwrap();
        assert_eq!(first.stats().await, Ok(MediaStats { received: 0, lost: 0, sent: 0 }));
        let _second = trials.offer(1).await.unwrap();
        trials.until(|trials| trials.rooms() == 1).await;
        assert_eq!(first.stats().await, Err(ErrorCode::NOT_IN_CALL));
    }

    #[tokio::test]
    async fn what_is_never_left_ends_by_itself() {
        let trials = World::new(2, Duration::from_secs(1));
        let _held = trials.offer(1).await.unwrap();
        trials.empty().await;
    }

    #[tokio::test]
    async fn an_offer_that_is_none_leaves_nothing_behind() {
        let trials = World::new(1, NEVER);
        for _ in 0..20 {
            assert_eq!(trials.say(1, "v=0").await.err(), Some(ErrorCode::BAD_OFFER));
            trials.empty().await;
        }
    }

    #[tokio::test]
    async fn a_person_has_one_at_a_time_however_often_they_begin() {
        let trials = World::new(8, NEVER);
        let mut held = vec![trials.offer(1).await.unwrap()];
        for _ in 0..100 {
            match trials.offer(1).await {
                Ok(trial) => held.push(trial),
                Err(code) => assert_eq!(code, ErrorCode::BUSY, "the former ones are on their way out"),
            }
        }
        trials.until(|trials| trials.rooms() == 1 && trials.all.begun.lock().len() == 1).await;
        drop(held.pop());
        trials.empty().await;
    }

    #[tokio::test]
    async fn who_has_just_begun_may_not_begin_again_and_somebody_else_may() {
        let trials = World::pausing(2, NEVER, AT_ONCE);
        drop(trials.offer(1).await.unwrap());
        trials.until(|trials| trials.rooms() == 0).await;
        assert_eq!(trials.offer(1).await.err(), Some(ErrorCode::BUSY));
        trials.offer(2).await.unwrap();
        tokio::time::pause();
        tokio::time::advance(AT_ONCE).await;
        trials.offer(1).await.unwrap();
    }

    #[tokio::test]
    async fn beyond_the_places_of_a_node_one_is_told_to_come_later() {
        let trials = World::new(2, NEVER);
        let (one, _two) = (trials.offer(1).await.unwrap(), trials.offer(2).await.unwrap());
        assert_eq!(trials.offer(3).await.err(), Some(ErrorCode::BUSY));
        drop(one);
        trials.until(|trials| trials.all.places.available_permits() == 1).await;
        trials.offer(3).await.unwrap();
    }

    struct World {
        all: Trials,
        registry: Registry,
    }

    impl World {
        fn new(most: usize, longest: Duration) -> Self {
            Self::pausing(most, longest, Duration::ZERO)
        }

        fn pausing(most: usize, longest: Duration, pause: Duration) -> Self {
            let mut registry = Registry::default();
            let media = Media::start(&lyceum_media::Options::default(), &mut registry).unwrap();
            Self { all: Trials::bounded(media, most, longest, pause), registry }
        }

        async fn offer(&self, person: u128) -> Result<(Trial, String), ErrorCode> {
            self.say(person, OFFER).await
        }

        async fn say(&self, person: u128, sdp: &str) -> Result<(Trial, String), ErrorCode> {
            let who = Identity {
                organization: OrganizationId(Uuid::nil()),
                user: UserId(Uuid::from_u128(person)),
                roles: Vec::new(),
                sign_in: SignInId::default(),
                expires_at: Timestamp(0),
            };
            let sources = if sdp == OFFER { vec![("0", Source::Microphone), ("1", Source::Camera)] } else { Vec::new() };
            let sources = sources.into_iter().map(|(mid, source)| (Bounded::new(mid).unwrap(), source)).collect();
            self.all.offer(&who, sdp.to_owned(), sources).await
        }

        /// As an operator sees them.
        fn rooms(&self) -> usize {
            let mut page = String::new();
            prometheus_client::encoding::text::encode(&mut page, &self.registry).unwrap();
            page.lines().find_map(|line| line.strip_prefix("media_rooms ")?.parse().ok()).unwrap()
        }

        async fn until(&self, fits: impl Fn(&Self) -> bool) {
            let came = async {
                while !fits(self) {
                    tokio::task::yield_now().await;
                }
            };
            tokio::time::timeout(AT_ONCE, came).await.expect("it comes so far");
        }

        /// Nothing is left, here or in the media.
        async fn empty(&self) {
            let most = self.all.places.available_permits();
            let all = |trials: &Self| trials.rooms() == 0 && trials.all.begun.lock().is_empty();
            self.until(all).await;
            assert!(self.all.places.available_permits() >= most);
        }
    }
}
