//! What every noun is made of. The host in `cluster` knows these types and nothing of the nouns.

pub mod at;
pub mod effects;
pub mod entity;
pub mod ids;
pub mod key;
pub mod personal;
pub mod rows;
#[cfg(test)]
pub mod testing;
pub mod text;
pub mod time;
pub mod words;

pub use at::{Actor, At, Role};
pub use effects::{Answer, Ask, Effects, Outcome, Record};
pub use entity::{Command, CommandTable, Decision, Entity, Noun, Rejection, Seen, WAKE_BODY};
pub use ids::{EntityId, OrganizationId, UserId};
pub use personal::{PersonKey, PersonKeys, Personal};
pub use rows::{Row, RowChange, Rows, Table};
pub use text::TextError;
pub use time::{Duration, Span, Timestamp};
pub use words::Words;
