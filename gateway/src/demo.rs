//! An organization to try: people with known passwords and a little history. Made once; started again it is found as it is.

mod history;
mod open;

use std::fmt;

use lyceum_cluster::Request;
use lyceum_domain::core::{Actor, OrganizationId, Role, UserId};
use secrecy::SecretString;

use crate::{
    accounts::{Newcomer, register},
    api::Api,
    operator::{Founding, Hidden, found},
    problem::Problem,
};

pub use open::{is_near, open, other, warn_of};

/// Folder of everything durable, where no other is named: that of `lyceum serve` is for people.
pub const DATA: &str = "lyceum-demo";
const SLUG: &str = "demo";
/// Where its people begin.
pub const PATH: &str = "/o/demo";
const ZONE: &str = "Asia/Colombo";
/// Everybody's.
const PASSWORD: &str = "a quiet river at dawn";

/// Who is there to be signed in as: name, address, role.
const PEOPLE: [(&str, &str, Role); 5] = [
    ("Ada Admin", "admin@demo.example", Role::Admin),
    ("Maya Silva", "maya@demo.example", Role::Mentor),
    ("Ruwan Perera", "ruwan@demo.example", Role::Mentor),
    ("Nimal Fernando", "nimal@demo.example", Role::Student),
    ("Sara Khan", "sara@demo.example", Role::Student),
];

/// What to print.
pub struct Demo {
    url: String,
    people: Vec<(&'static str, &'static str, Role)>,
}

impl fmt::Display for Demo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n  Lyceum runs on {}{PATH}\n\n  Sign in with the password \"{PASSWORD}\" as", self.url)?;
        for (name, email, role) in &self.people {
            writeln!(f, "    {:8} {email:22} {name}", format!("{role:?}").to_lowercase())?;
        }
        Ok(())
    }
}

impl Demo {
    /// As it was once made.
    pub fn of(api: &Api) -> Self {
        Self { url: api.config().base().to_owned(), people: PEOPLE.to_vec() }
    }
}

/// Makes what is missing.
pub async fn ensure(api: &Api) -> Result<Demo, Problem> {
    let (name, email, _) = PEOPLE[0];
    let founding = Founding {
        slug: SLUG.to_owned(),
        name: "Demo College".to_owned(),
        zone: ZONE.to_owned(),
        admin_email: email.to_owned(),
        admin_name: name.to_owned(),
        admin_password: Some(Hidden(PASSWORD.to_owned())),
    };
    match found(api, founding).await {
        Err(problem) if problem.code() != "taken" => return Err(problem),
        Ok(_) | Err(_) => {}
    }
    let organization = api.organization(SLUG).await?.id;
    let (mut people, mut there) = (Vec::new(), Vec::new());
    for (name, email, role) in PEOPLE {
        match person(api, organization, name, email, role).await? {
            Found::AsMade(id) => people.push(history::Person { id, role }),
            Found::SomebodyElse => {}
            Found::Deleted => continue,
        }
        there.push((name, email, role));
    }
    // what happened, happened to all of them
    if people.len() == PEOPLE.len() {
        history::make(api, organization, &people).await?;
    }
    Ok(Demo { url: api.config().base().to_owned(), people: there })
}

/// Whom an address of the demo belongs to.
enum Found {
    AsMade(UserId),
    /// Deleted, and signed up with again.
    SomebodyElse,
    /// For good: nobody is made in their place.
    Deleted,
}

async fn person(api: &Api, organization: OrganizationId, name: &str, email: &str, role: Role) -> Result<Found, Problem> {
    let id =
        UserId(lyceum_domain::core::ids::derive(api.reservations(), &[b"demo", organization.0.as_bytes(), email.as_bytes()]));
    let reservation = api.email_entity(organization, email);
    if let Some(user) = api.holder(organization, reservation).await? {
        // the admin came with the organization
        let as_made = user == id.0 || role == Role::Admin;
        return Ok(if as_made { Found::AsMade(UserId(user)) } else { Found::SomebodyElse });
    }
    let newcomer = Newcomer { id, email, display_name: name, zone: ZONE, password: SecretString::from(PASSWORD) };
    match register(api, Request::new(organization, Actor::Operator), newcomer).await {
        Ok(_) => Ok(Found::AsMade(id)),
        Err(problem) if problem.code() == "key_reused" => Ok(Found::Deleted),
        Err(problem) => Err(problem),
    }
}

/// A command's sender whose retry, at the next start, is the same request.
fn once(organization: OrganizationId, user: UserId, roles: &[Role], step: &str) -> Request {
    let id = lyceum_cluster::RequestId::derive(organization, user.0.as_bytes(), "demo", step);
    Request::new(organization, Actor::User { id: user, roles: roles.to_vec() }).with_id(id, [0; 32])
}
