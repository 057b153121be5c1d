//! Every entity kind that a node serves, with its commands and who hears of its commits.

use lyceum_cluster::KindTable;
use lyceum_domain::{channel::Channel, organization::Organization, reservation::Reservation, user::User};

use crate::live::{self, Hook, commands, told};

/// For [`lyceum_cluster::Node::start`]; `hook` is connected when the live actors start.
pub fn table(hook: &Hook) -> KindTable {
    KindTable::new()
        .kind::<Organization>(commands)
        .kind::<Reservation>(commands)
        .kind::<User>(told(hook, live::user))
        .kind::<Channel>(told(hook, live::channel))
}
