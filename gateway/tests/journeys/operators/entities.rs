//! `lyceum entities` and `lyceum effects`, beside a server that runs.

use http::Method;
use lyceum_storage::{EntityKey, Kind, placement::Parked};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{refused, said};
use crate::support::Server;

fn named<'a>(command: &[&'a str], kind: &'a str, id: &'a str) -> Vec<&'a str> {
    [command, &["--organization", "school", "--kind", kind, "--id", id]].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entity_is_shown_as_it_is_as_it_was_and_event_by_event_and_nothing_personal_is_printed() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    for bio in ["Plays cricket.", "Reads Rumi."] {
        nimal.call(Method::PATCH, "/v1/me", Some(&json!({ "bio": bio })), &[]).await.ok();
    }
    let json = |command: &[&str]| -> Value {
        serde_json::from_str(&said(&server, &[&named(command, "user", &nimal.id)[..], &["--json"]].concat())).unwrap()
    };
    let shown = json(&["entities", "show"]);
    let last = shown["position"].as_u64().unwrap();
    assert_eq!((shown["last"].as_u64(), &shown["state"]["me"]["profile"]["bio"]["sealed_for"]), (Some(last), &json!(nimal.id)));
    assert_eq!(json(&["entities", "at", &last.to_string()]), shown);

    let events = json(&["entities", "events"]);
    let events = events["events"].as_array().unwrap();
    let positions: Vec<_> = events.iter().filter_map(|event| event["position"].as_u64()).collect();
    assert_eq!(positions, (1..=last).collect::<Vec<_>>(), "every one, in order");
    assert!(events.iter().all(|event| event["epoch"].as_u64() >= Some(1) && event["at"].as_str().unwrap().ends_with('Z')));
    let updates: Vec<_> = events.iter().filter(|event| event["event"].get("profile_updated").is_some()).collect();
    assert_eq!((updates.len(), &events[0]["command"]), (2, &json!("register")));
    let before = updates[0]["position"].as_u64().unwrap() - 1;
    let former = json(&["entities", "at", &before.to_string()]);
    assert!(former["position"] == before && former["state"]["me"]["profile"]["bio"].is_null(), "{former}");

    let table = said(&server, &named(&["entities", "events", "--limit", "2"], "user", &nimal.id));
    assert!(table.starts_with("position ") && table.contains("register") && table.contains("more: --from 3"), "{table}");
    let all = format!(
        "{table}{}{shown}{}",
        said(&server, &named(&["entities", "show"], "user", &nimal.id)),
        said(&server, &named(&["entities", "events"], "user", &nimal.id)),
    );
    for word in ["Nimal", "nimal@", "cricket", "Rumi", "argon2"] {
        assert!(!all.contains(word), "{word} in {all}");
    }
    let ids = said(&server, &["entities", "list", "--organization", "school", "--kind", "user"]);
    assert!(ids.lines().any(|id| id == nimal.id), "{ids}");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_said_with_what_is() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    let nobody = Uuid::new_v4().to_string();
    let rows: [(&[&str], &str, &str, &str); 7] = [
        (&["entities", "show"], "usr", &nimal.id, "the kinds are call_room, channel"),
        (&["entities", "show"], "user", &nobody, "nothing ever happened to user"),
        (&["entities", "at", "999"], "user", &nimal.id, "position 999 is none of this entity; its positions are 1 to "),
        (&["entities", "at", "0"], "user", &nimal.id, "position 0 is none"),
        (&["entities", "events", "--from", "999"], "user", &nimal.id, "position 999 is none"),
        (&["entities", "show"], "user", "12", "invalid value '12' for '--id"),
        (&["entities", "serve"], "user", &nimal.id, "is not parked; `lyceum entities parked`"),
    ];
    for (command, kind, id, words) in rows {
        let said = refused(&server, &named(command, kind, id));
        assert!(said.contains(words), "{command:?}: {said}");
    }
    let elsewhere = refused(&server, &["entities", "list", "--organization", "skool", "--kind", "user"]);
    assert!(elsewhere.contains("no organization of this name"), "{elsewhere}");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_stuck_is_listed_since_when_and_why_and_nothing_is_said_in_words() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    assert_eq!(said(&server, &["entities", "parked"]), "nothing is parked: every entity is served\n");
    assert!(said(&server, &["effects", "list"]).starts_with("nothing is stuck"));

    let placement = &server.running.api.node().store().placement;
    let organization = server.running.api.organization("school").await.unwrap().id.0;
    let entity = EntityKey { organization, kind: Kind::new("user"), id: nimal.id.parse().unwrap() };
    let parked = Parked { entity, lane: None, position: 3, since_ms: Some(1_800_000_000_000), cause: "it panicked".into() };
    placement.park(&parked).await.unwrap();
    placement.park(&Parked { lane: Some("inbox/1".into()), ..parked }).await.unwrap();
    let named_here = format!("--organization {organization} --kind user --id {}", nimal.id);
    let entities = said(&server, &["entities", "parked"]);
    assert_eq!(entities, format!("{named_here}\n    at position 3 since 2027-01-15T08:00:00Z: it panicked\n"));
    let lanes = said(&server, &["effects", "list"]);
    let lane = format!("{named_here} --lane inbox/1\n    parked at position 3 since 2027-01-15T08:00:00Z: it panicked\n");
    assert_eq!(lanes, lane);
    let json: Value = serde_json::from_str(&said(&server, &["effects", "list", "--json"])).unwrap();
    assert_eq!((&json["total"], &json["lanes"][0]["state"]), (&json!(1), &json!("parked")));

    said(&server, &named(&["entities", "serve"], "user", &nimal.id));
    assert!(said(&server, &["entities", "parked"]).starts_with("nothing is parked"));
    let other = [&named(&["effects", "retry"], "user", &nimal.id)[..], &["--lane", "inbox/2"]].concat();
    assert!(refused(&server, &other).contains("this lane is not parked"));
    server.running.stop().await;
}
