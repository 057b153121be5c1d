//! The realtime socket's edge: who is sent away, and with which code.

use std::time::Duration;

use lyceum_gateway::ws::Opcode;
use serde_json::json;
use tokio::{net::TcpStream, time::timeout};

use crate::support::{Server, Socket, masked};

async fn stranger(server: &Server) -> Socket {
    Socket::open(TcpStream::connect(server.address).await.unwrap()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_not_ours_is_sent_to_sign_in() {
    let server = Server::start(|_| {}).await;
    let mut socket = stranger(&server).await;
    socket.say(&json!({ "type": "hello", "token": "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl" })).await;
    assert_eq!(socket.close_code().await, 4401);

    let nimal = server.sign_up("Nimal").await;
    let mut socket = Socket::of(&nimal).await;
    nimal.post("/v1/session/sign-out-everywhere", &json!({})).await.ok();
    assert_eq!(socket.close_code().await, 4401, "a sign-in that ended takes its sockets along");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_without_a_hello_is_closed_as_late() {
    let server = Server::start(|_| {}).await;
    let mut socket = stranger(&server).await;
    assert_eq!(timeout(Duration::from_secs(20), socket.close_code()).await.expect("within its ten seconds and some"), 4408);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_frames_close_the_socket() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    let begun = b"\x01\x80\x01\x02\x03\x04";
    let piece = b"\x00\x80\x01\x02\x03\x04";
    for flood in [
        masked(Opcode::Text, br#"{"type":"ping","n":1}"#).repeat(1000),
        masked(Opcode::Ping, b"").repeat(1000),
        masked(Opcode::Pong, b"").repeat(1000),
        [&begun[..], &piece.repeat(1000)].concat(),
    ] {
        let mut socket = Socket::of(&nimal).await;
        socket.send(&flood).await;
        assert_eq!(socket.close_code().await, 4429);
    }
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_break_the_protocol_end_the_connection_with_their_code() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    let unmasked = b"\x81\x02{}".to_vec();
    let reserved = b"\xf1\x80\x01\x02\x03\x04".to_vec();
    let long = masked(Opcode::Text, &vec![b' '; 64 * 1024 + 1]);
    let binary = masked(Opcode::Binary, b"{}");
    let bad_text = masked(Opcode::Text, b"\xff");
    for (bytes, code) in [(unmasked, 1002), (reserved, 1002), (long, 1009), (binary, 1008), (bad_text, 1007)] {
        let mut socket = Socket::of(&nimal).await;
        socket.send(&bytes).await;
        assert_eq!(socket.close_code().await, code);
    }
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_frame_is_answered_under_its_id_and_the_socket_stays() {
    let server = Server::start(|_| {}).await;
    let mut socket = Socket::of(&server.sign_up("Nimal").await).await;
    let room = uuid::Uuid::new_v4();
    let sdp = "v".repeat(50_000);
    socket.say(&json!({ "type": "call_offer", "id": 7, "room": room, "connection": "publish", "sdp": sdp, "sources": {} })).await;
    let refused = socket.find("error").await;
    assert_eq!((&refused["id"], &refused["code"]), (&json!(7), &json!("bad_frame")));
    socket.say(&json!({ "type": "ping", "n": 3 })).await;
    assert_eq!(socket.find("pong").await["n"], 3);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn long_frames_are_packed_for_clients_that_offered_it() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    // the answer names what it does not know
    let frame = masked(Opcode::Text, json!({ "type": "s".repeat(500) }).to_string().as_bytes());
    for (extensions, first) in [("", 0x81), ("sec-websocket-extensions: permessage-deflate\r\n", 0xc1)] {
        let stream = TcpStream::connect(server.address).await.unwrap();
        let mut socket = Socket::open_with(stream, extensions).await;
        socket.say(&json!({ "type": "hello", "token": nimal.token })).await;
        socket.find("welcome").await;
        socket.send(&frame).await;
        let mut head = [0; 1];
        socket.stream.peek(&mut head).await.unwrap();
        assert_eq!(head, [first]);
        assert!(socket.find("error").await["detail"].as_str().unwrap().len() > 500);
    }
    server.running.stop().await;
}
