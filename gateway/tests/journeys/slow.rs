//! Peers that stop reading: they cost a bounded buffer for a bounded time, and nobody else waits for them.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use lyceum_cluster::Request;
use lyceum_domain::{
    channel::{Kind, Open},
    core::{EntityId, UserId, Words},
};
use serde_json::{Value, json};
use socket2::SockRef;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{interval, timeout},
};
use uuid::Uuid;

use crate::support::{Person, Server, Socket};

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

/// The kernel keeps little for this end, so that the server meets its limits soon.
async fn small(server: &Server) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    SockRef::from(&socket).set_recv_buffer_size(4096).unwrap();
    socket.connect(server.address).await.unwrap()
}

async fn listening(server: &Server, person: &Person, channel: Uuid) -> Socket {
    let mut socket = Socket::open(small(server).await).await;
    socket.say(&json!({ "type": "hello", "token": person.token })).await;
    socket.find("welcome").await;
    socket.say(&json!({ "type": "subscribe", "id": 1, "topic": format!("channel:{channel}") })).await;
    socket.find("subscribed").await;
    socket
}

/// Until the server holds its end no more: reset, or closed and the kernel's own, which has no inode.
async fn forgotten(server: &Server, client: &TcpStream) {
    let ends = [server.address, client.local_addr().unwrap()].map(|end| format!(":{:04X}", end.port()));
    let kept = |table: String| {
        table.lines().any(|line| matches!(line.split_whitespace().collect::<Vec<_>>()[..], [_, here, there, _, _, _, _, _, _, inode, ..] if inode != "0" && here.ends_with(&ends[0]) && there.ends_with(&ends[1])))
    };
    let mut again = interval(Duration::from_millis(50));
    let all = async {
        while kept(std::fs::read_to_string("/proc/net/tcp").unwrap()) {
            again.tick().await;
        }
    };
    timeout(Duration::from_secs(20), all).await.expect("the server gives it up");
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
    forgotten(&server, &stuck.stream).await;
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reads_slowly_gets_all_that_was_answered_also_when_the_connection_is_closed_behind_it() {
    let server = Server::start(|config| config.limits.write_secs = 1).await;
    let mut stream = small(&server).await;
    stream.write_all(b"GET /openapi.json HTTP/1.1\r\nhost: school\r\nconnection: close\r\n\r\n").await.unwrap();
    let (mut answer, mut piece, mut slowly) = (Vec::new(), [0; 4096], interval(Duration::from_millis(40)));
    loop {
        slowly.tick().await;
        match stream.read(&mut piece).await.expect("it is not reset") {
            0 => break,
            read => answer.extend_from_slice(&piece[..read]),
        }
    }
    let head = answer.windows(4).position(|end| end == b"\r\n\r\n").expect("a head") + 4;
    serde_json::from_slice::<Value>(&answer[head..]).expect("the whole document");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_http_client_that_never_reads_its_answers_is_reset() {
    let server = Server::start(|config| config.limits.write_secs = 1).await;
    let mut stream = small(&server).await;
    let requests = b"GET /openapi.json HTTP/1.1\r\nhost: school\r\n\r\n".repeat(1000);
    let asks = async { while stream.write_all(&requests).await.is_ok() {} };
    timeout(Duration::from_secs(20), asks).await.expect("the server resets it");
    server.running.stop().await;
}
