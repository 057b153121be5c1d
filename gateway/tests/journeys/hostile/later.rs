//! `busy`, `unavailable` and `outcome_unknown` by each cause that a server can be given: what is answered, and that the same request,
//! sent again with its `Idempotency-Key`, is done once.

mod export;
mod ground;

use std::{io::Cursor, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{
    StreamExt,
    future::{join, join_all},
    stream,
};
use http::{Method, StatusCode};
use lyceum_cluster::{AskError, Request};
use lyceum_domain::{core::EntityId, user::ShowProfile};
use lyceum_gateway::ws::Message;
use lyceum_storage::faults::{AppendFault, Fault};
use serde_json::json;

use crate::support::{PASSWORD, Socket};
use ground::{Door, School, assert_later, is_later, until};

/// Of the crowds below: more than the narrow places that they meet.
const CROWD: usize = 60;

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_of_the_log_is_busy() {
    let door = Arc::new(Door::default());
    let school = School::on(|ground| {
        ground.storage.space = Some(door.clone());
        ground.storage.queue_max = 16;
    })
    .await;
    let asked = join_all((0..CROWD).map(|n| school.until_asked(n))).await;
    let withdraw = async |n: usize| {
        let path = format!("/v1/mentoring-requests/{}/withdraw", asked[n]);
        (n, school.nimal.call(Method::POST, &path, None, &[("idempotency-key", &format!("withdraw-{n}"))]).await)
    };

    door.shut(true);
    let mut told = stream::iter((0..CROWD).map(&withdraw)).buffer_unordered(CROWD);
    let mut sent_away = Vec::new();
    while let Some((n, answer)) = told.next().await {
        // who is in the queue is not answered before the log goes on; all may have been sent away by then, where what followed the
        // questions has filled it
        door.shut(false);
        if is_later(&answer) {
            assert_later(&answer, "busy");
            sent_away.push(n);
        } else {
            answer.ok();
        }
    }
    drop(told);
    assert!(!sent_away.is_empty(), "all {CROWD} were done");
    for n in sent_away {
        until("it is withdrawn", async || withdraw(n).await.1.status == StatusCode::OK).await;
    }
    for n in 0..CROWD {
        let (_, again) = withdraw(n).await;
        assert_eq!(again.ok()["state"], "withdrawn", "the same key, the same answer: nothing is withdrawn twice");
    }
    school.has_each_once(CROWD).await;
    school.server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_shard_is_busy() {
    let school = School::on(|ground| (ground.node.shard_actors, ground.node.actor_mailbox) = (1, 4)).await;
    school.faults.append(AppendFault::Delay(Duration::from_millis(300)));
    school.crowd_is_sent_away("busy").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shard_with_too_many_entities_in_memory_is_busy() {
    let school = School::on(|ground| {
        (ground.node.shard_actors, ground.node.entities_live) = (1, 20);
        ground.node.passivate_after = Duration::from_millis(200);
    })
    .await;
    school.crowd_is_sent_away("busy").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_whose_lease_lapsed_is_unavailable_until_it_is_renewed() {
    let school = School::on(|ground| {
        (ground.node.lease_lapse, ground.node.lease_renew) = (Some(Duration::from_secs(2)), Duration::from_millis(50));
    })
    .await;
    let channel = school.nimal.get("/v1/channels").await.ok()["items"][0]["id"].as_str().unwrap().to_owned();
    let mut socket = Socket::of(&school.nimal).await;
    (0..10_000).for_each(|_| school.faults.call("renew", Fault::Error));
    until("the lease lapsed", async || is_later(&school.nimal.get("/v1/me").await)).await;
    assert_later(&school.nimal.get("/v1/me").await, "unavailable");
    assert_later(&school.ask(0).await, "unavailable");
    // a socket is refused by its frame, or closed to come back, as it cannot be known whose it is
    let topic = format!("channel:{channel}");
    socket.say(&json!({ "type": "subscribe", "id": 1, "topic": topic })).await;
    let refused = async {
        loop {
            match socket.message().await {
                Message::Close(close) => break close.unwrap().code == 1011,
                Message::Text(text) if text.contains(r#""type":"error""#) => break text.contains(r#""code":"unavailable""#),
                _ => {}
            }
        }
    };
    assert!(refused.await);
    school.faults.mend();
    school.until_asked(0).await;
    school.has_each_once(1).await;
    Socket::listening(&school.nimal, &topic).await;
    school.server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shard_that_starts_again_is_unavailable_for_a_moment() {
    let school = School::on(|_| {}).await;
    let mut asked = 0;
    // something else may step on it first, at another shard
    until("the shard fails under a request", async || {
        asked += 1;
        school.faults.append(AppendFault::Panic);
        let answer = school.ask(asked - 1).await;
        if is_later(&answer) {
            assert_later(&answer, "unavailable");
        }
        is_later(&answer)
    })
    .await;
    school.faults.mend();
    for n in 0..asked {
        school.until_asked(n).await;
    }
    school.has_each_once(asked).await;
    school.server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_stops_is_unavailable_and_what_it_had_taken_is_done() {
    let school = School::on(|_| {}).await;
    school.faults.append(AppendFault::Delay(Duration::from_secs(1)));
    let node = school.server.running.api.node().clone();
    let taken = async {
        let answer = school.ask(0).await;
        assert!(answer.status == StatusCode::CREATED || is_later(&answer), "{}", answer.body);
    };
    let refused = async {
        until("the append is under way", async || school.faults.appends_left() == 0).await;
        let stopping = tokio::spawn(async move { node.drain().await });
        until("it takes nothing more", async || is_later(&school.nimal.get("/v1/me").await)).await;
        assert_later(&school.ask(1).await, "unavailable");
        stopping.await.unwrap();
        assert_later(&school.ask(1).await, "unavailable");
    };
    tokio::join!(taken, refused);
    let school = school.again().await;
    for n in 0..2 {
        school.until_asked(n).await;
    }
    school.has_each_once(2).await;
    school.server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deposed_node_is_unavailable() {
    let school = School::on(|_| {}).await;
    school.ask(0).await.ok();
    let node = school.server.running.api.node();
    let key = school.key(0).await;
    let head = node.store().journal.head(&key).await.unwrap();
    node.store().journal.fence(&key, head.epoch + 1_000).await.unwrap();
    let withdraw = format!("/v1/mentoring-requests/{}/withdraw", key.id);
    assert_later(&school.nimal.post(&withdraw, &json!({})).await, "unavailable");
    until("nothing is decided here any more", async || is_later(&school.nimal.get("/v1/me").await)).await;
    school.server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn storage_that_takes_or_tells_nothing_for_a_moment_is_unavailable() {
    let school = School::on(|_| {}).await;
    school.until_asked(0).await;
    let refused = |call: &'static str| (0..1_000).for_each(|_| school.faults.call(call, Fault::Error));

    refused("row_list");
    assert_later(&school.nimal.get("/v1/mentoring-requests?role=student").await, "unavailable");
    refused("blob_put");
    let mut picture = Cursor::new(Vec::new());
    image::RgbImage::new(8, 8).write_to(&mut picture, image::ImageFormat::Png).unwrap();
    let picture = Bytes::from(picture.into_inner());
    let put = async || {
        let headers = [("content-type", "image/png"), ("idempotency-key", "picture")];
        school.nimal.send(Method::PUT, "/v1/me/picture", Some(picture.clone()), &headers).await
    };
    assert_later(&put().await, "unavailable");
    // an append that storage is known not to have taken
    (0..1_000).for_each(|_| school.faults.append(AppendFault::Refused));
    assert_later(&school.ask(1).await, "unavailable");
    school.faults.mend();
    until("the picture is taken", async || put().await.status == StatusCode::OK).await;
    school.until_asked(1).await;
    school.has_each_once(2).await;
    school.server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_whose_key_cannot_be_read_is_unavailable_and_not_shown_as_erased() {
    let school = School::on(|_| {}).await;
    school.until_asked(0).await;
    let school = school.again().await;
    (0..10_000).for_each(|_| school.faults.call("key_get", Fault::Error));
    let sign_in = async || {
        let body = json!({ "email": "nimal@demo.example", "password": PASSWORD, "token_delivery": "body" });
        school.server.nobody().post("/v1/organizations/demo/sign-in", &body).await
    };
    assert_later(&sign_in().await, "unavailable");
    for path in ["/v1/me", "/v1/mentoring-requests?role=student", "/v1/sign-ins"] {
        assert_later(&school.nimal.get(path).await, "unavailable");
    }
    school.faults.mend();
    until("the keys are read", async || sign_in().await.status == StatusCode::OK).await;
    assert_eq!(school.nimal.get("/v1/me").await.ok()["display_name"], "Nimal Fernando");
    school.server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_to_be_read_from_storage_that_is_away_is_unavailable() {
    let school = School::on(|_| {}).await;
    school.until_asked(0).await;
    let school = school.again().await;
    // more than are met by whoever looks after entities by itself
    for call in ["head", "fence", "read"] {
        (0..10_000).for_each(|_| school.faults.call(call, Fault::Error));
    }
    let withdraw = async || {
        let path = format!("/v1/mentoring-requests/{}/withdraw", school.id(0));
        school.nimal.call(Method::POST, &path, None, &[("idempotency-key", "withdraw")]).await
    };
    assert_later(&withdraw().await, "unavailable");
    school.faults.mend();
    until("it is read", async || withdraw().await.status == StatusCode::OK).await;
    assert_eq!(withdraw().await.ok()["state"], "withdrawn", "and is not withdrawn twice");
    school.server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_append_whose_outcome_is_not_known_in_time_is_outcome_unknown_and_done_once() {
    let school = School::on(|_| {}).await;
    // longer than a request waits
    for _ in 0..1_000 {
        school.faults.append(AppendFault::Lost);
    }
    assert_later(&school.ask(0).await, "outcome_unknown");
    school.faults.mend();
    school.until_asked(0).await;

    // this one is in the log when its answer is lost, and lands late
    for _ in 0..1_000 {
        school.faults.append(AppendFault::Zombie);
    }
    assert_later(&school.ask(1).await, "outcome_unknown");
    assert!(school.faults.release() > 0);
    school.faults.mend();
    school.until_asked(1).await;
    school.has_each_once(2).await;
    school.server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_waited_too_long_behind_another_is_outcome_unknown_and_not_done_late() {
    let school = School::on(|_| {}).await;
    let api = &school.server.running.api;
    let demo = api.organization("demo").await.unwrap().id;
    let nimal = EntityId(school.nimal.id.parse().unwrap());
    let says = async |bio: &str| {
        school.nimal.call(Method::PATCH, "/v1/me", Some(&json!({ "bio": bio })), &[("idempotency-key", bio)]).await
    };
    // longer than a request waits
    school.faults.append(AppendFault::Delay(Duration::from_secs(6)));
    let second = async {
        until("the first is under way", async || {
            let look = Request::system(demo).with_deadline(Duration::from_millis(200));
            matches!(api.node().ask(look, nimal, ShowProfile).await, Err(AskError::Deadline))
        })
        .await;
        says("second").await
    };
    let (first, second) = join(says("first"), second).await;
    assert_later(&first, "outcome_unknown");
    assert_later(&second, "outcome_unknown");
    let mut bio = json!(null);
    until("it is read behind both", async || {
        let me = school.nimal.get("/v1/me").await;
        bio = me.body["bio"].clone();
        me.status == StatusCode::OK
    })
    .await;
    assert_eq!(bio, "first", "when the second's turn came, nobody waited for it any more");
    assert_eq!(says("second").await.ok()["bio"], "second");
    assert_eq!(says("first").await.status, StatusCode::OK, "was done, and is not done again");
    assert_eq!(school.nimal.get("/v1/me").await.ok()["bio"], "second");
    school.server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_kept_and_cannot_be_shown_in_time_is_outcome_unknown_and_there_once() {
    let school = School::on(|_| {}).await;
    let channel = school.nimal.get("/v1/channels").await.ok()["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/channels/{channel}/messages");
    let post = async || {
        let producer = json!({ "id": "0192f0c1-7c00-7000-8000-000000000001", "sequence": 1 });
        let body = json!({ "text": "Kept, and not to be seen.", "producer": producer });
        school.nimal.call(Method::POST, &path, Some(&body), &[("idempotency-key", "message")]).await
    };
    (0..10_000).for_each(|_| school.faults.call("row_write", Fault::Error));
    assert_later(&post().await, "not_shown");
    school.faults.mend();
    until("it is shown", async || post().await.status == StatusCode::CREATED).await;
    let listed = school.nimal.get(&format!("{path}?limit=100")).await.ok();
    let texts = listed["items"].as_array().unwrap().iter().filter(|message| message["text"] == "Kept, and not to be seen.");
    assert_eq!(texts.count(), 1);
    school.server.running.stop().await;
}

/// What the host may answer and no test can bring about through a server of one node: the code all the same.
#[test]
fn every_error_of_the_host_has_its_code() {
    let later = Duration::from_secs(1);
    let told = |error| lyceum_gateway::api::problem(error);
    let unavailable = AskError::Unavailable { retry_after: later, cause: "the shard is not this node's".to_owned() };
    assert_eq!(told(unavailable).code(), "unavailable");
    assert_eq!(told(AskError::Busy { retry_after: later }).code(), "busy");
    assert_eq!(told(AskError::Deadline).code(), "outcome_unknown");
}
