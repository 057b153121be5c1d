//! Every client frame by every caller.

use std::time::Duration;

use lyceum_gateway::ws::Message;
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};

use super::{
    assert_rows, document,
    table::{COLUMNS, FRAMES, OUTSIDERS, TOPICS, Y},
    things::{Things, server},
    tokens::forged,
};
use crate::support::{Person, Server, Socket};

/// What a socket is told comes within it.
const SOON: Duration = Duration::from_secs(10);
const SIGN_IN: u16 = 4401;
const POLICY: u16 = 1008;
/// The ids of a row's frame and of the one behind it.
const ASKED: u64 = 7;
const FENCE: u64 = 1_000_000;

/// The frame as the document's example has it, about the things.
fn frame(document: &Value, name: &str, topic: &str, things: &Things, person: &Person) -> Value {
    let example = &document["components"]["messages"][format!("client_{name}")]["examples"][0]["payload"];
    let mut frame = example.clone();
    let fields = frame.as_object_mut().unwrap();
    // from the head on
    fields.remove("timeline");
    if name == "subscribe" {
        fields.remove("position");
    }
    let topic = match topic {
        "channel" => format!("channel:{}", things.channel),
        "room" => format!("room:{}", things.room),
        topic => topic.to_owned(),
    };
    let values = [
        ("id", json!(ASKED)),
        ("topic", json!(topic)),
        ("channel", json!(things.channel)),
        ("room", json!(things.room)),
        ("token", json!(person.token)),
    ];
    for (field, value) in values {
        fields.entry(field).and_modify(|of| *of = value);
    }
    frame
}

/// What comes before the answer to a frame of our own: the session takes them in order.
async fn fenced(socket: &mut Socket) -> Vec<Value> {
    socket.say(&json!({ "type": "subscribe", "id": FENCE, "topic": "user" })).await;
    let mut heard = Vec::new();
    loop {
        match timeout(SOON, socket.message()).await.expect("the session answers") {
            Message::Text(text) => {
                let frame: Value = serde_json::from_str(&text).unwrap();
                if frame["type"] == "subscribed" && frame["id"] == FENCE {
                    return heard;
                }
                heard.push(frame);
            }
            other => panic!("{other:?} after {heard:?}"),
        }
    }
}

async fn stranger(server: &Server) -> Socket {
    Socket::open(TcpStream::connect(server.address).await.unwrap()).await
}

async fn close_code(socket: &mut Socket) -> u16 {
    timeout(SOON, socket.close_code()).await.expect("the server closes")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_frame_is_answered_to_every_caller_as_its_row_says() {
    let document = document("asyncapi.json");
    let taken = document["operations"]["receive"]["messages"].as_array().unwrap();
    let taken = taken.iter().map(|name| name["$ref"].as_str().unwrap().split("client_").nth(1).unwrap());
    assert_rows("openapi/asyncapi.json", "FRAMES", taken, FRAMES.iter().map(|(name, _, _)| *name));
    assert_eq!(
        document["components"]["schemas"]["Topic"]["pattern"], TOPICS,
        "a new topic needs a row of `subscribe` in `FRAMES`"
    );
    let server = server().await;
    let things = Things::make(&server).await;
    let mut wrong = Vec::new();
    for (column, person) in things.callers.iter().enumerate() {
        let mut socket = Socket::of(person).await;
        for (name, topic, cells) in FRAMES.iter().filter(|(name, _, _)| *name != "hello") {
            socket.say(&frame(&document, name, topic, &things, person)).await;
            let heard = fenced(&mut socket).await;
            let refused = heard.iter().find(|heard| heard["type"] == "error").map_or(Y, |error| error["code"].as_str().unwrap());
            let tells = column >= OUTSIDERS && heard.iter().any(|heard| heard["type"] != "error" && names(heard, &things));
            if refused != cells[column] || tells {
                wrong.push(format!("{name} {topic} by {}: {heard:?}, not {:?}", COLUMNS[column], cells[column]));
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers are not as the rows say:\n{}", wrong.len(), wrong.join("\n"));
    doors(&server, &document, &things).await;
    hearing(&things).await;
    server.running.stop().await;
}

fn names(heard: &Value, things: &Things) -> bool {
    let text = heard.to_string();
    things.secrets(false).iter().any(|secret| text.contains(secret))
}

/// Nothing is taken before a good `hello`, a second one, or another's token after it.
async fn doors(server: &Server, document: &Value, things: &Things) {
    let [student, _, _, _, other, foreign, ..] = &things.callers;
    for (name, topic, _) in FRAMES.iter().filter(|(name, _, _)| *name != "hello") {
        let mut socket = stranger(server).await;
        socket.say(&frame(document, name, topic, things, student)).await;
        assert_eq!(close_code(&mut socket).await, POLICY, "{name} {topic} without a hello");
    }
    let mut tokens: Vec<_> =
        forged(server, student, foreign).await.into_iter().map(|forged| (forged.what, forged.person)).collect();
    tokens.push(("a token of somebody signed out everywhere", things.signed_out.clone()));
    for (what, forged) in &mut tokens {
        forged.token.get_or_insert_default();
        let mut socket = stranger(server).await;
        socket.say(&frame(document, "hello", "", things, forged)).await;
        assert_eq!(close_code(&mut socket).await, SIGN_IN, "hello with {what}");
    }
    let others = [("another's token", other.clone()), ("a foreign token", foreign.clone())];
    for (what, forged) in tokens.iter().chain(&others) {
        let mut socket = Socket::of(student).await;
        socket.say(&frame(document, "token", "", things, forged)).await;
        assert_eq!(close_code(&mut socket).await, SIGN_IN, "token: {what}");
    }
    let mut socket = Socket::of(student).await;
    socket.say(&frame(document, "hello", "", things, student)).await;
    assert_eq!(close_code(&mut socket).await, POLICY, "a second hello");
}

/// Whoever asked for topics in vain hears nothing of them, and the other organization's admin nothing that ours do.
async fn hearing(things: &Things) {
    let [student, mentor, admin, ..] = &things.callers;
    let (channel, room) = (format!("channel:{}", things.channel), format!("room:{}", things.room));
    let mut outsiders = Vec::new();
    for person in &things.callers[OUTSIDERS..] {
        let mut socket = Socket::of(person).await;
        for topic in ["admin", &*channel, &*room] {
            socket.say(&json!({ "type": "subscribe", "id": ASKED, "topic": topic })).await;
        }
        fenced(&mut socket).await;
        outsiders.push(socket);
    }
    let (mut member, mut admins) = (Socket::listening(mentor, &channel).await, Socket::listening(admin, "admin").await);
    let application = json!({ "topics": ["Algebra"], "headline": "Numbers", "motivation": "I like to explain." });
    student.post("/v1/mentor-applications", &application).await.ok();
    student.post(&format!("/v1/channels/{}/messages", things.channel), &json!({ "text": "Between us." })).await.ok();
    for socket in [&mut member, &mut admins] {
        timeout(SOON, socket.find("event")).await.expect("those who may hear it");
    }
    for (socket, caller) in outsiders.iter_mut().zip(&COLUMNS[OUTSIDERS..]) {
        let heard = fenced(socket).await;
        assert!(heard.iter().all(|heard| heard["type"] != "event"), "{caller} hears {heard:?}");
    }
}
