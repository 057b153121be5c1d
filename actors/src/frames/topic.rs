//! What can be subscribed to.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use uuid::Uuid;

/// A topic's name on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// What concerns the signed-in person.
    User,
    /// What concerns the organization's admins.
    Admin,
    /// A channel's events; positions are the channel's own.
    Channel(Uuid),
    /// That a call room's state changed.
    Room(Uuid),
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User => f.write_str("user"),
            Self::Admin => f.write_str("admin"),
            Self::Channel(id) => write!(f, "channel:{id}"),
            Self::Room(id) => write!(f, "room:{id}"),
        }
    }
}

/// No topic has such a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a topic is user, admin, channel:<id> or room:<id>")]
pub struct NotATopic;

impl FromStr for Topic {
    type Err = NotATopic;

    fn from_str(text: &str) -> Result<Self, NotATopic> {
        // as it is written, and no other way: the schema's pattern knows one
        let id = |id: &str| id.parse::<Uuid>().ok().filter(|read| read.to_string() == id).ok_or(NotATopic);
        match text.split_once(':') {
            None if text == "user" => Ok(Self::User),
            None if text == "admin" => Ok(Self::Admin),
            Some(("channel", rest)) => id(rest).map(Self::Channel),
            Some(("room", rest)) => id(rest).map(Self::Room),
            _ => Err(NotATopic),
        }
    }
}

impl Serialize for Topic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Topic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

impl JsonSchema for Topic {
    fn schema_name() -> Cow<'static, str> {
        "Topic".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "user, admin, channel:<id> or room:<id>",
            "pattern": "^(user|admin|(channel|room):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written() {
        for topic in [Topic::User, Topic::Admin, Topic::Channel(Uuid::nil()), Topic::Room(Uuid::max())] {
            assert_eq!(topic.to_string().parse(), Ok(topic));
        }
        let nil = Uuid::nil();
        let others =
            [format!("channel:{}", nil.simple()), format!("room:{}", nil.braced()), format!("channel:{:X}", Uuid::max())];
        for wrong in ["", "users", "channel:", "channel:x", "room", "user:1"].map(str::to_owned).iter().chain(&others) {
            assert_eq!(wrong.parse::<Topic>(), Err(NotATopic), "{wrong}");
        }
    }
}
