//! Making accounts, for the sign-up page and for the operator.

use lyceum_cluster::{AskError, Request};
use lyceum_domain::{
    core::{OrganizationId, UserId},
    user::{Erase, Register, ShowCredential},
};
use lyceum_storage::StoreError;
use secrecy::SecretString;

use crate::{
    api::{Api, Outcome, problem, storage},
    auth::Caller,
    problem::Problem,
};

/// A person to be.
pub struct Newcomer<'a> {
    pub id: UserId,
    pub email: &'a str,
    pub display_name: &'a str,
    pub zone: &'a str,
    pub password: SecretString,
}

/// How an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Pending,
    Active,
    /// The email is another's.
    Refused,
    /// It was deleted.
    Ended,
}

/// Makes the account and waits for its email's reservation.
pub async fn register(api: &Api, request: Request, newcomer: Newcomer<'_>) -> Result<Standing, Problem> {
    let organization = request.organization;
    let credential = api.passwords().hash(newcomer.password).await?;
    let keys = &api.node().store().keys;
    match keys.create(organization.0, newcomer.id.0).await {
        // the key is gone: a refused account's, which is told as it was the first time, or a deleted one's
        Err(StoreError::Misuse(_)) if standing(api, organization, newcomer.id).await? == Standing::Ended => {
            let deleted = "an account was made with this `Idempotency-Key` and deleted; make a new one";
            return Err(Problem::new("key_reused", deleted));
        }
        Ok(_) | Err(StoreError::Misuse(_)) => {}
        Err(error) => return Err(storage(error)),
    }
    let command = Register {
        email: newcomer.email.to_owned(),
        display_name: newcomer.display_name.to_owned(),
        zone: newcomer.zone.to_owned(),
        credential,
        reservation: api.email_entity(organization, newcomer.email),
    };
    api.ask(request.with_persons([newcomer.id]), newcomer.id, command).await?;
    let settled = Outcome::wait(|| standing(api, organization, newcomer.id), |standing| *standing != Standing::Pending);
    Ok(settled.await?.into_inner())
}

/// That it is the caller who asks: their password, said in `field`, is right. Gives the version of the credential.
pub async fn right_password(api: &Api, caller: &Caller, password: String, field: &'static str) -> Result<u32, Problem> {
    let version = has_password(api, caller, SecretString::from(password)).await?;
    version.ok_or_else(|| Problem::field("password_wrong", field, "this is not your current password"))
}

/// The version of the caller's credential, where `password` is its.
pub async fn has_password(api: &Api, caller: &Caller, password: SecretString) -> Result<Option<u32>, Problem> {
    caller.met(api.limits().password(None, caller.user.0)?);
    let credential = api.ask(Request::new(caller.organization, caller.actor()), caller.user, ShowCredential).await?;
    let keys = api.keys(caller.organization, &[caller.user]).await?;
    let is_right = api.passwords().verify(password, credential.phc.read(&keys)).await?;
    Ok(is_right.then_some(credential.version))
}

/// Ends an account for good, as far as the caller may. Once this is answered nobody reads a word of the person's; what is left
/// of them in lists follows by itself.
pub async fn erase(api: &Api, request: Request, user: UserId, command: Erase) -> Result<(), Problem> {
    let organization = request.organization;
    api.ask(request, user, command).await?;
    api.gone(organization, user);
    api.node().erase(organization, user).await.map_err(storage)?;
    api.people().forget(organization, user);
    if let Ok(actors) = api.actors() {
        actors.forget(organization, user);
    }
    Ok(())
}

async fn standing(api: &Api, organization: OrganizationId, user: UserId) -> Result<Standing, Problem> {
    match api.node().ask(Request::system(organization), user.into(), ShowCredential).await {
        Ok(_) => Ok(Standing::Active),
        Err(AskError::Rejected { code, .. }) if code == "account_pending" => Ok(Standing::Pending),
        Err(AskError::Rejected { code, .. }) if code == "registration_refused" => Ok(Standing::Refused),
        Err(AskError::Rejected { code, .. }) if code == "not_found" => Ok(Standing::Ended),
        Err(error) => Err(problem(error)),
    }
}
