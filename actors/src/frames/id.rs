//! Ids in what a client says: as RFC 9562, section 4, writes them. The library's own reader takes them in braces, too.

use serde::{Deserialize, Deserializer, de::Error};
use uuid::{Uuid, fmt::Hyphenated};

pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uuid, D::Error> {
    parse(&String::deserialize(deserializer)?)
}

pub fn read_some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Uuid>, D::Error> {
    Option::<String>::deserialize(deserializer)?.as_deref().map(parse).transpose()
}

fn parse<E: Error>(text: &str) -> Result<Uuid, E> {
    let id = Uuid::try_parse(text).ok().filter(|_| text.len() == Hyphenated::LENGTH);
    id.ok_or_else(|| E::custom("an id is like 018f0c1e-7c00-7000-8000-000000000001"))
}
