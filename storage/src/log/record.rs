//! One record: a header of 32 bytes and a body.
//!
//! `magic · crc32c of all that follows · checksum of the record before · body length · own place (8) · distance to the
//! group's start · kind · 3 zero bytes · body`, numbers little-endian.

/// Bytes before the body.
pub const HEADER: usize = 32;
/// Largest body, bytes: a commit of the largest size with its names, or a batch of stream records.
pub const BODY_MAX: usize = 2 * 1024 * 1024;

const MAGIC: [u8; 4] = *b"lyR1";

/// A record whose checksum holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    pub kind: u8,
    pub at: u64,
    /// Everything before this place was durable when the record was written.
    pub group: u64,
    pub previous: u32,
    pub crc: u32,
    pub body: &'a [u8],
}

impl Record<'_> {
    pub fn end(&self) -> u64 {
        self.at + (HEADER + self.body.len()) as u64
    }
}

/// What is wrong with the bytes at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("the bytes end inside a record")]
    Short,
    #[error("no record begins here")]
    Magic,
    #[error("the record's length is impossible")]
    Length,
    #[error("the record belongs to another place")]
    Place,
    #[error("the record's checksum does not match its bytes")]
    Checksum,
    #[error("the record does not follow the one before it")]
    Chain,
    #[error("the record is of a kind that this version does not know")]
    Kind,
}

impl Flaw {
    /// A power cut damages bytes; it does not make records with a good checksum that are wrong.
    pub fn may_be_torn(self) -> bool {
        !matches!(self, Self::Chain | Self::Kind)
    }
}

/// Appends a record to `out` and returns its checksum, which the next one names.
pub fn push(out: &mut Vec<u8>, kind: u8, previous: u32, at: u64, group: u64, body: impl FnOnce(&mut Vec<u8>)) -> u32 {
    let start = out.len();
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&previous.to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&at.to_le_bytes());
    let back = u32::try_from(at - group).expect("a group is far smaller than 4 GiB");
    out.extend_from_slice(&back.to_le_bytes());
    out.extend_from_slice(&[kind, 0, 0, 0]);
    body(out);
    let len = u32::try_from(out.len() - start - HEADER).expect("callers bound the body by BODY_MAX");
    out[start + 12..start + 16].copy_from_slice(&len.to_le_bytes());
    let crc = crc32c::crc32c(&out[start + 8..]);
    out[start + 4..start + 8].copy_from_slice(&crc.to_le_bytes());
    crc
}

/// Length of the whole record that `header` begins, if it can be one.
pub fn length(header: &[u8]) -> Result<usize, Flaw> {
    if header.len() < HEADER {
        return Err(Flaw::Short);
    }
    if header[..4] != MAGIC {
        return Err(Flaw::Magic);
    }
    let len = u32_at(header, 12) as usize;
    if len > BODY_MAX { Err(Flaw::Length) } else { Ok(HEADER + len) }
}

/// Reads the record at the start of `bytes`, which is expected to be the one of place `at`.
pub fn parse(bytes: &[u8], at: u64) -> Result<Record<'_>, Flaw> {
    let len = length(bytes)?;
    if bytes.len() < len {
        return Err(Flaw::Short);
    }
    let crc = u32_at(bytes, 4);
    if crc32c::crc32c(&bytes[8..len]) != crc {
        return Err(Flaw::Checksum);
    }
    let place = u64::from_le_bytes(bytes[16..24].try_into().expect("eight bytes"));
    if place != at {
        return Err(Flaw::Place);
    }
    let group = at.checked_sub(u64::from(u32_at(bytes, 24))).ok_or(Flaw::Place)?;
    Ok(Record { kind: bytes[28], at, group, previous: u32_at(bytes, 8), crc, body: &bytes[HEADER..len] })
}

/// The record at the start of `bytes` whose body is damaged, if its neighbours vouch for everything else: its place, its length, and that
/// the intact record right behind it, or `next` behind the segment's last, follows the checksum that it should have.
pub fn damaged(bytes: &[u8], at: u64, chain: u32, next: Option<u32>) -> Option<Record<'_>> {
    let len = length(bytes).ok()?;
    let behind = bytes.get(len..)?;
    let follows = if behind.is_empty() { next? } else { parse(behind, at + len as u64).ok()?.previous };
    let (crc, previous) = (u32_at(bytes, 4), u32_at(bytes, 8));
    let place = u64::from_le_bytes(bytes[16..24].try_into().expect("eight bytes"));
    let vouched = place == at && previous == chain && follows == crc;
    vouched.then(|| Record { kind: bytes[28], at, group: at, previous, crc, body: &bytes[HEADER..len] })
}

/// The first intact record in `bytes[from..]`, where `bytes` begins at place `base`.
pub fn find(bytes: &[u8], base: u64, from: usize) -> Option<Record<'_>> {
    let mut i = from;
    while let Some(step) = bytes.get(i..)?.windows(4).position(|w| w == MAGIC) {
        i += step;
        if let Ok(record) = parse(&bytes[i..], base + i as u64) {
            return Some(record);
        }
        i += 1;
    }
    None
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one() -> Vec<u8> {
        let mut out = Vec::new();
        push(&mut out, 7, 99, 640, 600, |b| b.extend_from_slice(b"body"));
        out
    }

    #[test]
    fn a_record_reads_back() {
        let bytes = one();
        let record = parse(&bytes, 640).unwrap();
        assert_eq!((record.kind, record.group, record.previous, record.body), (7, 600, 99, &b"body"[..]));
        assert_eq!(record.end(), 640 + bytes.len() as u64);
    }

    #[test]
    fn every_flipped_bit_is_found() {
        let bytes = one();
        for bit in 0..bytes.len() * 8 {
            let mut bad = bytes.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(parse(&bad, 640).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn a_record_at_another_place_is_refused() {
        assert_eq!(parse(&one(), 641), Err(Flaw::Place));
    }

    #[test]
    fn a_damaged_body_is_vouched_for_by_its_neighbours_and_nothing_else_is() {
        let mut bytes = Vec::new();
        let crc = push(&mut bytes, 7, 99, 640, 600, |b| b.extend_from_slice(b"body"));
        let (end, at) = (bytes.len(), 640 + bytes.len() as u64);
        push(&mut bytes, 7, crc, at, at, |b| b.extend_from_slice(b"next"));
        for byte in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[byte] ^= 0x10;
            // the distance to the group's start and the three zero bytes say nothing that is used
            let passed = (24..end).contains(&byte);
            assert_eq!(damaged(&bad, 640, 99, None).is_some(), passed, "byte {byte}");
        }
        let last = |next| damaged(&bytes[..end], 640, 99, next).is_some();
        assert_eq!([None, Some(crc ^ 1), Some(crc)].map(last), [false, false, true]);
        assert!(damaged(&bytes, 640, 98, None).is_none());
    }

    #[test]
    fn an_intact_record_is_found_behind_rubbish() {
        let mut bytes = vec![0; 40];
        bytes.extend_from_slice(b"lyR1lyR1");
        let at = bytes.len() as u64;
        push(&mut bytes, 1, 0, at, 0, |_| ());
        assert_eq!(find(&bytes, 0, 1).map(|r| r.at), Some(at));
    }
}
