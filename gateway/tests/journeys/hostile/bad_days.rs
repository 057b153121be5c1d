//! A disk that lies, fills up or takes no more writes, and too much at once: what people are answered, and what the operator sees.

use std::{
    fs,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::{Answer, PASSWORD, Person, Program, Server, free_port, problem, program};

pub const PATIENCE: Duration = Duration::from_secs(20);

/// The organization with its admin, made while nothing runs.
pub fn found(data: &Path) {
    let create = ["organization", "create", "--slug", "school", "--name", "School", "--admin-email", "admin@school.example"];
    let password = data.with_file_name("password");
    fs::write(&password, PASSWORD).unwrap();
    let mut command = program(data, free_port());
    let made = command.args(create).arg("--admin-password-stdin").stdin(fs::File::open(password).unwrap()).status();
    assert!(made.unwrap().success());
}

pub async fn sign_up(server: &Program, name: &str) -> Person {
    let body = json!({ "email": format!("{name}@school.example"), "password": PASSWORD, "display_name": name });
    let answer = server.person.post("/v1/organizations/school/sign-up", &body).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    sign_in(server, name).await.unwrap()
}

pub async fn sign_in(server: &Program, name: &str) -> Result<Person, Answer> {
    let body = json!({ "email": format!("{name}@school.example"), "password": PASSWORD, "token_delivery": "body" });
    let answer = server.person.post("/v1/organizations/school/sign-in", &body).await;
    if answer.status != StatusCode::OK {
        return Err(answer);
    }
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    Ok(Person { token: Some(text(&answer.body["access_token"])), id: text(&answer.body["user"]["id"]), ..server.person.clone() })
}

pub async fn says(person: &Person, bio: &str) -> Answer {
    person.call(Method::PATCH, "/v1/me", Some(&json!({ "bio": bio })), &[]).await
}

/// As clients are told: later, and when.
pub fn assert_later(answer: &Answer, code: &str) {
    assert_eq!((answer.status, answer.code()), (StatusCode::SERVICE_UNAVAILABLE, code), "{}", answer.body);
    assert!(answer.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() >= 1);
}

pub fn end(mut server: Program) {
    server.terminate();
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_writes_with_when_to_come_again_and_answers_reads() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    found(&data);
    let server = Program::serve(&data).await;
    says(&sign_up(&server, "nimal").await, "before").await.ok();
    let signing_in = json!({ "email": "nimal@school.example", "password": PASSWORD, "token_delivery": "body" });
    let mut tokens = server.person.post("/v1/organizations/school/sign-in", &signing_in).await.ok();
    let port = server.person.server.port();
    end(server);

    // no disk has so much room: to the server it is full
    let log = fs::File::create(folder.path().join("log")).unwrap();
    let full = Program::again(&data, port, |command| {
        command.env("LYCEUM_STORE_RESERVE_BYTES", (1_u64 << 60).to_string());
        command.stdout(log.try_clone().unwrap()).stderr(log);
    })
    .await;
    let refused = sign_in(&full, "nimal").await.err().expect("a sign-in is written");
    assert_later(&refused, "unavailable");
    let newcomer = json!({ "email": "sara@school.example", "password": PASSWORD, "display_name": "Sara" });
    assert_later(&full.person.post("/v1/organizations/school/sign-up", &newcomer).await, "unavailable");
    assert_eq!(full.person.get("/v1/organizations/school").await.status, StatusCode::OK);
    assert!(fs::read_to_string(folder.path().join("log")).unwrap().contains("disk"), "the log says why");
    // whoever is signed in stays so for as long as it lasts, and reads
    for _ in 0..2 {
        let refresh = json!({ "refresh_token": tokens["refresh_token"] });
        tokens = full.person.post("/v1/session/refresh", &refresh).await.ok();
        let nimal = Person { token: Some(tokens["access_token"].as_str().unwrap().to_owned()), ..full.person.clone() };
        assert_eq!(nimal.get("/v1/me").await.ok()["bio"], "before");
        let refused = says(&nimal, "more").await;
        assert_later(&refused, "unavailable");
        assert_eq!(refused.body, problem("no_room"));
    }
    drop(full);

    let server = Program::again(&data, port, |_| {}).await;
    let refresh = json!({ "refresh_token": tokens["refresh_token"] });
    let rotated = server.person.post("/v1/session/refresh", &refresh).await.ok();
    assert_ne!(rotated["refresh_token"], tokens["refresh_token"], "there is room again");
    let nimal = sign_in(&server, "nimal").await.unwrap();
    assert_eq!(nimal.get("/v1/me").await.ok()["bio"], "before");
    end(server);
}

#[test]
fn a_disk_that_takes_no_writes_stops_the_start_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    found(&data);
    let mount = "mount --bind \"$1\" \"$1\" && mount -o remount,ro,bind \"$1\" || exit 77; exec \"$0\" serve";
    let serve = program(&data, free_port());
    let mut command = Command::new("unshare");
    command.args(["--mount", "sh", "-c", mount]).arg(serve.get_program()).arg(&data);
    command.envs(serve.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let ended = command.output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    if ended.status.code() == Some(77) || said.contains("unshare failed") {
        eprintln!("*** SKIPPED a_disk_that_takes_no_writes_stops_the_start_in_words: mounting needs root ***");
        return;
    }
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains(data.to_str().unwrap()) && said.to_lowercase().contains("read-only"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_passwords_than_can_be_checked_are_answered_busy_with_when_to_come_again() {
    let server = Server::start(|config| {
        config.limits.password_hashes = 1;
        config.limits.password_queue = 1;
    })
    .await;
    let nobody = server.nobody();
    let body = &json!({ "email": "admin@school.example", "password": "not this one at all", "token_delivery": "body" });
    let ask = || async { nobody.post("/v1/organizations/school/sign-in", body).await };
    let answers: Vec<_> = stream::iter((0..40).map(|_| ask())).buffer_unordered(40).collect().await;
    let (busy, told): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == StatusCode::SERVICE_UNAVAILABLE);
    assert!(!busy.is_empty() && !told.is_empty());
    for answer in &busy {
        assert_later(answer, "busy");
    }
    assert!(told.iter().all(|answer| answer.code() == "credentials_wrong"), "{told:?}");
    assert_eq!(server.sign_in("admin@school.example").await.get("/v1/me").await.status, StatusCode::OK);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn more_requests_than_hands_are_answered_busy_and_health_is_always_told() {
    let server = Server::start(|config| config.limits.requests_at_once = Some(2)).await;
    let nimal = server.sign_up("Nimal").await;
    let ask = |n: usize| {
        let nimal = nimal.clone();
        async move { (says(&nimal, &n.to_string()).await, nimal.get("/readyz").await.status) }
    };
    let answers: Vec<_> = stream::iter((0..200).map(ask)).buffer_unordered(50).collect().await;
    assert!(answers.iter().all(|(_, health)| *health == StatusCode::OK));
    let (busy, done): (Vec<_>, Vec<_>) =
        answers.into_iter().map(|(answer, _)| answer).partition(|answer| answer.status == StatusCode::SERVICE_UNAVAILABLE);
    assert!(!busy.is_empty() && !done.is_empty(), "{} busy, {} done", busy.len(), done.len());
    for answer in &busy {
        assert_later(answer, "busy");
    }
    for answer in done {
        answer.ok();
    }
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_sent_away_and_comes_again_at_once_waits() {
    let server = Server::start(|config| config.limits.requests_at_once = Some(0)).await;
    let ask = async |stream: &mut TcpStream, path: &str| {
        let asked = Instant::now();
        stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: school\r\n\r\n").as_bytes()).await.unwrap();
        let mut some = [0; 4096];
        let count = stream.read(&mut some).await.unwrap();
        (String::from_utf8_lossy(&some[..count]).into_owned(), asked.elapsed())
    };
    let mut impatient = TcpStream::connect(server.address).await.unwrap();
    for turn in 0..2 {
        let (said, took) = ask(&mut impatient, "/v1/me").await;
        assert!(said.starts_with("HTTP/1.1 503") && said.contains("retry-after: 1\r\n"), "{said}");
        assert!(turn == 0 || took >= Duration::from_millis(900), "turn {turn}: {took:?}");
    }
    let (said, _) = ask(&mut TcpStream::connect(server.address).await.unwrap(), "/healthz").await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    server.running.stop().await;
}

/// More than wait at one entity: each is done, or answered busy and not done.
#[tokio::test(flavor = "multi_thread")]
async fn a_stampede_on_one_entity_is_answered_busy_and_what_was_taken_is_done() {
    let server = Server::start(|config| {
        config.limits.requests_per_minute = 1_000_000;
        config.limits.requests_at_once = Some(10_000);
    })
    .await;
    let nimal = server.sign_up("Nimal").await;
    let (mut done, mut busy) = (0, 0);
    for round in 0..20 {
        let ask = |n: usize| {
            let nimal = nimal.clone();
            async move { says(&nimal, &format!("{round} {n}")).await }
        };
        let answers: Vec<_> = stream::iter((0..900).map(ask)).buffer_unordered(900).collect().await;
        for answer in answers {
            if answer.status == StatusCode::SERVICE_UNAVAILABLE {
                assert_later(&answer, "busy");
                busy += 1;
            } else {
                answer.ok();
                done += 1;
            }
        }
        if busy > 0 {
            break;
        }
    }
    assert!(done > 0 && busy > 0, "{done} were done and {busy} answered busy");
    says(&nimal, "after all").await.ok();
    server.running.stop().await;
}
