//! The first line of every operation: `auth.signed_in()?`, `auth.ends_sign_ins()?`, `auth.require(Role::Admin)?` or
//! `auth.anyone()`.

use std::net::IpAddr;

use lyceum_cluster::{Request, RequestId};
use lyceum_domain::{
    core::{Actor, OrganizationId, Role, UserId},
    user::SignInId,
};
use poem::{FromRequest, RequestBody};

use super::{Allowance, Claims, Met};
use crate::{
    api::{Api, AskedHash},
    problem::Problem,
    serve::Peer,
};

/// What a request says about its sender; says who only by one of its methods.
pub struct Auth {
    claims: Result<Claims, Problem>,
    facts: Facts,
    api: Api,
}

#[derive(Clone, Debug)]
struct Facts {
    key: Option<String>,
    asked: [u8; 32],
    client: Option<IpAddr>,
    refresh: Option<String>,
    met: Met,
}

/// Somebody signed in.
#[derive(Clone, Debug)]
pub struct Caller {
    pub user: UserId,
    pub organization: OrganizationId,
    pub roles: Vec<Role>,
    pub sign_in: SignInId,
    facts: Facts,
}

/// Somebody who need not be.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub client: Option<IpAddr>,
    /// The refresh token of the cookie.
    pub refresh: Option<String>,
    facts: Facts,
}

impl<'a> FromRequest<'a> for Auth {
    async fn from_request(request: &'a poem::Request, _: &mut RequestBody) -> poem::Result<Self> {
        let api = request.data::<Api>().expect("the router gives every request the API").clone();
        let headers = request.headers();
        let claims = claims(&api, request);
        let facts = Facts {
            key: headers.get("idempotency-key").map(|value| value.to_str().unwrap_or_default().to_owned()),
            asked: request.data::<AskedHash>().map_or([0; 32], |hash| hash.0),
            client: request.data::<Peer>().and_then(|peer| peer.client),
            refresh: api.cookie().read(headers),
            met: request.data::<Met>().cloned().unwrap_or_default(),
        };
        Ok(Self { claims, facts, api })
    }
}

/// What the request's token says, if it is good.
pub fn claims(api: &Api, request: &poem::Request) -> Result<Claims, Problem> {
    let token = request.headers().get("authorization").and_then(|value| value.to_str().ok()).and_then(|value| {
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    let wanted = || Problem::new("unauthorized", "an access token is wanted: `Authorization: Bearer …`");
    let claims = api.tokens().check(api.now(), token.ok_or_else(wanted)?)?;
    let gone = api.is_gone(claims.org, claims.sub);
    if gone { Err(Problem::new("account_deleted", "this account was deleted")) } else { Ok(claims) }
}

impl Auth {
    /// Any signed-in person.
    pub fn signed_in(self) -> Result<Caller, Problem> {
        let claims = self.claims?;
        self.facts.met.note(self.api.limits().person.take(&claims.sub)?);
        Ok(Caller::new(claims, self.facts))
    }

    /// Any signed-in person, for what ends sign-ins: each may it by itself, whatever another one asks, which may be a thief's.
    pub fn ends_sign_ins(self) -> Result<Caller, Problem> {
        let claims = self.claims?;
        self.facts.met.note(self.api.limits().ends.take(&claims.sid)?);
        Ok(Caller::new(claims, self.facts))
    }

    /// A signed-in person of this role.
    pub fn require(self, role: Role) -> Result<Caller, Problem> {
        let caller = self.signed_in()?;
        if caller.roles.contains(&role) {
            Ok(caller)
        } else {
            Err(Problem::new("forbidden", "your account does not have the role for this"))
        }
    }

    /// Anybody at all.
    pub fn anyone(self) -> Visitor {
        Visitor { client: self.facts.client, refresh: self.facts.refresh.clone(), facts: self.facts }
    }
}

impl Caller {
    fn new(Claims { sub: user, org: organization, roles, sid: sign_in, .. }: Claims, facts: Facts) -> Self {
        Self { user, organization, roles, sign_in, facts }
    }

    pub fn actor(&self) -> Actor {
        Actor::User { id: self.user, roles: self.roles.clone() }
    }

    /// For queries and for what may be repeated without harm. A given key is honoured.
    pub fn request(&self, operation: &str) -> Result<Request, Problem> {
        let request = Request::new(self.organization, self.actor());
        Ok(match checked(self.facts.key.as_deref())? {
            Some(key) => request.with_id(self.id(operation, key), self.facts.asked),
            None => request,
        })
    }

    /// For what makes something: the key is wanted.
    pub fn keyed(&self, operation: &str) -> Result<Request, Problem> {
        let key = wanted(self.facts.key.as_deref())?;
        Ok(Request::new(self.organization, self.actor()).with_id(self.id(operation, key), self.facts.asked))
    }

    /// The answer tells this limit too.
    pub fn met(&self, allowance: Allowance) {
        self.facts.met.note(allowance);
    }

    fn id(&self, operation: &str, key: &str) -> RequestId {
        RequestId::derive(self.organization, self.user.0.as_bytes(), operation, key)
    }
}

impl Visitor {
    /// The answer tells this limit.
    pub fn met(&self, allowance: impl Into<Option<Allowance>>) {
        self.facts.met.note(allowance);
    }

    /// For what may be repeated without harm. A given key is honoured. Of whoever calls themselves `name`.
    pub fn request(&self, organization: OrganizationId, operation: &str, name: &str) -> Result<Request, Problem> {
        let request = Request::new(organization, Actor::Anonymous);
        Ok(match checked(self.facts.key.as_deref())? {
            Some(key) => request.with_id(RequestId::derive(organization, name.as_bytes(), operation, key), self.facts.asked),
            None => request,
        })
    }

    /// For what makes something: the key is wanted. Of whoever calls themselves `name`.
    pub fn keyed(&self, organization: OrganizationId, operation: &str, name: &str) -> Result<(RequestId, Request), Problem> {
        let id = RequestId::derive(organization, name.as_bytes(), operation, wanted(self.facts.key.as_deref())?);
        Ok((id, Request::new(organization, Actor::Anonymous).with_id(id, self.facts.asked)))
    }
}

fn wanted(key: Option<&str>) -> Result<&str, Problem> {
    checked(key)?.ok_or_else(|| {
        let detail = "send an `Idempotency-Key` of your own making, and the same again when you retry";
        Problem::new("idempotency_key_missing", detail)
    })
}

fn checked(key: Option<&str>) -> Result<Option<&str>, Problem> {
    match key {
        Some(key) if (1..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()) => Ok(Some(key)),
        Some(_) => Err(Problem::new("idempotency_key_invalid", "an `Idempotency-Key` is 1 to 64 visible ASCII characters")),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_short_and_visible() {
        assert_eq!(checked(Some("a-1")).unwrap(), Some("a-1"));
        assert_eq!(checked(None).unwrap(), None);
        for bad in ["", "a b", "ü", &"x".repeat(65)] {
            assert_eq!(checked(Some(bad)).unwrap_err().code(), "idempotency_key_invalid", "{bad}");
        }
    }
}
