//! Keys in files of their own, never in the log: what is destroyed has to be nowhere. Each is wrapped by the master key.

use std::{
    fs::OpenOptions,
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use aes_gcm_siv::{
    Aes256GcmSiv, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};
use async_trait::async_trait;
use parking_lot::Mutex;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    Embedded,
    backup::GONE,
    files::{self, blocking, unavailable},
};
use crate::{Keys, StoreError, keys::SecretKey, log::gate::Gate};

const NONCE: usize = 12;
/// Of a key's file: nonce, the key, AES-GCM-SIV's tag.
pub const WRAPPED: u64 = 12 + 32 + 16;
pub const CHECK: &str = "check";

/// The folder of wrapped keys.
#[derive(Clone)]
pub struct Keyring(Arc<Inner>);

struct Inner {
    dir: PathBuf,
    master: Aes256GcmSiv,
    /// One change at a time.
    changes: Mutex<()>,
}

impl Keyring {
    /// `Misuse` when the folder's keys were wrapped by another master key.
    pub fn open(dir: PathBuf, master: &SecretKey) -> Result<Self, StoreError> {
        let ring = Self(Arc::new(Inner { dir, master: Aes256GcmSiv::new((&**master).into()), changes: Mutex::new(()) }));
        ring.0.make(&ring.0.dir.join(CHECK), CHECK)?;
        Ok(ring)
    }
}

/// The master key in `file`, made at first start. Where keys exist it must exist too: a new one would open none of them.
pub fn master_key(file: &Path, keys: &Path) -> Result<SecretKey, StoreError> {
    let wrong = || StoreError::Misuse(format!("{} is no master key, which has 32 bytes: give the right file", file.display()));
    if let Some(bytes) = files::read(file).map_err(unavailable)? {
        let bytes = Zeroizing::new(bytes);
        return Ok(Zeroizing::new(bytes.as_slice().try_into().map_err(|_| wrong())?));
    }
    if are_in(keys) {
        return Err(StoreError::Misuse(format!(
            "{} is gone, and the keys in {} need it: put it back",
            file.display(),
            keys.display()
        )));
    }
    let key: SecretKey = Zeroizing::new(rand::random());
    files::write_durably(file, &*key).map_err(unavailable)?;
    Ok(key)
}

/// Whether there are keys in a folder: `false` in one that is new, or lost what it had.
pub fn are_in(folder: &Path) -> bool {
    check_in(folder).exists()
}

/// The first that is made.
pub fn check_in(folder: &Path) -> PathBuf {
    folder.join(CHECK)
}

/// Why the keys of a folder cannot all be opened.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    #[error("the master key cannot be used: {0}")]
    Master(String),
    #[error("{0} is gone: restore that folder from the back-up, all of it; without its keys nothing of people can be read")]
    Gone(String),
    #[error("key {0} does not open with the master key: restore the file from the back-up")]
    Key(String),
    #[error("the keys cannot be read: {0}")]
    Io(#[from] std::io::Error),
}

/// Opens every key in `folder`; how many do, and which do not. Nothing is made.
pub fn open_all(folder: &Path, master: &Path) -> Result<(u64, Vec<KeyFault>), KeyFault> {
    let bytes = files::read(master)?.map(Zeroizing::new);
    let wrong = |what| KeyFault::Master(format!("{} {what}", master.display()));
    let bytes = bytes.ok_or_else(|| wrong("is not there: give the right file"))?;
    let key: SecretKey = Zeroizing::new(bytes.as_slice().try_into().map_err(|_| wrong("has not 32 bytes: give the right file"))?);
    let inner = Inner { dir: folder.to_owned(), master: Aes256GcmSiv::new((&*key).into()), changes: Mutex::new(()) };
    let files = super::backup::keys(folder)?;
    if files.is_empty() {
        return Err(KeyFault::Gone(check_in(folder).display().to_string()));
    }
    let (mut opened, mut faults) = (0, Vec::new());
    for file in files {
        let parts: Vec<&str> = file.path.split('/').skip(1).collect();
        let name = match parts[..] {
            // spread over folders by the last byte
            ["person", organization, _, person] => format!("person/{organization}/{person}"),
            _ => parts.join("/"),
        };
        if name.ends_with(GONE) {
            continue;
        }
        let path = parts.iter().fold(folder.to_owned(), |path, part| path.join(part));
        match inner.read(&path, &name) {
            Ok(_) => opened += 1,
            // being destroyed, or left so by a crash: the word of it is written first
            Err(_) if path.with_file_name(format!("{}{GONE}", parts[parts.len() - 1])).exists() => {}
            Err(_) => faults.push(KeyFault::Key(name)),
        }
    }
    if opened == 0 && faults.len() > 1 {
        return Err(wrong("did not wrap these keys: give the right file"));
    }
    Ok((opened, faults))
}

#[async_trait]
impl Keys for Embedded {
    async fn create(&self, organization: Uuid, person: Uuid) -> Result<SecretKey, StoreError> {
        let (ring, gate) = (self.keyring.0.clone(), self.gate.clone());
        blocking(move || {
            let place = ring.place(organization, person);
            if place.gone.exists() {
                return Err(StoreError::Misuse(format!("the key of person {person} was destroyed")));
            }
            ring.make_if_room(&place.key, &place.name, &gate)
        })
        .await
    }

    async fn get(&self, organization: Uuid, person: Uuid) -> Result<Option<SecretKey>, StoreError> {
        let ring = self.keyring.0.clone();
        blocking(move || {
            let place = ring.place(organization, person);
            if place.gone.exists() { Ok(None) } else { ring.read(&place.key, &place.name) }
        })
        .await
    }

    async fn destroy(&self, organization: Uuid, person: Uuid) -> Result<(), StoreError> {
        let ring = self.keyring.0.clone();
        blocking(move || {
            let _one = ring.changes.lock();
            let place = ring.place(organization, person);
            let destroyed = (|| {
                files::make_dir(place.gone.parent().unwrap_or(&ring.dir))?;
                // the word first: a crash behind it leaves a key that nobody is given, and destroying is repeated
                files::write_durably(&place.gone, b"")?;
                if let Ok(mut file) = OpenOptions::new().write(true).open(&place.key) {
                    let len = file.metadata()?.len();
                    file.write_all(&vec![0; usize::try_from(len).unwrap_or(0)])?;
                    file.sync_all()?;
                }
                files::remove(&place.key)
            })();
            destroyed.map_err(unavailable)
        })
        .await
    }

    async fn secret(&self, name: &str) -> Result<SecretKey, StoreError> {
        let fits = !name.is_empty()
            && name.len() <= 64
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b));
        if !fits {
            return Err(StoreError::Misuse(format!("{name:?} is no name of a secret")));
        }
        let (ring, gate) = (self.keyring.0.clone(), self.gate.clone());
        let (name, begun) = (secret_file(name), self.begun);
        blocking(move || {
            let path = ring.dir.join(&name);
            if begun && ring.read(&path, &name)?.is_none() {
                // a new one would only hide it: nothing that was found, or signed, by the old one is
                return Err(StoreError::Unavailable(format!(
                    "the secret {} is gone, and what is in the log needs it: restore that file from the back-up",
                    path.display()
                )));
            }
            ring.make_if_room(&path, &name, &gate)
        })
        .await
    }
}

/// A person's key within the folder, and the word that it was destroyed.
pub fn person_files(organization: Uuid, person: Uuid) -> [String; 2] {
    let spread = person.as_bytes()[15];
    let key = format!("person/{}/{spread:02x}/{}", organization.simple(), person.simple());
    let gone = format!("{key}{GONE}");
    [key, gone]
}

/// A named secret within the folder.
pub fn secret_file(name: &str) -> String {
    format!("secret/{name}")
}

struct PersonPlace {
    name: String,
    key: PathBuf,
    gone: PathBuf,
}

impl Inner {
    fn place(&self, organization: Uuid, person: Uuid) -> PersonPlace {
        let name = format!("person/{}/{}", organization.simple(), person.simple());
        let [key, gone] = person_files(organization, person).map(|file| self.dir.join(file));
        PersonPlace { name, key, gone }
    }

    fn make_if_room(&self, path: &Path, name: &str, gate: &Gate) -> Result<SecretKey, StoreError> {
        match self.read(path, name)? {
            Some(key) => Ok(key),
            None => gate.file(NONCE + 32).and_then(|()| self.make(path, name)),
        }
    }

    /// The key in `path`, made when there is none.
    fn make(&self, path: &Path, name: &str) -> Result<SecretKey, StoreError> {
        let _one = self.changes.lock();
        if let Some(key) = self.read(path, name)? {
            return Ok(key);
        }
        let key: SecretKey = Zeroizing::new(rand::random());
        let nonce: [u8; NONCE] = rand::random();
        let sealed = self.master.encrypt(&Nonce::from(nonce), Payload { msg: &*key, aad: name.as_bytes() });
        let sealed = sealed.map_err(|_| StoreError::Unavailable("a key could not be wrapped".into()))?;
        files::make_dir(path.parent().unwrap_or(&self.dir)).map_err(unavailable)?;
        files::write_durably(path, &[&nonce[..], &sealed].concat()).map_err(unavailable)?;
        Ok(key)
    }

    fn read(&self, path: &Path, name: &str) -> Result<Option<SecretKey>, StoreError> {
        let Some(file) = files::read(path).map_err(unavailable)? else { return Ok(None) };
        let opened = file.split_at_checked(NONCE).and_then(|(nonce, sealed)| {
            let nonce: [u8; NONCE] = nonce.try_into().ok()?;
            let plain = self.master.decrypt(&Nonce::from(nonce), Payload { msg: sealed, aad: name.as_bytes() }).ok()?;
            let plain = Zeroizing::new(plain);
            Some(Zeroizing::new(plain.as_slice().try_into().ok()?))
        });
        let broken = || {
            let what =
                format!("key {name} does not open: give the master key that wrapped it, or restore the file from the back-up");
            StoreError::Unavailable(what)
        };
        opened.map(Some).ok_or_else(broken)
    }
}
