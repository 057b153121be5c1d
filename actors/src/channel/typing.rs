//! Who writes just now. A word of it lasts a few seconds; a posted message ends it, or their own word that they stopped.

use std::{collections::HashMap, mem, time::Duration};

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
    /// Others think that they write.
    shown: bool,
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
                    word.shown = true;
                }
                tell
            }
            None => self.0.insert(user, Word { until, told: now, shown: true }).is_none(),
        }
    }

    /// True when others thought that the person writes.
    pub fn stopped(&mut self, user: UserId) -> bool {
        self.0.remove(&user).is_some_and(|word| word.shown)
    }

    /// As `stopped`, by the person's own word, which they may take back as often as they like: when others were told last is kept.
    pub fn paused(&mut self, user: UserId) -> bool {
        let Some(word) = self.0.get_mut(&user) else { return false };
        word.until = word.told + TOLD_EVERY;
        mem::take(&mut word.shown)
    }

    /// People whose last word is too old.
    pub fn ran_out(&mut self, now: Instant) -> Vec<UserId> {
        self.0.extract_if(|_, word| word.until <= now).filter(|(_, word)| word.shown).map(|(user, _)| user).collect()
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
    fn who_stops_and_begins_at_every_key_is_told_of_as_seldom() {
        let now = Instant::now();
        let mut typing = Typing::default();
        assert!(typing.word(ADA, now));
        assert!(typing.paused(ADA));
        assert!(!typing.word(ADA, now + Duration::from_secs(1)));
        assert!(!typing.paused(ADA));
        assert!(typing.word(ADA, now + TOLD_EVERY));
        assert!(typing.paused(ADA));
        assert_eq!(typing.ran_out(now + TOLD_EVERY + TOLD_EVERY), []);
        assert!(typing.is_empty());
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
