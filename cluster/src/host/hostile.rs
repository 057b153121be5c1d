//! Commits whose bytes are not ours, or of another time.

use lyceum_domain::core::{Actor, UserId};
use lyceum_soak::Corpus;
use serde_bytes::ByteBuf;
use uuid::Uuid;

use super::envelope::{EffectId, Entry, Envelope, Origin, Outcome, Sender};
use crate::kinds::Refusal;

fn envelopes() -> Vec<Vec<u8>> {
    let from = || Sender { kind: "mentor_calendar".to_owned(), id: Uuid::from_u128(3) };
    let id = EffectId { timeline: 1, position: 7, index: 0 };
    let refused =
        Refusal { code: "time_taken".to_owned(), message: "another session is then".to_owned(), field: Some("time".to_owned()) };
    let origins = [
        Origin::Plain,
        Origin::Request { id: [4; 32], body_hash: [5; 32] },
        Origin::Effect { from: from(), id },
        Origin::Answer { from: from(), id },
        Origin::Wake,
    ];
    let entry = |origin, reply| Entry {
        command: "accept".to_owned(),
        actor: Actor::User { id: UserId(Uuid::from_u128(6)), roles: Vec::default() },
        origin,
        events: vec![Some(ByteBuf::from(b"\xa1fposted\xa0".to_vec())), None],
        reply,
    };
    let replies = [Outcome::Done(b"\xf6".to_vec()), Outcome::Refused(refused)];
    let made = origins.into_iter().zip(replies.iter().cycle()).map(|(origin, reply)| {
        let mut envelope = Envelope::new(1, 2, Uuid::from_u128(9), [7; 32], 1_750_000_000_000);
        envelope.entries.push(entry(origin, reply.clone()));
        envelope.encode()
    });
    made.collect()
}

#[test]
fn envelopes_are_read_as_what_they_say_and_written_so_again() {
    let corpus = Corpus::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/envelopes"), envelopes());
    corpus.check("cluster.envelopes", |bytes| {
        if let Ok(envelope) = Envelope::decode(bytes) {
            assert_eq!(Envelope::decode(&envelope.encode()), Ok(envelope));
        }
    });
}
