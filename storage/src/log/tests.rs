//! The check at open against every way to break a log.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use tempfile::TempDir;

use super::{
    End,
    reader::LogReader,
    record,
    scan::{Each, ScanError, Scanned, scan},
    segment,
    writer::LogWriter,
};

/// A log of several segments; `groups` has the place at which each group begins.
struct Log {
    dir: TempDir,
    groups: Vec<u64>,
    bodies: Vec<Vec<u8>>,
}

impl Log {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let reader = Arc::new(LogReader::new(dir.path(), [].into_iter()));
        let mut writer = LogWriter::open(dir.path().to_owned(), 400, None, 0, End { at: 0, chain: 0 }, reader).unwrap();
        let (mut groups, mut bodies) = (Vec::new(), Vec::new());
        for group in 0..12u8 {
            let begin = writer.begin().unwrap();
            let (mut bytes, mut chain) = (Vec::new(), begin.chain);
            for n in 0..=group % 3 {
                let body = vec![group; 20 + usize::from(n) * 15];
                let at = begin.at + bytes.len() as u64;
                chain = record::push(&mut bytes, 9, chain, at, begin.at, |out| out.extend_from_slice(&body));
                bodies.push(body);
            }
            writer.append(&bytes, chain).unwrap();
            groups.push(begin.at);
        }
        let log = Self { dir, groups, bodies };
        assert!(log.segments().len() >= 3);
        log
    }

    fn segments(&self) -> Vec<segment::Segment> {
        segment::list(self.dir.path()).unwrap()
    }

    fn copy(&self) -> (TempDir, PathBuf) {
        let copy = tempfile::tempdir().unwrap();
        let log = copy.path().join("log");
        fs::create_dir(&log).unwrap();
        for segment in self.segments() {
            fs::copy(&segment.path, log.join(segment.path.file_name().unwrap())).unwrap();
        }
        (copy, log)
    }
}

/// Takes what is intact; its bodies.
#[derive(Default)]
struct Intact(Vec<Vec<u8>>);

impl Each for Intact {
    fn record(&mut self, record: &record::Record<'_>) -> bool {
        self.0.push(record.body.to_vec());
        true
    }
    fn damaged(&mut self, _: &record::Record<'_>, _: String) -> bool {
        false
    }
}

/// Scans from the beginning; the bodies that were handed out, too.
fn check(log: &Path) -> (Result<Scanned, ScanError>, Vec<Vec<u8>>) {
    let mut intact = Intact::default();
    let scanned = scan(log, &log.with_file_name("torn"), None, 0, &mut intact);
    (scanned, intact.0)
}

#[test]
fn a_whole_log_is_read_to_its_end() {
    let log = Log::new();
    let (scanned, bodies) = check(log.dir.path());
    let scanned = scanned.unwrap();
    assert_eq!((bodies, scanned.torn), (log.bodies, None));
}

#[test]
fn a_flipped_bit_anywhere_is_refused_with_its_place_or_is_a_torn_last_group() {
    let log = Log::new();
    let segments = log.segments();
    let last_group = *log.groups.last().unwrap();
    for (s, segment) in segments.iter().enumerate() {
        for byte in 0..segment.len {
            let (copy, dir) = log.copy();
            let path = dir.join(segment::name(segment.base));
            let mut bytes = fs::read(&path).unwrap();
            bytes[usize::try_from(byte).unwrap()] ^= 1 << (byte % 8);
            fs::write(&path, bytes).unwrap();
            let (scanned, bodies) = check(&dir);
            let what = format!("segment {s} byte {byte}");
            match scanned {
                Err(ScanError::Corrupt(place)) => {
                    assert!(place.contains(&segment::name(segment.base)) || place.contains("version"), "{what}: {place}");
                }
                Ok(scanned) => {
                    assert!(segment.base + byte >= last_group, "{what} was overlooked");
                    let torn = scanned.torn.expect("a change is always said");
                    assert_eq!(bodies, log.bodies[..bodies.len()], "{what}");
                    assert_eq!(torn.bytes, segment.base + segment.len - torn.at, "{what}");
                    assert_eq!(fs::metadata(torn.kept).unwrap().len(), torn.bytes, "{what}");
                }
                Err(ScanError::Io(e)) => panic!("{what}: {e}"),
            }
            drop(copy);
        }
    }
}

#[test]
fn a_group_that_ends_anywhere_is_cut_once_and_kept_aside() {
    let log = Log::new();
    let last = log.segments().pop().unwrap();
    let end = last.base + last.len;
    for cut in *log.groups.last().unwrap() + 1..end {
        let (_copy, dir) = log.copy();
        let file = fs::File::options().write(true).open(dir.join(segment::name(last.base))).unwrap();
        file.set_len(cut - last.base).unwrap();
        let (scanned, bodies) = check(&dir);
        let scanned = scanned.unwrap();
        assert_eq!(bodies, log.bodies[..bodies.len()]);
        assert!(scanned.end.at <= cut);
        let (again, same) = check(&dir);
        assert_eq!((again.unwrap().torn, same), (None, bodies), "cut at {cut}");
        assert_eq!(scanned.torn.map_or(cut, |t| t.at + t.bytes), cut);
    }
}

#[test]
fn a_hole_before_a_later_group_is_corruption_even_in_the_newest_segment() {
    let log = Log::new();
    let last = log.segments().pop().unwrap();
    let inside: Vec<u64> = log.groups.iter().copied().filter(|g| *g > last.base).collect();
    let (_copy, dir) = log.copy();
    let path = dir.join(segment::name(last.base));
    let mut bytes = fs::read(&path).unwrap();
    let hole = usize::try_from(inside[0] - last.base).unwrap();
    bytes[hole..hole + 30].fill(0);
    fs::write(&path, bytes).unwrap();
    let (scanned, _) = check(&dir);
    assert!(inside.len() > 1 && matches!(scanned, Err(ScanError::Corrupt(_))), "{scanned:?}");
}

#[test]
fn a_segment_that_was_never_durable_holds_nothing() {
    let log = Log::new();
    let last = log.segments().pop().unwrap();
    for rubbish in [vec![], vec![0; 20], vec![0; 32], vec![255; 40]] {
        let (_copy, dir) = log.copy();
        fs::write(dir.join(segment::name(last.base + last.len)), rubbish).unwrap();
        let (scanned, bodies) = check(&dir);
        let scanned = scanned.unwrap();
        assert_eq!(bodies, log.bodies);
        assert_eq!((scanned.segments.len(), scanned.end.at), (log.segments().len(), last.base + last.len));
    }
}

#[test]
fn a_missing_segment_is_refused() {
    let log = Log::new();
    let segments = log.segments();
    for missing in &segments[..segments.len() - 1] {
        let (_copy, dir) = log.copy();
        fs::remove_file(dir.join(segment::name(missing.base))).unwrap();
        assert!(matches!(check(&dir).0, Err(ScanError::Corrupt(_))));
    }
    let (_copy, dir) = log.copy();
    let (scanned, _) = check(&dir);
    fs::remove_file(dir.join(segment::name(segments.last().unwrap().base))).unwrap();
    let known = scanned.unwrap().end;
    let short = scan(&dir, &dir.with_file_name("torn"), Some(known), 0, &mut Intact::default());
    assert!(matches!(short, Err(ScanError::Corrupt(_))), "the index knows that there was more: {short:?}");
}

#[test]
fn a_segment_that_does_not_follow_the_checkpoint_before_it_is_refused() {
    let log = Log::new();
    let second = log.segments()[1].clone();
    let segment::Head::Good(checkpoint) = segment::read_header(&fs::read(&second.path).unwrap(), second.base) else {
        panic!("the header is good")
    };
    let (_copy, dir) = log.copy();
    let aside = dir.with_file_name("torn");
    scan(&dir, &aside, Some(checkpoint), 0, &mut Intact::default()).unwrap();
    let other = End { chain: checkpoint.chain ^ 1, ..checkpoint };
    let refused = scan(&dir, &aside, Some(other), 0, &mut Intact::default());
    let name = segment::name(second.base);
    assert!(matches!(&refused, Err(ScanError::Corrupt(place)) if place.contains(&name)), "{refused:?}");
}

#[test]
fn what_was_durable_once_is_never_cut() {
    let log = Log::new();
    let last = log.segments().pop().unwrap();
    let (end, begin) = (last.base + last.len, *log.groups.last().unwrap());
    let scan = |dir: &Path, reached| scan(dir, &dir.with_file_name("torn"), None, reached, &mut Intact::default());
    let (_copy, dir) = log.copy();
    assert_eq!(scan(&dir, end).unwrap().torn, None);
    let path = dir.join(segment::name(last.base));
    let whole = fs::read(&path).unwrap();
    for harm in [|bytes: &mut Vec<u8>, at: usize| bytes.truncate(at), |bytes: &mut Vec<u8>, at: usize| bytes[at + 5] ^= 1] {
        let mut bytes = whole.clone();
        harm(&mut bytes, usize::try_from(begin - last.base).unwrap());
        fs::write(&path, &bytes).unwrap();
        let refused = scan(&dir, end);
        assert!(matches!(refused, Err(ScanError::Corrupt(_))), "{refused:?}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "nothing was changed");
        scan(&dir, begin).expect("nobody knows that there was more");
    }
}
