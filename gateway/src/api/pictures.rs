//! Addresses of pictures. A page's `<img>` sends no token, so the address itself is the permission: it names the picture, whose
//! id nobody can guess, and only people of the organization are shown it.

use lyceum_actors::frames::event::picture_url;
use lyceum_domain::core::{OrganizationId, UserId};
use uuid::Uuid;

/// The address of a person's picture, if they have one.
pub fn url(organization: OrganizationId, user: UserId, picture: Option<Uuid>) -> Option<String> {
    picture.map(|blob| picture_url(organization, user, blob))
}

/// The organization and the picture that an address's `v` names.
pub fn read(version: &str) -> Option<(OrganizationId, Uuid)> {
    let (organization, blob) = version.split_once('.')?;
    Some((OrganizationId(organization.parse().ok()?), blob.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back() {
        let (organization, user, blob) = (OrganizationId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)), Uuid::from_u128(3));
        let url = url(organization, user, Some(blob)).unwrap();
        assert_eq!(read(url.split_once("v=").unwrap().1), Some((organization, blob)));
        assert_eq!(read("x"), None);
    }
}
