use lyceum_cluster::Request;
use lyceum_domain::{
    core::Actor,
    user::{CheckSignIn, RotateSignIn, Rotation},
};
use poem_openapi::{Object, OpenApi, payload::Json};

use crate::{
    api::{
        Answer, Api, Documented, Operation,
        v1::{
            Tag,
            organizations::{SIGNED_IN, SignedInAnswer, TokenDelivery, answer},
        },
    },
    auth::{Auth, RefreshToken},
    problem::Problem,
};

pub struct RefreshSession(pub Api);

/// Browsers send the cookie and an empty object.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct RefreshSessionBody {
    #[oai(validator(max_length = 200))]
    refresh_token: Option<String>,
}

impl Documented for RefreshSession {
    const DOCUMENT: Operation = Operation::new("refresh_session")
        .unkeyed()
        .public()
        .cookie()
        .errors(&["unauthorized", "sign_in_gone", "account_deleted", "refresh_token_reused"])
        .request("{}")
        .reply(SIGNED_IN);
}

#[OpenApi(tag = "Tag::Accounts")]
impl RefreshSession {
    /// A new access token
    ///
    /// Each refresh token works once; the old one within 30 s gets the same successor, later it ends the sign-in. While nothing
    /// can be written the answer has the same one, and it stays good.
    #[oai(path = "/session/refresh", method = "post", operation_id = "refresh_session")]
    async fn refresh_session(&self, auth: Auth, Json(body): Json<RefreshSessionBody>) -> Answer<SignedInAnswer> {
        let visitor = auth.anyone();
        let api = &self.0;
        visitor.met(api.limits().refresh(visitor.client)?);
        let delivery = if body.refresh_token.is_some() { TokenDelivery::Body } else { TokenDelivery::Cookie };
        let text = body.refresh_token.or(visitor.refresh);
        let token = text.and_then(|text| api.refresh().read(&text));
        let token = token.ok_or_else(|| Problem::new("unauthorized", "there is no refresh token of ours; sign in"))?;
        let (id, generation) = (token.sign_in, token.generation);
        let request = || Request::new(token.organization, Actor::Anonymous);
        let mut rotation = api.ask(request(), token.user, RotateSignIn { id, generation }).await;
        if rotation.as_ref().is_err_and(|problem| problem.code() == "unavailable") {
            // a disk that takes nothing new must not keep anybody from reading
            rotation = api.ask(request(), token.user, CheckSignIn { id, generation }).await;
        }
        let rotation = rotation.map_err(|problem| match problem.code() {
            "not_found" => Problem::new("account_deleted", "this account was deleted"),
            _ => problem,
        })?;
        match rotation {
            Rotation::Next { generation, expires_at, .. } => {
                let place = api.place(token.organization).await?;
                answer(api, place, RefreshToken { generation, ..token }, expires_at, Some(delivery)).await
            }
            Rotation::Reused => Err(Problem::new(
                "refresh_token_reused",
                "this refresh token was used before, so its sign-in was ended; sign in again",
            )),
        }
    }
}
