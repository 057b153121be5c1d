//! Who is here: a person is while one of their sessions has a seat, and for a moment after the last one dropped.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Weak,
    time::Duration,
};

use lyceum_domain::core::UserId;
use tokio::time::Instant;
use uuid::Uuid;

use crate::session::Socket;

/// A dropped session's person leaves after this time unless it comes back.
pub const GRACE: Duration = Duration::from_secs(10);

#[derive(Default)]
pub struct Here {
    seats: HashMap<Uuid, (UserId, Weak<Socket>)>,
    /// Seats of each person who is here.
    people: BTreeMap<UserId, usize>,
    /// People without a seat who are still shown, and until when.
    leaving: BTreeMap<UserId, Instant>,
}

impl Here {
    /// True when the person was not here before.
    pub fn enter(&mut self, seat: Uuid, user: UserId, socket: Weak<Socket>) -> bool {
        self.seats.insert(seat, (user, socket));
        let seats = self.people.entry(user).or_default();
        *seats += 1;
        *seats == 1 && self.leaving.remove(&user).is_none()
    }

    /// The person, when this was their last seat and they are gone with it.
    pub fn leave(&mut self, seat: Uuid) -> Option<UserId> {
        self.give_up(seat).filter(|user| self.leaving.remove(user).is_some() || !self.people.contains_key(user))
    }

    /// As [`Here::leave`], but the person is shown for a while.
    pub fn drop(&mut self, seat: Uuid, now: Instant) {
        if let Some(user) = self.give_up(seat) {
            self.leaving.insert(user, now + GRACE);
        }
    }

    /// People whose time ran out.
    pub fn gone(&mut self, now: Instant) -> Vec<UserId> {
        let gone: Vec<_> = self.leaving.iter().filter(|(_, until)| **until <= now).map(|(user, _)| *user).collect();
        for user in &gone {
            self.leaving.remove(user);
        }
        gone
    }

    pub fn online(&self) -> Vec<UserId> {
        let mut online: Vec<_> = self.people.keys().chain(self.leaving.keys()).copied().collect();
        online.sort_unstable();
        online
    }

    pub fn is_empty(&self) -> bool {
        self.seats.is_empty() && self.leaving.is_empty()
    }

    pub fn somebody_is_leaving(&self) -> bool {
        !self.leaving.is_empty()
    }

    pub fn sockets(&self) -> impl Iterator<Item = &Weak<Socket>> {
        self.seats.values().map(|(_, socket)| socket)
    }

    /// The person, when this was their last seat.
    fn give_up(&mut self, seat: Uuid) -> Option<UserId> {
        let (user, _) = self.seats.remove(&seat)?;
        let seats = self.people.get_mut(&user)?;
        *seats -= 1;
        (*seats == 0).then(|| {
            self.people.remove(&user);
            user
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: UserId = UserId(Uuid::from_u128(1));
    const ONE: Uuid = Uuid::from_u128(11);
    const TWO: Uuid = Uuid::from_u128(12);

    #[test]
    fn a_person_with_two_sessions_comes_once_and_leaves_once() {
        let mut here = Here::default();
        assert!(here.enter(ONE, ADA, Weak::new()));
        assert!(!here.enter(TWO, ADA, Weak::new()));
        assert_eq!(here.leave(ONE), None);
        assert_eq!(here.leave(TWO), Some(ADA));
        assert!(here.is_empty());
    }

    #[test]
    fn a_dropped_person_is_here_until_the_grace_ran_out() {
        let now = Instant::now();
        let mut here = Here::default();
        here.enter(ONE, ADA, Weak::new());
        here.drop(ONE, now);
        assert_eq!(here.online(), [ADA]);
        assert_eq!(here.gone(now + GRACE - Duration::from_millis(1)), []);
        assert_eq!(here.gone(now + GRACE), [ADA]);
        assert!(here.is_empty());
    }

    #[test]
    fn one_who_comes_back_in_time_never_left() {
        let now = Instant::now();
        let mut here = Here::default();
        here.enter(ONE, ADA, Weak::new());
        here.drop(ONE, now);
        assert!(!here.enter(TWO, ADA, Weak::new()));
        assert_eq!(here.gone(now + 2 * GRACE), []);
        assert_eq!(here.online(), [ADA]);
    }
}
