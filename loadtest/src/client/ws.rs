//! A WebSocket client for thousands of connections in one process: a few hundred bytes each, one shared read buffer a thread.

use std::{
    cell::RefCell,
    collections::VecDeque,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use base64::Engine;
use serde_json::Value;
use sha1::{Digest, Sha1};
use tokio::{
    io::AsyncWriteExt,
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use super::frame::{self, Cutter};

const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// Connections from one source address before the next is used; ports of one address are 28,000.
const PER_SOURCE: usize = 10_000;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; 64 * 1024]);
}

pub struct Socket {
    stream: TcpStream,
    cutter: Cutter,
    waiting: VecDeque<Vec<u8>>,
}

impl Socket {
    /// Connects to `path`; the number of the connection chooses its source address.
    pub async fn connect(server: SocketAddr, path: &str, number: usize) -> anyhow::Result<Self> {
        let stream = timeout(ANSWER_WITHIN, connect_from(server, number)).await.context("connecting took too long")??;
        let mut socket = Self { stream, cutter: Cutter::default(), waiting: VecDeque::new() };
        timeout(ANSWER_WITHIN, socket.upgrade(server, path)).await.context("the upgrade took too long")??;
        Ok(socket)
    }

    async fn upgrade(&mut self, server: SocketAddr, path: &str) -> anyhow::Result<()> {
        let key = base64::engine::general_purpose::STANDARD.encode(rand::random::<[u8; 16]>());
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {server}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        );
        self.stream.write_all(request.as_bytes()).await?;
        let mut head = Vec::new();
        let end = loop {
            self.stream.readable().await?;
            match self.stream.try_read_buf(&mut head) {
                Ok(0) => bail!("the server hung up during the upgrade"),
                Ok(_) => {}
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => continue,
                Err(error) => return Err(error.into()),
            }
            if let Some(end) = head.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            ensure!(head.len() < 16 * 1024, "the upgrade's answer has no end");
        };
        let text = String::from_utf8_lossy(&head[..end]).into_owned();
        ensure!(text.starts_with("HTTP/1.1 101"), "no upgrade: {text}");
        let digest = Sha1::digest(format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
        ensure!(text.contains(&base64::engine::general_purpose::STANDARD.encode(digest)), "the accept key is wrong");
        let waiting = &mut self.waiting;
        self.cutter.feed(&head[end..], &mut |_, payload| waiting.push_back(payload.to_vec()))
    }

    pub async fn send(&mut self, text: &str) -> anyhow::Result<()> {
        self.stream.write_all(&frame::encode(frame::TEXT, text.as_bytes())).await?;
        Ok(())
    }

    /// The next text frame.
    pub async fn next(&mut self) -> anyhow::Result<Vec<u8>> {
        while self.waiting.is_empty() {
            self.stream.readable().await?;
            let mut arrived = VecDeque::new();
            let mut closed = None;
            self.read(&mut |opcode, payload| match opcode {
                frame::TEXT => arrived.push_back(payload.to_vec()),
                frame::CLOSE => closed = Some(String::from_utf8_lossy(payload.get(2..).unwrap_or_default()).into_owned()),
                _ => {}
            })?;
            self.waiting.append(&mut arrived);
            if let Some(reason) = closed.filter(|_| self.waiting.is_empty()) {
                bail!("the server closed the socket: {reason}");
            }
        }
        self.waiting.pop_front().context("a frame is waiting")
    }

    /// Reads frames until one has one of these types; an `error` frame is an error.
    pub async fn wait_for(&mut self, types: &[&str]) -> anyhow::Result<Value> {
        let found = async {
            loop {
                let value: Value = serde_json::from_slice(&self.next().await?)?;
                match value["type"].as_str() {
                    Some("error") => bail!("the server refused: {value}"),
                    Some(kind) if types.contains(&kind) => return Ok(value),
                    _ => {}
                }
            }
        };
        timeout(ANSWER_WITHIN, found).await.with_context(|| format!("no {types:?} came"))?
    }

    pub async fn readable(&self) -> anyhow::Result<()> {
        Ok(self.stream.readable().await?)
    }

    /// Reads what is there, without waiting. Frames that came during the upgrade or `wait_for` are given first.
    pub fn read(&mut self, each: &mut impl FnMut(u8, &[u8])) -> anyhow::Result<()> {
        while let Some(payload) = self.waiting.pop_front() {
            each(frame::TEXT, &payload);
        }
        BUFFER.with_borrow_mut(|buffer| match self.stream.try_read(buffer) {
            Ok(0) => bail!("the server hung up"),
            Ok(read) => self.cutter.feed(&buffer[..read], each),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => Ok(()),
            Err(error) => Err(error.into()),
        })
    }
}

async fn connect_from(server: SocketAddr, number: usize) -> anyhow::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    let host = u8::try_from(2 + number / PER_SOURCE % 200)?;
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::new(IpAddr::V4(Ipv4Addr::new(127, 0, 0, host)), 0))?;
    let stream = socket.connect(server).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
