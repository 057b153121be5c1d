//! A clock that an operator, or a broken time server, sets forth and back under the running program.

use std::{
    fs::{self, File, OpenOptions},
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{PASSWORD, Person, Program};

const PATIENCE: Duration = Duration::from_mins(1);
const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// The program's wall clock, set from outside.
struct Clock {
    offset: File,
    layer: PathBuf,
    path: PathBuf,
}

impl Clock {
    fn build(folder: &Path) -> Self {
        let (layer, path) = (folder.join("clock.so"), folder.join("offset"));
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/journeys/hostile/clock.c");
        let built = Command::new("cc").args(["-O2", "-shared", "-fPIC", "-o"]).arg(&layer).arg(source).status();
        assert!(built.expect("cc is needed to build the clock").success());
        let offset = OpenOptions::new().create(true).truncate(true).write(true).open(&path).unwrap();
        let clock = Self { offset, layer, path };
        clock.set(0);
        clock
    }

    /// Seconds off the true time.
    fn set(&self, seconds: i64) {
        self.offset.write_all_at(&seconds.to_ne_bytes(), 0).unwrap();
    }
}

/// A time so many minutes from the true now.
fn slot(minutes: i64) -> Value {
    let start = jiff::Timestamp::now() + jiff::SignedDuration::from_mins(minutes);
    json!({ "start": format!("{start:.3}"), "end": format!("{:.3}", start + jiff::SignedDuration::from_mins(30)) })
}

async fn sign_in(server: &Program, who: &str) -> (Person, String) {
    let body = json!({ "email": format!("{who}@demo.example"), "password": PASSWORD, "token_delivery": "body" });
    let told = server.person.post("/v1/organizations/demo/sign-in", &body).await.ok();
    person(server, &told)
}

fn person(server: &Program, told: &Value) -> (Person, String) {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let person = Person { token: Some(text(&told["access_token"])), id: text(&told["user"]["id"]), ..server.person.clone() };
    (person, text(&told["refresh_token"]))
}

async fn refreshed(server: &Program, token: &str) -> (Person, String) {
    let told = server.person.post("/v1/session/refresh", &json!({ "refresh_token": token })).await.ok();
    person(server, &told)
}

async fn ask(student: &Person, mentor: &Person, time: &Value, key: &str) -> Value {
    let body = json!({ "mentor_id": mentor.id, "topic": "Algebra", "message": "Please.", "times": [time] });
    student.call(Method::POST, "/v1/mentoring-requests", Some(&body), &[("idempotency-key", key)]).await.ok()
}

async fn until_state(person: &Person, request: &Value, state: &str) {
    let path = format!("/v1/mentoring-requests/{}", request["id"].as_str().unwrap());
    person.wait(&path, |request| (request["state"] == state).then_some(())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_reminders_retries_and_sagas_stand_a_clock_that_is_set_forth_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Clock::build(folder.path());
    let log = File::create(folder.path().join("log")).unwrap();
    let server = Program::start(&folder.path().join("data"), "demo", |command| {
        command
            .env("LD_PRELOAD", &clock.layer)
            .env("CLOCK_OFFSET", &clock.path)
            .env("LYCEUM_LIMITS_ACCOUNT_SIGN_IN_PER_MINUTE", "100");
        command.stdout(log.try_clone().unwrap()).stderr(Stdio::from(log));
    })
    .await;
    let prints = || fs::read_to_string(folder.path().join("log")).unwrap();
    let began = Instant::now();
    while !prints().contains("maya@demo.example") {
        assert!(began.elapsed() < PATIENCE, "the demo is not made: {}", prints());
        tokio::task::yield_now().await;
    }
    let ((student, first), (mentor, _)) = (sign_in(&server, "nimal").await, sign_in(&server, "ruwan").await);
    let time = slot(120);
    let expiring = ask(&student, &mentor, &time, "first").await;

    // three hours forth: tokens ran out and are refreshed, what was due happens, a retry is known
    clock.set(3 * HOUR);
    assert_eq!(student.get("/v1/me").await.code(), "token_expired");
    let (student, second) = refreshed(&server, &first).await;
    until_state(&student, &expiring, "expired").await;
    assert_eq!(ask(&student, &mentor, &time, "first").await["id"], expiring["id"]);
    let (mentor, mentors) = sign_in(&server, "ruwan").await;
    let late = ask(&student, &mentor, &slot(6 * 60), "second").await;

    // and five hours back, two behind the truth: no token is good for five hours, everybody is still in, and nothing is undone
    clock.set(-2 * HOUR);
    assert_eq!(student.get("/v1/me").await.code(), "token_expired");
    let ((student, third), (mentor, _)) = (refreshed(&server, &second).await, refreshed(&server, &mentors).await);
    until_state(&student, &expiring, "expired").await;
    let accept = |request: &Value| format!("/v1/mentoring-requests/{}/accept", request["id"].as_str().unwrap());
    mentor.post(&accept(&late), &json!({ "time": late["times"][0] })).await.ok();
    until_state(&student, &late, "accepted").await;
    // asked at a past hour, due at the truth's: the reminder must not wait for the hours that were before
    let brief = ask(&student, &mentor, &slot(-90), "third").await;

    clock.set(-80 * MINUTE);
    let (student, fourth) = refreshed(&server, &third).await;
    until_state(&student, &brief, "expired").await;
    // back at the truth
    clock.set(0);
    let (student, _) = refreshed(&server, &fourth).await;
    assert_eq!(student.get("/v1/me").await.status, StatusCode::OK);
    let prints = prints();
    assert!(!prints.contains("ERROR") && !prints.contains("panicked"), "{prints}");
}
