//! How full the bounded queues and caches of the live actors are, for whoever watches. Of many alike it is the fullest.

use crate::{
    registry::WAITING_MAX,
    session::{BYTES_MAX, FRAMES_MAX},
    start::Actors,
};

impl Actors {
    /// Each queue's name, how much waits in it, and how much may.
    pub fn queues(&self) -> [(&'static str, usize, usize); 5] {
        let (frames, bytes) = self.sessions.fullest_outbox();
        let (trials, trials_max) = self.rooms.trials().taken();
        [
            ("outbox", frames, FRAMES_MAX),
            ("outbox_bytes", bytes, BYTES_MAX),
            ("channel", self.channels.fullest(), WAITING_MAX),
            ("room", self.rooms.fullest(), WAITING_MAX),
            ("trials", trials, trials_max),
        ]
    }

    /// People whose names are in memory, and how many may be.
    pub fn people_remembered(&self) -> (usize, usize) {
        self.people.remembered()
    }
}
