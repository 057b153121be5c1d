//! What operators see on the listener of their own, and people do not; and the commands that go there.

mod admins;
mod apart;
mod dead;
pub mod demo;
mod entities;
mod sign_outs;
mod stuck;

use std::{
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant},
};

use http::{Method, StatusCode};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
};

use crate::{
    support::{PASSWORD, Person, Server, free_port, program},
    watch::metrics,
};

/// What `lyceum` prints when it is asked beside `server`.
fn said(server: &Server, arguments: &[&str]) -> String {
    said_at(&server.running.api.config().data, arguments)
}

/// The same of a server over `data`, or of none.
fn said_at(data: &Path, arguments: &[&str]) -> String {
    let output = program(data, 1).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What it says when it refuses.
fn refused(server: &Server, arguments: &[&str]) -> String {
    refused_at(&server.running.api.config().data, arguments)
}

fn refused_at(data: &Path, arguments: &[&str]) -> String {
    let output = program(data, 1).args(arguments).output().unwrap();
    assert!(!output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}

/// Looks until there is something.
async fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < Duration::from_secs(30), "in vain: {what}");
        tokio::task::yield_now().await;
    }
}

#[test]
fn a_mistyped_data_folder_is_said_and_no_store_is_made_there() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("mistyped");
    let reset = ["organization", "reset-password", "--slug", "school", "--email", "admin@school.example"];
    let output = program(&data, 1).args(reset).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && said.contains("there is no store in ") && said.contains("`--data`"), "{said}");
    assert!(!data.exists(), "nothing was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_keeps_an_administrator_and_the_operator_names_another() {
    let server = Server::start(|_| {}).await;
    let (admin, nimal) = (server.sign_in("admin@school.example").await, server.sign_up("Nimal").await);
    let own = admin.post("/v1/account/deletion", &json!({ "password": PASSWORD })).await;
    assert_eq!((own.status, own.code()), (StatusCode::CONFLICT, "administrator"));
    let appoint = ["organization", "admin", "--slug", "school", "--email"];
    let nobody = refused(&server, &[&appoint[..], &["sara@school.example"]].concat());
    assert!(nobody.contains("signs up first"), "{nobody}");
    let named = said(&server, &[&appoint[..], &["nimal@school.example"]].concat());
    assert!(named.contains("nimal@school.example is an administrator of"), "{named}");
    let deletion = format!("/v1/users/{}/deletion", admin.id);
    assert_eq!(nimal.post(&deletion, &json!({})).await.code(), "forbidden", "a token of before");
    let nimal = server.sign_in("nimal@school.example").await;
    assert_eq!(nimal.post(&deletion, &json!({})).await.status, StatusCode::NO_CONTENT);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_show_the_store_at_work_to_operators_only() {
    let server = Server::start(|config| std::fs::write(config.console.join("index.html"), "page").unwrap()).await;
    let text = metrics(&server).await;
    for line in
        [r#"lyceum_storage_appends_total{call="append",outcome="ok"} "#, r#"lyceum_storage_call_seconds_count{call="mark"} "#]
    {
        assert!(text.lines().any(|l| l.starts_with(line)), "no {line} in\n{text}");
    }

    for accept in ["*/*", "text/html", "application/openmetrics-text"] {
        let public = server.nobody().call(Method::GET, "/metrics", None, &[("accept", accept)]).await;
        assert_eq!((public.status, public.code()), (StatusCode::NOT_FOUND, "not_found"), "{accept}");
    }
    for command in ["/organizations", "/admins", "/password-resets"] {
        let public = server.nobody().call(Method::POST, command, Some(&serde_json::json!({})), &[]).await;
        assert_eq!(public.status, StatusCode::METHOD_NOT_ALLOWED, "{command} is an operator's");
    }
    let docs = server.nobody().get("/docs").await;
    assert_eq!((docs.status, docs.headers["content-type"].to_str().unwrap()), (StatusCode::OK, "text/html; charset=utf-8"));
    server.running.stop().await;
}

/// All that commands.
const COMMANDS: [&str; 17] = [
    "/organizations",
    "/admins",
    "/admins/remove",
    "/password-resets",
    "/sign-outs",
    "/entities",
    "/entities/show",
    "/entities/events",
    "/entities/parked",
    "/entities/serve",
    "/demo",
    "/log-end",
    "/backup",
    "/effects",
    "/effects/resume",
    "/dead",
    "/dead/settle",
];

#[tokio::test(flavor = "multi_thread")]
async fn who_watches_over_the_network_sees_metrics_and_health_and_commands_nothing() {
    let at = SocketAddr::from(([127, 0, 0, 1], free_port()));
    let server = Server::start(|config| config.metrics = Some(at.to_string())).await;
    let watcher = Person { server: at, ..server.nobody() };
    for path in ["/metrics", "/healthz", "/readyz"] {
        assert_eq!(watcher.get(path).await.status, StatusCode::OK, "{path}");
    }
    // as any page that a browser on this machine shows could send it
    let admin = json!({ "slug": "school", "email": "admin@school.example" });
    for command in COMMANDS {
        let answer = watcher.call(Method::POST, command, Some(&admin), &[("origin", "http://evil.example")]).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::NOT_FOUND, "not_found"), "{command}");
    }
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_is_on_the_socket() {
    let server = Server::start(|_| {}).await;
    let socket = server.running.api.config().data.join("operator.sock");
    for command in COMMANDS {
        let mut stream = UnixStream::connect(&socket).await.unwrap();
        let head = format!("POST {command} HTTP/1.1\r\nhost: operator\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 400 "), "{command} wants a body: {answer}");
    }
    server.running.stop().await;
}
