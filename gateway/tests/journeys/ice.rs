//! STUN and TURN servers, as a call gets them.

use base64::{Engine, engine::general_purpose::STANDARD};
use lyceum_gateway::config::Secret;
use serde_json::json;
use sha1::{Digest, Sha1};

use crate::support::{PASSWORD, Server};

/// RFC 2104 with SHA-1, for keys of one block at most.
fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let pad = |with: u8| (0..64).map(|at| key.get(at).copied().unwrap_or(0) ^ with).collect::<Vec<_>>();
    let inner = Sha1::new().chain_update(pad(0x36)).chain_update(message).finalize();
    Sha1::new().chain_update(pad(0x5c)).chain_update(inner).finalize().to_vec()
}

/// As coturn's `use-auth-secret` checks it: the name is the time it ends and whose it is, the password its HMAC.
#[tokio::test(flavor = "multi_thread")]
async fn turn_credentials_end_after_some_hours_and_are_made_with_the_shared_secret() {
    let server = Server::start(|config| {
        config.media.stun = vec!["stun:stun.example:3478".into()];
        config.media.turn = vec!["turn:turn.example:3478?transport=udp".into(), "turns:turn.example:5349".into()];
        config.media.turn_secret = Some(Secret::from("shared with coturn".to_owned()));
    })
    .await;
    lyceum_gateway::demo::ensure(&server.running.api).await.unwrap();
    let sign_in = json!({ "email": "nimal@demo.example", "password": PASSWORD, "token_delivery": "body" });
    let mut nimal = server.nobody();
    let signed_in = nimal.post("/v1/organizations/demo/sign-in", &sign_in).await.ok();
    nimal.token = Some(signed_in["access_token"].as_str().unwrap().to_owned());
    let sessions = nimal.get("/v1/mentoring-sessions?when=upcoming").await.ok();
    let path = format!("/v1/rooms/{}/ice-servers", sessions["items"][0]["room_id"].as_str().unwrap());

    let began = jiff::Timestamp::now().as_second();
    let told = nimal.get(&path).await.ok();
    assert_eq!(told["ice_servers"][0], json!({ "urls": ["stun:stun.example:3478"] }), "STUN wants no password");
    let turn = &told["ice_servers"][1];
    assert_eq!(turn["urls"], json!(["turn:turn.example:3478?transport=udp", "turns:turn.example:5349"]));
    let name = turn["username"].as_str().unwrap();
    let (ends, whose) = name.split_once(':').unwrap();
    assert_eq!(whose, signed_in["user"]["id"].as_str().unwrap());
    let ends: i64 = ends.parse().unwrap();
    assert!((began + 6 * 3600..=began + 6 * 3600 + 60).contains(&ends), "{ends} is six hours from {began}");
    let expires_at: jiff::Timestamp = told["expires_at"].as_str().unwrap().parse().unwrap();
    assert!((expires_at.as_second() - ends).abs() <= 1, "the client is told the same end");
    let password = STANDARD.decode(turn["credential"].as_str().unwrap()).unwrap();
    assert_eq!(password, hmac(b"shared with coturn", name.as_bytes()));

    let stranger = server.sign_up("Eve").await;
    assert_eq!(stranger.get(&path).await.code(), "not_found", "a call's own people only");
    server.running.stop().await;
}

#[test]
fn the_hmac_of_this_test_is_the_one_of_rfc_2202() {
    let known =
        [0xef, 0xfc, 0xdf, 0x6a, 0xe5, 0xeb, 0x2f, 0xa2, 0xd2, 0x74, 0x16, 0xd5, 0xf1, 0x84, 0xdf, 0x9c, 0x25, 0x9a, 0x7c, 0x79];
    assert_eq!(hmac(b"Jefe", b"what do ya want for nothing?"), known);
}
