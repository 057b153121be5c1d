//! Keys in files of their own, never in the log: what is destroyed has to be nowhere. Each is wrapped by the master key.

use std::{
    fs::OpenOptions,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use parking_lot::Mutex;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    Embedded,
    backup::{GONE, keys},
    files::{self, blocking, unavailable, unread},
    wrap::{NONCE, Wrap, is_key},
};
use crate::{Keys, StoreError, keys::SecretKey, log::gate::Gate};

pub const CHECK: &str = "check";

/// The folder of wrapped keys.
#[derive(Clone)]
pub struct Keyring(Arc<Inner>);

struct Inner {
    dir: PathBuf,
    wrap: Arc<Wrap>,
    /// One change at a time.
    changes: Mutex<()>,
}

impl Keyring {
    /// `Misuse` when the folder's keys were wrapped by another master key. What tells that is made anew where it is lost, and any
    /// other key says that the master key is the right one.
    pub fn open(dir: PathBuf, master: &SecretKey) -> Result<Self, StoreError> {
        let ring = Self(Arc::new(Inner { dir, wrap: Arc::new(Wrap::by(master)), changes: Mutex::new(()) }));
        let check = check_in(&ring.0.dir);
        let read = ring.0.read(&check, CHECK);
        if matches!(read, Ok(Some(_))) {
            return Ok(ring);
        }
        match ring.0.opens_another().map_err(unavailable)? {
            Some(true) => {
                let check = check.display().to_string();
                tracing::warn!(
                    check,
                    "gone, or damaged, and made anew as other keys open: see what `lyceum verify` says of them"
                );
                files::remove(Path::new(&check)).map_err(unavailable)?;
            }
            Some(false) => {
                let dir = ring.0.dir.display();
                return Err(StoreError::Misuse(format!("the master key did not wrap those in {dir}: give the right file")));
            }
            None => _ = read?,
        }
        ring.0.make(&check, CHECK)?;
        Ok(ring)
    }

    pub fn wrap(&self) -> Arc<Wrap> {
        self.0.wrap.clone()
    }
}

/// The master key in `file`, made at first start. Where keys exist it must exist too: a new one would open none of them.
pub fn master_key(file: &Path, keys: &Path) -> Result<SecretKey, StoreError> {
    let wrong = || StoreError::Misuse(format!("{} is no master key, which has 32 bytes: give the right file", file.display()));
    if let Some(bytes) = files::read(file).map_err(unread(file))? {
        let bytes = Zeroizing::new(bytes);
        return Ok(Zeroizing::new(bytes.as_slice().try_into().map_err(|_| wrong())?));
    }
    if are_in(keys).map_err(unavailable)? {
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
pub fn are_in(folder: &Path) -> io::Result<bool> {
    Ok(check_in(folder).exists() || keys(folder)?.iter().any(|file| is_key(&file.path)))
}

/// The first that is made.
pub fn check_in(folder: &Path) -> PathBuf {
    folder.join(CHECK)
}

/// Where that lies in the data folder.
pub fn check_path() -> String {
    format!("keys/{CHECK}")
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
    /// Whether one of the keys beside the check opens; `None` where there is no other.
    fn opens_another(&self) -> io::Result<Option<bool>> {
        let mut found = None;
        for file in keys(&self.dir)?.into_iter().filter(|file| is_key(&file.path) && file.path != check_path()) {
            let Some(mut key) = file.open()? else { continue };
            let mut bytes = Vec::new();
            key.read_to_end(&mut bytes)?;
            if self.wrap.opens(&file.path, &bytes) {
                return Ok(Some(true));
            }
            found = Some(false);
        }
        Ok(found)
    }

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
        let wrapped = self.wrap.wrap(name, &key).ok_or_else(|| StoreError::Unavailable("a key could not be wrapped".into()))?;
        files::make_dir(path.parent().unwrap_or(&self.dir)).map_err(unavailable)?;
        files::write_durably(path, &wrapped).map_err(unavailable)?;
        Ok(key)
    }

    fn read(&self, path: &Path, name: &str) -> Result<Option<SecretKey>, StoreError> {
        let Some(file) = files::read(path).map_err(unread(path))? else { return Ok(None) };
        let broken = || {
            let what =
                format!("key {name} does not open: give the master key that wrapped it, or restore the file from the back-up");
            StoreError::Unavailable(what)
        };
        self.wrap.open(name, &file).map(Some).ok_or_else(broken)
    }
}
