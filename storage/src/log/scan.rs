//! The check at open: walks the log from a place on, hands every record out, and ends at a clean end, a torn tail that was
//! cut, or corruption that is refused.

use std::{
    fs,
    io::{self, Read as _, Seek as _},
    path::Path,
};

use super::{
    End,
    record::{self, Flaw, Record},
    segment::{self, Head, Segment},
    tail::{self, TornTail},
};
use crate::embedded::reached::REACHED;

#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    #[error("{0}")]
    Corrupt(String),
    #[error("the log could not be read: {0}")]
    Io(#[from] io::Error),
}

#[derive(Debug)]
pub struct Scanned {
    pub end: End,
    pub segments: Vec<Segment>,
    pub torn: Option<TornTail>,
    pub records: u64,
}

/// What is done with the log's records.
pub trait Each {
    /// `false` for one that cannot be read.
    fn record(&mut self, record: &Record<'_>) -> bool;

    /// One whose body is damaged, amid what is intact. `false` where it is not known for sure what was lost.
    fn damaged(&mut self, record: &Record<'_>, place: String) -> bool;
}

/// Walks from `from` (`None`: from the beginning). What is before `reached` was durable once: it is never cut.
pub fn scan(dir: &Path, aside: &Path, from: Option<End>, reached: u64, each: &mut dyn Each) -> Result<Scanned, ScanError> {
    let mut segments = segment::list(dir)?;
    let mut torn = None;
    if let Some(last) = segments.last().cloned() {
        torn = drop_unborn(&last, segments.len() == 1, reached, aside)?;
        if torn.is_some() {
            segments.pop();
        }
    }
    check_row(&segments)?;
    let Some(first) = segments.first() else {
        return match from {
            Some(end) => Err(ends_early(0, end.at)),
            None if reached > 0 => Err(ends_early(0, reached)),
            None => Ok(Scanned { end: End { at: 0, chain: 0 }, segments, torn, records: 0 }),
        };
    };
    let begin = from.unwrap_or(End { at: first.base, chain: 0 });
    let start = begin.at;
    let mut walk = Walk { end: begin, reached, records: 0, each };
    let count = segments.len();
    let behind: Vec<Segment> = segments.iter().skip(1).cloned().collect();
    for (i, segment) in segments.iter_mut().enumerate() {
        let end = segment.base + segment.len;
        if i + 1 < count && end <= start {
            check_header(segment)?;
            continue;
        }
        if end < start {
            return Err(ends_early(end, start));
        }
        if let Some(tail) = walk.segment(segment, behind.get(i), aside)? {
            segment.len = tail.at - segment.base;
            torn = Some(tail);
        }
    }
    let (end, records) = (walk.end, walk.records);
    if end.at < reached {
        return Err(ends_early(end.at, reached));
    }
    Ok(Scanned { end, segments, torn, records })
}

struct Walk<'a> {
    /// Up to where all is good.
    end: End,
    reached: u64,
    records: u64,
    each: &'a mut dyn Each,
}

impl Walk<'_> {
    fn segment(&mut self, segment: &Segment, next: Option<&Segment>, aside: &Path) -> Result<Option<TornTail>, ScanError> {
        let newest = next.is_none();
        let head = check_header(segment)?;
        let mut chain = self.end.chain;
        // the end is inside of the segment only where the index has seen a part of it
        let inside = self.end.at > segment.base;
        if !inside && head.chain != chain {
            return Err(damaged(&tail::place(segment, 0, Flaw::Chain)));
        }
        let skip = if inside { self.end.at - segment.base } else { segment::HEADER as u64 };
        let bytes = read_from(segment, skip)?;
        let start = segment.base + skip;
        let mut at = 0;
        while at < bytes.len() {
            let parsed = record::parse(&bytes[at..], start + at as u64);
            let flaw = match parsed {
                Ok(record) if record.previous != chain => Flaw::Chain,
                Ok(record) if !self.each.record(&record) => Flaw::Kind,
                Ok(record) => {
                    self.records += 1;
                    chain = record.crc;
                    at = to_offset(record.end() - start);
                    continue;
                }
                Err(flaw) => flaw,
            };
            let bad = skip + at as u64;
            let was_durable = segment.base + bad < self.reached;
            if newest && !was_durable && flaw.may_be_torn() && tail::is_torn(&bytes, start, at) {
                self.end = End { at: segment.base + bad, chain };
                return Ok(Some(tail::cut(segment, &bytes[at..], bad, aside)?));
            }
            let place = tail::place(segment, bad, flaw);
            let next = next.map(check_header).transpose()?.map(|head| head.chain);
            let passed = record::damaged(&bytes[at..], start + at as u64, chain, next);
            let passed = passed.filter(|record| flaw == Flaw::Checksum && self.each.damaged(record, place.clone()));
            let Some(passed) = passed else { return Err(damaged(&place)) };
            self.records += 1;
            chain = passed.crc;
            at = to_offset(passed.end() - start);
        }
        self.end = End { at: start + at as u64, chain };
        Ok(None)
    }
}

/// A segment's bytes from `skip` on.
fn read_from(segment: &Segment, skip: u64) -> io::Result<Vec<u8>> {
    let mut file = fs::File::open(&segment.path)?;
    file.seek(io::SeekFrom::Start(skip))?;
    let mut bytes = Vec::with_capacity(to_offset(segment.len.saturating_sub(skip)));
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn to_offset(n: u64) -> usize {
    usize::try_from(n).expect("a segment fits in memory's addresses")
}

/// A newest segment whose header never became durable holds nothing: its first group is written after the header's sync.
fn drop_unborn(last: &Segment, only: bool, reached: u64, aside: &Path) -> Result<Option<TornTail>, ScanError> {
    let Head::Bad(flaw) = read_head(last)? else { return Ok(None) };
    let bytes = fs::read(&last.path)?;
    if record::find(&bytes, last.base, 0).is_some() || (only && last.base > 0) || last.base < reached {
        return Err(damaged(&tail::place(last, 0, flaw)));
    }
    Ok(Some(tail::cut(last, &bytes, 0, aside)?))
}

/// Mostly as a shorter copy took a file's place: to be told to put it there once more would help nobody.
fn ends_early(end: u64, reached: u64) -> ScanError {
    ScanError::Corrupt(format!(
        "it ends at {end} and was written up to {reached}, so that what was answered is missing: put back the files as they were before \
         it was cut, or another took their place (to go on without, delete the file `{REACHED}` and the folder `index`)"
    ))
}

fn damaged(place: &str) -> ScanError {
    ScanError::Corrupt(format!("{place}: {}", tail::MEND))
}

/// Segments follow each other without a gap, from the first on.
fn check_row(segments: &[Segment]) -> Result<(), ScanError> {
    if let Some(first) = segments.first()
        && first.base != 0
    {
        return Err(ScanError::Corrupt(format!(
            "the log begins at {}: put the segments before it back, from the back-up",
            first.base
        )));
    }
    for pair in segments.windows(2) {
        let end = pair[0].base + pair[0].len;
        if end != pair[1].base {
            return Err(ScanError::Corrupt(format!(
                "log segment {} ends at {end}, the next one begins at {}: put back what is between them, from the back-up",
                segment::name(pair[0].base),
                pair[1].base
            )));
        }
    }
    Ok(())
}

fn read_head(segment: &Segment) -> io::Result<Head> {
    let mut bytes = Vec::with_capacity(segment::HEADER);
    fs::File::open(&segment.path)?.take(segment::HEADER as u64).read_to_end(&mut bytes)?;
    Ok(segment::read_header(&bytes, segment.base))
}

fn check_header(segment: &Segment) -> Result<End, ScanError> {
    match read_head(segment)? {
        Head::Good(end) => Ok(end),
        Head::Version(version) => Err(ScanError::Corrupt(format!(
            "log segment {} has version {version}, this program reads {}: start the program that wrote it",
            segment::name(segment.base),
            segment::VERSION
        ))),
        Head::Bad(flaw) => Err(damaged(&tail::place(segment, 0, flaw))),
    }
}
