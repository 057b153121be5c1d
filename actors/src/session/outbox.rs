//! What waits to be written to one socket, bounded. A consumer that falls behind gets only the newest of what is replaced
//! anyway (typing, presence, hints); one that falls further behind is closed, and resumes by its positions.

use std::{collections::VecDeque, sync::Arc, task::Poll};

use lyceum_cluster::Frame;
use parking_lot::Mutex;
use tokio::sync::Notify;

use crate::frames::{Close, ServerFrame};

/// Most frames that wait.
pub const FRAMES_MAX: usize = 1024;
/// Most bytes that wait.
pub const BYTES_MAX: usize = 1024 * 1024;
/// From here on the consumer counts as slow: only the newest frame of each key is kept.
pub const SLOW_FROM: usize = 256;

/// The part of a frame's bytes that says what it is about: a newer frame with the same part replaces one that still waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The bytes before this index.
    Before(usize),
    /// The bytes from this index on.
    From(usize),
}

impl About {
    /// Frames without a position (typing, presence, read markers): all but the last field, which is what changes.
    pub fn all_but_last(frame: &[u8]) -> Option<Self> {
        frame.iter().rposition(|byte| *byte == b',').map(Self::Before)
    }

    /// Hints: the event itself, wherever it stands in its topic.
    pub fn event(frame: &[u8]) -> Option<Self> {
        const EVENT: &[u8] = br#""event":"#;
        frame.windows(EVENT.len()).position(|part| part == EVENT).map(Self::From)
    }

    fn of(self, frame: &[u8]) -> &[u8] {
        match self {
            Self::Before(end) => &frame[..end.min(frame.len())],
            Self::From(start) => &frame[start.min(frame.len())..],
        }
    }
}

/// One socket's waiting frames; producers push and never wait.
#[derive(Clone, Debug, Default)]
pub struct Outbox(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    queue: Mutex<Queue>,
    /// The writer waits here for something to write.
    filled: Notify,
    /// A replay waits here for room.
    drained: Notify,
}

#[derive(Debug, Default)]
struct Queue {
    waiting: VecDeque<Entry>,
    bytes: usize,
    close: Option<Close>,
}

#[derive(Debug)]
struct Entry {
    frame: Frame,
    about: Option<About>,
}

impl Entry {
    fn about(&self) -> Option<(bool, &[u8])> {
        self.about.map(|about| (matches!(about, About::From(_)), about.of(&self.frame)))
    }
}

impl Outbox {
    /// Queues a frame of this socket alone.
    pub fn send(&self, frame: &ServerFrame) {
        self.push(frame.encode(), None);
    }

    /// Queues a frame that other sockets may share.
    pub fn push(&self, frame: Frame, about: Option<About>) {
        let entry = Entry { frame, about };
        let mut queue = self.0.queue.lock();
        if queue.close.is_some() {
            return;
        }
        if about.is_some() && queue.waiting.len() >= SLOW_FROM {
            queue.forget(&entry);
        }
        queue.bytes += entry.frame.len();
        queue.waiting.push_back(entry);
        if queue.waiting.len() > FRAMES_MAX || queue.bytes > BYTES_MAX {
            *queue = Queue { close: Some(Close::Slow), ..Queue::default() };
        }
        drop(queue);
        self.0.filled.notify_one();
    }

    /// Nothing is queued any more; what waits is still written, then the socket is closed. The first reason stands, and is
    /// returned.
    pub fn close(&self, close: Close) -> Close {
        let stands = *self.0.queue.lock().close.get_or_insert(close);
        self.0.filled.notify_one();
        self.0.drained.notify_waiters();
        stands
    }

    pub fn is_closed(&self) -> bool {
        self.0.queue.lock().close.is_some()
    }

    /// Frames and bytes that wait.
    pub fn waiting(&self) -> (usize, usize) {
        let queue = self.0.queue.lock();
        (queue.waiting.len(), queue.bytes)
    }

    /// Waits until the consumer is not slow (or the socket is closed).
    pub async fn room(&self) {
        loop {
            let drained = self.0.drained.notified();
            tokio::pin!(drained);
            drained.as_mut().enable();
            {
                let queue = self.0.queue.lock();
                if queue.close.is_some() || queue.waiting.len() < SLOW_FROM {
                    return;
                }
            }
            drained.await;
        }
    }

    /// The reading end, for the one task that writes to the socket.
    pub fn outgoing(&self) -> Outgoing {
        Outgoing(self.clone())
    }

    fn take(&self, frames: &mut Vec<Frame>) -> Poll<Option<Close>> {
        let mut queue = self.0.queue.lock();
        if queue.waiting.is_empty() {
            return queue.close.map_or(Poll::Pending, |close| Poll::Ready(Some(close)));
        }
        queue.bytes = 0;
        frames.extend(queue.waiting.drain(..).map(|entry| entry.frame));
        if queue.waiting.capacity() > SLOW_FROM {
            queue.waiting = VecDeque::new();
        }
        drop(queue);
        self.0.drained.notify_waiters();
        Poll::Ready(None)
    }
}

impl Queue {
    fn forget(&mut self, newer: &Entry) {
        let bytes = &mut self.bytes;
        self.waiting.retain(|entry| {
            let keep = entry.about() != newer.about();
            if !keep {
                *bytes -= entry.frame.len();
            }
            keep
        });
    }
}

/// The writer's end of an [`Outbox`].
#[derive(Debug)]
pub struct Outgoing(Outbox);

impl Outgoing {
    /// Waits until there is something to write and adds all of it to `frames`, to be written as one text frame each.
    /// `Some` when the socket is to be closed with that code; nothing comes after it.
    pub async fn next(&mut self, frames: &mut Vec<Frame>) -> Option<Close> {
        loop {
            let filled = self.0.0.filled.notified();
            if let Poll::Ready(close) = self.0.take(frames) {
                return close;
            }
            filled.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use lyceum_domain::core::UserId;
    use uuid::Uuid;

    use super::*;
    use crate::frames::{Event, Topic, channel::Presence, event::What, topics::EventFrame};

    fn frame(n: usize) -> Frame {
        format!("frame {n}").into()
    }

    fn keyed(key: usize, n: usize) -> Frame {
        format!("{key}, {n}").into()
    }

    async fn all(outbox: &Outbox) -> (Vec<Frame>, Option<Close>) {
        let mut frames = Vec::new();
        let close = outbox.outgoing().next(&mut frames).await;
        (frames, close)
    }

    #[tokio::test]
    async fn frames_come_out_in_order_and_the_close_after_them() {
        let outbox = Outbox::default();
        outbox.push(frame(1), None);
        outbox.push(frame(2), None);
        assert_eq!(outbox.waiting(), (2, 2 * frame(1).len()));
        outbox.close(Close::GoingAway);
        outbox.push(frame(3), None);
        assert_eq!(all(&outbox).await, (vec![frame(1), frame(2)], None));
        assert_eq!(outbox.waiting(), (0, 0));
        assert_eq!(all(&outbox).await, (vec![], Some(Close::GoingAway)));
    }

    #[tokio::test]
    async fn a_consumer_that_keeps_up_gets_every_frame_of_a_key() {
        let outbox = Outbox::default();
        for n in 0..10 {
            outbox.push(keyed(1, n), Some(About::Before(2)));
        }
        assert_eq!(all(&outbox).await.0.len(), 10);
    }

    #[tokio::test]
    async fn a_slow_consumer_gets_the_newest_of_each_key_and_all_the_rest() {
        let outbox = Outbox::default();
        (0..SLOW_FROM).for_each(|n| outbox.push(frame(n), None));
        (0..1000).for_each(|n| outbox.push(keyed(n % 2, n), Some(About::Before(2))));
        let (frames, close) = all(&outbox).await;
        assert_eq!(frames[SLOW_FROM..], [keyed(0, 998), keyed(1, 999)]);
        assert_eq!(close, None);
    }

    #[test]
    fn what_a_frame_is_about_leaves_out_what_changes() {
        let about = |frame: &ServerFrame, find: fn(&[u8]) -> Option<About>| {
            let bytes = frame.encode();
            find(&bytes).unwrap().of(&bytes).to_vec()
        };
        let presence = |online| ServerFrame::Presence(Presence { channel: Uuid::nil(), user: UserId::default(), online });
        assert_eq!(about(&presence(true), About::all_but_last), about(&presence(false), About::all_but_last));
        let hint = |position| {
            let event = Event::Changed { what: What::Room, id: Uuid::nil() };
            ServerFrame::Event(EventFrame { topic: Topic::User, timeline: 1, previous: position - 1, position, event })
        };
        assert_eq!(about(&hint(5), About::event), about(&hint(9), About::event));
    }

    #[tokio::test]
    async fn a_consumer_that_does_not_read_is_closed_with_its_code() {
        let outbox = Outbox::default();
        (0..=FRAMES_MAX).for_each(|n| outbox.push(frame(n), None));
        assert_eq!(all(&outbox).await, (vec![], Some(Close::Slow)));
    }

    #[tokio::test]
    async fn bytes_are_bounded_too() {
        let outbox = Outbox::default();
        (0..17).for_each(|_| outbox.push(vec![b' '; 64 * 1024].into(), None));
        assert_eq!(all(&outbox).await.1, Some(Close::Slow));
    }

    #[tokio::test]
    async fn a_replay_waits_for_room() {
        let outbox = Outbox::default();
        (0..SLOW_FROM).for_each(|n| outbox.push(frame(n), None));
        let waits = tokio::spawn({
            let outbox = outbox.clone();
            async move { outbox.room().await }
        });
        tokio::task::yield_now().await;
        assert!(!waits.is_finished());
        all(&outbox).await;
        waits.await.unwrap();
    }
}
