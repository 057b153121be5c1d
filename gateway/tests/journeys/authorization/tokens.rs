//! Access tokens that are none.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use lyceum_domain::{
    core::{OrganizationId, Role, Timestamp, UserId},
    user::SignInId,
};
use lyceum_gateway::auth::Tokens;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Person, Server};

/// Who comes with what, and the code that they are refused with.
pub struct Forged {
    pub what: &'static str,
    pub person: Person,
    pub code: &'static str,
}

/// What an access token says.
pub fn claims(person: &Person) -> Value {
    let payload = person.token.as_deref().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// Each in the name of a real person, who is signed in.
pub async fn forged(server: &Server, real: &Person, other_organization: &Person) -> Vec<Forged> {
    let (api, token, claims) = (&server.running.api, real.token.as_deref().unwrap(), claims(real));
    let id = |name: &str| claims[name].as_str().unwrap().parse::<Uuid>().unwrap();
    let issue = |by: &Tokens, at: Timestamp| {
        let (organization, user, sign_in) = (OrganizationId(id("org")), UserId(id("sub")), SignInId(id("sid")));
        by.issue(at, organization, user, vec![Role::Student, Role::Mentor, Role::Admin], sign_in).unwrap()
    };
    let issuer = claims["iss"].as_str().unwrap();
    let ours = api.node().store().keys.secret("access_tokens").await.unwrap();
    let long_ago = Timestamp(api.now().0 - 301_000);

    let [_, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("a token has three parts") };
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let unsigned = |algorithm: &str| part(&json!({ "alg": algorithm, "typ": "JWT" }));
    let changed = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        format!("{}.{}.{signature}", token.split('.').next().unwrap(), part(&claims))
    };
    let public = serde_json::to_value(api.tokens().keys()).unwrap()["keys"][0]["x"].as_str().unwrap().to_owned();
    let by_public = |key: &[u8]| encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(key)).unwrap();

    let all = [
        ("no token", None, "unauthorized"),
        ("not a token", Some("nonsense".to_owned()), "unauthorized"),
        ("an expired token", Some(issue(api.tokens(), long_ago)), "token_expired"),
        ("a token by a foreign key", Some(issue(&Tokens::new(&[7; 32], issuer).unwrap(), api.now())), "unauthorized"),
        (
            "a token for another server",
            Some(issue(&Tokens::new(&ours, "https://evil.example").unwrap(), api.now())),
            "unauthorized",
        ),
        ("alg none", Some(format!("{}.{payload}.", unsigned("none"))), "unauthorized"),
        ("alg none over a signature", Some(format!("{}.{payload}.{signature}", unsigned("none"))), "unauthorized"),
        ("alg HS256 by the public key", Some(by_public(&URL_SAFE_NO_PAD.decode(&public).unwrap())), "unauthorized"),
        ("alg HS256 by the public key's text", Some(by_public(public.as_bytes())), "unauthorized"),
        ("changed roles", Some(changed("roles", json!(["student", "mentor", "admin"]))), "unauthorized"),
        ("another person", Some(changed("sub", json!(other_organization.id))), "unauthorized"),
        ("another organization", Some(changed("org", self::claims(other_organization)["org"].clone())), "unauthorized"),
        ("a later end", Some(changed("exp", json!(4_000_000_000_u64))), "unauthorized"),
    ];
    all.into_iter().map(|(what, token, code)| Forged { what, person: Person { token, ..real.clone() }, code }).collect()
}
