//! Peers that stop reading: they cost a bounded buffer for a bounded time, and nobody else waits for them.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use lyceum_cluster::Request;
use lyceum_domain::{
    channel::{Kind, Open},
    core::{EntityId, UserId, Words},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{interval, timeout},
};
use uuid::Uuid;

use crate::support::{
    Person, Server, Socket,
    narrow::{FIN_WAIT_1, end, narrow},
};

/// Rounds of long messages: more than the kernel's buffers and the server's take together.
const ROUNDS: usize = 15;
const MESSAGES: usize = 100;

/// A channel of these people.
async fn channel(server: &Server, members: [&Person; 2]) -> Uuid {
    let (api, id) = (&server.running.api, Uuid::new_v4());
    let members = members.map(|person| UserId(person.id.parse().unwrap())).into();
    let open = Open { kind: Kind::Session(Uuid::nil()), title: Words::Open("Flood".to_owned()), members };
    let organization = api.organization("school").await.unwrap().id;
    api.ask(Request::system(organization), EntityId(id), open).await.unwrap();
    id
}

/// One round.
async fn flood(author: &Person, channel: Uuid) {
    let (path, body) = (&format!("/v1/channels/{channel}/messages"), &json!({ "text": "x".repeat(4000) }));
    let posts = (0..MESSAGES).map(|_| async move { author.post(path, body).await.ok() });
    stream::iter(posts).buffer_unordered(32).count().await;
}

async fn listening(server: &Server, person: &Person, channel: Uuid) -> Socket {
    let mut socket = Socket::open(narrow(server).await).await;
    socket.say(&json!({ "type": "hello", "token": person.token })).await;
    socket.find("welcome").await;
    socket.say(&json!({ "type": "subscribe", "id": 1, "topic": format!("channel:{channel}") })).await;
    socket.find("subscribed").await;
    socket
}

/// Looks again and again for `what`.
async fn until(what: &str, is_so: impl Fn() -> bool) {
    let mut again = interval(Duration::from_millis(50));
    let all = async {
        while !is_so() {
            again.tick().await;
        }
    };
    timeout(Duration::from_secs(20), all).await.unwrap_or_else(|_| panic!("{what}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_falls_behind_is_closed_as_slow_and_the_other_hears_all() {
    let server = Server::start(|config| {
        config.limits.write_secs = 60;
        config.limits.requests_per_minute = 100_000;
    })
    .await;
    let (quick, slow) = (server.sign_up("Quick").await, server.sign_up("Slow").await);
    let channel = channel(&server, [&quick, &slow]).await;
    let mut stuck = listening(&server, &slow, channel).await;
    let mut heard = Socket::listening(&quick, &format!("channel:{channel}")).await;
    let mut last = Value::Null;
    for round in 0..ROUNDS {
        flood(&quick, channel).await;
        for _ in 0..MESSAGES {
            let frame = heard.find("event").await;
            assert!(last.is_null() || frame["previous"] == last, "none is missing");
            last = frame["position"].clone();
        }
        for socket in [&mut heard, &mut stuck] {
            socket.say(&json!({ "type": "ping", "n": round })).await;
        }
    }
    assert_eq!(stuck.close_code().await, 4430);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_whose_peer_never_reads_again_is_reset() {
    let server = Server::start(|config| {
        config.limits.write_secs = 1;
        config.limits.requests_per_minute = 100_000;
    })
    .await;
    let (quick, slow) = (server.sign_up("Quick").await, server.sign_up("Slow").await);
    let channel = channel(&server, [&quick, &slow]).await;
    let stuck = listening(&server, &slow, channel).await;
    for _ in 0..ROUNDS {
        flood(&quick, channel).await;
    }
    until("the server gives it up", || end(&server, &stuck.stream).is_none()).await;
    server.running.stop().await;
}

const LAST: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: school\r\nconnection: close\r\n\r\n";

const DOCUMENT: &[u8] = b"GET /openapi.json HTTP/1.1\r\nhost: school\r\nconnection: close\r\n\r\n";

/// Reads `pieces` of 4 kB, one every 100 ms, and the rest at once.
async fn read_slowly(stream: &mut TcpStream, pieces: usize) -> Vec<u8> {
    let (mut answer, mut slowly) = (vec![0; pieces * 4096], interval(Duration::from_millis(100)));
    for piece in answer.chunks_mut(4096) {
        slowly.tick().await;
        stream.read_exact(piece).await.expect("it is not reset");
    }
    stream.read_to_end(&mut answer).await.expect("it is not reset");
    answer
}

fn assert_whole(answer: &[u8]) {
    let head = answer.windows(4).position(|end| end == b"\r\n\r\n").expect("a head") + 4;
    serde_json::from_slice::<Value>(&answer[head..]).expect("the whole document");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_slowly_gets_all_that_was_answered_also_when_the_connection_is_closed_behind_it() {
    let server = Server::start(|config| config.limits.write_secs = 1).await;
    let mut stream = narrow(&server).await;
    stream.write_all(DOCUMENT).await.unwrap();
    assert_whole(&read_slowly(&mut stream, 60).await);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_never_reads_the_last_answers_keeps_the_seat_until_they_are_given_up_with_the_connection() {
    let server = Server::start(|config| {
        config.limits.write_secs = 1;
        config.limits.connections_by_address = Some(1);
    })
    .await;
    let stream = async || {
        let mut stream = narrow(&server).await;
        let asked = [&b"GET /healthz HTTP/1.1\r\nhost: school\r\n\r\n".repeat(150)[..], LAST].concat();
        let _ = stream.write_all(&asked).await;
        stream
    };
    let never_reads = stream().await;
    until("all is answered", || end(&server, &never_reads) == Some(FIN_WAIT_1)).await;
    let refused = stream().await.read_to_end(&mut Vec::new()).await;
    assert!(refused.as_ref().map_or(true, |read| *read == 0), "it has the one seat still: {refused:?}");
    until("the kernel keeps nothing", || end(&server, &never_reads).is_none()).await;
    assert!(stream().await.read_to_end(&mut Vec::new()).await.unwrap() > 0);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_http_client_that_never_reads_its_answers_is_reset() {
    let server = Server::start(|config| config.limits.write_secs = 1).await;
    let mut stream = narrow(&server).await;
    let requests = b"GET /openapi.json HTTP/1.1\r\nhost: school\r\n\r\n".repeat(1000);
    let asks = async { while stream.write_all(&requests).await.is_ok() {} };
    timeout(Duration::from_secs(20), asks).await.expect("the server resets it");
    server.running.stop().await;
}
