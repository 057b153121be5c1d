//! Unique values (an email, an organization's name in links): one entity per normalized value. Its id is a keyed hash, so no
//! value stands in a key or a log. Claimed with a due, confirmed, released; what is not confirmed in time frees itself.

mod claim;
mod confirm;
mod due;
mod release;
mod show;
mod state;

use uuid::Uuid;

use crate::core::{EntityId, OrganizationId, ids::derive};

pub use claim::{CLAIM_MAX, Claim};
pub use confirm::Confirm;
pub use due::Due;
pub use release::Release;
pub use show::{Show, Shown};
pub use state::{Event, Rejection, Reservation};

/// The organization in which names of organizations are reserved: the installation itself.
pub const INSTALLATION: OrganizationId = OrganizationId(Uuid::nil());

/// Which entity stands for `value`; `secret` is the installation's, so nobody outside can test a guess.
pub fn entity_id(secret: &[u8; 32], organization: OrganizationId, namespace: &str, value: &str) -> EntityId {
    EntityId(derive(secret, &[organization.0.as_bytes(), namespace.as_bytes(), value.as_bytes()]))
}

impl crate::core::Noun for Reservation {
    fn commands<T: crate::core::CommandTable<Self>>(table: T) -> T {
        table.command::<Claim>().command::<Confirm>().command::<Release>().command::<Due>().command::<Show>()
    }
}
