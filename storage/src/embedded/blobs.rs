//! Blobs in a folder. One that nobody adopted yet has the suffix `.new`; adopting renames it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use bytes::Bytes;
use uuid::Uuid;

use super::{
    Embedded,
    files::{self, blocking, unavailable, unread},
    hold::{Holds, put_ms},
};
use crate::{Blobs, StoreError, blobs::BLOB_MAX, log::segment::sync_dir};

/// What a blob that nobody adopted ends in.
pub const NEW: &str = ".new";
const MAGIC: [u8; 4] = *b"lyB1";
const HEADER: usize = 8;

#[async_trait]
impl Blobs for Embedded {
    async fn put(&self, organization: Uuid, id: Uuid, bytes: Bytes) -> Result<(), StoreError> {
        if bytes.len() > BLOB_MAX {
            return Err(StoreError::Misuse(format!("a blob of {} bytes is too large", bytes.len())));
        }
        let (place, gate, holds) = (Place::new(&self.dir, organization, id), self.gate.clone(), self.holds.clone());
        blocking(move || {
            if let Some(stored) = place.read()? {
                if stored != bytes {
                    return Err(StoreError::Misuse(format!("blob {id} has other bytes")));
                }
                // swept or discarded at this very moment, it is written once more
                if place.put_again(&holds)? {
                    return Ok(());
                }
            }
            gate.file(bytes.len())?;
            files::make_dir(&place.dir).map_err(unavailable)?;
            let mut file = Vec::with_capacity(HEADER + bytes.len());
            file.extend_from_slice(&MAGIC);
            file.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
            file.extend_from_slice(&bytes);
            files::write_durably(&place.new, &file).map_err(unavailable)
        })
        .await
    }

    async fn get(&self, organization: Uuid, id: Uuid) -> Result<Option<Bytes>, StoreError> {
        let place = Place::new(&self.dir, organization, id);
        blocking(move || place.read()).await
    }

    async fn adopt(&self, organization: Uuid, id: Uuid) -> Result<(), StoreError> {
        let place = Place::new(&self.dir, organization, id);
        blocking(move || match fs::rename(&place.new, &place.adopted) {
            Ok(()) => sync_dir(&place.dir).map_err(unavailable),
            Err(e) if e.kind() == io::ErrorKind::NotFound && place.adopted.exists() => Ok(()),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Err(StoreError::Misuse(format!("there is no blob {id}"))),
            Err(e) => Err(unavailable(e)),
        })
        .await
    }

    async fn delete(&self, organization: Uuid, id: Uuid) -> Result<(), StoreError> {
        let (place, holds) = (Place::new(&self.dir, organization, id), self.holds.clone());
        blocking(move || {
            files::remove(&place.new).map_err(unavailable)?;
            holds.delete(&place.adopted).map_err(unavailable)
        })
        .await
    }

    async fn adopted(&self, before_ms: i64) -> Result<Vec<(Uuid, Uuid)>, StoreError> {
        let root = self.dir.join("blobs");
        blocking(move || adopted(&root, before_ms).map_err(unavailable)).await
    }

    async fn discard(&self, organization: Uuid, id: Uuid, before_ms: i64) -> Result<bool, StoreError> {
        let (place, holds) = (Place::new(&self.dir, organization, id), self.holds.clone());
        blocking(move || holds.discard(&place.adopted, before_ms).map_err(unavailable)).await
    }

    async fn sweep(&self, before_ms: i64) -> Result<usize, StoreError> {
        let (root, holds) = (self.dir.join("blobs"), self.holds.clone());
        blocking(move || sweep(&root, &holds, before_ms).map_err(unavailable)).await
    }
}

/// Within the data folder.
pub fn adopted_path(organization: Uuid, id: Uuid) -> String {
    format!("blobs/{}/{}", organization.simple(), id.simple())
}

struct Place {
    dir: PathBuf,
    new: PathBuf,
    adopted: PathBuf,
}

impl Place {
    fn new(root: &Path, organization: Uuid, id: Uuid) -> Self {
        let adopted = root.join(adopted_path(organization, id));
        let mut new = adopted.clone().into_os_string();
        new.push(NEW);
        Self { dir: adopted.parent().unwrap_or(root).to_owned(), new: new.into(), adopted }
    }

    /// The time until the sweep begins anew; `false` where it was faster.
    fn put_again(&self, holds: &Holds) -> Result<bool, StoreError> {
        let touched = holds.touch(&self.adopted).and_then(|adopted| Ok(adopted || holds.touch(&self.new)?));
        touched.map_err(unavailable)
    }

    fn read(&self) -> Result<Option<Bytes>, StoreError> {
        // a second look at the first name: it may be adopted in between
        for path in [&self.adopted, &self.new, &self.adopted] {
            if let Some(file) = files::read(path).map_err(unread(path))? {
                let broken = || StoreError::Corrupt(format!("blob {}: the checksum does not match its bytes", path.display()));
                return unwrap(&file).map(Some).ok_or_else(broken);
            }
        }
        Ok(None)
    }
}

pub fn unwrap(file: &[u8]) -> Option<Bytes> {
    let (head, body) = file.split_at_checked(HEADER)?;
    let whole = head[..4] == MAGIC && head[4..] == crc32c::crc32c(body).to_le_bytes();
    whole.then(|| Bytes::copy_from_slice(body))
}

fn adopted(root: &Path, before_ms: i64) -> io::Result<Vec<(Uuid, Uuid)>> {
    let mut found = Vec::new();
    let organizations = match fs::read_dir(root) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(found),
        other => other?,
    };
    for organization in organizations {
        let organization = organization?;
        let Ok(owner) = Uuid::try_parse(&organization.file_name().to_string_lossy()) else { continue };
        for file in fs::read_dir(organization.path())? {
            let file = file?;
            if let Ok(id) = Uuid::try_parse(&file.file_name().to_string_lossy())
                && put_ms(&file.metadata()?)? < before_ms
            {
                found.push((owner, id));
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Also removes temporary files that a crash left behind.
fn sweep(root: &Path, holds: &Holds, before_ms: i64) -> io::Result<usize> {
    let mut swept = 0;
    let organizations = match fs::read_dir(root) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(0),
        other => other?,
    };
    for organization in organizations {
        for file in fs::read_dir(organization?.path())? {
            let file = file?;
            let name = file.file_name();
            let name = name.to_string_lossy();
            if holds.is_left(&name) {
                files::remove(&file.path())?;
                continue;
            }
            let old = put_ms(&file.metadata()?)? < before_ms;
            if old && (name.ends_with(NEW) || name.contains(".tmp-")) {
                files::remove(&file.path())?;
                swept += usize::from(name.ends_with(NEW));
            }
        }
    }
    Ok(swept)
}
