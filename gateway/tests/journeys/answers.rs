//! Every operation of the document answers well once, and what it did is read back.

mod accounts;
mod calls;
mod ledger;
mod mentoring;
mod talk;

use serde_json::{Value, json};

use crate::support::{Person, Server};
use ledger::{Caller, Ledger};

/// Who is on the way.
struct People {
    admin: Caller,
    mentor: Caller,
    student: Caller,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_of_the_document_does_what_it_says() {
    let server = Server::start(|_| {}).await;
    let ledger = Ledger::of_the_document();
    let caller = |person: Person| Caller::new(person, &ledger);
    accounts::walk(&server, &caller(server.nobody())).await;

    let (admin, mentor) = (caller(server.sign_in("admin@school.example").await), caller(server.sign_up("Maya").await));
    mentoring::become_mentor(&admin, &mentor).await;
    let mentor = caller(server.sign_in("maya@school.example").await);
    let people = People { admin, mentor, student: caller(server.sign_up("Sam").await) };
    mentoring::directory(&people).await;
    mentoring::refusals(&people).await;
    mentoring::cancelled(&people).await;
    let session = mentoring::soon(&people).await;
    talk::walk(&people, &session).await;
    calls::walk(&people, &session).await;
    mentoring::after(&people, &session).await;
    notifications(&people.mentor).await;

    assert_eq!(ledger.missing(), Vec::<&str>::new(), "no step of this journey calls these operations");
    server.running.stop().await;
}

async fn notifications(mentor: &Caller) {
    let rated = |shown: &Value| shown["items"].as_array()?.iter().find(|told| told["kind"] == "mentoring_session_rated").cloned();
    let told = mentor.sees("/v1/notifications", |shown| rated(shown).is_some()).await;
    assert_eq!(rated(&told).unwrap()["read"], false);
    assert_eq!(told["unread"], told["items"].as_array().unwrap().len());
    let newest = &told["items"][0]["position"];
    mentor.post(&format!("/v1/notifications/{newest}/read"), &json!({})).await;
    let one = mentor.get("/v1/notifications").await;
    assert_eq!((&one["items"][0]["read"], &one["items"][1]["read"]), (&json!(true), &json!(false)));
    assert_eq!(one["unread"].as_u64().unwrap() + 1, told["unread"].as_u64().unwrap());
    mentor.post("/v1/notifications/read", &json!({ "up_to": told["items"][0]["position"] })).await;
    let told = mentor.get("/v1/notifications").await;
    assert_eq!((&told["unread"], &rated(&told).unwrap()["read"]), (&json!(0), &json!(true)));
}
