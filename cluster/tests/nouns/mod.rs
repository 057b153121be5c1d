//! Small nouns for the host's tests: a till whose additions go to ledgers, and bookings that take seats.

pub mod booking;
pub mod ledger;
pub mod seats;
pub mod till;

use lyceum_cluster::{KindBuilder, KindTable};
use lyceum_domain::core::{Rejection, Timestamp};
use serde::{Deserialize, Serialize};

/// What a reply proves to have seen: a position, and a digest of every event up to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saw {
    pub position: u64,
    pub digest: u64,
}

/// Folds a tag into a digest.
pub fn mix(digest: u64, tag: u64) -> u64 {
    (digest ^ tag).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
}

/// A refusal that tells what it saw.
#[derive(Clone, Debug)]
pub struct No {
    pub code: &'static str,
    pub saw: Saw,
}

impl std::fmt::Display for No {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.saw.position, self.saw.digest)
    }
}

impl Rejection for No {
    fn code(&self) -> &'static str {
        self.code
    }
}

/// Head and digest, kept by every noun here. Notes of the host leave the digest alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    pub digest: u64,
}

impl Seal {
    pub fn fold(&mut self, tag: u64) {
        self.digest = mix(self.digest, tag);
    }

    pub fn saw(self, at: &lyceum_domain::core::At) -> Saw {
        Saw { position: at.position - 1, digest: self.digest }
    }
}

pub fn later(now: Timestamp, ms: i64) -> Timestamp {
    Timestamp(now.0 + ms)
}

pub fn kinds() -> KindTable {
    kinds_with(|till| till)
}

/// The same, with something more at the till.
pub fn kinds_with(build: impl FnOnce(KindBuilder<till::Till>) -> KindBuilder<till::Till>) -> KindTable {
    KindTable::new()
        .kind::<till::Till>(|k| {
            build(
                k.command::<till::Add>()
                    .command::<till::Look>()
                    .command::<till::Refuse>()
                    .command::<till::Explode>()
                    .command::<till::Stick>(),
            )
        })
        .kind::<ledger::Ledger>(|k| k.command::<ledger::Enter>().command::<ledger::Entries>())
        .kind::<seats::Seats>(|k| k.command::<seats::Take>().command::<seats::Free>().command::<seats::Holders>())
        .kind::<booking::Booking>(|k| {
            k.command::<booking::Book>().command::<booking::TakeAnswer>().command::<booking::Due>().command::<booking::Show>()
        })
}
