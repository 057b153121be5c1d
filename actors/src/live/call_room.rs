use lyceum_cluster::LiveCommit;
use lyceum_domain::call_room::CallRoom;

use super::Wires;
use crate::hints;

/// To the room's actor, and a hint to whoever shows the room.
pub(crate) fn call_room(wires: &Wires, commit: &LiveCommit<'_, CallRoom>) {
    wires.rooms.committed(commit);
    hints::tell_room(wires.topics(), commit.organization, commit.entity.0);
}
