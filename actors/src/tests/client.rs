//! A client with a socket in memory.

use std::collections::VecDeque;

use lyceum_cluster::Frame;
use lyceum_domain::core::UserId;
use uuid::Uuid;

use super::World;
use crate::{
    frames::{
        Bounded, ClientFrame, Close, ServerFrame, Topic,
        connection::{Hello, Ping},
        topics::{EventFrame, Subscribe, Subscribed},
    },
    session::{Outgoing, Over, SessionHandle},
};

pub struct Client {
    pub session: SessionHandle,
    outgoing: Outgoing,
    heard: VecDeque<ServerFrame>,
    pub closed: Option<Close>,
}

impl Client {
    /// A socket that said nothing yet.
    pub fn silent(world: &World) -> Self {
        let (session, outgoing) = world.actors.sessions.open();
        Self { session, outgoing, heard: VecDeque::new(), closed: None }
    }

    /// Signed in.
    pub async fn of(world: &World, user: UserId) -> Self {
        Self::with(world, &world.token(user)).await
    }

    pub async fn with(world: &World, token: &str) -> Self {
        let mut client = Self::silent(world);
        client.hello(token).await;
        let welcome = client.hear().await;
        assert!(matches!(welcome, ServerFrame::Welcome(_)), "{welcome:?}");
        client
    }

    /// Signed in and subscribed from the head on.
    pub async fn listening(world: &World, user: UserId, topic: Topic) -> (Self, Subscribed) {
        let mut client = Self::of(world, user).await;
        let subscribed = client.subscribe(topic, None).await;
        (client, subscribed)
    }

    pub async fn hello(&mut self, token: &str) {
        self.say(ClientFrame::Hello(Hello { token: Bounded::new(token).unwrap() })).await.ok();
    }

    pub async fn ping(&mut self) -> Result<(), Over> {
        self.say(ClientFrame::Ping(Ping { n: 1 })).await
    }

    pub async fn say(&mut self, frame: ClientFrame) -> Result<(), Over> {
        self.session.heard(1)?;
        self.session.frame(&serde_json::to_string(&frame).unwrap()).await
    }

    pub async fn subscribe(&mut self, topic: Topic, from: Option<(u64, u64)>) -> Subscribed {
        let (timeline, position) = from.unzip();
        self.say(ClientFrame::Subscribe(Subscribe { id: 1, topic, timeline, position })).await.unwrap();
        self.find(|frame| match frame {
            ServerFrame::Subscribed(subscribed) => Some(subscribed.clone()),
            ServerFrame::Error(error) => panic!("{error:?}"),
            _ => None,
        })
        .await
    }

    /// The next frame.
    pub async fn hear(&mut self) -> ServerFrame {
        self.try_hear().await.unwrap_or_else(|close| panic!("closed: {close:?}"))
    }

    pub async fn try_hear(&mut self) -> Result<ServerFrame, Close> {
        loop {
            if let Some(frame) = self.heard.pop_front() {
                return Ok(frame);
            }
            if let Some(close) = self.closed {
                return Err(close);
            }
            let mut frames = Vec::new();
            self.closed = self.outgoing.next(&mut frames).await;
            self.take(&frames);
        }
    }

    /// What has come by now.
    pub async fn so_far(&mut self) -> Vec<ServerFrame> {
        let mut frames = Vec::new();
        tokio::select! {
            biased;
            closed = self.outgoing.next(&mut frames) => self.closed = closed,
            () = std::future::ready(()) => {}
        }
        self.take(&frames);
        self.heard.drain(..).collect()
    }

    /// Skips frames until one fits.
    pub async fn find<T>(&mut self, fits: impl Fn(&ServerFrame) -> Option<T>) -> T {
        loop {
            if let Some(found) = fits(&self.hear().await) {
                return found;
            }
        }
    }

    /// As [`Client::find`], but the frames before it are still to be heard.
    pub async fn find_kept<T>(&mut self, fits: impl Fn(&ServerFrame) -> Option<T>) -> T {
        let mut skipped = VecDeque::new();
        let found = loop {
            let frame = self.hear().await;
            if let Some(found) = fits(&frame) {
                break found;
            }
            skipped.push_back(frame);
        };
        skipped.append(&mut self.heard);
        self.heard = skipped;
        found
    }

    pub async fn event(&mut self) -> EventFrame {
        self.find(|frame| match frame {
            ServerFrame::Event(event) => Some(event.clone()),
            _ => None,
        })
        .await
    }

    /// Skips frames until the socket is closed.
    pub async fn close_code(&mut self) -> Close {
        loop {
            if let Err(close) = self.try_hear().await {
                return close;
            }
        }
    }

    pub fn id(&self) -> Uuid {
        self.session.id()
    }

    fn take(&mut self, frames: &[Frame]) {
        self.heard.extend(frames.iter().map(|frame| serde_json::from_slice(frame).unwrap()));
    }
}
