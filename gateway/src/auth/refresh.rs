//! Refresh tokens: who, which sign-in, which generation, and a keyed hash over it. Nothing is stored: the user entity knows the
//! generation that is good, and the successor of a token is always the same text, so two tabs that refresh at once agree.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use lyceum_domain::{
    core::{OrganizationId, UserId},
    user::SignInId,
};
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    pub organization: OrganizationId,
    pub user: UserId,
    pub sign_in: SignInId,
    pub generation: u32,
}

/// The installation's key for them.
pub struct RefreshKey(Zeroizing<[u8; 32]>);

const BODY: usize = 16 * 3 + 4;

impl RefreshKey {
    pub const fn new(secret: Zeroizing<[u8; 32]>) -> Self {
        Self(secret)
    }

    pub fn write(&self, token: &RefreshToken) -> String {
        let mut bytes = body(token);
        let mac = self.mac(&bytes);
        bytes.extend_from_slice(mac.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// `None` for what this installation never wrote.
    pub fn read(&self, text: &str) -> Option<RefreshToken> {
        if text.len() > 200 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() == BODY + 32)?;
        let (body, mac) = bytes.split_at(BODY);
        if !bool::from(self.mac(body).as_bytes()[..].ct_eq(mac)) {
            return None;
        }
        let id = |n: usize| Uuid::from_slice(&body[n * 16..][..16]).ok();
        Some(RefreshToken {
            organization: OrganizationId(id(0)?),
            user: UserId(id(1)?),
            sign_in: SignInId(id(2)?),
            generation: u32::from_be_bytes(body[48..].try_into().ok()?),
        })
    }

    fn mac(&self, body: &[u8]) -> blake3::Hash {
        blake3::keyed_hash(&self.0, body)
    }
}

fn body(token: &RefreshToken) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(BODY + 32);
    for id in [token.organization.0, token.user.0, token.sign_in.0] {
        bytes.extend_from_slice(id.as_bytes());
    }
    bytes.extend_from_slice(&token.generation.to_be_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> RefreshKey {
        RefreshKey::new(Zeroizing::new([byte; 32]))
    }

    const TOKEN: RefreshToken = RefreshToken {
        organization: OrganizationId(Uuid::from_u128(1)),
        user: UserId(Uuid::from_u128(2)),
        sign_in: SignInId(Uuid::from_u128(3)),
        generation: 4,
    };

    #[test]
    fn a_token_reads_back_and_is_the_same_text_each_time() {
        assert_eq!(key(1).read(&key(1).write(&TOKEN)), Some(TOKEN));
        assert_eq!(key(1).write(&TOKEN), key(1).write(&TOKEN));
    }

    #[test]
    fn a_changed_or_foreign_token_is_refused() {
        let text = key(1).write(&TOKEN);
        assert_eq!(key(2).read(&text), None);
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(key(1).read(&String::from_utf8(changed).unwrap()), None, "byte {at}");
        }
        assert_eq!(key(1).read(""), None);
    }
}
