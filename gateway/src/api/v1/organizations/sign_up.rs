use http::StatusCode;
use lyceum_domain::{
    core::{UserId, ids::derive},
    user::email,
};
use poem_openapi::{Object, OpenApi, param::Path, payload::Json};
use secrecy::SecretString;

use crate::{
    accounts::{Newcomer, register},
    api::{Answer, Api, Documented, Operation, json, v1::Tag},
    auth::Auth,
    problem::Problem,
};

pub struct SignUp(pub Api);

/// A new account.
#[derive(Object)]
#[oai(deny_unknown_fields)]
struct SignUpBody {
    #[oai(validator(max_length = 254))]
    email: String,
    /// At least ten characters, hard to guess.
    password: String,
    #[oai(validator(max_length = 80))]
    display_name: String,
    /// IANA time zone; UTC if absent.
    zone: Option<String>,
}

/// Taken. Whether the address had an account already is nobody else's business.
#[derive(Object)]
struct SignUpAnswer {}

impl Documented for SignUp {
    const DOCUMENT: Operation = Operation::new("sign_up")
        .public()
        .keyed()
        .status(202)
        .errors(&[
            "not_found",
            "key_reused",
            "email_invalid",
            "password_weak",
            "zone_unknown",
            "text_empty",
            "text_too_long",
            "text_not_printable",
        ])
        .request(r#"{ "email": "nimal@example.org", "password": "a quiet river at dawn", "display_name": "Nimal Perera" }"#)
        .reply("{}");
}

#[OpenApi(tag = "Tag::Accounts")]
impl SignUp {
    /// Make an account
    ///
    /// The answer is the same whether or not the address has an account already; sign in to find out.
    #[oai(path = "/organizations/:slug/sign-up", method = "post", operation_id = "sign_up")]
    async fn sign_up(&self, auth: Auth, slug: Path<String>, Json(body): Json<SignUpBody>) -> Answer<SignUpAnswer> {
        let visitor = auth.anyone();
        let (api, place) = (&self.0, self.0.organization(&slug.0).await?);
        let (id, request) = visitor.keyed(place.id, "sign_up", &body.email)?;
        let zone = body.zone.as_deref().unwrap_or("UTC");
        let password = SecretString::from(body.password);
        if email::normalize(&body.email).is_none() {
            return Err(Problem::field("email_invalid", "/email", "write an address like name@example.org"));
        }
        api.limits().new_password(visitor.client)?;
        api.passwords().rule(&password, &[&body.email, &body.display_name, &place.name], "/password").await?;
        visitor.met(api.limits().sign_up(visitor.client)?);
        // a retry under the same key is the same person
        let id = derive(api.reservations(), &[b"sign_up", &id.0]);
        let newcomer = Newcomer { id: UserId(id), email: &body.email, display_name: &body.display_name, zone, password };
        register(api, request, newcomer).await?;
        Ok(json(SignUpAnswer {}).status(StatusCode::ACCEPTED))
    }
}
