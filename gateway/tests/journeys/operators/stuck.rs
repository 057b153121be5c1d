//! What a real noun's poisoned event and stuck effect look like to an operator, and how they are mended.

use serde_json::json;

use super::{
    demo::{Stopped, ask, days, end, id, serve, sign_in, to_entity, unlimited},
    refused_at, said_at, until,
};
use crate::support::{Program, told};

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_with_an_event_that_no_program_reads_is_parked_its_requests_wait_and_a_backup_mends_it() {
    let folder = tempfile::tempdir().unwrap();
    let (data, restored, tar) = (folder.path().join("data"), folder.path().join("restored"), folder.path().join("before.tar"));
    let server = Program::demo(&data, unlimited).await;
    let maya = sign_in(&server, "maya").await;
    end(server);
    said_at(&data, &["backup", tar.to_str().unwrap()]);
    let store = Stopped::open(&data).await;
    let position = store.poison(store.key("mentor_calendar", &maya.id)).await;
    drop(store);

    let server = serve(&data).await;
    let (maya, nimal) = (sign_in(&server, "maya").await, sign_in(&server, "nimal").await);
    let time = days(9);
    let request = ask(&nimal, &maya, &time).await;
    maya.post(&format!("{request}/accept"), &json!({ "time": time })).await.ok();
    assert_eq!(nimal.get(&request).await.ok()["state"], "accepting", "nobody is told what is not so");

    // what the operator sees: the entity, the event, and the effect that waits for it
    let calendar = ["--organization", "demo", "--kind", "mentor_calendar", "--id", &maya.id];
    let of_calendar = |command: &[&'static str]| [command, &calendar[..]].concat();
    let parked =
        until("it is parked", || Some(said_at(&data, &["entities", "parked"])).filter(|said| said.contains("--kind"))).await;
    assert!(parked.contains(&format!("--kind mentor_calendar --id {}", maya.id)), "{parked}");
    assert!(parked.contains(&format!("at position {position} since ")) && parked.contains("does not decode"), "{parked}");
    assert!(told(&data).await.contains("\nlyceum_parked 1\n"));
    let events = said_at(&data, &of_calendar(&["entities", "events"]));
    assert!(events.contains("held_by_the_moon"), "{events}");
    let shown = refused_at(&data, &of_calendar(&["entities", "show"]));
    assert!(shown.contains(&format!("position {position} cannot be read")), "{shown}");
    let lanes =
        until("its effect waits", || Some(said_at(&data, &["effects", "list"])).filter(|said| said.contains("--lane"))).await;
    let lane = format!("--kind mentoring_request --id {} --lane mentor_calendar/{}", id(&request), maya.id);
    assert!(lanes.contains(&lane) && lanes.contains("waiting, and tried again by itself") && lanes.contains("parked"), "{lanes}");

    // saying that it may go on does not mend it
    said_at(&data, &of_calendar(&["entities", "serve"]));
    until("it is parked again", || Some(()).filter(|()| said_at(&data, &["entities", "parked"]).contains("does not decode")))
        .await;
    end(server);

    said_at(&restored, &["restore", tar.to_str().unwrap(), "--master-key", data.join("master.key").to_str().unwrap()]);
    let server = serve(&restored).await;
    let (maya, nimal) = (sign_in(&server, "maya").await, sign_in(&server, "nimal").await);
    let request = ask(&nimal, &maya, &time).await;
    maya.post(&format!("{request}/accept"), &json!({ "time": time })).await.ok();
    nimal.wait(&request, |request| (request["state"] == "accepted").then_some(())).await;
    assert!(said_at(&restored, &["entities", "parked"]).starts_with("nothing is parked"));
    end(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_is_parked_does_not_hide_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Program::demo(&data, unlimited).await;
    let nimal = sign_in(&server, "nimal").await;
    let before = nimal.get("/v1/channels").await.ok()["items"].clone();
    let parked = before[0]["id"].as_str().unwrap();
    end(server);
    let store = Stopped::open(&data).await;
    store.poison(store.key("channel", parked)).await;
    drop(store);

    let server = serve(&data).await;
    let nimal = sign_in(&server, "nimal").await;
    assert_eq!(nimal.get(&format!("/v1/channels/{parked}")).await.code(), "unavailable");
    let mut after = nimal.get("/v1/channels").await.ok()["items"].clone();
    after[0]["head"] = before[0]["head"].clone();
    assert_eq!(after, before, "as its rows tell it");
    end(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_requests_parked_lanes_are_listed_and_go_on_with_their_effect_or_without_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Program::demo(&data, unlimited).await;
    let (maya, nimal) = (sign_in(&server, "maya").await, sign_in(&server, "nimal").await);
    let (time, other) = (days(9), days(10));
    let (accepted, declined) = (ask(&nimal, &maya, &time).await, ask(&nimal, &maya, &other).await);
    end(server);
    let store = Stopped::open(&data).await;
    let hold = format!("mentor_calendar/{}", maya.id);
    let key = |path| store.key("mentoring_request", id(path));
    store.park_lane(key(&accepted), to_entity("mentor_calendar", &maya.id), &hold).await;
    store.park_lane(key(&declined), ("stream", "notifications".into()), "notifications").await;
    drop(store);

    let server = serve(&data).await;
    let (maya, nimal) = (sign_in(&server, "maya").await, sign_in(&server, "nimal").await);
    assert!(told(&data).await.contains("\nlyceum_parked 2\n"));
    maya.post(&format!("{accepted}/accept"), &json!({ "time": time })).await.ok();
    assert_eq!(nimal.get(&accepted).await.ok()["state"], "accepting");
    let lanes = said_at(&data, &["effects", "list"]);
    let named = |path, lane| {
        ["--organization", "demo", "--kind", "mentoring_request", "--id", id(path), "--lane", lane].map(str::to_owned)
    };
    for (path, lane) in [(&accepted, &hold[..]), (&declined, "notifications")] {
        assert!(lanes.contains(&named(path, lane)[2..].join(" ")) && lanes.contains("parked at position"), "{lanes}");
    }
    let order = |order: &'static str, path, lane| {
        let named = named(path, lane);
        said_at(&data, &["effects", order].into_iter().chain(named.iter().map(String::as_str)).collect::<Vec<_>>())
    };
    order("retry", &accepted, &hold);
    nimal.wait(&accepted, |request| (request["state"] == "accepted").then_some(())).await;
    assert!(told(&data).await.contains("\nlyceum_parked 1\n"));

    // the proposal's notification is the effect that is given up; that of the refusal comes behind it
    maya.post(&format!("{declined}/propose"), &json!({ "times": [days(11)], "message": "Rather then?" })).await.ok();
    maya.post(&format!("{declined}/decline"), &json!({ "reason": "No." })).await.ok();
    let kinds = |told: &serde_json::Value| -> Vec<String> {
        let about = |item: &&serde_json::Value| item["request_id"] == id(&declined);
        let items = told["items"].as_array().unwrap().iter().filter(about);
        items.map(|item| item["kind"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds(&nimal.get("/v1/notifications?limit=100").await.ok()), Vec::<String>::new());
    order("skip", &declined, "notifications");
    let told_of = nimal.wait("/v1/notifications?limit=100", |told| Some(kinds(told)).filter(|kinds| !kinds.is_empty())).await;
    assert_eq!(told_of, ["mentoring_request_declined"]);
    assert!(said_at(&data, &["effects", "list"]).starts_with("nothing is stuck"));
    assert!(told(&data).await.contains("\nlyceum_parked 0\n"));
    end(server);
}
