//! Calls that are joined, and media that are tried, again and again, with offers whose connections never come.

use std::{collections::BTreeSet, time::Duration};

use lyceum_cluster::Request;
use lyceum_domain::{
    call_room::Create,
    core::{EntityId, Span, Timestamp, UserId},
};
use serde_json::{Value, json};
use tokio::{task::JoinSet, time::timeout};
use uuid::Uuid;

use crate::support::{Person, Server, Socket, told};

const PUBLISH: &str = include_str!("../../../../media/tests/corpus/sdp/chromium-publish");
const ROOMS: usize = 40;
const JOINS: usize = 2_000;
const TRIALS: usize = 20;
/// Sockets that are open at a time.
const CROWD: usize = 250;
/// Sooner than the media give up whom they do not hear.
const AT_ONCE: Duration = Duration::from_secs(5);
/// Well above what a room waits for who says nothing.
const SOON: Duration = Duration::from_secs(40);

/// A room that its host has opened.
async fn room(server: &Server, host: &Person) -> Uuid {
    let (api, id, now) = (&server.running.api, Uuid::new_v4(), jiff::Timestamp::now().as_millisecond());
    let host_id = UserId(host.id.parse().unwrap());
    let times = Span { start: Timestamp(now - 60_000), end: Timestamp(now + 3_600_000) };
    let create = Create { session: Uuid::nil(), host: host_id, participants: BTreeSet::from([host_id]), times };
    let organization = api.organization("school").await.unwrap().id;
    api.ask(Request::system(organization), EntityId(id), create).await.unwrap();
    host.post(&format!("/v1/rooms/{id}/open"), &json!({})).await.ok();
    id
}

/// Joins and offers; the answer to the offer, or to the join where that was refused.
async fn join(person: &Person, room: Uuid) -> (Socket, Value) {
    let mut socket = Socket::of(person).await;
    let answer = async {
        socket.say(&json!({ "type": "call_join", "id": 1, "room": room })).await;
        let joined = answer(&mut socket, 1).await;
        if joined["type"] != "reply" {
            return joined;
        }
        let sources = json!({ "0": "microphone", "1": "camera" });
        let offer =
            json!({ "type": "call_offer", "id": 2, "room": room, "connection": "publish", "sdp": PUBLISH, "sources": sources });
        socket.say(&offer).await;
        answer(&mut socket, 2).await
    };
    let answer = timeout(SOON, answer).await.expect("an answer");
    (socket, answer)
}

async fn answer(socket: &mut Socket, id: u64) -> Value {
    socket.find_where(|frame| frame["id"] == id && ["reply", "error"].iter().any(|kind| frame["type"] == *kind)).await
}

async fn rooms(server: &Server) -> usize {
    let text = told(&server.running.api.config().data).await;
    text.lines().find_map(|line| line.strip_prefix("lyceum_media_rooms ")).unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_joins_that_never_connect_hold_no_more_than_their_rooms_and_those_for_a_moment() {
    let server = Server::start(|_| {}).await;
    let (nimal, mira) = (server.sign_up("Nimal").await, server.sign_up("Mira").await);
    let quiet = room(&server, &mira).await;
    let mut flooded = Vec::new();
    for _ in 0..ROOMS {
        flooded.push(room(&server, &nimal).await);
    }
    for wave in 0..JOINS / CROWD {
        let mut joins = JoinSet::new();
        for number in 0..CROWD {
            let (nimal, room) = (nimal.clone(), flooded[number % ROOMS]);
            joins.spawn(async move { join(&nimal, room).await });
        }
        let joined = joins.join_all().await;
        for (_, answer) in &joined {
            // their next socket has taken the place, or one is told to come later
            let refused = ["not_in_call", "busy", "conflict"].iter().any(|code| answer["code"] == *code);
            assert!(answer["type"] == "reply" || refused, "wave {wave}: {answer}");
        }
        assert!(joined.iter().any(|(_, answer)| answer["sdp"].is_string()), "wave {wave}: the last of each room is in");
        assert!(rooms(&server).await <= ROOMS + 1);
        let (_socket, answer) = join(&mira, quiet).await;
        assert!(answer["sdp"].is_string(), "wave {wave}: who is beside them is served: {answer}");
    }
    at_most(&server, 0, SOON).await.expect("who never came is given up");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn media_that_one_person_tries_over_and_over_and_never_leaves_are_one_room_and_that_for_a_moment() {
    let server = Server::start(|_| {}).await;
    let (nimal, mira) = (server.sign_up("Nimal").await, server.sign_up("Mira").await);
    let quiet = room(&server, &mira).await;
    let mut trying = JoinSet::new();
    for _ in 0..TRIALS {
        let nimal = nimal.clone();
        trying.spawn(async move {
            let (mut socket, mut answers) = (Socket::of(&nimal).await, Vec::new());
            for id in 0..TRIALS {
                answers.push(tried(&mut socket, id as u64).await);
            }
            (socket, answers)
        });
    }
    let all = trying.join_all().await;
    for answer in all.iter().flat_map(|(_, answers)| answers) {
        let refused = ["busy", "not_in_call"].iter().any(|code| answer["code"] == *code);
        assert!(answer["sdp"].is_string() || refused, "taken, or its place is: {answer}");
    }
    let (mira_in, answer) = join(&mira, quiet).await;
    assert!(answer["sdp"].is_string(), "who is beside them is served: {answer}");
    at_most(&server, 2, AT_ONCE).await.expect("the newest one, and the call beside it");
    drop(mira_in);
    at_most(&server, 0, SOON).await.expect("what never came is given up, though its sockets are open");
    let mut last = Socket::of(&nimal).await;
    assert!(tried(&mut last, 1).await["sdp"].is_string());
    assert_eq!(rooms(&server).await, 1);
    drop(last);
    at_most(&server, 0, AT_ONCE).await.expect("it ends with its socket");
    drop(all);
    server.running.stop().await;
}

async fn tried(socket: &mut Socket, id: u64) -> Value {
    let sources = json!({ "0": "microphone", "1": "camera" });
    socket.say(&json!({ "type": "call_test", "id": id, "sdp": PUBLISH, "sources": sources })).await;
    timeout(SOON, answer(socket, id)).await.expect("an answer")
}

async fn at_most(server: &Server, most: usize, within: Duration) -> Result<(), tokio::time::error::Elapsed> {
    let left = async {
        while rooms(server).await > most {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(within, left).await
}
