//! Refresh tokens: two tabs and a lost reply are no theft, an older token is.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use super::things::server;
use crate::support::{Answer, Server, Socket};

const EMAIL: &str = "nimal@school.example";

async fn refresh(server: &Server, token: &Value) -> Answer {
    server.nobody().post("/v1/session/refresh", &json!({ "refresh_token": token })).await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_and_a_lost_reply_go_on_and_a_replayed_token_ends_the_sign_in_for_all_who_hold_it() {
    let server = server().await;
    server.sign_up("Nimal").await;
    let first = server.tokens("school", EMAIL).await["refresh_token"].clone();
    let (one, two) = tokio::join!(refresh(&server, &first), refresh(&server, &first));
    let (one, two) = (one.ok(), two.ok());
    assert_eq!(one["refresh_token"], two["refresh_token"], "two tabs at once");
    let again = refresh(&server, &first).await.ok();
    assert_eq!(one["refresh_token"], again["refresh_token"], "the reply was lost");
    let third = refresh(&server, &one["refresh_token"]).await.ok();
    assert_ne!(one["refresh_token"], third["refresh_token"]);

    let mut socket = Socket::listening(&server.person(&third), "user").await;
    assert_eq!(refresh(&server, &first).await.code(), "refresh_token_reused");
    assert_eq!(timeout(Duration::from_secs(2), socket.close_code()).await.expect("its sockets end"), 4401);
    for token in [&first, &one["refresh_token"], &third["refresh_token"]] {
        assert_eq!(refresh(&server, token).await.code(), "sign_in_gone");
    }
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_refresh_token_is_none_of_ours() {
    let server = server().await;
    server.sign_up("Nimal").await;
    let tokens = server.tokens("school", EMAIL).await;
    let token = tokens["refresh_token"].as_str().unwrap();
    let changed = |at: usize| {
        let other = if token.as_bytes()[at] == b'A' { "B" } else { "A" };
        json!(format!("{}{other}{}", &token[..at], &token[at + 1..]))
    };
    // organization, person, sign-in, generation, and what stands under them
    for forged in [changed(2), changed(25), changed(45), changed(67), changed(80), json!("bm9uc2Vuc2U")] {
        assert_eq!(refresh(&server, &forged).await.code(), "unauthorized", "{forged}");
    }
    refresh(&server, &json!(token)).await.ok();
    server.running.stop().await;
}
