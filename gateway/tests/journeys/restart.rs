//! The program itself, killed without a word.

use std::{io::Write, process::Stdio};

use http::{Method, StatusCode};
use serde_json::json;

use crate::support::{PASSWORD, Program, Socket, free_port, program};

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_starts_again_without_somebody_who_deleted_their_account() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut server = Program::demo(&data, |_| {}).await;
    let nimal = json!({ "email": "nimal@demo.example", "password": PASSWORD, "token_delivery": "body" });
    let sign_in = "/v1/organizations/demo/sign-in";
    let token = server.person.post(sign_in, &nimal).await.ok()["access_token"].as_str().unwrap().to_owned();
    server.person.token = Some(token);
    server.person.post("/v1/account/deletion", &json!({ "password": PASSWORD })).await.ok();
    server.terminate();
    assert_eq!(server.child.wait().unwrap().code(), Some(0));

    let person = server.person.clone();
    let mut server = Program::again(&data, person.server.port(), |_| {}).await;
    assert_eq!(person.get("/v1/mentors").await.code(), "account_deleted", "the token is good for minutes, the account is not");
    server.terminate();
    server.child.wait().unwrap();

    let server = Program::demo(&data, |_| {}).await;
    assert_eq!(server.person.post(sign_in, &nimal).await.code(), "credentials_wrong");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_was_told_is_read_is_read_after_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let nimal = async || {
        let server = Program::demo(&data, |_| {}).await;
        let sign_in = json!({ "email": "nimal@demo.example", "password": PASSWORD, "token_delivery": "body" });
        let tokens = server.person.post("/v1/organizations/demo/sign-in", &sign_in).await.ok();
        let mut person = server.person.clone();
        person.token = tokens["access_token"].as_str().map(str::to_owned);
        (server, person)
    };
    let (server, person) = nimal().await;
    let channel = person.get("/v1/channels").await.ok()["items"][0].clone();
    assert!(channel["read"].as_u64() < channel["head"].as_u64(), "{channel}");
    let path = format!("/v1/channels/{}", channel["id"].as_str().unwrap());
    person.call(Method::PUT, &format!("{path}/read"), Some(&json!({ "position": channel["head"] })), &[]).await.ok();
    drop(server);

    let (_server, person) = nimal().await;
    assert_eq!(person.get(&path).await.ok()["read"], channel["head"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_is_there_after_a_kill_and_a_stop_tells_sockets_and_ends_with_zero() {
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
    let elsewhere = program(&data, 1)
        .env("LYCEUM_OPERATOR", "unix:/nowhere/operator.sock")
        .args(["organization", "reset-password", "--slug", "school", "--email", "admin@school.example"])
        .output();
    let told = String::from_utf8(elsewhere.unwrap().stderr).unwrap();
    assert!(told.contains("give this command its setting `operator`") && told.contains("is open in process"), "{told}");

    let mut socket = Socket::of(&person).await;
    server.terminate();
    assert!(socket.find("reconnect").await["after_ms"].as_u64().unwrap() <= 2000, "come back soon, not all at once");
    assert_eq!(socket.close_code().await, 1001, "going away");
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}
