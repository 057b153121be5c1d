//! Where the demo is let in, and who of it still gets in where it should not be.

use std::net::IpAddr;

use lyceum_cluster::Request;
use lyceum_domain::{
    core::{Entity, EntityId, OrganizationId, UserId},
    reservation::{self, INSTALLATION, Reservation},
    user::ShowCredential,
};
use lyceum_storage::{EntityKey, Kind};
use secrecy::SecretString;
use uuid::Uuid;

use super::{PASSWORD, PEOPLE, SLUG};
use crate::{
    api::{Api, Place, storage},
    doctor,
    problem::Problem,
};

/// Names of organizations read at a time.
const PAGE: usize = 100;

/// Whether nobody gets there from the open internet.
pub fn is_near(public_url: &str) -> bool {
    let place = doctor::Place::of(public_url);
    let is_private = |ip: IpAddr| match ip.to_canonical() {
        IpAddr::V4(ip) => ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
    };
    place.is_local() || place.host.parse().is_ok_and(is_private)
}

/// An organization that is here and not the demo's.
pub async fn other(api: &Api) -> Result<Option<Place>, Problem> {
    let (organization, kind) = (INSTALLATION.0, Kind::new(Reservation::KIND));
    let mut after = EntityKey { organization, kind, id: Uuid::nil() };
    loop {
        let page = api.node().store().journal.entities(Some(after), PAGE).await.map_err(storage)?;
        for key in page.iter().filter(|key| (key.organization, key.kind) == (organization, kind)) {
            let shown = api.ask(Request::system(INSTALLATION), EntityId(key.id), reservation::Show).await?;
            if let Some(holder) = shown.holder.filter(|_| shown.confirmed) {
                let place = api.place(OrganizationId(holder)).await?;
                if place.slug != SLUG {
                    return Ok(Some(place));
                }
            }
        }
        match page.last() {
            Some(last) if (last.organization, last.kind) == (organization, kind) => after = *last,
            _ => return Ok(None),
        }
    }
}

/// Addresses of the demo's people who get in with the password that everybody can read.
pub async fn open(api: &Api) -> Result<Vec<String>, Problem> {
    let organization = match api.organization(SLUG).await {
        Ok(place) => place.id,
        Err(problem) if problem.code() == "not_found" => return Ok(Vec::new()),
        Err(problem) => return Err(problem),
    };
    let mut open = Vec::new();
    for (_, email, _) in PEOPLE {
        let Some(user) = api.holder(organization, api.email_entity(organization, email)).await? else { continue };
        // who cannot be asked does not get in either
        let Ok(credential) = api.ask(Request::system(organization), EntityId(user), ShowCredential).await else { continue };
        let keys = api.keys(organization, &[UserId(user)]).await?;
        if api.passwords().verify(SecretString::from(PASSWORD), credential.phc.read(&keys)).await? {
            open.push(email.to_owned());
        }
    }
    Ok(open)
}

/// Says so in the log of a server that is no demo.
pub async fn warn_of(api: &Api) {
    match open(api).await {
        Ok(open) if open.is_empty() => {}
        Ok(open) => tracing::warn!(
            people = open.join(", "),
            organization = SLUG,
            "people of `lyceum demo` are in this data folder and sign in with the password that its documents show: \
             begin with another data folder, or give each another password by the link of `lyceum organization reset-password`"
        ),
        Err(problem) => tracing::warn!(%problem, "whether people of `lyceum demo` can sign in here is not known"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_is_on_this_machine_or_in_a_private_network() {
        for near in [
            "http://localhost:8080",
            "http://lyceum.localhost:18000",
            "https://127.0.0.1:1",
            "https://[::1]:1",
            "https://10.1.2.3:8080",
            "https://172.31.0.1",
            "https://192.168.1.5:8080",
            "https://169.254.1.1",
            "https://[fd00::1]:8080",
            "https://[fe80::1]",
        ] {
            assert!(is_near(near), "{near}");
        }
        for far in [
            "https://school.example",
            "https://192.0.2.7:8080",
            "https://172.32.0.1",
            "https://[2001:db8::1]",
            "https://localhost.example",
        ] {
            assert!(!is_near(far), "{far}");
        }
    }
}
