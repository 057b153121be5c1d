//! A person's own account, from the first sign-up to a password by an operator's link.

use http::Method;
use lyceum_gateway::operator::{Reset, reset};
use serde_json::{Value, json};

use super::ledger::Caller;
use crate::support::{PASSWORD, Server};

const EMAIL: &str = "nimal@school.example";
const SCHOOL: &str = "/v1/organizations/school";

pub async fn walk(server: &Server, nobody: &Caller) {
    assert_eq!(nobody.get(SCHOOL).await["name"], "School of Examples");
    let newcomer = json!({ "email": EMAIL, "password": PASSWORD, "display_name": "Nimal", "zone": "Asia/Colombo" });
    let sign_up = format!("{SCHOOL}/sign-up");
    nobody.refused_bell(Method::POST, &sign_up, newcomer.clone(), "display_name").await;
    nobody.post(&sign_up, &newcomer).await;
    let (nimal, refresh) = sign_in(nobody, "Laptop", PASSWORD).await;
    assert_eq!(nimal.get("/v1/me").await["zone"], "Asia/Colombo");

    devices(nobody, &nimal, &refresh).await;
    profile(nobody, &nimal).await;
    passwords(server, nobody, &nimal).await;
}

/// Signed in, with the refresh token.
async fn sign_in(nobody: &Caller, device: &str, password: &str) -> (Caller, Value) {
    let body = json!({ "email": EMAIL, "password": password, "device": device, "token_delivery": "body" });
    let answer = nobody.post(&format!("{SCHOOL}/sign-in"), &body).await;
    (nobody.with(&answer["access_token"], &answer["user"]["id"]), answer["refresh_token"].clone())
}

async fn named(nimal: &Caller) -> Vec<Value> {
    let shown = nimal.get("/v1/sign-ins").await;
    shown["items"].as_array().unwrap().iter().map(|sign_in| sign_in["device"].clone()).collect()
}

async fn devices(nobody: &Caller, nimal: &Caller, refresh: &Value) {
    sign_in(nobody, "Phone", PASSWORD).await;
    let (_, tablet) = sign_in(nobody, "Tablet", PASSWORD).await;
    assert_eq!(named(nimal).await.len(), 3);
    let shown = nimal.get("/v1/sign-ins").await;
    let phone = shown["items"].as_array().unwrap().iter().find(|sign_in| sign_in["device"] == "Phone").unwrap();
    assert_eq!(phone["current"], false);
    nimal.ask(Method::DELETE, &format!("/v1/sign-ins/{}", phone["id"].as_str().unwrap()), None).await;
    let rest = named(nimal).await;
    assert!(rest.len() == 2 && !rest.contains(&json!("Phone")), "{rest:?}");
    nobody.post("/v1/session/sign-out", &json!({ "refresh_token": tablet })).await;
    assert_eq!(named(nimal).await, ["Laptop"]);

    let again = nobody.post("/v1/session/refresh", &json!({ "refresh_token": refresh })).await;
    assert_ne!(again["refresh_token"], *refresh);
    let nimal = nobody.with(&again["access_token"], &again["user"]["id"]);
    assert_eq!(nimal.get("/v1/me").await["email"], EMAIL);
    assert_eq!(named(&nimal).await, ["Laptop"], "it is the same sign-in");
}

async fn profile(nobody: &Caller, nimal: &Caller) {
    let shown = format!("/v1/users/{}", nimal.person.id);
    let change = json!({ "display_name": "Nimal Perera", "bio": "Second year, physics." });
    nimal.ask(Method::PATCH, "/v1/me", Some(&change)).await;
    let (me, seen) = (nimal.get("/v1/me").await, nimal.get(&shown).await);
    for is in [me, seen] {
        assert_eq!((&is["display_name"], &is["bio"]), (&change["display_name"], &change["bio"]));
    }

    let mut png = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(40, 20).write_to(&mut png, image::ImageFormat::Png).unwrap();
    nimal.send(Method::PUT, "/v1/me/picture", Some(png.into_inner().into()), "image/png").await;
    let url = nimal.get(&shown).await["picture_url"].as_str().unwrap().to_owned();
    let picture = nobody.send(Method::GET, &url, None, "").await;
    assert_eq!(picture.headers["content-type"], "image/jpeg");
    nimal.ask(Method::DELETE, "/v1/me/picture", None).await;
    assert_eq!(nimal.get(&shown).await["picture_url"], json!(null));
}

async fn passwords(server: &Server, nobody: &Caller, nimal: &Caller) {
    let (second, third) = ("an orange kite over town", "seven lamps beside the harbour");
    nimal.post("/v1/account/password", &json!({ "current": PASSWORD, "new": second })).await;
    let (nimal, _) = sign_in(nobody, "Desk", second).await;
    assert!(named(&nimal).await.contains(&json!("Desk")));
    nimal.post("/v1/session/sign-out-everywhere", &json!({})).await;
    assert!(named(&nimal).await.is_empty());

    let wanted = Reset { slug: "school".into(), email: EMAIL.into() };
    let link = reset(&server.running.api, wanted).await.unwrap().url;
    let (_, token) = link.split_once('#').unwrap();
    nobody.post(&format!("{SCHOOL}/password-resets"), &json!({ "token": token, "new": third })).await;
    let (nimal, _) = sign_in(nobody, "Library", third).await;
    assert_eq!(named(&nimal).await, ["Library"]);
    goodbye(server, nobody, &nimal, third).await;
}

/// The file of all that is kept, and the end of it; an admin ends another account.
async fn goodbye(server: &Server, nobody: &Caller, nimal: &Caller, password: &str) {
    let file = nimal.send(Method::GET, "/v1/me/export", None, "").await;
    assert_eq!(file.headers["content-disposition"], "attachment; filename=\"lyceum-export.json\"");
    assert_eq!((&file.body["account"]["email"], &file.body["sign_ins"][0]["device"]), (&json!(EMAIL), &json!("Library")));
    nimal.refused(Method::POST, "/v1/account/deletion", &json!({ "password": "not this one" }), "password_wrong").await;
    nimal.post("/v1/account/deletion", &json!({ "password": password })).await;
    assert_eq!(nimal.person.get("/v1/me").await.code(), "account_deleted");

    let (admin, leaver) = (server.sign_in("admin@school.example").await, server.sign_up("Lea").await);
    let admin = nobody.with(&json!(admin.token), &json!(admin.id));
    let found = admin.get("/v1/users?name=LE").await;
    assert_eq!((&found["items"][0]["id"], found["items"].as_array().unwrap().len()), (&json!(leaver.id), 1), "{found}");
    let words = (admin.get("/v1/users?name=A%20le").await, admin.get("/v1/users?name=le%20x").await);
    assert_eq!((&words.0["items"], &words.1["items"]), (&found["items"], &json!([])), "each word, in any order");
    let first = admin.get("/v1/users?limit=1").await;
    let second = admin.get(&format!("/v1/users?limit=1&cursor={}", first["next"].as_str().unwrap())).await;
    assert_eq!(first["items"][0]["id"], json!(leaver.id), "the newest first");
    assert_ne!(second["items"][0]["id"], first["items"][0]["id"]);
    admin.ask(Method::PATCH, "/v1/me", Some(&json!({ "display_name": "Zoe\u{301}" }))).await;
    for typed in ["zo%C3%A9", "ZOE%CC%81"] {
        let found = admin.sees(&format!("/v1/users?name={typed}"), |found| found["items"][0]["id"] == admin.person.id).await;
        assert_eq!(found["items"][0]["display_name"], "Zo\u{e9}", "one letter, however it is typed");
    }
    admin.refused(Method::POST, &format!("/v1/users/{}/deletion", admin.person.id), &json!({}), "forbidden").await;
    admin.refused(Method::DELETE, &format!("/v1/users/{}/roles/admin", admin.person.id), &json!(null), "forbidden").await;
    admin.ask(Method::DELETE, &format!("/v1/users/{}/roles/admin", leaver.id), None).await;
    admin.post(&format!("/v1/users/{}/deletion", leaver.id), &json!({})).await;
    assert_eq!(leaver.get("/v1/me").await.code(), "account_deleted");
    assert_eq!(admin.sees("/v1/users?name=le", |shown| shown["items"] == json!([])).await["next"], json!(null));
}
