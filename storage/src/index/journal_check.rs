//! Walks fjall's journals before it opens them: a damaged batch with an intact one after it reads there like a torn tail,
//! and would take everything behind it along without a word.

use std::{fs, path::Path};

use xxhash_rust::xxh3::Xxh3;

const TRAILER: &[u8] = b"FJL\x03";

/// `Err` says where a journal is damaged; the index is then made again.
pub fn check(dir: &Path) -> Result<(), String> {
    let mut journals = Vec::new();
    for file in fs::read_dir(dir).map_err(|e| e.to_string())? {
        let path = file.map_err(|e| e.to_string())?.path();
        let id = path.file_name().and_then(|n| n.to_str()?.strip_suffix(".jnl")?.parse::<u64>().ok());
        if let Some(id) = id {
            journals.push((id, path));
        }
    }
    journals.sort_unstable();
    let newest = journals.len().saturating_sub(1);
    for (i, (_, path)) in journals.iter().enumerate() {
        let bytes = fs::read(path).map_err(|e| e.to_string())?;
        let end = bytes.iter().rposition(|b| *b != 0).map_or(0, |at| at + 1);
        let mut at = 0;
        while let Some(len) = batch(&bytes[at..]) {
            at += len;
        }
        let damaged = at < end && (i < newest || intact_after(&bytes[..end], at));
        if damaged {
            return Err(format!("journal {} is damaged at byte {at}", path.display()));
        }
    }
    Ok(())
}

fn intact_after(bytes: &[u8], at: usize) -> bool {
    (at + 1..bytes.len()).any(|i| bytes[i] == 1 && batch(&bytes[i..]).is_some())
}

/// Length of the intact batch that `bytes` begins with: start (1), items (2) or clears (4), end (3) with their hash.
fn batch(bytes: &[u8]) -> Option<usize> {
    if *bytes.first()? != 1 {
        return None;
    }
    let items = u32::from_le_bytes(bytes.get(1..5)?.try_into().ok()?);
    let mut at = 13;
    let mut hash = Xxh3::new();
    for _ in 0..items {
        let len = match bytes.get(at)? {
            2 => item(bytes.get(at..)?)?,
            4 => 9,
            _ => return None,
        };
        hash.update(bytes.get(at..at.checked_add(len)?)?);
        at += len;
    }
    let end = bytes.get(at..at + 13)?;
    let whole = end[0] == 3 && end[1..9] == hash.digest().to_le_bytes() && end[9..] == *TRAILER;
    whole.then_some(at + 13)
}

/// `tag · type · compression · keyspace (8) · key length (2) · value length (4) · stored length (4) · key · value`.
fn item(bytes: &[u8]) -> Option<usize> {
    let key = u16::from_le_bytes(bytes.get(11..13)?.try_into().ok()?);
    let value = u32::from_le_bytes(bytes.get(17..21)?.try_into().ok()?);
    Some(21 + usize::from(key) + value as usize)
}
