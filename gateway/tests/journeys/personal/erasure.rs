//! Somebody goes, and with them all that they said; the others keep their own.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{
    search::{files, holds},
    story::{COLLEGE, DECLINED, MENTOR, STUDENT, Story, serve, sign_in},
};
use crate::support::{PASSWORD, Person, Socket};

/// All that somebody can read of the two, as texts.
async fn everything(story: &Story, person: &Person) -> String {
    let [student, mentor] = [&story.student.id, &story.mentor.id];
    let mut read = String::new();
    for path in [
        "/v1/mentoring-requests?role=student&limit=100",
        "/v1/mentoring-requests?role=mentor&limit=100",
        "/v1/mentoring-sessions?when=past&limit=100",
        "/v1/mentoring-sessions?when=upcoming&limit=100",
        "/v1/channels?limit=100",
        "/v1/mentors",
        "/v1/mentor-topics",
        "/v1/notifications?limit=100",
        "/v1/mentor-applications?limit=100",
        "/v1/users?limit=100",
        "/v1/me/export",
        &format!("/v1/users/{student}"),
        &format!("/v1/users/{mentor}"),
        &format!("/v1/mentors/{mentor}"),
        &format!("{}/messages?limit=100", story.channel),
        &story.session,
        &story.ahead,
        &story.open_request,
    ] {
        let answer = person.get(path).await;
        assert!(!answer.status.is_server_error(), "{path}: {}", answer.body);
        read.push_str(&answer.body.to_string());
    }
    read
}

fn readable<'a>(read: &str, said: &[&'a str]) -> Vec<&'a str> {
    said.iter().filter(|said| holds(read.as_bytes(), said)).copied().collect()
}

/// What of the student is still there: words that the others read, lists that name them, their picture.
pub async fn left_of_the_student(story: &Story) -> Vec<String> {
    let mut left = Vec::new();
    for reader in [&story.admin, &story.mentor] {
        let read = everything(story, reader).await;
        left.extend(readable(&read, STUDENT).into_iter().chain(readable(&read, &[DECLINED])).map(str::to_owned));
    }
    for list in ["/v1/users?limit=100", "/v1/mentor-applications?limit=100"] {
        let listed = story.admin.get(list).await.ok().to_string();
        left.extend(listed.contains(&story.student.id).then(|| list.to_owned()));
    }
    left.extend(files(&story.data.join("blobs")).iter().map(|file| file.display().to_string()));
    if story.server.person.get(&story.picture).await.status != StatusCode::NOT_FOUND {
        left.push(story.picture.clone());
    }
    left
}

/// Until the eraser has been everywhere.
pub async fn settled(by: &Person, story: &Story) {
    by.wait(&story.ahead, |session| (session["state"] == "cancelled").then_some(())).await;
    by.wait(&story.channel, |channel| (channel["members"].as_array()?.len() == 1).then_some(())).await;
    let done = async {
        while !holds(&story.metrics().await, "lyceum_stream_lag{stream=\"erasures\"} 0") {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(10), done).await.expect("the eraser comes to its end");
}

/// Started anew over the same data: by its log alone where the index is gone.
async fn again(story: &mut Story, index: bool) {
    story.stop();
    begin(story, index).await;
}

pub async fn begin(story: &mut Story, index: bool) {
    if !index {
        std::fs::remove_dir_all(story.data.join("index")).unwrap();
    }
    story.server = serve(&story.data, &story.log).await;
    story.admin = sign_in(&story.server, "admin@college.example").await;
}

/// The conversation from its beginning, as a socket is told it.
async fn replayed(story: &Story) -> String {
    let channel = story.channel.rsplit('/').next().unwrap();
    let mut socket = Socket::of(&story.mentor).await;
    let topic = format!("channel:{channel}");
    socket.say(&json!({ "type": "subscribe", "id": 1, "topic": topic })).await;
    let timeline = socket.find("subscribed").await["timeline"].clone();
    socket.say(&json!({ "type": "unsubscribe", "topic": topic })).await;
    socket.say(&json!({ "type": "subscribe", "id": 2, "topic": topic, "timeline": timeline, "position": 0 })).await;
    let head = socket.find("subscribed").await["head"].as_u64().unwrap();
    let mut told = String::new();
    loop {
        let event = socket.find("event").await;
        told.push_str(&event.to_string());
        if event["position"].as_u64().unwrap() >= head {
            return told;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_student_who_goes_takes_every_word_along_and_the_mentor_keeps_theirs() {
    let mut story = Story::tell().await;
    let before = everything(&story, &story.mentor).await;
    assert!(readable(&before, STUDENT).len() > 5 && readable(&before, &MENTOR[1..]).len() > 4, "{before}");
    assert_eq!(story.server.person.get(&story.picture).await.status, StatusCode::OK);
    assert!(readable(&replayed(&story).await, STUDENT).len() > 2, "a socket tells it, too");

    let mut socket = Socket::listening(&story.student, "user").await;
    let wrong = story.student.post("/v1/account/deletion", &json!({ "password": "not my password" })).await;
    assert_eq!(wrong.code(), "password_wrong");
    story.student.post("/v1/account/deletion", &json!({ "password": PASSWORD })).await.ok();
    assert_eq!(readable(&replayed(&story).await, STUDENT), Vec::<&str>::new(), "at once");
    assert_eq!(timeout(Duration::from_secs(2), socket.close_code()).await.unwrap(), 4401);
    assert_eq!(story.student.get("/v1/me").await.status, StatusCode::UNAUTHORIZED);
    settled(&story.mentor, &story).await;
    assert_eq!(story.mentor.get(&story.open_request).await.ok()["state"], "withdrawn");
    let busy = format!("/v1/mentors/{}", story.mentor.id);
    // the session that took place keeps its time
    story.mentor.wait(&busy, |mentor| (mentor["busy"].as_array()?.len() == 1).then_some(())).await;
    story
        .mentor
        .wait("/v1/notifications?limit=100", |told| {
            told["items"].as_array()?.iter().any(|told| told["kind"] == "mentoring_session_cancelled").then_some(())
        })
        .await;

    for index in [true, true, false] {
        assert_eq!(left_of_the_student(&story).await, Vec::<String>::new());
        history(&story).await;
        again(&mut story, index).await;
        story.mentor = sign_in(&story.server, MENTOR[0]).await;
    }
    history(&story).await;

    // the address is free, and whoever takes it is somebody else
    let newcomer = json!({ "email": STUDENT[0], "password": PASSWORD, "display_name": "Somebody Else" });
    story.server.person.post(&format!("{COLLEGE}/sign-up"), &newcomer).await.ok();
    let newcomer = sign_in(&story.server, STUDENT[0]).await;
    assert_ne!(newcomer.id, story.student.id);
    assert_eq!(newcomer.get(&story.channel).await.status, StatusCode::NOT_FOUND);
}

/// The mentor's own past, with somebody in it who has no name.
async fn history(story: &Story) {
    let nobody = json!({ "id": story.student.id, "display_name": "", "picture_url": null, "zone": null });
    let session = story.mentor.get(&story.session).await.ok();
    assert_eq!((&session["state"], &session["student"], &session["topic"]), (&json!("completed"), &nobody, &json!("")));
    assert_eq!(session["rating"], json!({ "stars": 4, "comment": null }));
    let messages = story.mentor.get(&format!("{}/messages", story.channel)).await.ok();
    let messages: Vec<(&Value, &Value)> = messages["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| (&message["author"]["display_name"], &message["text"]))
        .collect();
    assert!(messages.contains(&(&json!(""), &json!(null))), "{messages:?}");
    assert!(messages.contains(&(&json!(MENTOR[1]), &json!(MENTOR[6]))), "{messages:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mentor_whom_an_admin_deletes_leaves_the_directory_and_every_word_with_it() {
    let mut story = Story::tell().await;
    let deletion = format!("/v1/users/{}/deletion", story.mentor.id);
    assert_eq!(story.student.post(&deletion, &json!({})).await.code(), "forbidden");
    story.admin.post(&deletion, &json!({})).await.ok();
    story.admin.post(&deletion, &json!({})).await.ok();
    assert_eq!(story.mentor.get("/v1/me").await.status, StatusCode::UNAUTHORIZED);
    settled(&story.student, &story).await;
    assert_eq!(story.student.get(&story.open_request).await.ok()["state"], "declined");
    story.student.wait("/v1/mentor-topics", |list| (list["items"] == json!([])).then_some(())).await;
    story.student.wait("/v1/mentors", |list| (list["items"] == json!([])).then_some(())).await;
    story.admin.wait("/v1/mentor-applications", |list| (list["items"].as_array()?.len() == 1).then_some(())).await;

    for index in [true, false] {
        for reader in [story.admin.clone(), story.student.clone()] {
            let read = everything(&story, &reader).await;
            assert_eq!(readable(&read, MENTOR), Vec::<&str>::new(), "somebody reads it");
        }
        let own = everything(&story, &story.student).await;
        assert!(readable(&own, STUDENT).len() > 5, "the student's own is still theirs: {own}");
        again(&mut story, index).await;
        story.student = sign_in(&story.server, STUDENT[0]).await;
    }
    assert_eq!(story.student.get(&format!("/v1/users/{}", story.mentor.id)).await.status, StatusCode::NOT_FOUND);
}
