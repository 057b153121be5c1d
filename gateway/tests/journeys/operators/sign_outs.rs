//! Everybody of an organization is signed out by the operator's word.

use std::{path::Path, time::Duration};

use http::StatusCode;
use lyceum_domain::{
    core::{Timestamp, UserId},
    user::people_sort,
};
use lyceum_gateway::{
    api::Cursor,
    operator::{SignOut, sign_out},
};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{demo::end, said_at};
use crate::support::{PASSWORD, Person, Program, Server, Socket};

const BOUND: Duration = Duration::from_secs(2);
const EMAIL: &str = "sara@demo.example";
const SIGN_OUT: [&str; 4] = ["organization", "sign-out", "--slug", "demo"];

struct Got {
    tokens: Value,
    link: String,
}

async fn tokens(server: &Program) -> Value {
    let body = json!({ "email": EMAIL, "password": PASSWORD, "token_delivery": "body" });
    server.person.post("/v1/organizations/demo/sign-in", &body).await.ok()
}

fn person(server: &Program, tokens: &Value) -> Person {
    Person { token: Some(tokens["access_token"].as_str().unwrap().to_owned()), ..server.person.clone() }
}

impl Got {
    async fn made(server: &Program, data: &Path) -> Self {
        let said = said_at(data, &["organization", "reset-password", "--slug", "demo", "--email", EMAIL]);
        Self { tokens: tokens(server).await, link: said.trim().split_once('#').unwrap().1.to_owned() }
    }

    /// What whoever has both is answered. A refresh token that is good has the same successor for a while.
    async fn tried(&self, server: &Program) -> (StatusCode, StatusCode) {
        let refresh = json!({ "refresh_token": self.tokens["refresh_token"] });
        let reset = json!({ "token": self.link, "new": "my own thief words here" });
        let refreshed = server.person.post("/v1/session/refresh", &refresh).await.status;
        (refreshed, server.person.post("/v1/organizations/demo/password-resets", &reset).await.status)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_ended_comes_back_with_a_restore_and_ends_by_the_operators_word_with_and_without_a_server() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let text = |name: &str| at(name).display().to_string();
    let server = Program::demo(&at("data"), |_| {}).await;
    let got = Got::made(&server, &at("data")).await;
    said_at(&at("data"), &["backup", &text("kept.tar")]);
    person(&server, &tokens(&server).await).post("/v1/session/sign-out-everywhere", &json!({})).await.ok();
    let change = json!({ "current": PASSWORD, "new": "an orange kite over town" });
    person(&server, &tokens(&server).await).post("/v1/account/password", &change).await.ok();
    assert_eq!(got.tried(&server).await, (StatusCode::UNAUTHORIZED, StatusCode::CONFLICT));
    end(server);

    for home in ["come-back", "stopped", "running"] {
        let told = said_at(&at(home), &["restore", &text("kept.tar"), "--master-key", &text("data/master.key")]);
        assert!(told.contains("valid again") && told.contains("`lyceum organization sign-out --slug SLUG`"), "{told}");
    }
    let server = Program::serve(&at("come-back")).await;
    assert_eq!(got.tried(&server).await, (StatusCode::OK, StatusCode::NO_CONTENT), "as of the backup");
    end(server);

    let signed_out = said_at(&at("stopped"), &SIGN_OUT);
    assert!(signed_out.contains("of 5 people of Demo College is ended"), "{signed_out}");
    let server = Program::serve(&at("stopped")).await;
    assert_eq!(got.tried(&server).await, (StatusCode::UNAUTHORIZED, StatusCode::CONFLICT));
    end(server);

    let server = Program::serve(&at("running")).await;
    let mut socket = Socket::of(&person(&server, &tokens(&server).await)).await;
    assert_eq!(said_at(&at("running"), &SIGN_OUT), signed_out);
    assert_eq!(timeout(BOUND, socket.close_code()).await.expect("the socket ends"), 4401);
    assert_eq!(got.tried(&server).await, (StatusCode::UNAUTHORIZED, StatusCode::CONFLICT));
    assert_eq!(said_at(&at("running"), &SIGN_OUT), signed_out, "once more, and it is as it was");
    assert_eq!(got.tried(&server).await, (StatusCode::UNAUTHORIZED, StatusCode::CONFLICT));
    tokens(&server).await;
    end(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_page_of_people_is_who_comes_behind_the_cursor() {
    let server = Server::start(|_| {}).await;
    let (sam, _) = (server.sign_up("Sam").await, server.sign_up("Rey").await);
    let (sams, reys) = (server.tokens("school", "sam@school.example").await, server.tokens("school", "rey@school.example").await);
    let people = server.sign_in("admin@school.example").await.get("/v1/users").await.ok();
    let entry = people["items"].as_array().unwrap().iter().find(|entry| entry["id"] == sam.id).unwrap();
    let since: jiff::Timestamp = entry["registered_at"].as_str().unwrap().parse().unwrap();
    let at_sam = people_sort(Timestamp(since.as_millisecond()), UserId(sam.id.parse().unwrap()));
    let order = SignOut { slug: "school".into(), cursor: Some(Cursor::write(&at_sam)) };
    let done = sign_out(&server.running.api, order).await.unwrap();
    assert_eq!((done.people, done.missed.len(), done.next), (1, 0, None));
    for (tokens, status) in [(sams, StatusCode::OK), (reys, StatusCode::UNAUTHORIZED)] {
        let refresh = json!({ "refresh_token": tokens["refresh_token"] });
        assert_eq!(server.nobody().post("/v1/session/refresh", &refresh).await.status, status);
    }
    server.running.stop().await;
}
