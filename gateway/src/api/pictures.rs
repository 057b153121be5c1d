//! Addresses of pictures. A page's `<img>` sends no token, so the address itself is the permission: it carries a keyed hash of
//! whose picture it is and which, and only people of the organization are shown it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use lyceum_domain::core::{OrganizationId, UserId};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

#[derive(Clone)]
pub struct Pictures(Zeroizing<[u8; 32]>);

/// The `v` of an address.
pub struct Version {
    pub organization: OrganizationId,
    mac: [u8; 16],
}

impl Pictures {
    pub const fn new(key: Zeroizing<[u8; 32]>) -> Self {
        Self(key)
    }

    pub fn url(&self, organization: OrganizationId, user: UserId, blob: Option<Uuid>) -> Option<String> {
        let mac = self.mac(organization, user, blob?);
        let version = URL_SAFE_NO_PAD.encode([&organization.0.as_bytes()[..], &mac].concat());
        Some(format!("/v1/users/{user}/picture?v={version}"))
    }

    pub fn read(version: &str) -> Option<Version> {
        let bytes = URL_SAFE_NO_PAD.decode(version).ok().filter(|bytes| bytes.len() == 32)?;
        let organization = OrganizationId(Uuid::from_slice(&bytes[..16]).ok()?);
        Some(Version { organization, mac: bytes[16..].try_into().ok()? })
    }

    pub fn permits(&self, version: &Version, user: UserId, blob: Uuid) -> bool {
        self.mac(version.organization, user, blob).ct_eq(&version.mac).into()
    }

    fn mac(&self, organization: OrganizationId, user: UserId, blob: Uuid) -> [u8; 16] {
        let text = [organization.0.into_bytes(), user.0.into_bytes(), blob.into_bytes()].concat();
        let hash = blake3::keyed_hash(&self.0, &text);
        hash.as_bytes()[..16].try_into().expect("a hash has 32 bytes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_permits_one_picture_of_one_person() {
        let pictures = Pictures::new(Zeroizing::new([1; 32]));
        let (organization, user, blob) = (OrganizationId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)), Uuid::from_u128(3));
        let url = pictures.url(organization, user, Some(blob)).unwrap();
        let version = Pictures::read(url.split_once("v=").unwrap().1).unwrap();
        assert_eq!(version.organization, organization);
        assert!(pictures.permits(&version, user, blob));
        assert!(!pictures.permits(&version, user, Uuid::from_u128(4)) && !pictures.permits(&version, UserId(blob), blob));
        assert!(Pictures::read("x").is_none());
    }
}
