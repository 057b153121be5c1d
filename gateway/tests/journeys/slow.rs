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
    narrow::{ESTABLISHED, FIN_WAIT_1, end, narrow},
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

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_whose_peer_does_not_read_holds_up_no_stop() {
    let server = Server::start(|config| {
        config.limits.write_secs = 60;
        config.limits.drain_secs = 3600;
        config.limits.requests_per_minute = 100_000;
    })
    .await;
    let (quick, slow) = (server.sign_up("Quick").await, server.sign_up("Slow").await);
    let channel = channel(&server, [&quick, &slow]).await;
    let stuck = listening(&server, &slow, channel).await;
    for _ in 0..3 {
        flood(&quick, channel).await;
    }
    timeout(Duration::from_secs(20), server.running.stop()).await.expect("nobody else waits for who does not read");
    drop(stuck);
}

const LAST: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: school\r\nconnection: close\r\n\r\n";

const DOCUMENT: &[u8] = b"GET /openapi.json HTTP/1.1\r\nhost: school\r\nconnection: close\r\n\r\n";

/// More than a client takes that does not read.
fn many() -> Vec<u8> {
    [&b"GET /healthz HTTP/1.1\r\nhost: school\r\n\r\n".repeat(150)[..], LAST].concat()
}

/// Whether somebody else from there has a seat.
async fn is_served(server: &Server) -> bool {
    let mut stream = narrow(server).await;
    let mut answer = Vec::new();
    stream.write_all(LAST).await.is_ok() && stream.read_to_end(&mut answer).await.is_ok() && !answer.is_empty()
}

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
    let mut never_reads = narrow(&server).await;
    never_reads.write_all(&many()).await.unwrap();
    until("all is answered", || end(&server, &never_reads) == Some(FIN_WAIT_1)).await;
    assert!(!is_served(&server).await, "it has the one seat still");
    until("the kernel keeps nothing", || end(&server, &never_reads).is_none()).await;
    assert!(is_served(&server).await);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_without_reading_has_no_seat_any_more() {
    for (asked, state) in [(DOCUMENT, ESTABLISHED), (&many(), FIN_WAIT_1)] {
        let server = Server::start(|config| config.limits.connections_by_address = Some(1)).await;
        let mut leaves = narrow(&server).await;
        leaves.write_all(asked).await.unwrap();
        leaves.read_exact(&mut [0]).await.unwrap();
        until("it is answered so far", || end(&server, &leaves) == Some(state)).await;
        // what it has got and not read makes that a reset
        drop(leaves);
        let mut again = interval(Duration::from_millis(50));
        let served = async {
            while !is_served(&server).await {
                again.tick().await;
            }
        };
        timeout(Duration::from_secs(20), served).await.expect("the one seat is free long before it would be given up");
        server.running.stop().await;
    }
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
