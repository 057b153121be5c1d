//! What every noun is made of. The host in `cluster` knows these types and nothing of the nouns.

pub mod at;
pub mod effects;
pub mod entity;
pub mod ids;
pub mod personal;
pub mod rows;
pub mod time;

pub use at::{Actor, At, Role};
pub use effects::{Answer, Ask, Effects, Outcome, Record};
pub use entity::{Command, Decision, Entity, Rejection};
pub use ids::{EntityId, OrganizationId, UserId};
pub use personal::{Personal, PersonKey, PersonKeys};
pub use rows::{Row, RowChange, Rows, Table};
pub use time::{Duration, Timestamp};
