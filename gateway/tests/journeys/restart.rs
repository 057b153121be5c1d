//! The program itself, killed without a word.

use std::{
    io::Write,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use http::{Method, StatusCode};
use serde_json::json;

use crate::support::{PASSWORD, Person};

struct Program {
    child: Child,
    person: Person,
}

fn program(data: &Path, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lyceum"));
    command
        .env("LYCEUM_DATA", data)
        .env("LYCEUM_LISTEN", format!("127.0.0.1:{port}"))
        .env("LYCEUM_PUBLIC_URL", format!("http://127.0.0.1:{port}"))
        .env("LYCEUM_MEDIA_UDP", "127.0.0.1:0")
        .env("LYCEUM_LOG_FILTER", "warn");
    command
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Program {
    async fn serve(data: &Path) -> Self {
        let port = free_port();
        let child = program(data, port).arg("serve").spawn().unwrap();
        let person = Person { server: ([127, 0, 0, 1], port).into(), token: None, id: String::new() };
        let began = Instant::now();
        while tokio::net::TcpStream::connect(person.server).await.is_err() {
            assert!(began.elapsed() < Duration::from_secs(20), "the server listens");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        person.wait_ready().await;
        Self { child, person }
    }
}

impl Person {
    async fn wait_ready(&self) {
        while self.send(Method::GET, "/readyz", None, &[]).await.status != StatusCode::OK {
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_is_there_after_a_kill_and_a_stop_ends_with_zero() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let create = ["organization", "create", "--slug", "school", "--name", "School", "--admin-email", "admin@school.example"];
    let mut command = program(&data, free_port());
    let mut child = command.args(create).arg("--admin-password-stdin").stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());

    let mut server = Program::serve(&data).await;
    let sign_in = json!({ "email": "admin@school.example", "password": PASSWORD, "token_delivery": "body" });
    let path = "/v1/organizations/school/sign-in";
    let token = server.person.post(path, &sign_in).await.ok()["access_token"].as_str().unwrap().to_owned();
    server.person.token = Some(token.clone());
    server.person.call(Method::PATCH, "/v1/me", Some(&json!({ "bio": "Still here." })), &[]).await.ok();
    drop(server);

    let mut server = Program::serve(&data).await;
    let mut person = server.person.clone();
    person.token = Some(token);
    assert_eq!(person.get("/v1/me").await.status, StatusCode::UNAUTHORIZED, "another port is another issuer");
    person.token = Some(person.post(path, &sign_in).await.ok()["access_token"].as_str().unwrap().to_owned());
    assert_eq!(person.get("/v1/me").await.ok()["bio"], "Still here.");

    let link = program(&data, 1)
        .args(["organization", "reset-password", "--slug", "school", "--email", "admin@school.example"])
        .output();
    assert!(String::from_utf8(link.unwrap().stdout).unwrap().contains("/o/school/reset#"), "through the running server");

    assert!(Command::new("kill").arg(server.child.id().to_string()).status().unwrap().success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}
