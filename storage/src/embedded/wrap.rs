//! A key as it lies in its file: wrapped by the master key, and for its own name only.

use aes_gcm_siv::{
    Aes256GcmSiv, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use zeroize::Zeroizing;

use super::backup::GONE;
use crate::keys::SecretKey;

pub const NONCE: usize = 12;
/// Of a key's file: nonce, the key, AES-GCM-SIV's tag.
pub const WRAPPED: usize = NONCE + 32 + 16;

/// The master key at work.
pub struct Wrap(Aes256GcmSiv);

impl Wrap {
    pub fn by(master: &SecretKey) -> Self {
        Self(Aes256GcmSiv::new((&**master).into()))
    }

    pub fn wrap(&self, name: &str, key: &SecretKey) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE] = rand::random();
        let sealed = self.0.encrypt(&Nonce::from(nonce), Payload { msg: &**key, aad: name.as_bytes() }).ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    /// `None` for what another master key wrapped, and for what is damaged: nobody can tell one from the other.
    pub fn open(&self, name: &str, file: &[u8]) -> Option<SecretKey> {
        let (nonce, sealed) = file.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let plain = Zeroizing::new(self.0.decrypt(&Nonce::from(nonce), Payload { msg: sealed, aad: name.as_bytes() }).ok()?);
        Some(Zeroizing::new(plain.as_slice().try_into().ok()?))
    }

    /// Whether what lies at `path` of the data folder is a key of this master key.
    pub fn opens(&self, path: &str, file: &[u8]) -> bool {
        self.open(&name(path), file).is_some()
    }
}

/// Whether a key lies at `path` of a data folder, and not the word that one is destroyed.
pub fn is_key(path: &str) -> bool {
    path.starts_with("keys/") && !path.ends_with(GONE)
}

/// The name for which the key at `path` of a data folder was wrapped.
fn name(path: &str) -> String {
    let path = path.strip_prefix("keys/").unwrap_or(path);
    match path.split('/').collect::<Vec<_>>()[..] {
        // spread over folders by the last byte
        ["person", organization, _, person] => format!("person/{organization}/{person}"),
        _ => path.to_owned(),
    }
}
