use lyceum_cluster::{AskError, Request};
use lyceum_domain::{
    core::{Actor, EntityId, OrganizationId, Role, UserId},
    user::{self, OpenSignIn, ShowCredential},
};
use poem_openapi::{Enum, Object, OpenApi, param::Path, payload::Json};
use secrecy::SecretString;

use crate::{
    api::{Answer, Api, Documented, Operation, Place, json, objects::Me, problem, v1::Tag},
    auth::{Auth, RefreshToken},
    problem::Problem,
};

pub struct SignIn(pub Api);

/// Who signs in.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct SignInBody {
    #[oai(validator(max_length = 254))]
    email: String,
    password: String,
    /// What the device calls itself, for the list of sign-ins.
    #[oai(validator(max_length = 120))]
    device: Option<String>,
    token_delivery: Option<TokenDelivery>,
}

/// Where the refresh token goes: browsers keep it in a cookie, programs in the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum TokenDelivery {
    Cookie,
    Body,
}

/// Signed in.
#[derive(Object)]
#[oai(rename = "SignedIn")]
pub struct SignedInAnswer {
    /// For `Authorization: Bearer …`.
    access_token: String,
    /// Seconds until it runs out.
    expires_in: u64,
    user: Me,
    /// With `token_delivery` `body` only.
    #[oai(skip_serializing_if_is_none)]
    refresh_token: Option<String>,
}

pub const EXAMPLE: &str = r#"{
    "access_token": "eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl", "expires_in": 300,
    "user": {
        "id": "018f0c1e-7c00-7000-8000-000000000001", "email": "nimal@example.org", "display_name": "Nimal Perera", "bio": "",
        "zone": "Asia/Colombo", "roles": ["student"], "picture_url": null,
        "organization": { "slug": "demo", "name": "Demo College" }
    }
}"#;

impl Documented for SignIn {
    const DOCUMENT: Operation = Operation::new("sign_in")
        .unkeyed()
        .public()
        .cookie()
        .errors(&["not_found", "credentials_wrong"])
        .request(r#"{ "email": "nimal@example.org", "password": "a quiet river at dawn", "device": "Chromium on Linux" }"#)
        .reply(EXAMPLE);
}

#[OpenApi(tag = "Tag::Accounts")]
impl SignIn {
    /// Sign in
    ///
    /// Sets the cookie `__Host-lyceum_refresh`; over http `lyceum_refresh`, which only `/v1/session` gets.
    #[oai(path = "/organizations/:slug/sign-in", method = "post", operation_id = "sign_in")]
    async fn sign_in(&self, auth: Auth, slug: Path<String>, Json(body): Json<SignInBody>) -> Answer<SignedInAnswer> {
        let visitor = auth.anyone();
        let (api, place) = (&self.0, self.0.organization(&slug.0).await?);
        let email = api.email_entity(place.id, &body.email);
        visitor.met(api.limits().password(visitor.client, email.0)?);
        let wrong = || Problem::new("credentials_wrong", "check the email and the password");
        let account = account(api, place.id, email).await?;
        let phc = account.as_ref().map(|(_, phc, _)| phc.clone());
        let good = api.passwords().verify(SecretString::from(body.password), phc).await?;
        let (user, _, version) = account.filter(|_| good).ok_or_else(wrong)?;
        api.limits().at_home(visitor.client, email.0);
        let request = Request::new(place.id, Actor::Anonymous).with_persons([user]);
        let opened = api.ask(request, user, OpenSignIn { version, device: body.device }).await?;
        let token = RefreshToken { organization: place.id, user, sign_in: opened.id, generation: opened.generation };
        answer(api, place, token, opened.expires_at, body.token_delivery).await
    }
}

/// Who has the address, with the password's hash and its version, if the account is ready.
async fn account(api: &Api, organization: OrganizationId, email: EntityId) -> Result<Option<(UserId, String, u32)>, Problem> {
    let Some(holder) = api.holder(organization, email).await? else { return Ok(None) };
    let request = Request::new(organization, Actor::Anonymous);
    match api.node().ask(request, EntityId(holder), ShowCredential).await {
        Ok(credential) => {
            let keys = api.keys(organization, &[UserId(holder)]).await?;
            Ok(credential.phc.read(&keys).map(|phc| (UserId(holder), phc, credential.version)))
        }
        Err(AskError::Rejected { .. }) => Ok(None),
        Err(error) => Err(problem(error)),
    }
}

/// The tokens of a sign-in, delivered as wanted.
pub async fn answer(
    api: &Api,
    place: Place,
    token: RefreshToken,
    expires_at: lyceum_domain::core::Timestamp,
    delivery: Option<TokenDelivery>,
) -> Answer<SignedInAnswer> {
    let actor = Actor::User { id: token.user, roles: vec![Role::Student] };
    let me = api.ask(Request::new(token.organization, actor), token.user, user::ShowMe).await?.value;
    let keys = api.keys(token.organization, &[token.user]).await?;
    let roles = me.profile.roles.iter().copied().collect();
    let access_token = api.tokens().issue(api.now(), token.organization, token.user, roles, token.sign_in)?;
    let refresh_token = api.refresh().write(&token);
    let max_age = (expires_at - api.now()).0 / 1000;
    let cookie = api.cookie().set(&refresh_token, max_age);
    let in_body = delivery == Some(TokenDelivery::Body);
    let answer = SignedInAnswer {
        access_token,
        expires_in: 300,
        user: Me::of(&me, &keys, place)?,
        refresh_token: in_body.then_some(refresh_token),
    };
    let answer = json(answer);
    Ok(if in_body { answer } else { answer.header("set-cookie", cookie) })
}
