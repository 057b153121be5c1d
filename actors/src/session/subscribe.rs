//! Subscribing: register first, then learn where the topic stands, read what was missed up to there, and go live. Nothing is
//! missing and nothing comes twice, because live frames wait behind a gate until the reading is done.

use std::sync::Arc;

use lyceum_cluster::{Request, Resumed, Subscription};
use lyceum_domain::core::EntityId;
use uuid::Uuid;

use super::{
    gate::Gate,
    identity::Identity,
    socket::Socket,
    state::{SUBSCRIPTIONS_MAX, Standing, State, refuse},
};
use crate::{
    channel::{ChannelKey, RESUME_MAX, Refusal, Seat},
    frames::{
        Close, ErrorCode, ServerFrame, Topic,
        topics::{Gap, Subscribe, Subscribed},
    },
    hints,
};

/// A channel that does not stand still is read again this often before the client is sent to the history.
const READS_MAX: usize = 5;

impl State {
    pub(super) async fn subscribe(&mut self, socket: &Arc<Socket>, identity: &Identity, frame: Subscribe) {
        let Subscribe { id, topic, .. } = frame;
        // The former seat is left quietly after the new one was taken: nobody sees the person go.
        let former = self.subscriptions.remove(&topic);
        if self.subscriptions.len() >= SUBSCRIPTIONS_MAX {
            return refuse(socket, Some(id), ErrorCode::TOO_MANY_SUBSCRIPTIONS, "unsubscribe from something first");
        }
        let standing = match topic {
            Topic::Channel(channel) => channel_topic(socket, identity, channel, &frame).await,
            Topic::User => Ok(ring_topic(socket, &hints::user_topic(identity.organization, identity.user), &frame)),
            Topic::Admin if identity.is_admin() => Ok(ring_topic(socket, &hints::admin_topic(identity.organization), &frame)),
            Topic::Admin => Err(ErrorCode::NOT_ALLOWED),
            Topic::Room(room) => room_topic(socket, identity, room, &frame).await,
        };
        drop(former);
        match standing {
            Ok(standing) => drop(self.subscriptions.insert(topic, Box::new(standing))),
            // Not now: the client comes back after its pause, and has not been told that it may not.
            Err(code) if code == ErrorCode::UNAVAILABLE => socket.over(Close::Internal),
            Err(code) => refuse(socket, Some(id), code, "this topic is not to be had"),
        }
    }

    /// A subscription lost its place or its channel: it is read again from the last position that passed.
    pub(super) async fn repair(&mut self, socket: &Arc<Socket>, topic: Topic) {
        let Some(identity) = self.identity.clone() else { return };
        let Some(standing) = self.subscriptions.get_mut(&topic) else { return };
        let last = standing.gate.shut();
        let Topic::Channel(channel) = topic else {
            // A ring is as whole as its hub: this one cannot be, and the client comes back with its position.
            return socket.over(Close::Internal);
        };
        match socket.shared.channels.enter(&identity, channel, socket).await {
            Ok(mut seat) => {
                seat.entered.online = Vec::new();
                catch_up(socket, &seat, &standing.gate, last).await;
                standing.seat = Some(seat);
            }
            Err(Refusal::Rejected(code)) => self.end(socket, topic, ErrorCode::of(code)),
            Err(Refusal::Unavailable) => socket.over(Close::Internal),
        }
    }
}

async fn channel_topic(
    socket: &Arc<Socket>,
    identity: &Identity,
    channel: Uuid,
    frame: &Subscribe,
) -> Result<Standing, ErrorCode> {
    let topic = frame.topic;
    let key = ChannelKey { organization: identity.organization, channel };
    let (gate, subscription) = register(socket, topic, &key.topic());
    let mut seat = socket.shared.channels.enter(identity, channel, socket).await.map_err(|refusal: Refusal| refusal.code())?;
    let entered = &mut seat.entered;
    // said once: kept by each, it would be everybody at everybody
    let (timeline, head, online) = (entered.timeline, entered.head, Some(std::mem::take(&mut entered.online)));
    socket.outbox.send(&ServerFrame::Subscribed(Subscribed { id: frame.id, topic, timeline, head, online }));
    let missed = match frame.position {
        None => head,
        Some(position) if frame.timeline.is_none_or(|of| of == timeline) && position <= head => position,
        Some(_) => {
            gap(socket, topic, timeline, head, &gate);
            head
        }
    };
    catch_up(socket, &seat, &gate, missed).await;
    Ok(Standing { gate, seat: Some(seat), _subscription: subscription })
}

/// Reads from `last` to the head, then opens the gate; again while the channel runs away.
async fn catch_up(socket: &Socket, seat: &Seat, gate: &Gate, mut last: u64) {
    let (topic, timeline) = (Topic::Channel(seat.key.channel), seat.entered.timeline);
    let mut head = seat.entered.head.max(last);
    for _ in 0..READS_MAX {
        if head - last > RESUME_MAX || replay(socket, seat, last, head).await.is_err() {
            socket.outbox.send(&ServerFrame::Gap(Gap { topic, timeline, head }));
        }
        match gate.open(head) {
            Ok(()) => return,
            Err(after) => {
                last = after;
                head = seat.head().await.unwrap_or(after).max(after);
            }
        }
    }
    gap(socket, topic, timeline, head, gate);
}

async fn replay(socket: &Socket, seat: &Seat, from: u64, to: u64) -> Result<(), lyceum_cluster::AskError> {
    let mut replay = socket.shared.channels.replay(seat.key, seat.entered.timeline, from, to);
    loop {
        let page = replay.page().await?;
        if page.is_empty() {
            return Ok(());
        }
        for frame in page {
            socket.outbox.room().await;
            socket.outbox.send(&ServerFrame::Event(frame));
        }
    }
}

fn gap(socket: &Socket, topic: Topic, timeline: u64, head: u64, gate: &Gate) {
    socket.outbox.send(&ServerFrame::Gap(Gap { topic, timeline, head }));
    // What waited is newer or covered by the fetch; what does not follow is covered too.
    while gate.open(head).is_err() {}
}

fn register(socket: &Arc<Socket>, topic: Topic, name: &str) -> (Arc<Gate>, Subscription) {
    let gate = Arc::new(Gate::new(topic, socket.outbox.clone(), Arc::downgrade(socket)));
    let subscription = socket.shared.node.topics().subscribe(name, gate.clone());
    (gate, subscription)
}

/// A topic without positions of its own: the hub remembers its last frames.
fn ring_topic(socket: &Arc<Socket>, name: &str, frame: &Subscribe) -> Standing {
    let topic = frame.topic;
    let gate = Arc::new(Gate::new(topic, socket.outbox.clone(), Arc::downgrade(socket)));
    let from = frame.timeline.zip(frame.position);
    let (subscription, resumed) = socket.shared.node.topics().subscribe_from(name, from, gate.clone());
    let (Resumed::Frames { place, .. } | Resumed::Gap { place }) = &resumed;
    let (timeline, head) = (place.epoch, place.position);
    socket.outbox.send(&ServerFrame::Subscribed(Subscribed { id: frame.id, topic, timeline, head, online: None }));
    match resumed {
        Resumed::Frames { frames, .. } => {
            for (_, frame) in frames {
                socket.outbox.push(frame, None);
            }
            // Registered and read in one step: what waits is newer than the head.
            gate.open(head).ok();
        }
        Resumed::Gap { .. } => gap(socket, topic, timeline, head, &gate),
    }
    Standing { gate, seat: None, _subscription: subscription }
}

/// For those who belong to the session: the entity tells.
async fn room_topic(socket: &Arc<Socket>, identity: &Identity, room: Uuid, frame: &Subscribe) -> Result<Standing, ErrorCode> {
    let request = Request::new(identity.organization, identity.actor());
    let shown = socket.shared.node.ask(request, EntityId(room), lyceum_domain::call_room::Show).await;
    shown.map_err(|error| Refusal::from(error).code())?;
    Ok(ring_topic(socket, &hints::room_topic(identity.organization, room), frame))
}
