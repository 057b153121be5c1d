//! What a person loses ends within two seconds on their sockets, and over HTTP as soon as docs/security.md says.

use std::time::Duration;

use http::{Method, StatusCode};
use lyceum_cluster::Request;
use lyceum_domain::{
    channel::{Kind, Open, RemoveMember},
    core::{EntityId, Role, Words},
    user::GrantRole,
};
use lyceum_gateway::operator::{Reset, reset};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use uuid::Uuid;

use super::things::{Things, school, server, user};
use crate::support::{PASSWORD, Person, Server, Socket};

/// docs/security.md promises it.
const BOUND: Duration = Duration::from_secs(2);
const EMAIL: &str = "nimal@school.example";

/// Sends a hello; the code that it is closed with.
async fn turned_away(server: &Server, person: &Person) -> u16 {
    let mut socket = Socket::open(TcpStream::connect(server.address).await.unwrap()).await;
    socket.say(&json!({ "type": "hello", "token": person.token })).await;
    timeout(BOUND, socket.close_code()).await.expect("a hello without a sign-in is turned away")
}

async fn refresh(server: &Server, tokens: &Value) -> crate::support::Answer {
    server.nobody().post("/v1/session/refresh", &json!({ "refresh_token": tokens["refresh_token"] })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_end_a_sign_in_ends_its_sockets_within_two_seconds_and_its_refresh_token_at_once() {
    let server = server().await;
    server.sign_up("Nimal").await;
    let second = "an orange kite over town";
    for way in ["sign out", "another device", "everywhere", "password", "link"] {
        let tokens = server.tokens("school", EMAIL).await;
        let (nimal, other) = (server.person(&tokens), server.sign_in(EMAIL).await);
        let sid = super::tokens::claims(&nimal)["sid"].as_str().unwrap().to_owned();
        let (mut socket, mut elsewhere) = (Socket::listening(&nimal, "user").await, Socket::of(&other).await);
        let done = match way {
            "sign out" => {
                let token = json!({ "refresh_token": tokens["refresh_token"] });
                server.nobody().post("/v1/session/sign-out", &token).await
            }
            "another device" => other.call(Method::DELETE, &format!("/v1/sign-ins/{sid}"), None, &[]).await,
            "everywhere" => other.post("/v1/session/sign-out-everywhere", &json!({})).await,
            "password" => other.post("/v1/account/password", &json!({ "current": PASSWORD, "new": second })).await,
            _ => {
                let link = reset(&server.running.api, Reset { slug: "school".into(), email: EMAIL.into() }).await.unwrap().url;
                let new = json!({ "token": link.split_once('#').unwrap().1, "new": PASSWORD });
                server.nobody().post("/v1/organizations/school/password-resets", &new).await
            }
        };
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{way}: {}", done.body);
        assert_eq!(timeout(BOUND, socket.close_code()).await.expect("the socket ends"), 4401, "{way}");
        assert_eq!(turned_away(&server, &nimal).await, 4401, "{way}");
        assert_eq!(refresh(&server, &tokens).await.code(), "sign_in_gone", "{way}");
        // looked up nowhere: good until it runs out, five minutes at most
        assert_eq!(nimal.get("/v1/me").await.status, StatusCode::OK, "{way}");
        if matches!(way, "everywhere" | "link") {
            assert_eq!(timeout(BOUND, elsewhere.close_code()).await.expect("the other one too"), 4401, "{way}");
        } else {
            elsewhere.say(&json!({ "type": "ping", "n": 1 })).await;
            assert_eq!(elsewhere.find("pong").await["n"], 1, "{way} leaves the other device");
        }
        if way == "password" {
            // as it was, for the next way
            let back = json!({ "current": second, "new": PASSWORD });
            assert_eq!(other.post("/v1/account/password", &back).await.status, StatusCode::NO_CONTENT);
        }
    }
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_out_everywhere_is_out_of_their_call_within_two_seconds() {
    let server = server().await;
    let things = Things::make(&server).await;
    let [student, mentor, ..] = &things.callers;
    let room = format!("/v1/rooms/{}", things.room);
    let mut socket = Socket::of(student).await;
    socket.say(&json!({ "type": "call_join", "id": 1, "room": things.room })).await;
    socket.find("reply").await;
    mentor.post(&format!("{room}/open"), &json!({})).await.ok();
    mentor.post(&format!("{room}/admit"), &json!({ "user_id": student.id })).await.ok();
    let people = |room: &Value| room["participants"].as_array().map_or(0, Vec::len);
    mentor.wait(&room, |room| (people(room) == 1).then_some(())).await;
    student.post("/v1/session/sign-out-everywhere", &json!({})).await;
    let gone = mentor.wait(&room, |room| (people(room) == 0).then_some(()));
    timeout(BOUND, gone).await.expect("nobody hears them any more");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_role_ends_what_needed_it_within_two_seconds_and_no_older_token_brings_it_back() {
    let server = server().await;
    server.sign_up("Nimal").await;
    let (api, platform) = (&server.running.api, Request::system(school(&server).await));
    let nimal = user(&server.sign_in(EMAIL).await);
    api.ask(platform, nimal, GrantRole { role: Role::Admin }).await.unwrap();
    let tokens = server.tokens("school", EMAIL).await;
    let admin = server.person(&tokens);
    let mut socket = Socket::listening(&admin, "admin").await;
    let other = server.sign_in("admin@school.example").await;
    let role = format!("/v1/users/{}/roles/admin", admin.id);
    assert_eq!(admin.call(Method::DELETE, &role, None, &[]).await.code(), "forbidden", "one's own, which could be the last");
    other.call(Method::DELETE, &role, None, &[]).await.ok();
    let ended = timeout(BOUND, socket.find("unsubscribed")).await.expect("the subscription ends");
    assert_eq!((&ended["topic"], &ended["code"]), (&json!("admin"), &json!("not_allowed")));

    let ask = json!({ "type": "subscribe", "id": 2, "topic": "admin" });
    let old = json!({ "type": "token", "token": admin.token });
    let mut again = Socket::of(&admin).await;
    for (socket, what) in [(&mut socket, "with the token of before"), (&mut again, "on a new socket")] {
        for frame in [&ask, &old, &ask] {
            socket.say(frame).await;
        }
        for _ in 0..2 {
            let refused = timeout(BOUND, socket.find("error")).await.unwrap_or_else(|_| panic!("listens again {what}"));
            assert_eq!(refused["code"], "not_allowed", "{what}");
        }
    }

    // over HTTP a token says the roles of when it was made, five minutes at most; the next one does not
    assert_eq!(admin.get("/v1/mentor-applications").await.status, StatusCode::OK);
    let next = server.person(&refresh(&server, &tokens).await.ok());
    assert_eq!(next.get("/v1/mentor-applications").await.code(), "forbidden");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_removed_from_a_channel_hears_nothing_more_within_two_seconds_and_reads_nothing_at_once() {
    let server = server().await;
    let (stays, goes) = (server.sign_up("Sam").await, server.sign_up("Rey").await);
    let (api, platform, id) = (&server.running.api, Request::system(school(&server).await), Uuid::new_v4());
    let members = [user(&stays), user(&goes)].into();
    let open = Open { kind: Kind::Session(Uuid::nil()), title: Words::Open("Algebra".to_owned()), members };
    api.ask(platform.clone(), EntityId(id), open).await.unwrap();
    let (topic, messages) = (format!("channel:{id}"), format!("/v1/channels/{id}/messages"));
    let mut socket = Socket::listening(&goes, &topic).await;
    goes.get(&messages).await.ok();
    api.ask(platform, EntityId(id), RemoveMember { user: user(&goes) }).await.unwrap();
    assert_eq!(goes.get(&messages).await.code(), "not_found");
    assert_eq!(goes.post(&messages, &json!({ "text": "Still here?" })).await.code(), "not_found");
    let ended = timeout(BOUND, socket.find("unsubscribed")).await.expect("the subscription ends");
    assert_eq!((&ended["topic"], &ended["code"]), (&json!(topic), &json!("not_found")));
    stays.post(&messages, &json!({ "text": "Between us." })).await.ok();
    for (frame, code) in [
        (json!({ "type": "typing", "channel": id }), "not_subscribed"),
        (json!({ "type": "subscribe", "id": 2, "topic": topic }), "not_found"),
    ] {
        socket.say(&frame).await;
        assert_eq!(timeout(BOUND, socket.find("error")).await.unwrap()["code"], code);
    }
    server.running.stop().await;
}
