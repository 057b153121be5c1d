//! One event of every variant of every kind, for the golden files.

mod calls;
mod chat;
mod mentoring;
mod people;

use lyceum_domain::core::{EntityId, PersonKey, PersonKeys, Personal, Span, Timestamp, UserId};
use serde::Serialize;
use uuid::Uuid;

use crate::world::encode;

/// Whose events they are.
pub const ENTITY: EntityId = EntityId(Uuid::from_u128(0x42));
const NOW: Timestamp = Timestamp(1_750_000_000_000);
const STUDENT: UserId = UserId(Uuid::from_u128(0x42));
const MENTOR: UserId = UserId(Uuid::from_u128(0xb2));
const ADMIN: UserId = UserId(Uuid::from_u128(0xc3));
const SPAN: Span = Span { start: Timestamp(NOW.0 + 3_600_000), end: Timestamp(NOW.0 + 7_200_000) };

/// The bytes of a kind's events.
pub fn of(kind: &str) -> Vec<Vec<u8>> {
    match kind {
        "organization" => people::organization(),
        "reservation" => people::reservation(),
        "user" => people::user(),
        "mentor_application" => mentoring::application(),
        "mentor" => mentoring::mentor(),
        "mentor_topic" => mentoring::mentor_topic(),
        "mentor_calendar" => mentoring::calendar(),
        "mentoring_request" => mentoring::request(),
        "mentoring_session" => mentoring::session(),
        "channel" => chat::channel(),
        "inbox" => chat::inbox(),
        "call_room" => calls::room(),
        other => panic!("no samples of {other}"),
    }
}

fn all<T: Serialize>(events: &[T]) -> Vec<Vec<u8>> {
    events.iter().map(encode).collect()
}

const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn sealed(person: UserId, field: u32, text: &str) -> Personal<String> {
    let mut keys = PersonKeys::default();
    keys.insert(person, PersonKey::new([7; 32]));
    keys.seal(person, ENTITY, 7, field, &text.to_owned()).unwrap()
}
