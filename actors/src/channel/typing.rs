//! Who writes just now. A word of it lasts a few seconds; a posted message ends it.

use std::{collections::HashMap, time::Duration};

use lyceum_domain::core::UserId;
use tokio::time::Instant;

/// No word for so long: they stopped.
pub const LASTS: Duration = Duration::from_secs(5);
/// Others are told again after this time at the earliest.
pub const TOLD_EVERY: Duration = Duration::from_secs(2);

#[derive(Default)]
pub struct Typing(HashMap<UserId, Word>);

struct Word {
    until: Instant,
    told: Instant,
}

impl Typing {
    /// True when others are to be told.
    pub fn word(&mut self, user: UserId, now: Instant) -> bool {
        let until = now + LASTS;
        match self.0.get_mut(&user) {
            Some(word) => {
                word.until = until;
                let tell = now >= word.told + TOLD_EVERY;
                if tell {
                    word.told = now;
                }
                tell
            }
            None => self.0.insert(user, Word { until, told: now }).is_none(),
        }
    }

    /// True when others thought that the person writes.
    pub fn stopped(&mut self, user: UserId) -> bool {
        self.0.remove(&user).is_some()
    }

    /// People whose last word is too old.
    pub fn ran_out(&mut self, now: Instant) -> Vec<UserId> {
        let out: Vec<_> = self.0.iter().filter(|(_, word)| word.until <= now).map(|(user, _)| *user).collect();
        for user in &out {
            self.0.remove(user);
        }
        out
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: UserId = UserId(uuid::Uuid::from_u128(1));

    #[test]
    fn others_are_told_at_most_every_two_seconds() {
        let now = Instant::now();
        let mut typing = Typing::default();
        assert!(typing.word(ADA, now));
        assert!(!typing.word(ADA, now + Duration::from_secs(1)));
        assert!(typing.word(ADA, now + TOLD_EVERY));
    }

    #[test]
    fn writing_runs_out_without_a_word_and_ends_with_a_message() {
        let now = Instant::now();
        let mut typing = Typing::default();
        typing.word(ADA, now);
        assert_eq!(typing.ran_out(now + Duration::from_secs(4)), []);
        assert_eq!(typing.ran_out(now + LASTS), [ADA]);
        typing.word(ADA, now);
        assert!(typing.stopped(ADA));
        assert!(!typing.stopped(ADA));
    }
}
