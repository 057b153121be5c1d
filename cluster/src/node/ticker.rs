//! Time for the shard actors: looks at each one's next wish, and wakes only those whose time has come.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use super::router::Router;
use crate::Clock;

pub(super) async fn tick(router: Weak<Router>, clock: Arc<dyn Clock>, every: Duration) {
    let mut interval = tokio::time::interval(every);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        let Some(router) = router.upgrade() else { return };
        router.tick(clock.now().0);
    }
}
