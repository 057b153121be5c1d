//! A server with the demo's people on ground that gives way when it is told to.

use std::{
    collections::BTreeMap,
    io, thread,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, future::join_all, stream};
use http::{Method, StatusCode};
use lyceum_gateway::{demo, run::Ground};
use lyceum_storage::{EntityKey, Space, faults::Faults};
use parking_lot::{Condvar, Mutex};
use serde_json::{Value, json};

use super::CROWD;
use crate::support::{Answer, Person, Server, problem};

const PATIENCE: Duration = Duration::from_secs(20);

/// Tells endless room, to the log's own thread only while it is open: shut, nothing is written.
#[derive(Default)]
pub struct Door {
    shut: Mutex<bool>,
    opened: Condvar,
}

impl Door {
    pub fn shut(&self, shut: bool) {
        *self.shut.lock() = shut;
        self.opened.notify_all();
    }
}

impl Space for Door {
    fn available(&self) -> io::Result<u64> {
        if thread::current().name() == Some("store-log") {
            self.opened.wait_while(&mut self.shut.lock(), |shut| *shut);
        }
        Ok(u64::MAX)
    }
}

pub struct School {
    pub server: Server,
    pub faults: Faults,
    pub nimal: Person,
    /// What he asks, each time under another key.
    question: Value,
    /// Ids of what was asked.
    asked: Mutex<BTreeMap<usize, String>>,
}

fn laid(faults: &Faults, ground: &mut Ground) {
    let faults = faults.clone();
    ground.around = Box::new(move |store| faults.wrap(&store));
}

impl School {
    pub async fn on(change: impl FnOnce(&mut Ground)) -> Self {
        let faults = Faults::new();
        let limits = |config: &mut lyceum_gateway::config::Config| {
            config.limits.mentoring_requests_per_hour = 1_000_000;
            config.limits.requests_per_minute = 1_000_000;
        };
        let server = Server::on(limits, |ground| {
            laid(&faults, ground);
            change(ground);
        })
        .await;
        until("the demo is made", async || demo::ensure(&server.running.api).await.is_ok()).await;
        let nimal = server.person(&server.tokens("demo", "nimal@demo.example").await);
        let mentors = nimal.get("/v1/mentors").await.ok();
        let start = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24);
        let time =
            json!({ "start": format!("{start:.3}"), "end": format!("{:.3}", start + jiff::SignedDuration::from_mins(30)) });
        let mentor = &mentors["items"][0]["user"]["id"];
        let question = json!({ "mentor_id": mentor, "topic": "Algebra", "message": "Once only.", "times": [time] });
        Self { server, faults, nimal, question, asked: Mutex::default() }
    }

    /// Stopped and started again, with nothing that fails yet.
    pub async fn again(self) -> Self {
        let faults = Faults::new();
        let server = self.server.again(|ground| laid(&faults, ground)).await;
        let nimal = Person { server: server.address, ..self.nimal };
        Self { server, faults, nimal, ..self }
    }

    /// The `n`th question, or that again.
    pub async fn ask(&self, n: usize) -> Answer {
        let key = format!("question-{n}");
        let answer =
            self.nimal.call(Method::POST, "/v1/mentoring-requests", Some(&self.question), &[("idempotency-key", &key)]).await;
        if answer.status == StatusCode::CREATED {
            let id = answer.body["id"].as_str().unwrap().to_owned();
            let before = self.asked.lock().insert(n, id.clone());
            assert!(before.is_none_or(|before| before == id), "the same key, another request");
        }
        answer
    }

    /// Sends the `n`th question until it is taken; its id.
    pub async fn until_asked(&self, n: usize) -> String {
        until("the question is taken", async || {
            let answer = self.ask(n).await;
            assert!(answer.status == StatusCode::CREATED || is_later(&answer), "{} {}", answer.status, answer.body);
            answer.status == StatusCode::CREATED
        })
        .await;
        self.id(n)
    }

    pub fn id(&self, n: usize) -> String {
        self.asked.lock()[&n].clone()
    }

    /// The entity of the `n`th question.
    pub async fn key(&self, n: usize) -> EntityKey {
        let id = uuid::Uuid::try_parse(&self.id(n)).unwrap();
        let all = self.server.running.api.node().store().journal.entities(None, 100_000).await.unwrap();
        all.into_iter().find(|key| key.id == id).unwrap()
    }

    /// So many questions are in the list, each once.
    pub async fn has_each_once(&self, count: usize) {
        let ids: Vec<String> = self.asked.lock().values().cloned().collect();
        assert_eq!(ids.len(), count);
        until("all are listed", async || {
            let listed = self.listed().await;
            ids.iter().all(|id| listed.contains(id))
        })
        .await;
        assert_eq!(self.listed().await.len(), count, "nothing is there twice");
    }

    async fn listed(&self) -> Vec<String> {
        let listed = self.nimal.get("/v1/mentoring-requests?role=student&limit=100").await.ok();
        let own = listed["items"].as_array().unwrap().iter().filter(|request| request["message"] == "Once only.");
        own.map(|request| request["id"].as_str().unwrap().to_owned()).collect()
    }

    /// More at once than the place takes: some are sent away, all come again, and each is done once.
    pub async fn crowd_is_sent_away(self, code: &str) {
        let answers: Vec<_> = stream::iter((0..CROWD).map(|n| self.ask(n))).buffer_unordered(CROWD).collect().await;
        let (later, done): (Vec<_>, Vec<_>) = answers.into_iter().partition(is_later);
        assert!(!later.is_empty(), "all {} were done", done.len());
        for answer in &later {
            assert_later(answer, code);
        }
        for answer in done {
            answer.ok();
        }
        join_all((0..CROWD).map(|n| self.until_asked(n))).await;
        self.has_each_once(CROWD).await;
        self.server.running.stop().await;
    }
}

pub fn is_later(answer: &Answer) -> bool {
    answer.status == StatusCode::SERVICE_UNAVAILABLE
}

/// As clients are told, word by word: later, and when.
pub fn assert_later(answer: &Answer, name: &str) {
    assert_eq!((answer.status, &answer.body), (StatusCode::SERVICE_UNAVAILABLE, &problem(name)), "{name}");
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    assert!(answer.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() >= 1);
}

/// Looks again and again.
pub async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let mut pause = tokio::time::interval(Duration::from_millis(20));
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < PATIENCE, "not in time: {what}");
        pause.tick().await;
    }
}
