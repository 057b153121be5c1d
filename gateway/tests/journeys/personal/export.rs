//! One file has all that a person said, and nothing that only others may read.

use http::Method;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{
    search::holds,
    story::{DECLINED, MENTOR, STUDENT, Story, sign_in},
};
use crate::support::{PASSWORD, Person};

#[tokio::test(flavor = "multi_thread")]
async fn the_file_has_everything_that_one_said() {
    let story = Story::tell().await;
    let read = format!("{}/read", story.channel);
    story.student.call(Method::PUT, &read, Some(&json!({ "position": 2 })), &[]).await.ok();
    let file = story.student.get("/v1/me/export").await;
    assert_eq!(file.headers["content-type"], "application/json; charset=utf-8");
    let file = file.ok();
    // an edited text and a deleted one are replaced for good
    let kept = STUDENT.iter().filter(|said| !["Could we start with sandpaper", "This one I take back"].contains(said));
    let text = file.to_string();
    for said in kept.chain(&[DECLINED]) {
        assert!(holds(text.as_bytes(), said), "`{said}` is not in the file");
    }
    let count = |name: &str| file[name].as_array().unwrap().len();
    assert_eq!((count("mentoring_requests"), count("mentoring_sessions"), count("messages")), (5, 3, 2));
    assert!(file["picture"].as_str().unwrap().starts_with("/9j/"), "a JPEG");
    assert_eq!((&file["mentor"], &file["mentor_application"]["state"]), (&json!(null), &json!("declined")));
    assert!(count("sign_ins") > 0 && count("notifications") > 0);
    assert!(!holds(text.as_bytes(), MENTOR[6]), "what others write in a chat is theirs");

    assert_eq!(file["reactions"], json!([]), "the mentor's are not the student's");
    let channel = story.channel.rsplit('/').next().unwrap();
    assert!(
        file["read"].as_array().unwrap().iter().any(|read| read["channel_id"] == channel && read["position"].as_u64() >= Some(2))
    );

    let file = story.mentor.get("/v1/me/export").await.ok();
    assert_eq!(file["reactions"][0]["emoji"], "👍");
    assert_eq!(file["reactions"][0]["channel_id"], file["messages"][0]["channel_id"]);
    assert_eq!(file["mentor"]["topics"], json!([MENTOR[2]]));
    assert_eq!(file["messages"][0]["message"]["text"], json!(MENTOR[6]));
}

/// Whether the file is whole for somebody who reads on when `meanwhile` is over.
async fn slowly(person: &Person, meanwhile: impl Future<Output = ()>) -> bool {
    let mut stream = TcpStream::connect(person.server).await.unwrap();
    let token = person.token.as_ref().unwrap();
    let asked =
        format!("GET /v1/me/export HTTP/1.1\r\nhost: school\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\r\n");
    stream.write_all(asked.as_bytes()).await.unwrap();
    let mut said = vec![0; 1000];
    stream.read_exact(&mut said).await.unwrap();
    meanwhile.await;
    // broken off, it may be reset
    let _ = stream.read_to_end(&mut said).await;
    let said = String::from_utf8_lossy(&said);
    let (head, body) = said.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 ") && head.contains("transfer-encoding: chunked"), "{head}");
    body.ends_with("\r\n0\r\n\r\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_of_somebody_who_goes_meanwhile_is_broken_off_and_not_emptied() {
    const MESSAGES: usize = 1200;
    let mut story = Story::tell().await;
    let messages = format!("{}/messages", story.channel);
    for n in 0..MESSAGES {
        let text = format!("{n} {}", "z".repeat(3000));
        story.student.post(&messages, &json!({ "text": text })).await.ok();
    }
    assert!(slowly(&story.student, async {}).await, "nobody breaks it off");
    let thief = story.student.clone();
    let signed_out = async {
        story.student.post("/v1/session/sign-out-everywhere", &json!({})).await.ok();
    };
    assert!(!slowly(&thief, signed_out).await, "what ended goes on in a file that is read slowly");
    story.student = sign_in(&story.server, STUDENT[0]).await;
    let goes = async {
        story.student.post("/v1/account/deletion", &json!({ "password": PASSWORD })).await.ok();
    };
    assert!(!slowly(&story.student, goes).await, "a file without their words looks whole");
}
