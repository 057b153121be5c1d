//! A restart under load: clients that keep their connections and ask on a schedule lose nothing. And which signals end a server.

use std::{
    fs::{File, read_to_string},
    net::SocketAddr,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::{net::TcpStream, sync::watch, time::timeout};

use crate::support::{PASSWORD, Program, free_port, program};

const CLIENTS: usize = 24;
/// Each asks so often, whatever became of what it asked before.
const EVERY: Duration = Duration::from_millis(40);

#[derive(Default)]
struct Tally {
    answered: AtomicUsize,
    /// Connections that were refused and tried again once.
    retried: AtomicUsize,
    stop: AtomicBool,
    /// How often the server came back.
    starts: watch::Sender<usize>,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_under_load_loses_no_request() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let unlimited = |command: &mut std::process::Command| {
        command.env("LYCEUM_LIMITS_REQUESTS_PER_MINUTE", "1000000");
    };
    let mut server = Program::demo(&data, unlimited).await;
    let body = json!({ "email": "nimal@demo.example", "password": PASSWORD, "token_delivery": "body" });
    let tokens = server.person.post("/v1/organizations/demo/sign-in", &body).await.ok();
    let token: Arc<str> = tokens["access_token"].as_str().unwrap().into();
    let mut nimal = server.person.clone();
    nimal.token = Some(token.to_string());
    let channel = nimal.get("/v1/channels").await.ok()["items"][0]["id"].as_str().unwrap().to_owned();
    let calls: [(Method, String, Option<&str>); 4] = [
        (Method::GET, "/v1/me".to_owned(), None),
        (Method::POST, format!("/v1/channels/{channel}/messages"), Some(r#"{"text":"still here"}"#)),
        (Method::GET, format!("/v1/channels/{channel}/messages"), None),
        (Method::PATCH, "/v1/me".to_owned(), Some(r#"{"bio":"Still here."}"#)),
    ];
    let tally = Arc::new(Tally::default());
    let clients: Vec<_> = (0..CLIENTS)
        .map(|n| {
            let (method, path, body) = calls[n % calls.len()].clone();
            let call = Call { method, path, body: body.map(Bytes::from), token: token.clone() };
            tokio::spawn(client(server.person.server, call, tally.clone()))
        })
        .collect();

    for _ in 0..2 {
        goes_on(&tally).await;
        server.terminate();
        let left = tokio::task::spawn_blocking(move || server.child.wait().map(|status| (status, server))).await.unwrap();
        let (status, gone) = left.unwrap();
        assert_eq!(status.code(), Some(0));
        server = Program::again(&data, gone.person.server.port(), unlimited).await;
        tally.starts.send_modify(|starts| *starts += 1);
    }
    goes_on(&tally).await;
    tally.stop.store(true, Ordering::Release);
    let mut lost = Vec::new();
    for client in clients {
        lost.extend(client.await.unwrap());
    }
    let answered = tally.answered.load(Ordering::Acquire);
    assert_eq!(lost, Vec::<String>::new(), "of {answered} requests");
    assert!(answered > 500, "{answered} requests");
    println!("{answered} requests, {} connections refused and tried again", tally.retried.load(Ordering::Acquire));
}

async fn goes_on(tally: &Tally) {
    let wanted = tally.answered.load(Ordering::Acquire) + CLIENTS * 10;
    let began = Instant::now();
    while tally.answered.load(Ordering::Acquire) < wanted {
        assert!(began.elapsed() < Duration::from_mins(1), "requests are answered");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[derive(Clone)]
struct Call {
    method: Method,
    path: String,
    body: Option<Bytes>,
    token: Arc<str>,
}

/// What was lost. Keeps its connection as long as the server lets it.
async fn client(server: SocketAddr, call: Call, tally: Arc<Tally>) -> Vec<String> {
    let mut lost = Vec::new();
    let mut connection: Option<SendRequest<Full<Bytes>>> = None;
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    while !tally.stop.load(Ordering::Acquire) {
        every.tick().await;
        // whether the server said so, or closed what was silent for long
        if connection.as_ref().is_none_or(SendRequest::is_closed) {
            connection = Some(connect(server, &tally).await);
        }
        match once(connection.as_mut().unwrap(), &call).await {
            Ok((status, closes)) => {
                if !status.is_success() {
                    lost.push(format!("{} {}: {status}", call.method, call.path));
                }
                tally.answered.fetch_add(1, Ordering::Release);
                if closes {
                    connection = None;
                }
            }
            Err(error) => {
                lost.push(format!("{} {}: {error} {:?}", call.method, call.path, std::error::Error::source(&error)));
                connection = None;
            }
        }
    }
    lost
}

/// A refused connection is tried again when the server is back, and only then.
async fn connect(server: SocketAddr, tally: &Tally) -> SendRequest<Full<Bytes>> {
    let mut starts = tally.starts.subscribe();
    let before = *starts.borrow_and_update();
    let stream = match TcpStream::connect(server).await {
        Ok(stream) => stream,
        Err(error) => {
            assert_eq!(error.kind(), std::io::ErrorKind::ConnectionRefused, "{error}");
            let back = starts.wait_for(|starts| *starts > before);
            timeout(Duration::from_mins(1), back).await.expect("the server comes back").unwrap();
            tally.retried.fetch_add(1, Ordering::Release);
            TcpStream::connect(server).await.expect("the second time it is there")
        }
    };
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

/// The status, and whether the server said that the connection is over.
async fn once(connection: &mut SendRequest<Full<Bytes>>, call: &Call) -> hyper::Result<(StatusCode, bool)> {
    connection.ready().await?;
    let mut request = Request::builder().method(call.method.clone()).uri(&call.path).header("host", "school");
    request = request.header("authorization", format!("Bearer {}", call.token)).header("content-type", "application/json");
    if call.method == Method::POST {
        request = request.header("idempotency-key", uuid::Uuid::new_v4().to_string());
    }
    let answer = connection.send_request(request.body(Full::new(call.body.clone().unwrap_or_default())).unwrap()).await?;
    let closes = answer.headers().get("connection").is_some_and(|value| value == "close");
    let status = answer.status();
    answer.into_body().collect().await?;
    Ok((status, closes))
}

fn hang_up(pid: &str) {
    assert!(Command::new("kill").args(["-HUP", pid]).status().unwrap().success());
}

/// Bounded, and no faster than the machine is.
fn until(what: &str, mut look: impl FnMut() -> bool) {
    let began = Instant::now();
    while !look() {
        assert!(began.elapsed() < Duration::from_secs(30), "in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// As `systemctl reload` and hooks of certificates send it.
#[tokio::test(flavor = "multi_thread")]
async fn a_hang_up_of_a_service_is_told_and_ends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut server = Program::start(&folder.path().join("data"), "serve", |command| {
        command.stdin(Stdio::null()).stderr(File::create(&log).unwrap());
    })
    .await;
    for times in 1..=2 {
        hang_up(&server.child.id().to_string());
        until("it is told", || read_to_string(&log).unwrap().matches("SIGHUP changes nothing").count() == times);
    }
    assert_eq!(server.person.get("/readyz").await.status, StatusCode::OK);
    server.terminate();
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_that_closes_drains_what_was_started_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let port = free_port();
    let serve = program(&data, port);
    let mut terminal = Command::new("script");
    terminal.args(["--quiet", "--return", "--flush", "--command"]).arg(format!("exec {} serve", serve.get_program().display()));
    terminal.arg(folder.path().join("log")).stdin(Stdio::piped()).stdout(Stdio::null());
    terminal.envs(serve.get_envs().filter_map(|(name, value)| Some((name, value?)))).env("LYCEUM_LOG_FILTER", "info");
    let mut child = terminal.spawn().unwrap();
    let said = || read_to_string(folder.path().join("log")).unwrap_or_default();
    until("it serves", || said().contains("serving"));
    hang_up(&read_to_string(data.join("lock")).unwrap());
    assert_eq!(child.wait().unwrap().code(), Some(0), "{}", said());
    assert!(said().contains("stopped"), "{}", said());
}
