//! Signing up, in and out.

use std::time::Duration;

use http::{Method, StatusCode};
use lyceum_gateway::operator;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::support::{Answer, PASSWORD, Server};

const SIGN_IN: &str = "/v1/organizations/school/sign-in";

#[tokio::test(flavor = "multi_thread")]
async fn somebody_signs_up_changes_their_profile_and_password_and_signs_out() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    let me = nimal.call(Method::PATCH, "/v1/me", Some(&json!({ "bio": "Physics." })), &[]).await;
    assert_eq!(me.headers["etag"].to_str().unwrap().chars().next(), Some('"'));
    assert_eq!(me.ok()["bio"], "Physics.");

    let edit = |tag: String| {
        let nimal = nimal.clone();
        async move { nimal.call(Method::PATCH, "/v1/me", Some(&json!({ "bio": "Maths." })), &[("if-match", &tag)]).await }
    };
    let tag = nimal.get("/v1/me").await.headers["etag"].to_str().unwrap().to_owned();
    assert_eq!(edit(tag.clone()).await.ok()["bio"], "Maths.");
    let stale = edit(tag).await;
    assert_eq!((stale.status, stale.code()), (StatusCode::PRECONDITION_FAILED, "etag_stale"), "another tab was quicker");

    let wrong = json!({ "current": "something else entirely", "new": "an orange kite over town" });
    assert_eq!(nimal.post("/v1/account/password", &wrong).await.code(), "password_wrong");
    let weak = json!({ "current": PASSWORD, "new": "password123" });
    assert_eq!(nimal.post("/v1/account/password", &weak).await.code(), "password_weak");
    let good = json!({ "current": PASSWORD, "new": "an orange kite over town" });
    assert_eq!(nimal.post("/v1/account/password", &good).await.status, StatusCode::NO_CONTENT);
    let old = json!({ "email": "nimal@school.example", "password": PASSWORD });
    assert_eq!(server.nobody().post(SIGN_IN, &old).await.code(), "credentials_wrong");

    let sign_ins = nimal.get("/v1/sign-ins").await.ok();
    assert_eq!(sign_ins["items"].as_array().unwrap().len(), 1);
    assert_eq!(nimal.post("/v1/session/sign-out-everywhere", &json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(nimal.get("/v1/sign-ins").await.ok()["items"], json!([]));
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_up_with_a_taken_address_answers_the_same_and_changes_nothing() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    let again = json!({ "email": "NIMAL@school.example", "password": "another long password here", "display_name": "Thief" });
    let sign_up = async |body: &Value| {
        let key = [("idempotency-key", "again")];
        server.nobody().call(Method::POST, "/v1/organizations/school/sign-up", Some(body), &key).await
    };
    let answer = sign_up(&again).await;
    assert_eq!((answer.status, answer.body), (StatusCode::ACCEPTED, json!({})));
    // what was said is nobody's: its key is destroyed, and whoever tries again is told the same
    let store = server.running.api.node().store().clone();
    let destroyed = async {
        loop {
            let ended = store.streams.read("erasures", 0, 1).await.unwrap().pop().map(|ended| ended.record.key);
            if let Some(who) = ended
                && store.keys.get(who.organization, who.id).await.unwrap().is_none()
            {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(20), destroyed).await.expect("it is forgotten");
    let answer = sign_up(&again).await;
    assert_eq!((answer.status, answer.body), (StatusCode::ACCEPTED, json!({})));
    let other = json!({ "email": "NIMAL@school.example", "password": "another quiet river", "display_name": "Somebody" });
    assert_eq!(sign_up(&other).await.code(), "key_reused", "as with an account that was made");
    assert_eq!(server.sign_in("nimal@school.example").await.id, nimal.id);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_up_wants_a_key_and_a_retry_under_it_is_the_same_person() {
    let server = Server::start(|_| {}).await;
    let body = json!({ "email": "nimal@school.example", "password": PASSWORD, "display_name": "Nimal" });
    let sign_up = async |headers: &[(&str, &str)]| {
        server.nobody().call(Method::POST, "/v1/organizations/school/sign-up", Some(&body), headers).await
    };
    let refused = sign_up(&[]).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, "idempotency_key_missing"));
    let sign_in = json!({ "email": "nimal@school.example", "password": PASSWORD });
    assert_eq!(server.nobody().post(SIGN_IN, &sign_in).await.code(), "credentials_wrong", "nothing was made");
    for _ in 0..2 {
        assert_eq!(sign_up(&[("idempotency-key", "mine")]).await.status, StatusCode::ACCEPTED);
    }
    assert_eq!(server.nobody().post(SIGN_IN, &sign_in).await.status, StatusCode::OK);
    let other = json!({ "email": "nimal@school.example", "password": "another quiet river", "display_name": "Somebody" });
    let path = "/v1/organizations/school/sign-up";
    let reused = server.nobody().call(Method::POST, path, Some(&other), &[("idempotency-key", "mine")]).await;
    assert_eq!((reused.status, reused.code()), (StatusCode::CONFLICT, "key_reused"));
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_and_a_reset_whose_answers_were_lost_are_told_again() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    let change = json!({ "current": PASSWORD, "new": "an orange kite over town" });
    for _ in 0..2 {
        assert_eq!(nimal.post("/v1/account/password", &change).await.status, StatusCode::NO_CONTENT);
    }
    let wrong = json!({ "current": PASSWORD, "new": "a purple kite over town" });
    assert_eq!(nimal.post("/v1/account/password", &wrong).await.code(), "password_wrong");

    let link = operator::Reset { slug: "school".into(), email: "nimal@school.example".into() };
    let link = operator::reset(&server.running.api, link).await.unwrap().url;
    let redeem = json!({ "token": link.rsplit_once('#').unwrap().1, "new": "a silver kite over town" });
    let path = "/v1/organizations/school/password-resets";
    let redeem = async |key: &str| server.nobody().call(Method::POST, path, Some(&redeem), &[("idempotency-key", key)]).await;
    for _ in 0..2 {
        assert_eq!(redeem("mine").await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(redeem("another").await.code(), "reset_invalid");
    let sign_in = json!({ "email": "nimal@school.example", "password": "a silver kite over town" });
    assert_eq!(server.nobody().post(SIGN_IN, &sign_in).await.status, StatusCode::OK);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_token_has_one_successor_and_ends_with_its_sign_in() {
    let server = Server::start(|_| {}).await;
    server.sign_up("Nimal").await;
    let body = json!({ "email": "nimal@school.example", "password": PASSWORD });
    let signed_in = server.nobody().post(SIGN_IN, &body).await;
    let cookie = signed_in.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && signed_in.body["refresh_token"].is_null());
    let cookie = cookie.split(';').next().unwrap();
    let refresh = |cookie: String| {
        let nobody = server.nobody();
        async move { nobody.call(Method::POST, "/v1/session/refresh", Some(&json!({})), &[("cookie", &cookie)]).await }
    };
    let (first, second) = (refresh(cookie.to_owned()).await, refresh(cookie.to_owned()).await);
    // the token is the same; how long the cookie still lives may differ by a second
    let token = |set: &http::HeaderValue| set.to_str().unwrap().split(';').next().unwrap().to_owned();
    let next = token(&first.headers["set-cookie"]);
    assert_eq!(next, token(&second.headers["set-cookie"]));
    let out = server.nobody().call(Method::POST, "/v1/session/sign-out", Some(&json!({})), &[("cookie", &next)]).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert_eq!(refresh(next).await.code(), "sign_in_gone");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ups_of_one_address_are_limited_and_every_answer_says_how_many_are_left() {
    let server = Server::start(|config| config.limits.sign_up_per_hour = 2).await;
    let sign_up = async |name: &str| {
        let body = json!({ "email": format!("{name}@school.example"), "password": PASSWORD, "display_name": name });
        server.nobody().post("/v1/organizations/school/sign-up", &body).await
    };
    let said = |answer: &Answer, name: &str| answer.headers[name].to_str().unwrap().parse::<u64>().unwrap();
    for (name, left) in [("a", 1), ("b", 0)] {
        let taken = sign_up(name).await;
        assert_eq!((taken.status, said(&taken, "ratelimit-limit")), (StatusCode::ACCEPTED, 2));
        assert_eq!(said(&taken, "ratelimit-remaining"), left);
        assert!(said(&taken, "ratelimit-reset") > 60 && !taken.headers.contains_key("retry-after"));
    }
    let refused = sign_up("c").await;
    assert_eq!((refused.status, refused.code()), (StatusCode::TOO_MANY_REQUESTS, "rate_limited"));
    assert_eq!((said(&refused, "ratelimit-limit"), said(&refused, "ratelimit-remaining")), (2, 0));
    assert!(said(&refused, "retry-after") > 60);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guesser_is_stopped_at_the_account_and_the_rest_of_the_classroom_is_not() {
    let server = Server::start(|config| config.limits = lyceum_gateway::config::Limits::default()).await;
    let sign_in = async |email: &str| {
        let body = json!({ "email": email, "password": "a loud river at noon" });
        server.nobody().post(SIGN_IN, &body).await
    };
    for _ in 0..5 {
        assert_eq!(sign_in("admin@school.example").await.code(), "credentials_wrong");
    }
    assert_eq!(sign_in("admin@school.example").await.code(), "rate_limited");
    for pupil in 0..20 {
        assert_eq!(sign_in(&format!("pupil-{pupil}@school.example")).await.code(), "credentials_wrong", "from the same address");
    }
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_guesses_elsewhere_keeps_nobody_out_and_many_who_guess_together_are_stopped() {
    let server = Server::start(|config| {
        config.trusted_proxies = vec!["127.0.0.1".into()];
        config.limits.account_sign_in_per_minute = 2;
    })
    .await;
    let sign_in = async |from: usize, password: &str| {
        let body = json!({ "email": "admin@school.example", "password": password });
        let from = format!("192.0.2.{from}");
        server.nobody().call(Method::POST, SIGN_IN, Some(&body), &[("x-forwarded-for", &from)]).await
    };
    for _ in 0..2 {
        assert_eq!(sign_in(1, "a loud river at noon").await.code(), "credentials_wrong");
    }
    assert_eq!(sign_in(1, "a loud river at noon").await.code(), "rate_limited");
    sign_in(2, PASSWORD).await.ok();
    for from in 3..=39 {
        assert_eq!(sign_in(from, "a loud river at noon").await.code(), "credentials_wrong");
    }
    assert_eq!(sign_in(40, "a loud river at noon").await.code(), "rate_limited", "twenty times one address's, in an hour");
    sign_in(2, PASSWORD).await.ok();
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_made_anew_and_its_address_is_the_permission() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    let put = async |width| {
        let mut png = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(width, 20).write_to(&mut png, image::ImageFormat::Png).unwrap();
        let body = Some(png.into_inner().into());
        let me = nimal.send(Method::PUT, "/v1/me/picture", body, &[("content-type", "image/png")]).await.ok();
        me["picture_url"].as_str().unwrap().to_owned()
    };
    let [first, between, url] = [put(40).await, put(20).await, put(40).await];
    for gone in [first, between] {
        assert_ne!(gone, url, "what was replaced may still be on its way out when the same picture comes again");
        assert_eq!(server.nobody().get(&gone).await.status, StatusCode::NOT_FOUND);
    }
    let url = &url;
    let shown = server.nobody().get(url).await;
    assert_eq!((shown.status, shown.headers["content-type"].to_str().unwrap()), (StatusCode::OK, "image/jpeg"));
    let guessed = format!("{}.{}", url.rsplit_once('.').unwrap().0, uuid::Uuid::nil());
    assert_eq!(server.nobody().get(&guessed).await.status, StatusCode::NOT_FOUND);
    assert_eq!(nimal.call(Method::DELETE, "/v1/me/picture", None, &[]).await.ok()["picture_url"], json!(null));
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_has_people_a_session_and_a_chat_and_is_made_once() {
    let server = Server::start(|_| {}).await;
    for _ in 0..2 {
        let told = lyceum_gateway::demo::ensure(&server.running.api).await.unwrap().to_string();
        assert!(told.contains("maya@demo.example") && told.contains(PASSWORD));
    }
    let body = json!({ "email": "nimal@demo.example", "password": PASSWORD, "token_delivery": "body" });
    let mut nimal = server.nobody();
    let signed_in = nimal.post("/v1/organizations/demo/sign-in", &body).await.ok();
    nimal.token = Some(signed_in["access_token"].as_str().unwrap().to_owned());
    let sessions = nimal.get("/v1/mentoring-sessions?when=upcoming").await.ok();
    assert_eq!(sessions["items"].as_array().unwrap().len(), 1);
    let channel = sessions["items"][0]["channel_id"].as_str().unwrap();
    let messages = nimal.get(&format!("/v1/channels/{channel}/messages")).await.ok();
    assert_eq!(messages["items"].as_array().unwrap().len(), 2);
    assert_eq!(nimal.get("/v1/mentors").await.ok()["items"].as_array().unwrap().len(), 2);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_uses_up_what_a_person_may_ask_does_not_keep_them_from_ending_it() {
    let server = Server::start(|config| config.limits.requests_per_minute = 5).await;
    let owner = server.sign_up("Nimal").await;
    let thief = server.sign_in("nimal@school.example").await;
    while thief.get("/v1/me").await.status == StatusCode::OK {}
    assert_eq!(owner.get("/v1/me").await.code(), "rate_limited");
    let unknown = format!("/v1/sign-ins/{}", uuid::Uuid::nil());
    while thief.call(Method::DELETE, &unknown, None, &[]).await.status == StatusCode::NOT_FOUND {}
    assert_eq!(thief.get("/v1/sign-ins").await.code(), "rate_limited", "it has its bound, too");
    let listed = owner.get("/v1/sign-ins").await.ok();
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    let wrong = json!({ "current": "not the password", "new": "an orange kite over town" });
    assert_eq!(owner.post("/v1/account/password", &wrong).await.code(), "password_wrong");
    assert_eq!(owner.post("/v1/session/sign-out-everywhere", &json!({})).await.status, StatusCode::NO_CONTENT);
    server.running.stop().await;
}
