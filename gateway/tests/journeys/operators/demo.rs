//! The demo's people on the real program, and its store while the program is stopped.

use std::{path::Path, process::Command};

use bytes::Bytes;
use ciborium::Value as Cbor;
use jiff::{SignedDuration, Timestamp};
use lyceum_domain::core::Actor;
use lyceum_storage::{Commit, EntityKey, Kind, Options, Store, open, placement::Parked, streams::StreamRecord};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::mpsc::unbounded_channel;
use uuid::Uuid;

use crate::support::{PASSWORD, Person, Program};

/// Whoever waits asks again and again.
pub fn unlimited(command: &mut Command) {
    command.env("LYCEUM_LIMITS_REQUESTS_PER_MINUTE", "1000000");
}

pub async fn serve(data: &Path) -> Program {
    Program::start(data, "serve", unlimited).await
}

pub async fn sign_in(server: &Program, name: &str) -> Person {
    let body = json!({ "email": format!("{name}@demo.example"), "password": PASSWORD, "token_delivery": "body" });
    let tokens = server.person.post("/v1/organizations/demo/sign-in", &body).await.ok();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Person { token: Some(text(&tokens["access_token"])), id: text(&tokens["user"]["id"]), ..server.person.clone() }
}

pub fn end(mut server: Program) {
    server.terminate();
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

/// Half an hour, so many days from now.
pub fn days(days: i64) -> Value {
    let start = Timestamp::now() + SignedDuration::from_hours(24 * days);
    json!({ "start": format!("{start:.3}"), "end": format!("{:.3}", start + SignedDuration::from_mins(30)) })
}

/// The path of what the student asks.
pub async fn ask(student: &Person, mentor: &Person, time: &Value) -> String {
    let ask = json!({ "mentor_id": mentor.id, "topic": "Algebra", "message": "Please help me.", "times": [time] });
    format!("/v1/mentoring-requests/{}", student.post("/v1/mentoring-requests", &ask).await.ok()["id"].as_str().unwrap())
}

pub fn id(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// The store of a program that does not run.
pub struct Stopped {
    store: Store,
    organization: Uuid,
    timeline: u32,
}

/// A commit's body, as `cluster` writes it.
#[derive(Serialize)]
struct Envelope {
    version: u32,
    timeline: u32,
    epoch: u64,
    attempt: Uuid,
    previous: Cbor,
    at_ms: i64,
    entries: [Entry; 1],
}

#[derive(Serialize)]
struct Entry {
    command: &'static str,
    actor: Actor,
    origin: &'static str,
    events: [Cbor; 1],
    reply: Cbor,
}

fn cbor(value: &impl Serialize) -> Bytes {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes.into()
}

fn map<const N: usize>(fields: [(&str, Cbor); N]) -> Cbor {
    Cbor::Map(fields.map(|(name, value)| (name.into(), value)).into())
}

impl Stopped {
    pub async fn open(data: &Path) -> Self {
        let store = open(&Options::new(data)).unwrap();
        let entities = store.journal.entities(None, 10_000).await.unwrap();
        let organization = entities.iter().find(|key| key.kind == Kind::new("organization")).unwrap().organization;
        let timeline = store.placement.map().await.unwrap().unwrap().timeline;
        Self { store, organization, timeline }
    }

    pub fn key(&self, kind: &'static str, id: &str) -> EntityKey {
        EntityKey { organization: self.organization, kind: Kind::new(kind), id: id.parse().unwrap() }
    }

    /// Well-formed, chained and checksummed behind the entity's last commit: an event that no program reads. Says its position.
    pub async fn poison(&self, key: EntityKey) -> u64 {
        let head = self.store.journal.head(&key).await.unwrap();
        let last = self.store.journal.read(&key, head.next - 1, 1).await.unwrap().pop();
        let previous = last.map_or([0; 32], |last| *blake3::hash(&last.body).as_bytes());
        let attempt = Uuid::new_v4();
        let entry = Entry {
            command: "hold",
            actor: Actor::System,
            origin: "plain",
            events: [Cbor::Bytes(cbor(&map([("held_by_the_moon", map([]))])).into())],
            reply: map([("done", Cbor::Bytes(Vec::new()))]),
        };
        let envelope = Envelope {
            version: 1,
            timeline: self.timeline,
            epoch: head.epoch,
            attempt,
            previous: Cbor::Bytes(previous.into()),
            at_ms: Timestamp::now().as_millisecond(),
            entries: [entry],
        };
        let (sink, mut told) = unbounded_channel();
        let commit = Commit { entity: key, position: head.next, events: 1, epoch: head.epoch, attempt, body: cbor(&envelope) };
        self.store.journal.submit(vec![commit], std::sync::Arc::new(sink));
        told.recv().await.unwrap().remove(0).outcome.unwrap();
        head.next
    }

    /// As a program leaves it whose next effect down this lane failed eight times.
    pub async fn park_lane(&self, key: EntityKey, lane: (&str, Cbor), name: &str) {
        let position = self.store.journal.head(&key).await.unwrap().next;
        let stored = self.store.placement.cursor(&key).await.unwrap();
        let stored: Option<Cbor> = stored.map(|cursor| ciborium::from_reader(&cursor[..]).unwrap());
        let up_to = stored.and_then(|cursor| {
            let fields = cursor.into_map().unwrap();
            fields.into_iter().find(|(name, _)| name.as_text() == Some("up_to")).map(|(_, value)| value)
        });
        let from = map([("timeline", self.timeline.into()), ("position", position.into()), ("index", 0.into())]);
        let parked = map([("lane", map([lane])), ("from", from), ("cause", "its receiver failed".into())]);
        let cursor = map([("up_to", up_to.unwrap_or_else(|| (position - 1).into())), ("parked", Cbor::Array(vec![parked]))]);
        self.store.placement.save_cursor(&key, cbor(&cursor)).await.unwrap();
        let (lane, cause) = (Some(name.to_owned()), "its receiver failed".to_owned());
        let since_ms = Some(Timestamp::now().as_millisecond());
        self.store.placement.park(&Parked { entity: key, lane, position, since_ms, cause }).await.unwrap();
    }

    pub async fn park(&self, key: EntityKey) {
        let parked = Parked { entity: key, lane: None, position: 1, since_ms: None, cause: "it panicked".to_owned() };
        self.store.placement.park(&parked).await.unwrap();
    }

    /// A record that no consumer reads.
    pub async fn spoil(&self, stream: &str, by: EntityKey) {
        let record = StreamRecord { key: by, position: 1 << 40, previous: 0, body: Bytes::from_static(b"\xff nonsense") };
        self.store.streams.append(stream, vec![record]).await.unwrap();
    }
}

/// A lane to an entity, as a cursor has it.
pub fn to_entity(kind: &str, id: &str) -> (&'static str, Cbor) {
    let id: Uuid = id.parse().unwrap();
    ("entity", map([("kind", kind.into()), ("id", Cbor::Bytes(id.as_bytes().to_vec()))]))
}
