//! Personal fields, sealed with their person's key from the first event on. Destroying the key erases them everywhere.
//!
//! AES-256-GCM-SIV (RFC 8452): the nonce is derived from (person, entity, position, field), so a decision made twice seals
//! the same bytes, and a nonce met twice with other text reveals only whether the texts are equal.

use std::{collections::BTreeMap, marker::PhantomData, sync::Arc};

use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce, aead::Aead};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use super::{EntityId, UserId};

/// A sealed value of type `T` that belongs to `person`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Personal<T> {
    pub person: UserId,
    #[serde(with = "serde_bytes")]
    nonce: Vec<u8>,
    #[serde(with = "serde_bytes")]
    sealed: Vec<u8>,
    #[serde(skip)]
    of: PhantomData<fn() -> T>,
}

/// One person's symmetric key.
#[derive(Clone)]
pub struct PersonKey(Arc<Zeroizing<[u8; 32]>>);

impl PersonKey {
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Arc::new(Zeroizing::new(bytes)))
    }

    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new((&**self.0).into())
    }
}

impl std::fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PersonKey(..)")
    }
}

/// The keys at hand.
#[derive(Clone, Debug, Default)]
pub struct PersonKeys(BTreeMap<UserId, PersonKey>);

/// A key is missing (the person was erased, or the caller did not name them) or the bytes are not what was sealed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("no key for person {0}: erased, or not named in the request")]
    NoKey(UserId),
    #[error("the sealed field of person {0} does not open with that person's key")]
    Broken(UserId),
}

impl PersonKeys {
    pub fn insert(&mut self, person: UserId, key: PersonKey) {
        self.0.insert(person, key);
    }
    pub fn get(&self, person: UserId) -> Option<&PersonKey> {
        self.0.get(&person)
    }

    pub fn seal<T: Serialize>(
        &self,
        person: UserId,
        entity: EntityId,
        position: u64,
        field: u32,
        value: &T,
    ) -> Result<Personal<T>, SealError> {
        let key = self.get(person).ok_or(SealError::NoKey(person))?;
        let mut hasher = blake3::Hasher::new();
        hasher.update(person.0.as_bytes()).update(entity.0.as_bytes());
        hasher.update(&position.to_le_bytes()).update(&field.to_le_bytes());
        let nonce = hasher.finalize().as_bytes()[..12].to_vec();
        let mut plain = Zeroizing::new(Vec::new());
        ciborium::into_writer(value, &mut *plain).map_err(|_| SealError::Broken(person))?;
        let bytes = <[u8; 12]>::try_from(&nonce[..]).map_err(|_| SealError::Broken(person))?;
        let sealed = key.cipher().encrypt(&Nonce::from(bytes), plain.as_slice()).map_err(|_| SealError::Broken(person))?;
        Ok(Personal { person, nonce, sealed, of: PhantomData })
    }

    pub fn open<T: DeserializeOwned>(&self, field: &Personal<T>) -> Result<T, SealError> {
        self.get(field.person).ok_or(SealError::NoKey(field.person))?.open(field)
    }
}

impl PersonKey {
    pub fn open<T: DeserializeOwned>(&self, field: &Personal<T>) -> Result<T, SealError> {
        let broken = || SealError::Broken(field.person);
        let nonce = <[u8; 12]>::try_from(&field.nonce[..]).map_err(|_| broken())?;
        let plain = self.cipher().decrypt(&Nonce::from(nonce), field.sealed.as_slice()).map_err(|_| broken())?;
        let plain = Zeroizing::new(plain);
        ciborium::from_reader(plain.as_slice()).map_err(|_| broken())
    }
}
