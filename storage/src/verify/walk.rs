//! A log's segments in order: each record against its checksum, its place and the record before it. Behind a damage it goes on with the
//! next record that is intact: each says its own place.

use std::{
    fmt,
    io::{self, Read},
    mem,
    ops::ControlFlow,
};

use super::window::Window;
use crate::{
    Commit,
    backup::LogEnd,
    log::{
        End,
        entry::{self, Entry},
        record::{self, Flaw, Record},
        segment::{self, Head},
    },
};

/// What is wrong, and where.
#[derive(Debug, thiserror::Error)]
pub enum LogFault {
    #[error("log segment {segment} at byte {byte}: {flaw}{behind}")]
    Record { segment: String, byte: u64, flaw: Flaw, behind: Behind },
    #[error("log segment {segment} at byte {byte}: {cause}")]
    Commit { segment: String, byte: u64, cause: String },
    #[error("log segment {segment}: {cause}")]
    Segment { segment: String, cause: String },
    #[error("log segment {segment} could not be read behind byte {byte}: {error}; the rest of it was not looked at")]
    Io { segment: String, byte: u64, error: io::Error },
}

/// Where it goes on behind a damage.
#[derive(Clone, Copy, Debug)]
pub enum Behind {
    /// With the record itself: it can be read.
    Here,
    /// With the next one that can.
    At(u64),
    Nowhere,
}

impl fmt::Display for Behind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Here => Ok(()),
            Self::At(byte) => write!(f, "; all from byte {byte} on was looked at"),
            Self::Nowhere => f.write_str("; from there to the file's end no record can be read"),
        }
    }
}

impl LogFault {
    /// Where the records end that hold, if what is behind them may be a power cut's.
    pub fn torn_at(&self) -> Option<u64> {
        match self {
            Self::Record { byte, flaw, .. } if flaw.may_be_torn() => Some(*byte),
            _ => None,
        }
    }
}

/// Who hears of what is found.
pub trait Found {
    /// What is wrong with a commit that was stored as it was given.
    fn commit(&mut self, commit: &Commit) -> Result<(), String>;
    /// Says whether to go on behind it.
    fn fault(&mut self, fault: LogFault) -> ControlFlow<()>;
}

#[derive(Debug)]
pub struct LogWalk {
    end: End,
    /// Something before this was damaged: what comes next says itself where it stands, and what it follows.
    lost: bool,
    pub records: u64,
    pub commits: u64,
}

impl Default for LogWalk {
    fn default() -> Self {
        Self { end: End { at: 0, chain: 0 }, lost: false, records: 0, commits: 0 }
    }
}

impl LogWalk {
    pub fn end(&self) -> LogEnd {
        LogEnd { at: self.end.at, chain: self.end.chain }
    }

    /// Reads the segment of this file name.
    pub fn segment(&mut self, name: &str, bytes: &mut dyn Read, found: &mut dyn Found) {
        let Some(base) = segment::base(name) else {
            let cause = "it has no name of a segment".to_owned();
            let _ = found.fault(LogFault::Segment { segment: name.to_owned(), cause });
            return;
        };
        let mut segment = Segment { name, base, window: Window::new(bytes), found };
        let walked = self.begin(&mut segment).and_then(|begun| if begun { self.records(&mut segment) } else { Ok(()) });
        if let Err(error) = walked {
            self.lost = true;
            let byte = self.end.at.saturating_sub(base);
            let _ = segment.found.fault(LogFault::Io { segment: name.to_owned(), byte, error });
        }
    }

    /// Reads the header; `false` where nothing behind it is to be read.
    fn begin(&mut self, segment: &mut Segment<'_>) -> io::Result<bool> {
        let base = segment.base;
        if base != self.end.at && !mem::replace(&mut self.lost, true) {
            let cause = format!("it begins at {base}, and the log before it ends at {}", self.end.at);
            if segment.told(cause).is_break() {
                return Ok(false);
            }
        }
        let header = segment.window.peek(segment::HEADER)?;
        let (head, len) = (segment::read_header(header, base), header.len());
        segment.window.pass(len);
        self.end.at = base + len as u64;
        Ok(match head {
            Head::Good(begin) => {
                let follows = mem::take(&mut self.lost) || begin.chain == self.end.chain;
                self.end.chain = begin.chain;
                follows || segment.flawed(0, Flaw::Chain, Behind::Here).is_continue()
            }
            Head::Version(version) => {
                self.lost = true;
                let cause = format!("it has version {version}, this program reads {}; it was not looked at", segment::VERSION);
                let _ = segment.told(cause);
                false
            }
            Head::Bad(flaw) => {
                let next = record::find(segment.window.rest()?, self.end.at, 0).map(|record| record.at);
                self.go_on(segment, (0, flaw), next)
            }
        })
    }

    fn records(&mut self, segment: &mut Segment<'_>) -> io::Result<()> {
        loop {
            let (at, byte) = (self.end.at, self.end.at - segment.base);
            let header = segment.window.peek(record::HEADER)?;
            if header.is_empty() {
                return Ok(());
            }
            let len = record::length(header).unwrap_or(record::HEADER);
            let goes_on = match record::parse(segment.window.peek(len)?, at) {
                Ok(record) => {
                    let faults = self.record(&record, byte, segment.name, segment.found);
                    segment.window.pass(len);
                    faults.into_iter().all(|fault| segment.found.fault(fault).is_continue())
                }
                Err(flaw) => {
                    let next = record::find(segment.window.rest()?, at, 1).map(|record| record.at);
                    self.go_on(segment, (byte, flaw), next)
                }
            };
            if !goes_on {
                return Ok(());
            }
        }
    }

    /// One whose checksum holds.
    fn record(&mut self, record: &Record<'_>, byte: u64, segment: &str, found: &mut dyn Found) -> Vec<LogFault> {
        let mut faults = Vec::new();
        let flawed = |flaw| LogFault::Record { segment: segment.to_owned(), byte, flaw, behind: Behind::Here };
        if !mem::take(&mut self.lost) && record.previous != self.end.chain {
            faults.push(flawed(Flaw::Chain));
        }
        self.records += 1;
        self.end = End { at: record.end(), chain: record.crc };
        match entry::read(record.kind, record.body) {
            Some(Entry::Commit(stored)) => {
                self.commits += 1;
                if let Err(cause) = found.commit(&stored.commit) {
                    faults.push(LogFault::Commit { segment: segment.to_owned(), byte, cause });
                }
            }
            Some(Entry::Fence { .. } | Entry::Change(_) | Entry::Batch { .. } | Entry::Seal) => {}
            None => faults.push(flawed(Flaw::Kind)),
        }
        faults
    }

    /// To `next`, the place of the next intact record; `false` where there is none, or nobody wants to know.
    fn go_on(&mut self, segment: &mut Segment<'_>, (byte, flaw): (u64, Flaw), next: Option<u64>) -> bool {
        self.lost = true;
        let behind = next.map_or(Behind::Nowhere, |next| Behind::At(next - segment.base));
        let told = segment.flawed(byte, flaw, behind);
        let Some(next) = next.filter(|_| told.is_continue()) else { return false };
        segment.window.pass(usize::try_from(next - self.end.at).expect("it was found in memory"));
        self.end.at = next;
        true
    }
}

struct Segment<'a> {
    name: &'a str,
    base: u64,
    window: Window<'a>,
    found: &'a mut dyn Found,
}

impl Segment<'_> {
    fn told(&mut self, cause: String) -> ControlFlow<()> {
        self.found.fault(LogFault::Segment { segment: self.name.to_owned(), cause })
    }

    fn flawed(&mut self, byte: u64, flaw: Flaw, behind: Behind) -> ControlFlow<()> {
        self.found.fault(LogFault::Record { segment: self.name.to_owned(), byte, flaw, behind })
    }
}
