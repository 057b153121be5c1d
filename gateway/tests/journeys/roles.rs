//! Who is a mentor no more, by their own word or an administrator's, and may be one again.

use http::Method;
use serde_json::{Value, json};

use crate::{
    mentoring::{mentor, time},
    support::{Person, Server},
};

async fn listed(who: &Person, mentor: &Person, so: bool) {
    let is_there =
        |list: &Value| list["items"].as_array()?.iter().any(|item| item["user"]["id"] == mentor.id).eq(&so).then_some(());
    who.wait("/v1/mentors?topic=Algebra", is_there).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_mentors_no_more_leaves_the_directory_keeps_what_is_arranged_and_may_apply_again() {
    let server = Server::start(|_| {}).await;
    let (maya, nimal) = (mentor(&server, "Maya").await, server.sign_up("Nimal").await);
    let admin = server.sign_in("admin@school.example").await;
    let ask = |topic: &str| json!({ "mentor_id": maya.id, "topic": topic, "message": "Please", "times": [time()] });
    let request = nimal.post("/v1/mentoring-requests", &ask("Algebra")).await.ok();
    listed(&nimal, &maya, true).await;

    let role = format!("/v1/users/{}/roles/mentor", maya.id);
    assert_eq!(nimal.call(Method::DELETE, &role, None, &[]).await.code(), "forbidden");
    for who in [&maya, &admin] {
        who.call(Method::DELETE, &role, None, &[]).await.ok();
        listed(&nimal, &maya, false).await;
        assert_eq!(nimal.post("/v1/mentoring-requests", &ask("Fractions")).await.code(), "not_found");
        maya.wait("/v1/me", |me| (me["roles"] == json!(["student"])).then_some(())).await;
        let request = nimal.get(&format!("/v1/mentoring-requests/{}", request["id"].as_str().unwrap())).await.ok();
        assert_eq!(request["state"], "open", "what was asked before is theirs to answer");

        // with a token that knows of it
        let again = server.sign_in("maya@school.example").await;
        let application = json!({ "topics": ["Algebra"], "headline": "Back again", "motivation": "I missed it." });
        again.post("/v1/mentor-applications", &application).await.ok();
        admin.post(&format!("/v1/mentor-applications/{}/approve", maya.id), &json!({})).await.ok();
        listed(&nimal, &maya, true).await;
    }
    server.running.stop().await;
}
