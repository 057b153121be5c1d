//! The session's call room, as its host keeps it.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use super::People;
use crate::support::Socket;

/// What a socket is told comes within it.
const SOON: Duration = Duration::from_secs(10);

pub async fn walk(People { mentor, student, .. }: &People, session: &Value) {
    let id = session["room_id"].as_str().unwrap();
    let (room, guest) = (format!("/v1/rooms/{id}"), json!({ "user_id": student.person.id }));
    assert_eq!(student.get(&room).await["state"], "waiting");
    assert_eq!(student.get(&format!("{room}/ice-servers")).await["ice_servers"], json!([]));
    mentor.post(&format!("{room}/open"), &json!({})).await;
    assert_eq!(student.get(&room).await["state"], "open");

    let mut socket = Socket::of(&student.person).await;
    socket.say(&json!({ "type": "call_join", "id": 1, "room": id })).await;
    assert_eq!(timeout(SOON, socket.find("reply")).await.unwrap()["admitted"], false);
    let waiting = mentor.get(&room).await;
    assert_eq!((&waiting["lobby"][0]["id"], &waiting["participants"]), (&guest["user_id"], &json!([])));
    mentor.post(&format!("{room}/admit"), &guest).await;
    let inside = mentor.sees(&room, |room| room["participants"][0]["user"]["id"] == guest["user_id"]).await;
    assert_eq!((&inside["lobby"], &inside["participants"][0]["muted"]), (&json!([]), &json!([])));
    let own = format!("/v1/mentoring-sessions/{}", session["id"].as_str().unwrap());
    student.sees(&own, |shown| shown["joined"] == true).await;
    assert_eq!(mentor.get(&own).await["joined"], false, "the room's host keeps it and is not in it");
    let kept = student.get("/v1/me/export").await;
    assert!(
        kept["mentoring_sessions"].as_array().unwrap().iter().any(|kept| kept["id"] == session["id"] && kept["joined"] == true)
    );

    let mute = json!({ "user_id": student.person.id, "source": "microphone" });
    mentor.post(&format!("{room}/mute"), &mute).await;
    assert_eq!(student.get(&room).await["participants"][0]["muted"], json!(["microphone"]));
    mentor.post(&format!("{room}/remove"), &guest).await;
    let removed = student.get(&room).await;
    assert_eq!((&removed["participants"], &removed["can"]["join"]), (&json!([]), &json!(false)));
    assert_eq!(timeout(SOON, socket.find("call_ended")).await.unwrap()["reason"], "removed");

    mentor.post(&format!("{room}/end"), &json!({})).await;
    let ended = student.get(&room).await;
    assert_eq!((&ended["state"], &mentor.get(&room).await["can"]["host"]), (&json!("ended"), &json!(false)));
}
