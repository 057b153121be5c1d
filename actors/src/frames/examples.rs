//! An example of every frame, typed: the document shows them, a test reads and writes each.

use std::{borrow::Cow, collections::BTreeMap};

use lyceum_domain::core::{Timestamp, UserId};
use uuid::{Uuid, uuid};

use super::{
    Bounded, ClientFrame, ErrorCode, Event, ServerFrame, Time, Topic,
    call::{self, Connection, EndReason, Participant, Slot, Source, SourceState},
    channel, connection,
    event::{Message, Person, Reaction, What},
    topics,
};

const CHANNEL: Uuid = uuid!("0c7a2c5e-52e9-8d3a-9a53-1c6f4f4a7b10");
const ROOM: Uuid = uuid!("5b0f8f4a-7a0e-8c55-8d0b-2f6f5f1b9c21");
const MIRA: UserId = UserId(uuid!("9a4e6d22-6a7f-8f0e-b1de-3f8a6f2d7c32"));
const SAM: UserId = UserId(uuid!("e2c1b7d4-0f6b-8a1c-a4c7-4a9b7c3e8d43"));
const SESSION: Uuid = uuid!("b7d93a10-44c2-8b7e-95f8-5b0c8d4f9e54");
const NOON: Time = Time(Timestamp(1_772_366_400_000));
const SDP: &str = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n";

/// One of each, in the order of the enum.
pub fn client() -> Vec<ClientFrame> {
    let token = || Bounded::new("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiI5YTRlIn0.c2ln").expect("short");
    vec![
        ClientFrame::Hello(connection::Hello { token: token() }),
        ClientFrame::Ping(connection::Ping { n: 7 }),
        ClientFrame::Token(connection::Token { token: token() }),
        ClientFrame::Subscribe(topics::Subscribe {
            id: 1,
            topic: Topic::Channel(CHANNEL),
            timeline: Some(1),
            position: Some(41),
        }),
        ClientFrame::Unsubscribe(topics::Unsubscribe { topic: Topic::Channel(CHANNEL) }),
        ClientFrame::Typing(channel::Typing { channel: CHANNEL, typing: false }),
        ClientFrame::Read(channel::Read { channel: CHANNEL, position: 42 }),
        ClientFrame::CallJoin(call::Join { id: 2, room: ROOM, resume: true }),
        ClientFrame::CallOffer(call::Offer {
            id: 3,
            room: ROOM,
            connection: Connection::Publish,
            sdp: Bounded::new(SDP).expect("short"),
            sources: [("0", Source::Microphone), ("1", Source::Camera)]
                .map(|(mid, source)| (Bounded::new(mid).expect("short"), source))
                .into(),
        }),
        ClientFrame::CallMute(call::Mute { room: ROOM, source: Source::Microphone, muted: true }),
        ClientFrame::CallLeave(call::Leave { room: ROOM }),
        ClientFrame::CallTest(call::Test {
            id: 4,
            sdp: Bounded::new(SDP).expect("short"),
            sources: [(Bounded::new("0").expect("short"), Source::Camera)].into(),
        }),
        ClientFrame::CallStats(call::Stats { id: 5, room: Some(ROOM) }),
    ]
}

/// One of each, in the order of the enum, and an `event` for every kind.
pub fn server() -> Vec<ServerFrame> {
    let mut frames = vec![
        ServerFrame::Welcome(connection::Welcome { session: SESSION, user: MIRA, server_time: NOON, heartbeat_ms: 5000 }),
        ServerFrame::Pong(connection::Pong { n: 7, server_time: NOON }),
        ServerFrame::Reply(connection::Reply { admitted: Some(true), resumed: Some(false), ..connection::Reply::done(2) }),
        ServerFrame::Reply(connection::Reply { sdp: Some(SDP.to_owned()), ..connection::Reply::done(3) }),
        ServerFrame::Reply(connection::Reply {
            stats: Some(call::MediaStats { received: 1187, lost: 3, sent: 2402 }),
            ..connection::Reply::done(5)
        }),
        ServerFrame::Error(connection::Failure {
            id: Some(1),
            room: None,
            code: ErrorCode(Cow::Borrowed("not_found")),
            detail: "there is no such topic for you".to_owned(),
        }),
        ServerFrame::Error(connection::Failure {
            id: None,
            room: Some(ROOM),
            code: ErrorCode::UNAVAILABLE,
            detail: "the call was lost; join it again".to_owned(),
        }),
        ServerFrame::Reconnect(connection::Reconnect { after_ms: 1200 }),
        ServerFrame::Subscribed(topics::Subscribed {
            id: 1,
            topic: Topic::Channel(CHANNEL),
            timeline: 1,
            head: 42,
            online: Some(vec![SAM]),
        }),
        ServerFrame::Unsubscribed(topics::Unsubscribed { topic: Topic::Channel(CHANNEL), code: ErrorCode::NOT_FOUND }),
    ];
    frames.extend(channel_events().into_iter().map(|(position, event)| {
        ServerFrame::Event(topics::EventFrame {
            topic: Topic::Channel(CHANNEL),
            timeline: 1,
            previous: position - 1,
            position,
            event,
        })
    }));
    frames.push(ServerFrame::Event(topics::EventFrame {
        topic: Topic::User,
        timeline: 8,
        previous: 4,
        position: 5,
        event: Event::Changed { what: What::MentoringRequest, id: ROOM },
    }));
    frames.extend([
        ServerFrame::Gap(topics::Gap { topic: Topic::User, timeline: 8, head: 5 }),
        ServerFrame::Typing(channel::UserTyping { channel: CHANNEL, user: SAM, typing: true }),
        ServerFrame::Presence(channel::Presence { channel: CHANNEL, user: SAM, online: false }),
        ServerFrame::Read(channel::UserRead { channel: CHANNEL, user: SAM, position: 42 }),
    ]);
    frames.extend(calls());
    frames
}

fn channel_events() -> Vec<(u64, Event)> {
    let message = Message {
        position: 42,
        author: Some(person()),
        text: Some("Shall we look at lifetimes first?".to_owned()),
        sent_at: NOON,
        edited_at: None,
        deleted: false,
        reactions: vec![Reaction { emoji: "👍".to_owned(), users: vec![SAM] }],
        client_id: Some("c-1".to_owned()),
    };
    let emoji = || "👍".to_owned();
    vec![
        (42, Event::MessagePosted { message }),
        (43, Event::MessageEdited { message_position: 42, text: Some("Lifetimes first?".to_owned()), edited_at: NOON }),
        (44, Event::Reacted { message_position: 42, emoji: emoji(), user: SAM }),
        (45, Event::Unreacted { message_position: 42, emoji: emoji(), user: SAM }),
        (46, Event::MessageDeleted { message_position: 42 }),
        (47, Event::MemberAdded { user: SAM }),
        (48, Event::MemberRemoved { user: SAM }),
        (49, Event::Note {}),
    ]
}

fn calls() -> [ServerFrame; 5] {
    let on = SourceState { muted: false };
    [
        ServerFrame::CallState(call::State {
            room: ROOM,
            participants: vec![Participant {
                user_id: SAM,
                display_name: "Sam".to_owned(),
                sources: [(Source::Microphone, SourceState { muted: true }), (Source::Camera, on)].into(),
            }],
            slots: [("0".to_owned(), Some(Slot { user_id: SAM, source: Source::Microphone })), ("3".to_owned(), None)].into(),
        }),
        ServerFrame::CallSpeakers(call::Speakers { room: ROOM, users: vec![SAM] }),
        ServerFrame::CallLobby(call::Lobby { room: ROOM, waiting: vec![person()], admitted: true }),
        ServerFrame::CallQuality(call::Quality { room: ROOM, users: BTreeMap::from([(SAM, 3), (MIRA, 2)]) }),
        ServerFrame::CallEnded(call::Ended { room: ROOM, reason: EndReason::LeftElsewhere }),
    ]
}

fn person() -> Person {
    Person { id: MIRA, display_name: "Mira".to_owned(), picture_url: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_client_example_is_read_as_it_was_written() {
        for frame in client() {
            let text = serde_json::to_string(&frame).unwrap();
            assert_eq!(ClientFrame::decode(&text).unwrap(), frame);
        }
    }

    #[test]
    fn every_server_example_is_read_as_it_was_written() {
        for frame in server() {
            assert_eq!(serde_json::from_slice::<ServerFrame>(&frame.encode()).unwrap(), frame);
        }
    }
}
