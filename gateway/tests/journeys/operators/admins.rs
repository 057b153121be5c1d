//! Administrators by the operator's word.

use std::time::Duration;

use http::StatusCode;
use serde_json::json;
use tokio::time::timeout;

use super::said;
use crate::support::{PASSWORD, Person, Server, Socket};

/// How soon a right ends, as docs/security.md promises it.
const BOUND: Duration = Duration::from_secs(2);

fn admin(server: &Server, email: &str, more: &[&str]) -> String {
    said(server, &[&["organization", "admin", "--slug", "school", "--email", email], more].concat())
}

async fn applications(person: &Person) -> StatusCode {
    person.get("/v1/mentor-applications").await.status
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_made_an_administrator_is_told_to_the_operator_and_the_role_taken_back_ends_within_two_seconds() {
    let server = Server::start(|_| {}).await;
    let (head, email) = (server.sign_in("admin@school.example").await, "principal@school.example");
    let taken = json!({ "email": email, "password": PASSWORD, "display_name": "Mallory (honest)" });
    server.nobody().post("/v1/organizations/school/sign-up", &taken).await.ok();
    let mallory = head.wait("/v1/users?name=Mallory", |page| page["items"].get(0).cloned()).await;
    let day = mallory["registered_at"].as_str().unwrap().split('T').next().unwrap();

    let told = admin(&server, email, &[]);
    let back = format!("lyceum organization admin --slug school --email {email} --remove");
    assert!(told.contains(&format!(" on {day} (UTC) as Mallory (honest)\n")) && told.contains(&back), "{told}");
    let tokens = server.tokens("school", email).await;
    let person = server.person(&tokens);
    assert_eq!(applications(&person).await, StatusCode::OK);
    let mut socket = Socket::listening(&person, "admin").await;

    let told = admin(&server, email, &["--remove"]);
    assert!(told.contains(&format!("{email} is no administrator of School of Examples")), "{told}");
    assert!(!told.contains("nobody is an administrator"), "{told}");
    let ended = timeout(BOUND, socket.find("unsubscribed")).await.expect("the subscription ends");
    assert_eq!((&ended["topic"], &ended["code"]), (&json!("admin"), &json!("not_allowed")));
    let renewed = json!({ "refresh_token": tokens["refresh_token"] });
    let next = server.person(&server.nobody().post("/v1/session/refresh", &renewed).await.ok());
    assert_eq!(applications(&next).await, StatusCode::FORBIDDEN);
    assert_eq!(admin(&server, email, &["--remove"]), told, "said once more, it is as it was");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_that_the_operator_leaves_without_an_administrator_is_named_and_gets_another() {
    let server = Server::start(|_| {}).await;
    server.sign_up("Nimal").await;
    let told = admin(&server, "admin@school.example", &["--remove"]);
    assert!(told.contains("nobody is an administrator of School of Examples now"), "{told}");
    assert_eq!(applications(&server.sign_in("admin@school.example").await).await, StatusCode::FORBIDDEN);
    admin(&server, "nimal@school.example", &[]);
    assert_eq!(applications(&server.sign_in("nimal@school.example").await).await, StatusCode::OK);
    let told = admin(&server, "admin@school.example", &["--remove"]);
    assert!(!told.contains("nobody is an administrator"), "{told}");
    server.running.stop().await;
}
