//! What a power cut would have left: names and bytes that were fsynced; a tear lets some unsynced pages through, as disks do.

use std::{
    fs, io,
    io::Write as _,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use lyceum_storage::faults::next;

const PAGE: usize = 4096;

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Tear {
    /// All unsynced bytes are lost.
    None,
    /// The first unsynced pages of a file got through.
    Prefix,
    /// Any of them got through.
    Pages,
}

/// `live` is the folder the killed process used, `disk` the layer's, `out` must not exist. Returns how many files were torn.
pub fn recover(live: &Path, disk: &Path, out: &Path, tear: Tear, seed: &mut u64) -> io::Result<usize> {
    walk(live, disk, out, "%", tear, seed)
}

fn walk(live: &Path, disk: &Path, out: &Path, key: &str, tear: Tear, seed: &mut u64) -> io::Result<usize> {
    fs::create_dir_all(out)?;
    let Ok(names) = fs::read_to_string(disk.join("names").join(key)) else { return Ok(0) };
    let mut torn = 0;
    for line in names.lines() {
        let mut parts = line.splitn(3, ' ');
        let (Some(kind), Some(id), Some(name)) = (parts.next(), parts.next(), parts.next()) else { continue };
        let (from, to) = (live.join(name), out.join(name));
        if kind == "d" {
            torn += walk(&from, disk, &to, &format!("{key}%{name}"), tear, seed)?;
            continue;
        }
        let mut bytes = fs::read(disk.join("data").join(id)).unwrap_or_default();
        if tear != Tear::None && ident(&from).map(|i| i.to_string()).as_deref() == Some(id) {
            torn += usize::from(tear_in(&mut bytes, &fs::read(&from)?, tear, seed));
        }
        fs::write(&to, bytes)?;
    }
    Ok(torn)
}

fn tear_in(bytes: &mut Vec<u8>, now: &[u8], tear: Tear, seed: &mut u64) -> bool {
    let range = |page: usize| page * PAGE..((page + 1) * PAGE).min(now.len());
    let pages = 0..now.len().div_ceil(PAGE);
    let dirty: Vec<usize> = pages.filter(|p| bytes.get(range(*p)) != Some(&now[range(*p)])).collect();
    let cut = next(seed) as usize % (dirty.len() + 1);
    for (i, page) in dirty.iter().enumerate() {
        let through = if tear == Tear::Prefix { i < cut } else { next(seed).is_multiple_of(2) };
        if through {
            let range = range(*page);
            if bytes.len() < range.end {
                bytes.resize(range.end, 0);
            }
            bytes[range.clone()].copy_from_slice(&now[range]);
        }
    }
    !dirty.is_empty()
}

/// Tells the layer that all of `live` is on disk already.
pub fn adopt(live: &Path, disk: &Path) -> io::Result<()> {
    fs::create_dir_all(disk.join("data"))?;
    fs::create_dir_all(disk.join("names"))?;
    let mut folders = vec![(live.to_owned(), "%".to_owned())];
    while let Some((dir, key)) = folders.pop() {
        let mut names = Vec::new();
        for file in fs::read_dir(&dir)? {
            let path: PathBuf = file?.path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let id = ident(&path).unwrap();
            if path.is_dir() {
                writeln!(names, "d {id} {name}")?;
                folders.push((path, format!("{key}%{name}")));
            } else {
                writeln!(names, "f {id} {name}")?;
                fs::copy(&path, disk.join("data").join(id.to_string()))?;
            }
        }
        fs::write(disk.join("names").join(key), names)?;
    }
    Ok(())
}

fn ident(path: &Path) -> Option<u64> {
    let meta = fs::symlink_metadata(path).ok()?;
    let born = meta.created().ok()?.duration_since(UNIX_EPOCH).ok()?;
    let born = born.as_secs().wrapping_mul(1_000_000_000).wrapping_add(u64::from(born.subsec_nanos()));
    Some(meta.ino().wrapping_mul(1_000_003) ^ born)
}
