//! What waits for its receiver, over all shard actors.

use super::{Node, ask::outcome};
use crate::{
    AskError, Request,
    host::io::{Input, StuckLane},
    kinds::decode,
};

impl Node {
    /// Lanes whose first effect is tried again and again, the longest waiting first: at most a hundred of each shard actor. Parked ones
    /// are in [`Node::parked`].
    pub async fn stuck_lanes(&self) -> Result<Vec<StuckLane>, AskError> {
        let mut stuck: Vec<StuckLane> = Vec::new();
        for index in 0..self.0.router.actors() {
            let told = self.told_at(index, Request::DEADLINE, |waiter| Input::ListLanes { waiter }).await?;
            let part: Vec<StuckLane> = decode(&outcome(told)?)
                .map_err(|error| AskError::unavailable(format!("the list of lanes does not decode: {error}")))?;
            stuck.extend(part);
        }
        stuck.sort_by_key(|lane| lane.since_ms);
        Ok(stuck)
    }
}
