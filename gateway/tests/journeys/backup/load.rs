//! Two people who never stop: one talks, the other changes picture and profile.

use std::{
    io::Cursor,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use http::Method;
use serde_json::json;
use tokio::task::JoinHandle;

use super::sign_in;
use crate::support::{Person, Program};

/// What the demo's people said to each other.
pub const FIRST_TWO: [&str; 2] =
    ["Hello Maya! I get lost at partial fractions.", "Bring the sheet; we start with one you can do."];

pub struct Load {
    channel: String,
    posted: Arc<AtomicUsize>,
    changed: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    talk: JoinHandle<Vec<String>>,
    changes: JoinHandle<()>,
}

pub struct Posted {
    pub channel: String,
    pub texts: Vec<String>,
}

impl Load {
    pub async fn start(server: &Program) -> Self {
        let (maya, nimal) = (sign_in(server, "maya").await, sign_in(server, "nimal").await);
        let channels = maya.get("/v1/channels").await.ok();
        let channel = channels["items"][0]["id"].as_str().unwrap().to_owned();
        let (posted, changed, stop) = <(Arc<AtomicUsize>, Arc<AtomicUsize>, Arc<AtomicBool>)>::default();
        let talk = tokio::spawn(talk(maya, channel.clone(), posted.clone(), stop.clone()));
        let changes = tokio::spawn(change(nimal, changed.clone(), stop.clone()));
        Self { channel, posted, changed, stop, talk, changes }
    }

    pub fn answered(&self) -> usize {
        self.posted.load(Ordering::Acquire)
    }

    /// Until both did `more`, and the other a few.
    pub async fn goes_on(&self, more: usize) {
        let (posted, changed) = (self.answered() + more, self.changed.load(Ordering::Acquire) + more / 10);
        let done = async {
            while self.answered() < posted || self.changed.load(Ordering::Acquire) < changed {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), done).await.expect("commands flow");
    }

    pub async fn stop(self) -> Posted {
        self.stop.store(true, Ordering::Release);
        self.changes.await.unwrap();
        Posted { channel: self.channel, texts: self.talk.await.unwrap() }
    }
}

async fn talk(person: Person, channel: String, posted: Arc<AtomicUsize>, stop: Arc<AtomicBool>) -> Vec<String> {
    let mut texts = Vec::new();
    while !stop.load(Ordering::Acquire) {
        let text = format!("sentence {}", texts.len());
        person.post(&format!("/v1/channels/{channel}/messages"), &json!({ "text": text })).await.ok();
        texts.push(text);
        posted.store(texts.len(), Ordering::Release);
    }
    texts
}

async fn change(person: Person, changed: Arc<AtomicUsize>, stop: Arc<AtomicBool>) {
    let mut n = 0_u32;
    while n == 0 || !stop.load(Ordering::Acquire) {
        set_picture(&person, 8 + n % 50).await;
        person.call(Method::PATCH, "/v1/me", Some(&json!({ "bio": format!("Change {n}.") })), &[]).await.ok();
        n += 1;
        changed.fetch_add(1, Ordering::Release);
    }
}

pub async fn set_picture(person: &Person, width: u32) {
    let mut png = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(width, 8).write_to(&mut png, image::ImageFormat::Png).unwrap();
    let kind = [("content-type", "image/png")];
    person.send(Method::PUT, "/v1/me/picture", Some(png.into_inner().into()), &kind).await.ok();
}

/// All texts of a channel, oldest first.
pub async fn messages(person: &Person, channel: &str) -> Vec<String> {
    let mut pages = Vec::new();
    let mut path = format!("/v1/channels/{channel}/messages?limit=100");
    loop {
        let page = person.get(&path).await.ok();
        let texts = page["items"].as_array().unwrap().iter();
        pages.extend(texts.map(|message| message["text"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => path = format!("/v1/channels/{channel}/messages?limit=100&before={next}"),
            None => break,
        }
    }
    pages.reverse();
    pages
}
