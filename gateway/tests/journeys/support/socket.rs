//! A realtime client that writes its own bytes.

use lyceum_gateway::ws::{Decoder, Encoder, Limits, Message, Opcode, Side};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};

use super::Person;

pub struct Socket<S = TcpStream> {
    pub stream: S,
    decoder: Decoder,
    input: Vec<u8>,
}

/// A client's frame; browsers mask with what nobody can guess, a test need not.
pub fn masked(opcode: Opcode, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    Encoder::client(|| [1, 2, 3, 4]).frame(true, opcode, payload, &mut out);
    out
}

impl Socket {
    /// Signed in.
    pub async fn of(person: &Person) -> Self {
        let mut socket = Self::open(TcpStream::connect(person.server).await.unwrap()).await;
        socket.say(&json!({ "type": "hello", "token": person.token })).await;
        socket.find("welcome").await;
        socket
    }

    /// Signed in and subscribed from the head on.
    pub async fn listening(person: &Person, topic: &str) -> Self {
        let mut socket = Self::of(person).await;
        socket.say(&json!({ "type": "subscribe", "id": 1, "topic": topic })).await;
        socket.find("subscribed").await;
        socket
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    /// After the opening handshake.
    pub async fn open(stream: S) -> Self {
        Self::open_with(stream, "").await
    }

    /// With this header, or none.
    pub async fn open_with(mut stream: S, extensions: &str) -> Self {
        let request = "GET /v1/realtime HTTP/1.1\r\nhost: school\r\nupgrade: websocket\r\nconnection: Upgrade\r\n\
            sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
        stream.write_all(format!("{request}{extensions}\r\n").as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        assert!(head.starts_with("HTTP/1.1 101") && head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{head}");
        let deflate = head.contains("sec-websocket-extensions: permessage-deflate; server_no_context_takeover");
        assert_eq!(deflate, !extensions.is_empty(), "{head}");
        Self { stream, decoder: Decoder::new(Side::Client, Limits { message_max: 1 << 20, deflate }), input: Vec::new() }
    }

    pub async fn say(&mut self, frame: &Value) {
        self.send(&masked(Opcode::Text, frame.to_string().as_bytes())).await;
    }

    /// Any bytes. A server that has closed takes no more: what it said before is still to be heard.
    pub async fn send(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes).await;
    }

    pub async fn message(&mut self) -> Message {
        loop {
            let mut rest = &self.input[..];
            let message = self.decoder.decode(&mut rest).unwrap();
            let taken = self.input.len() - rest.len();
            self.input.drain(..taken);
            if let Some(message) = message {
                return message;
            }
            assert!(self.stream.read_buf(&mut self.input).await.unwrap() > 0, "the server closed without a word");
        }
    }

    /// Skips frames until one is of this type.
    pub async fn find(&mut self, kind: &str) -> Value {
        self.find_where(|frame| frame["type"] == kind).await
    }

    /// Skips frames until one is as wanted.
    pub async fn find_where(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            match self.message().await {
                Message::Text(text) => {
                    let frame: Value = serde_json::from_str(&text).unwrap();
                    if wanted(&frame) {
                        return frame;
                    }
                }
                other => panic!("{other:?} before what was waited for"),
            }
        }
    }

    /// Skips frames until the server closes.
    pub async fn close_code(&mut self) -> u16 {
        loop {
            if let Message::Close(close) = self.message().await {
                return close.unwrap().code;
            }
        }
    }
}
