//! Calls that are joined again and again, with offers whose connections never come.

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
/// Sockets that are open at a time.
const CROWD: usize = 250;
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
    let left = async {
        while rooms(&server).await > 0 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    timeout(SOON, left).await.expect("who never came is given up");
    server.running.stop().await;
}
