//! Links by which an operator lets somebody set a new password.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{TryRngCore, rngs::OsRng};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

/// Whose, and 32 random bytes that only the link carries; the account keeps their hash.
pub struct ResetToken {
    pub user: Uuid,
    secret: Zeroizing<[u8; 32]>,
}

impl ResetToken {
    pub fn new(user: Uuid) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        OsRng.try_fill_bytes(&mut *secret).expect("the kernel has entropy");
        Self { user, secret }
    }

    pub fn write(&self) -> String {
        URL_SAFE_NO_PAD.encode([&self.user.as_bytes()[..], &self.secret[..]].concat())
    }

    pub fn read(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        let (user, secret) = bytes.split_at_checked(16)?;
        Some(Self { user: Uuid::from_slice(user).ok()?, secret: Zeroizing::new(secret.try_into().ok()?) })
    }

    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.secret[..]).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_noise_does_not() {
        let token = ResetToken::new(Uuid::from_u128(7));
        let back = ResetToken::read(&token.write()).unwrap();
        assert_eq!((back.user, back.hash()), (token.user, token.hash()));
        assert!(ResetToken::read("AAAA").is_none() && ResetToken::read("!").is_none());
    }
}
