//! Between a topic and a socket. While a subscription catches up, live frames wait behind the gate; once open, each position
//! passes once, and one that does not follow the last shuts the gate for a repair instead of letting a gap through.

use std::{collections::VecDeque, sync::Weak};

use lyceum_cluster::{Frame, Subscriber, TopicFrame};
use parking_lot::Mutex;

use super::{
    actor::Message,
    control::later,
    outbox::{About, Outbox},
    socket::Socket,
};
use crate::frames::Topic;

/// Live frames that wait while a subscription catches up.
pub const WAITING_MAX: usize = 512;

pub struct Gate {
    topic: Topic,
    outbox: Outbox,
    socket: Weak<Socket>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    open: bool,
    /// Last position that passed.
    last: u64,
    /// Live frames behind the shut gate.
    waiting: VecDeque<TopicFrame>,
    /// More came than may wait.
    overrun: bool,
}

impl Gate {
    /// A shut one.
    pub fn new(topic: Topic, outbox: Outbox, socket: Weak<Socket>) -> Self {
        Self { topic, outbox, socket, inner: Mutex::default() }
    }

    /// Holds live frames back; returns the last position that passed.
    pub fn shut(&self) -> u64 {
        let mut inner = self.inner.lock();
        inner.open = false;
        inner.last
    }

    /// The socket has everything up to `position`: what waited and is newer passes, then live frames do. `Err` is the position
    /// after which something is missing: the gate stays shut, and the caller reads from there.
    pub fn open(&self, position: u64) -> Result<(), u64> {
        let mut inner = self.inner.lock();
        inner.last = position;
        while let Some(frame) = inner.waiting.pop_front() {
            if !self.step(&mut inner.last, &frame) {
                inner.overrun = true;
                break;
            }
        }
        if std::mem::take(&mut inner.overrun) {
            inner.waiting.clear();
            return Err(inner.last);
        }
        inner.waiting = VecDeque::new();
        inner.open = true;
        Ok(())
    }

    /// False when the frame does not follow what passed before.
    fn step(&self, last: &mut u64, frame: &TopicFrame) -> bool {
        if frame.position == 0 {
            self.outbox.push(frame.frame.clone(), About::all_but_last(&frame.frame));
        } else if frame.position > *last {
            if frame.previous > *last {
                return false;
            }
            *last = frame.position;
            self.pass(&frame.frame);
        }
        true
    }

    fn pass(&self, frame: &Frame) {
        let about = match self.topic {
            Topic::User | Topic::Admin | Topic::Room(_) => About::event(frame),
            Topic::Channel(_) => None,
        };
        self.outbox.push(frame.clone(), about);
    }
}

impl Subscriber for Gate {
    fn deliver(&self, frame: &TopicFrame) {
        let mut inner = self.inner.lock();
        if inner.open && !self.step(&mut inner.last, frame) {
            inner.open = false;
            if let Some(socket) = self.socket.upgrade() {
                later(socket, Message::Repair(self.topic));
            }
        }
        if !inner.open {
            if inner.waiting.len() < WAITING_MAX {
                inner.waiting.push_back(frame.clone());
            } else {
                inner.overrun = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate() -> (Gate, Outbox) {
        let outbox = Outbox::default();
        (Gate::new(Topic::Channel(uuid::Uuid::nil()), outbox.clone(), Weak::new()), outbox)
    }

    fn frame(previous: u64, position: u64) -> TopicFrame {
        TopicFrame { topic: "t".into(), previous, position, frame: format!("{position}").into() }
    }

    async fn passed(outbox: &Outbox) -> Vec<String> {
        outbox.close(crate::frames::Close::GoingAway);
        let mut frames = Vec::new();
        outbox.outgoing().next(&mut frames).await;
        frames.iter().map(|frame| String::from_utf8_lossy(frame).into_owned()).collect()
    }

    #[tokio::test]
    async fn what_waited_passes_once_and_only_what_is_newer() {
        let (gate, outbox) = gate();
        (3..8).for_each(|n| gate.deliver(&frame(n - 1, n)));
        assert_eq!(gate.open(5), Ok(()));
        gate.deliver(&frame(6, 7));
        gate.deliver(&frame(7, 8));
        assert_eq!(passed(&outbox).await, ["6", "7", "8"]);
    }

    #[tokio::test]
    async fn a_frame_that_does_not_follow_waits_for_the_repair() {
        let (gate, outbox) = gate();
        assert_eq!(gate.open(5), Ok(()));
        gate.deliver(&frame(7, 8));
        gate.deliver(&frame(8, 9));
        assert_eq!(gate.shut(), 5);
        assert_eq!(gate.open(7), Ok(()));
        assert_eq!(passed(&outbox).await, ["8", "9"]);
    }

    #[tokio::test]
    async fn more_than_may_wait_is_read_again() {
        let (gate, _) = gate();
        (1..=WAITING_MAX as u64 + 1).for_each(|n| gate.deliver(&frame(n - 1, n)));
        assert_eq!(gate.open(0), Err(WAITING_MAX as u64));
    }

    /// One thing that can happen to a topic and its subscription.
    #[derive(Clone, Copy, Debug)]
    enum Step {
        Publish,
        /// Written, but never delivered: a crash between the two.
        Lose,
        /// Shuts, as after a failed owner.
        Shut,
        /// Reads what was missed and opens.
        Repair,
    }

    proptest::proptest! {
        #[test]
        fn whatever_happens_each_position_passes_once_and_in_order(steps in proptest::collection::vec(step(), 1..200)) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let _entered = runtime.enter();
            let (gate, outbox) = gate();
            let mut head = 0;
            for step in steps.into_iter().chain([Step::Repair]) {
                match step {
                    Step::Publish => {
                        head += 1;
                        gate.deliver(&frame(head - 1, head));
                    }
                    Step::Lose => head += 1,
                    Step::Shut => drop(gate.shut()),
                    Step::Repair => {
                        let mut last = gate.shut();
                        loop {
                            (last + 1..=head).for_each(|n| outbox.push(format!("{n}").into(), None));
                            match gate.open(head) {
                                Ok(()) => break,
                                Err(after) => last = after,
                            }
                        }
                    }
                }
            }
            let expected: Vec<_> = (1..=head).map(|n| n.to_string()).collect();
            assert_eq!(runtime.block_on(passed(&outbox)), expected);
        }
    }

    fn step() -> impl proptest::strategy::Strategy<Value = Step> {
        proptest::sample::select(vec![Step::Publish, Step::Publish, Step::Publish, Step::Lose, Step::Shut, Step::Repair])
    }

    #[tokio::test]
    async fn what_has_no_position_passes_in_its_turn() {
        let (gate, outbox) = gate();
        gate.deliver(&frame(0, 0));
        assert_eq!(gate.open(0), Ok(()));
        gate.deliver(&frame(0, 1));
        assert_eq!(passed(&outbox).await, ["0", "1"]);
    }
}
