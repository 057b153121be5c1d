//! From an application to a message in the session's channel, and what strangers get of it.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{Person, Server, Socket};

pub fn time() -> Value {
    let start = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24);
    json!({ "start": format!("{start:.3}"), "end": format!("{:.3}", start + jiff::SignedDuration::from_mins(30)) })
}

/// A mentor by the admin's hand, with the role in their token.
pub async fn mentor(server: &Server, name: &str) -> Person {
    let mentor = server.sign_up(name).await;
    let application = json!({ "topics": ["Algebra"], "headline": "Numbers made friendly", "motivation": "I like to explain." });
    mentor.post("/v1/mentor-applications", &application).await.ok();
    let admin = server.sign_in("admin@school.example").await;
    admin.post(&format!("/v1/mentor-applications/{}/approve", mentor.id), &json!({})).await.ok();
    let is_mentor = |me: &Value| me["roles"].as_array()?.contains(&json!("mentor")).then_some(());
    mentor.wait("/v1/me", is_mentor).await;
    mentor.wait(&format!("/v1/mentors/{}", mentor.id), |found| found["user"]["id"].as_str().map(|_| ())).await;
    server.sign_in(&format!("{}@school.example", name.to_lowercase())).await
}

/// The same key is for the same path only: a second message is not taken for deleted.
async fn one_key_deletes_one_message(student: &Person, channel: &str) {
    let mut sent = Vec::new();
    for text in ["One.", "Two."] {
        let message = student.post(&format!("{channel}/messages"), &json!({ "text": text })).await.ok();
        sent.push(format!("{channel}/messages/{}", message["position"]));
    }
    let delete = async |path: &str| student.call(Method::DELETE, path, None, &[("idempotency-key", "once")]).await;
    delete(&sent[0]).await.ok();
    delete(&sent[0]).await.ok();
    assert_eq!(delete(&sent[1]).await.code(), "key_reused");
}

/// Of two edits of the same text the later is refused, and a reaction is no edit.
async fn an_edit_writes_over_what_was_seen_only(student: &Person, mentor: &Person, channel: &str) {
    let mut socket = Socket::listening(mentor, &format!("channel:{}", channel.rsplit('/').next().unwrap())).await;
    let posted = student.post(&format!("{channel}/messages"), &json!({ "text": "See you at four." })).await.ok();
    let message = format!("{channel}/messages/{}", posted["position"]);
    assert_eq!(posted["version"], posted["position"]);
    mentor.call(Method::PUT, &format!("{message}/reactions/%F0%9F%91%8D"), None, &[]).await.ok();
    let edit = async |text: &str, version: &Value| {
        let seen = format!("\"{version}\"");
        student.call(Method::PATCH, &message, Some(&json!({ "text": text })), &[("if-match", &seen)]).await
    };
    edit("See you at five.", &posted["version"]).await.ok();
    let told = socket.find_where(|frame| frame["event"]["kind"] == "message_edited").await;
    let stale = edit("See you at six.", &posted["version"]).await;
    assert_eq!((stale.status, stale.code()), (StatusCode::PRECONDITION_FAILED, "etag_stale"), "another tab was quicker");
    let shown = mentor.get(&format!("{channel}/messages")).await.ok()["items"][0].clone();
    assert_eq!((&shown["text"], &shown["version"]), (&json!("See you at five."), &told["position"]));
    edit("See you at seven.", &shown["version"]).await.ok();
    student.call(Method::PATCH, &message, Some(&json!({ "text": "Whenever." })), &[]).await.ok();
}

/// Whoever answers without saying that they have read is told as much.
async fn ones_own_messages_hide_none_that_is_unread(student: &Person, mentor: &Person, channel: &str) {
    let messages = format!("{channel}/messages");
    let unread = async || student.get(channel).await.ok()["unread"].clone();
    let before = unread().await.as_u64().unwrap();
    for n in 0..3 {
        mentor.post(&messages, &json!({ "text": format!("Question {n}.") })).await.ok();
    }
    for n in 0..101 {
        student.post(&messages, &json!({ "text": format!("Answer {n}.") })).await.ok();
    }
    assert_eq!(unread().await, before + 3);
    for n in 0..110 {
        mentor.post(&messages, &json!({ "text": format!("Question {n}.") })).await.ok();
    }
    assert_eq!(unread().await, 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_whose_answer_was_lost_is_answered_again_past_the_limit() {
    let server = Server::start(|config| config.limits.mentoring_requests_per_hour = 1).await;
    let (maya, nimal) = (mentor(&server, "Maya").await, server.sign_up("Nimal").await);
    let ask = json!({ "mentor_id": maya.id, "topic": "Algebra", "message": "Hi", "times": [time()] });
    let send = async |key| nimal.call(Method::POST, "/v1/mentoring-requests", Some(&ask), &[("idempotency-key", key)]).await;
    let first = send("one").await.ok();
    assert_eq!(send("two").await.code(), "rate_limited");
    assert_eq!(send("one").await.ok()["id"], first["id"], "no other request is made");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_student_asks_a_mentor_accepts_and_both_write_and_nobody_else_gets_in() {
    let server = Server::start(|_| {}).await;
    let (mentor, student, stranger) = (mentor(&server, "Maya").await, server.sign_up("Sam").await, server.sign_up("Eve").await);
    assert_eq!(student.get("/v1/mentors?topic=algebra").await.ok()["items"][0]["user"]["id"], mentor.id.as_str());

    let time = time();
    let ask = json!({ "mentor_id": mentor.id, "topic": "Algebra", "message": "Please help me.", "times": [time] });
    let send = |key: &'static str, body: Value| {
        let student = student.clone();
        async move { student.call(Method::POST, "/v1/mentoring-requests", Some(&body), &[("idempotency-key", key)]).await }
    };
    let (first, retried) = (send("k1", ask.clone()).await.ok(), send("k1", ask.clone()).await.ok());
    assert_eq!(first["id"], retried["id"], "a retry makes nothing new");
    let mut other = ask.clone();
    other["message"] = "Something else.".into();
    assert_eq!(send("k1", other).await.code(), "key_reused");
    let keyless = student.call(Method::POST, "/v1/mentoring-requests", Some(&ask), &[]).await;
    assert_eq!(keyless.code(), "idempotency_key_missing");

    let request = format!("/v1/mentoring-requests/{}", first["id"].as_str().unwrap());
    let accept = json!({ "time": time });
    assert_eq!(student.post(&format!("{request}/accept"), &accept).await.code(), "not_your_turn");
    mentor.post(&format!("{request}/accept"), &accept).await.ok();
    let session = student.wait(&request, |request| request["session_id"].as_str().map(str::to_owned)).await;
    let session = format!("/v1/mentoring-sessions/{session}");
    mentor.call(Method::PATCH, "/v1/me", Some(&json!({ "zone": "asia/colombo" })), &[]).await.ok();
    let lives_in = |session: &Value| (session["mentor"]["zone"] == "Asia/Colombo").then_some(());
    student.wait(&session, lives_in).await;
    let shown = student.get(&session).await.ok();
    let channel = format!("/v1/channels/{}", shown["channel_id"].as_str().unwrap());
    let room = format!("/v1/rooms/{}", shown["room_id"].as_str().unwrap());
    student.post(&format!("{channel}/messages"), &json!({ "text": "See you tomorrow!" })).await.ok();
    assert_eq!(mentor.get(&format!("{channel}/messages")).await.ok()["items"][0]["text"], "See you tomorrow!");
    one_key_deletes_one_message(&student, &channel).await;
    an_edit_writes_over_what_was_seen_only(&student, &mentor, &channel).await;
    ones_own_messages_hide_none_that_is_unread(&student, &mentor, &channel).await;

    let admin = server.sign_in("admin@school.example").await;
    for foreign in [&stranger, &admin] {
        for path in [&request, &session, &channel, &format!("{channel}/messages"), &room, &format!("{room}/ice-servers")] {
            assert_eq!(foreign.get(path).await.status, StatusCode::NOT_FOUND, "GET {path}");
        }
        let posts = [
            (format!("{request}/accept"), accept.clone()),
            (format!("{request}/decline"), json!({ "reason": "no" })),
            (format!("{request}/withdraw"), json!({})),
            (format!("{session}/cancel"), json!({ "reason": "no" })),
            (format!("{channel}/messages"), json!({ "text": "hi" })),
            (format!("{room}/open"), json!({})),
            (format!("{room}/end"), json!({})),
        ];
        for (path, body) in posts {
            assert_eq!(foreign.post(&path, &body).await.status, StatusCode::NOT_FOUND, "POST {path}");
        }
    }
    assert_eq!(stranger.get("/v1/mentor-applications").await.status, StatusCode::FORBIDDEN);
    assert_eq!(server.nobody().get(&session).await.status, StatusCode::UNAUTHORIZED);
    server.running.stop().await;
}
