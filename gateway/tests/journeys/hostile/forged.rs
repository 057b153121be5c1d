//! Signed-in people whose clients lie, or ask for more than any client would.

use std::time::Duration;

use http::{Method, StatusCode};
use lyceum_actors::session::SUBSCRIPTIONS_MAX;
use lyceum_cluster::Request;
use lyceum_domain::{
    channel::{Kind, Open},
    core::{EntityId, UserId},
};
use serde_json::json;
use tokio::time::timeout;
use uuid::Uuid;

use crate::support::{Person, Server, Socket};

async fn channel(server: &Server, members: [&Person; 2]) -> Uuid {
    let (api, id) = (&server.running.api, Uuid::new_v4());
    let members = members.map(|person| UserId(person.id.parse().unwrap())).into();
    let open = Open { kind: Kind::Session(Uuid::nil()), title: lyceum_domain::core::Words::Open("Forged".to_owned()), members };
    let organization = api.organization("school").await.unwrap().id;
    api.ask(Request::system(organization), EntityId(id), open).await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn forged_positions_are_no_positions() {
    let server = Server::start(|_| {}).await;
    let (nimal, mira) = (server.sign_up("Nimal").await, server.sign_up("Mira").await);
    let channel = channel(&server, [&nimal, &mira]).await;
    let messages = format!("/v1/channels/{channel}/messages");
    let first = nimal.post(&messages, &json!({ "text": "one" })).await.ok()["position"].as_u64().unwrap();

    // having read what nobody wrote yet is having read all that is there
    let read = format!("/v1/channels/{channel}/read");
    for position in [u64::MAX, 1 << 40, first + 1_000_000] {
        mira.call(Method::PUT, &read, Some(&json!({ "position": position })), &[]).await.ok();
    }
    let mut socket = Socket::listening(&mira, &format!("channel:{channel}")).await;
    socket.say(&json!({ "type": "read", "channel": channel, "position": u64::MAX })).await;
    nimal.post(&messages, &json!({ "text": "two" })).await.ok();
    let mine =
        |shown: &serde_json::Value| shown["items"].as_array()?.iter().find(|item| item["id"] == channel.to_string()).cloned();
    mira.wait("/v1/channels", |shown| mine(shown).filter(|item| item["unread"] == 1)).await;

    for position in [0, first + 500, u64::MAX] {
        let path = format!("{messages}/{position}");
        let edited = nimal.call(Method::PATCH, &path, Some(&json!({ "text": "forged" })), &[]).await;
        assert_eq!(edited.status, StatusCode::NOT_FOUND, "{position}: {}", edited.body);
    }
    nimal.post("/v1/notifications/read", &json!({ "up_to": u64::MAX })).await.ok();

    // resuming from the future, from another timeline, from the end of numbers: sent to the history
    for (timeline, position) in [(1, first + 1_000), (u64::MAX, 1), (1, u64::MAX), (0, 0)] {
        let mut socket = Socket::of(&mira).await;
        let topic = format!("channel:{channel}");
        socket.say(&json!({ "type": "subscribe", "id": 1, "topic": topic, "timeline": timeline, "position": position })).await;
        let subscribed = socket.find("subscribed").await;
        assert!(subscribed["head"].as_u64().unwrap() >= first);
        if (timeline, position) != (0, 0) {
            assert_eq!(socket.find("gap").await["head"], subscribed["head"], "{timeline} {position}");
        }
    }
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn floods_of_subscriptions_are_told_their_number_and_strangers_topics_cost_nothing() {
    let server = Server::start(|_| {}).await;
    let (nimal, mira) = (server.sign_up("Nimal").await, server.sign_up("Mira").await);
    let channel = channel(&server, [&nimal, &mira]).await;
    let mut quiet = Socket::listening(&mira, &format!("channel:{channel}")).await;
    let mut flooding = Socket::of(&nimal).await;
    for id in 0..SUBSCRIPTIONS_MAX / 2 {
        flooding.say(&json!({ "type": "subscribe", "id": id, "topic": format!("channel:{}", Uuid::new_v4()) })).await;
        let refused = flooding.find("error").await;
        assert_eq!((&refused["id"], &refused["code"]), (&json!(id), &json!("not_found")));
    }
    // joins of rooms that are not there, or not theirs
    for id in 0..80 {
        flooding.say(&json!({ "type": "call_join", "id": id, "room": Uuid::new_v4() })).await;
    }
    let mut answers = 0;
    let codes = async {
        while answers < 80 {
            let refused = flooding.find("error").await;
            assert_eq!(refused["code"], "not_found", "{refused}");
            answers += 1;
        }
    };
    timeout(Duration::from_mins(1), codes).await.expect("each is answered");
    nimal.post(&format!("/v1/channels/{channel}/messages"), &json!({ "text": "still here" })).await.ok();
    assert_eq!(quiet.find("event").await["event"]["kind"], "message_posted");
    server.running.stop().await;
}
