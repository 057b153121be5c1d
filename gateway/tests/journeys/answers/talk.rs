//! The session's channel.

use http::Method;
use serde_json::{Value, json};

use super::People;

pub async fn walk(People { admin, mentor, student }: &People, session: &Value) {
    let id = session["channel_id"].as_str().unwrap();
    let channel = format!("/v1/channels/{id}");
    let messages = format!("{channel}/messages");
    student.sees("/v1/channels", |list| list["items"].as_array().is_some_and(|all| all.iter().any(|one| one["id"] == id))).await;
    assert_eq!(student.get(&channel).await["session_id"], session["id"]);

    let posted = student.post(&messages, &json!({ "text": "See you at four.", "client_id": "d1f5" })).await;
    let message = format!("{messages}/{}", posted["position"]);
    let first = async || student.get(&messages).await["items"][0].clone();
    assert_eq!((&first().await["text"], &first().await["edited_at"]), (&json!("See you at four."), &json!(null)));
    student.refused_bell(Method::PATCH, &message, json!({}), "text").await;
    student.ask(Method::PATCH, &message, Some(&json!({ "text": "See you at five." }))).await;
    let edited = first().await;
    assert!(edited["text"] == "See you at five." && edited["edited_at"].is_string(), "{edited}");

    let thumb = format!("{message}/reactions/%F0%9F%91%8D");
    mentor.ask(Method::PUT, &thumb, None).await;
    assert_eq!(first().await["reactions"], json!([{ "emoji": "👍", "users": [mentor.person.id] }]));
    mentor.ask(Method::DELETE, &thumb, None).await;
    assert_eq!(first().await["reactions"], json!([]));

    assert_eq!(mentor.get(&channel).await["unread"], 1);
    mentor.ask(Method::PUT, &format!("{channel}/read"), Some(&json!({ "position": posted["position"] }))).await;
    let read = mentor.get(&channel).await;
    assert_eq!((&read["unread"], &read["read"]), (&json!(0), &posted["position"]));
    assert_eq!(student.get(&channel).await["read_by"], json!([{ "user_id": mentor.person.id, "position": posted["position"] }]));

    student.ask(Method::DELETE, &message, None).await;
    let deleted = first().await;
    assert_eq!((&deleted["deleted"], &deleted["text"]), (&json!(true), &json!(null)));

    let rude = mentor.post(&messages, &json!({ "text": "Something rude." })).await;
    admin.ask(Method::DELETE, &format!("{messages}/{}", rude["position"]), None).await;
    assert_eq!((&first().await["position"], &first().await["deleted"]), (&rude["position"], &json!(true)));
}
