//! Where messages are said and heard: the server's channels, or the peer's topics, behind one face.

use std::{net::SocketAddr, path::Path, sync::Arc};

use anyhow::{Context, ensure};
use bytes::Bytes;
use hyper::Method;
use serde_json::json;

use crate::{
    client::{
        crowd::{Crowd, Member, OnEvent},
        http::Connection,
        ws::Socket,
    },
    process::Process,
    rig::Rig,
    world::World,
};

/// Length of a message's text.
pub const TEXT_BYTES: usize = 128;
const MARK: &[u8] = b"@@";

/// A process, its topics, and who may speak and listen there.
pub struct Venue {
    pub address: SocketAddr,
    path: &'static str,
    topics: Arc<Vec<Topic>>,
    /// A frame of the peer, to be as long as the server's; `None` at the server.
    frame_bytes: Option<usize>,
}

struct Topic {
    id: String,
    listeners: [Arc<str>; 2],
}

impl Venue {
    pub async fn server(world: &mut World, topics: usize) -> anyhow::Result<Self> {
        let channels = world.channels(topics).await?;
        world.fresh_tokens().await?;
        let mut topics = Vec::new();
        for channel in channels {
            let student = world.students[channel.student].lock().await.token.clone();
            let mentor = world.mentors[channel.mentor].lock().await.token.clone();
            topics.push(Topic { id: channel.id, listeners: [student, mentor] });
        }
        Ok(Self { address: world.server.address, path: "/v1/realtime", topics: Arc::new(topics), frame_bytes: None })
    }

    /// The same topics at Node `ws`; `log` makes it write and sync each message first.
    pub fn peer(topics: usize, frame_bytes: usize, log: Option<&Path>) -> anyhow::Result<(Self, Process)> {
        let arguments: Vec<String> = log.iter().map(|path| path.display().to_string()).collect();
        let (process, told) = Rig::node_peer("ws.mjs", &arguments)?;
        let nobody: Arc<str> = Arc::from("nobody");
        let topics =
            (0..topics).map(|number| Topic { id: format!("t{number}"), listeners: [nobody.clone(), nobody.clone()] }).collect();
        Ok((Self { address: told.parse()?, path: "/", topics: Arc::new(topics), frame_bytes: Some(frame_bytes) }, process))
    }

    /// So many sockets a topic, half of them each person's.
    pub async fn gather(&self, a_topic: usize, on_event: Option<OnEvent>) -> anyhow::Result<Crowd> {
        let mut members = Vec::new();
        for topic in self.topics.iter() {
            let name: Arc<str> = format!("channel:{}", topic.id).into();
            members.extend((0..a_topic).map(|number| Member { token: topic.listeners[number % 2].clone(), topic: name.clone() }));
        }
        Crowd::gather(self.address, self.path, members, on_event).await
    }

    pub async fn speaker(&self) -> anyhow::Result<Speaker> {
        let line = match self.frame_bytes {
            None => Speaking::Http(Connection::open(self.address).await?),
            Some(bytes) => Speaking::Socket(Socket::connect(self.address, self.path, 0).await?, bytes),
        };
        Ok(Speaker { topics: self.topics.clone(), line })
    }
}

/// One connection that publishes, one message at a time.
pub struct Speaker {
    topics: Arc<Vec<Topic>>,
    line: Speaking,
}

enum Speaking {
    Http(Connection),
    Socket(Socket, usize),
}

impl Speaker {
    /// Says message `number` in one of the topics; returns when it was acknowledged.
    pub async fn say(&mut self, topic: usize, number: u64) -> anyhow::Result<()> {
        let topic = &self.topics[topic % self.topics.len()];
        match &mut self.line {
            Speaking::Http(connection) => {
                let path = format!("/v1/channels/{}/messages", topic.id);
                let body = Bytes::from(json!({"text": text(number, TEXT_BYTES)}).to_string());
                let answer = connection.send(Method::POST, &path, Some(&topic.listeners[0]), Some(body)).await?;
                ensure!(answer.status().is_success(), "{}: {}", answer.status(), String::from_utf8_lossy(answer.body()));
            }
            Speaking::Socket(socket, bytes) => {
                let rest = bytes.saturating_sub(r#"{"type":"event","text":""}"#.len());
                let data = format!(r#"{{"type":"event","text":"{}"}}"#, text(number, rest));
                socket
                    .send(&json!({"type": "publish", "topic": format!("channel:{}", topic.id), "data": data}).to_string())
                    .await?;
                socket.wait_for(&["published"]).await?;
            }
        }
        Ok(())
    }
}

/// The number between marks, then padding.
fn text(number: u64, bytes: usize) -> String {
    let mut text = format!("@@{number:016x}@@");
    text.extend(std::iter::repeat_n('x', bytes.saturating_sub(text.len())));
    text
}

/// The number of the message in an event's payload.
pub fn number_in(payload: &[u8]) -> anyhow::Result<u64> {
    let at = payload.windows(2).position(|window| window == MARK).context("an event carries a mark")? + 2;
    let digits = payload.get(at..at + 16).context("a mark is followed by a number")?;
    Ok(u64::from_str_radix(std::str::from_utf8(digits)?, 16)?)
}

/// Bytes of one event frame here, from one message that is not counted.
pub async fn frame_bytes(venue: &Venue) -> anyhow::Result<usize> {
    use std::sync::atomic::Ordering;
    let single = Venue { topics: Arc::new(venue.topics.first().map(Topic::copy).into_iter().collect()), ..*venue };
    let crowd = single.gather(1, None).await?;
    single.speaker().await?.say(0, 0).await?;
    crowd.until(1, std::time::Duration::from_secs(5)).await?;
    Ok(usize::try_from(crowd.tally.event_bytes.load(Ordering::Relaxed) / crowd.events())?)
}

impl Topic {
    fn copy(&self) -> Self {
        Self { id: self.id.clone(), listeners: self.listeners.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_messages_number_is_found_in_its_frame() {
        let frame = format!(r#"{{"type":"event","event":{{"text":"{}"}}}}"#, text(4711, TEXT_BYTES));
        assert_eq!(number_in(frame.as_bytes()).unwrap(), 4711);
        assert_eq!(text(4711, TEXT_BYTES).len(), TEXT_BYTES);
        assert!(number_in(b"nothing").is_err());
    }
}
