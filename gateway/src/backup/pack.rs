//! From a running store to a tar.

use std::{
    io::{self, Cursor, Read, Write},
    num::NonZeroU64,
};

use lyceum_storage::backup::{Frozen, FrozenFile};
use tar::{Builder, EntryType, Header};

use super::{
    manifest::{Listed, Manifest, NAME},
    pace::Pace,
    tee::Tee,
};

pub struct Packed {
    pub files: usize,
    pub bytes: u64,
}

/// Writes all of it, and the manifest last.
pub fn pack(frozen: &Frozen, out: impl Write, per_second: Option<NonZeroU64>) -> io::Result<Packed> {
    let mut tar = Builder::new(out);
    let mut pace = Pace::new(per_second);
    let mut manifest = Manifest::new(frozen.end.at, frozen.end.chain);
    for file in &frozen.files {
        one(&mut tar, frozen, file, &mut pace, &mut manifest)?;
    }
    for file in &frozen.erased()? {
        one(&mut tar, frozen, file, &mut pace, &mut manifest)?;
    }
    let json = serde_json::to_vec(&manifest)?;
    tar.append_data(&mut header(json.len() as u64), NAME, Cursor::new(json))?;
    tar.into_inner()?.flush()?;
    Ok(Packed { files: manifest.files.len(), bytes: manifest.files.iter().map(|file| file.bytes).sum() })
}

/// Nothing where it is gone since. A key that does not open is in the copy all the same, and the manifest says so.
fn one(
    tar: &mut Builder<impl Write>,
    frozen: &Frozen,
    file: &FrozenFile,
    pace: &mut Pace,
    manifest: &mut Manifest,
) -> io::Result<()> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", file.path));
    let Some(mut from) = file.open().map_err(named)? else { return Ok(()) };
    let mut is_broken = false;
    if file.is_key() {
        let mut key = Vec::new();
        from.read_to_end(&mut key).map_err(named)?;
        is_broken = !frozen.opens(file, &key);
        from = Box::new(Cursor::new(key));
    }
    let mut paced = pace.read(&mut from);
    let mut tee = Tee::new(&mut paced, None);
    tar.append_data(&mut header(file.bytes), &file.path, (&mut tee).take(file.bytes)).map_err(named)?;
    let (bytes, blake3) = tee.finish()?;
    if bytes != file.bytes {
        return Err(io::Error::other(format!("{} has {bytes} bytes and not {}", file.path, file.bytes)));
    }
    manifest.list(Listed { path: file.path.clone(), bytes, blake3 }, is_broken);
    Ok(())
}

fn header(bytes: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(u64::try_from(jiff::Timestamp::now().as_second()).unwrap_or_default());
    header
}
