//! One file has all that a person said, and nothing that only others may read.

use http::Method;
use serde_json::json;

use super::{
    search::holds,
    story::{DECLINED, MENTOR, STUDENT, Story},
};

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
