//! Power cuts: a child process under load is killed at random moments, a file layer drops (or tears) what was not synced, and
//! what was acknowledged has to be there. The same test has to fail when fsync lies.
#![expect(clippy::unwrap_used, reason = "a test ends at its first error")]
#![expect(clippy::cast_possible_truncation, reason = "random numbers and small ids")]

mod child;
mod recover;

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use lyceum_soak::{Run, seed};
use lyceum_storage::{Store, faults::next, open};
use recover::Tear;
use tempfile::TempDir;
use uuid::Uuid;

const KILLS: u64 = 50;
/// Of the long form.
const KILLS_LONG: u64 = 1_000;
/// Then a new store: each kill copies and reads all that is in it, which would grow with every kill.
const KILLS_OF_ONE_STORE: u64 = 100;

/// What has to be in the store: told by the child before it died, or found after an earlier crash.
#[derive(Default)]
struct Known {
    commits: BTreeMap<u128, BTreeMap<u64, Uuid>>,
    records: BTreeMap<u64, Uuid>,
}

#[derive(Default, Debug)]
struct Found {
    acknowledged: usize,
    torn_files: usize,
    torn_tails: usize,
    rebuilt: usize,
}

#[test]
fn no_acknowledged_commit_is_lost_by_power_cuts() {
    let (seed, mut kills) = (seed(), Run::new("storage.power_cuts", "kills", KILLS, KILLS_LONG));
    let mut found = power_cuts(&mut kills, false, seed).unwrap();
    eprintln!("{found:?}");
    // one kill of twelve tears the log; once in a while none of fifty does
    for more in 1..=3_u64 {
        if found.torn_tails == 0 {
            found.torn_tails =
                power_cuts(&mut Run::new("storage.power_cuts", "kills", KILLS, KILLS), false, seed ^ more).unwrap().torn_tails;
        }
    }
    assert!(found.acknowledged as u64 > kills.done() * 4 / 5 * 100, "the load was too small to prove anything");
    kills.end(seed);
    assert!(found.torn_tails > 0, "no kill tore the log: the tears prove nothing");
}

#[test]
fn the_test_finds_loss_when_fsync_lies() {
    let loss = power_cuts(&mut Run::new("storage.lying_fsync", "kills", 3, 3), true, seed()).unwrap_err();
    eprintln!("{loss}");
    assert!(loss.contains("acknowledged"), "{loss}");
}

#[test]
fn a_failed_fsync_ends_the_process() {
    dies_of("CRASH_EIO", "400");
}

#[test]
fn what_a_failed_fsync_left_in_memory_is_on_the_disk_before_anything_is_built_on_it() {
    let (mut bench, mut known, mut seed) = (Bench::new(), Known::default(), seed());
    for (fault, value) in [("CRASH_EIO", "400"), ("CRASH_EIO_SEGMENT", "2")] {
        let mut child = bench.child(next(&mut seed)).env(fault, value).spawn().unwrap();
        listen(&mut child, &mut known, u64::MAX);
        assert!(!child.wait().unwrap().success());
        // the layer, as Linux, takes for written whatever was there before the sync that failed
        let mut child = bench.same(next(&mut seed)).spawn().unwrap();
        assert!(listen(&mut child, &mut known, 300) >= 300, "it serves");
        child.wait().unwrap();
        bench.cut_power(Tear::None, &mut seed);
        let store = open(&child::options(&bench.live())).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(check(&store, &mut known)).unwrap();
    }
}

#[test]
fn a_failed_fsync_of_a_new_segment_ends_the_process() {
    // the first segment is made when the store is opened
    let said = dies_of("CRASH_EIO_SEGMENT", "2");
    assert!(said.contains("fsync of a new segment failed"), "{said}");
}

/// Runs a child on a disk with that fault; what it said at its end.
fn dies_of(fault: &str, value: &str) -> String {
    let bench = Bench::new();
    let mut child = bench.child(1).env(fault, value).stderr(Stdio::piped()).spawn().unwrap();
    let acks =
        BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok).filter(|l| l.starts_with("ack ")).count();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(acks > 0 && !output.status.success() && said.contains("the log's end is not known any more"), "{acks} {said}");
    said
}

#[test]
#[ignore = "not a test of its own: the process that the others kill"]
fn child_process() {
    let dir = env::var("LYCEUM_CRASH_CHILD").expect("only the crash tests run this");
    let seed = env::var("LYCEUM_CRASH_SEED").unwrap().parse().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(child::main(Path::new(&dir), seed));
}

/// Kills so many times, each time going on with what the crash before left. `Err` says what is missing or there twice.
fn power_cuts(kills: &mut Run, nosync: bool, mut seed: u64) -> Result<Found, String> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (mut bench, mut known, mut found) = (Bench::new(), Known::default(), Found::default());
    while kills.next(1).is_some() {
        let kill = kills.done();
        kills.did(1);
        if kill > 0 && kill.is_multiple_of(KILLS_OF_ONE_STORE) {
            (bench, known) = (Bench::new(), Known::default());
        }
        let tear = [Tear::None, Tear::Prefix, Tear::Pages][kill as usize % 3];
        if kill % 5 == 4 {
            bench.kill_at_start(&mut known, &mut seed);
        } else {
            found.acknowledged += bench.run(&mut known, &mut seed, nosync);
        }
        found.torn_files += bench.cut_power(tear, &mut seed);
        let store = open(&child::options(&bench.live())).map_err(|e| format!("kill {kill} ({tear:?}): {e}"))?;
        if let Some(torn) = &store.report.torn {
            found.torn_tails += 1;
            assert_eq!(fs::metadata(&torn.kept).unwrap().len(), torn.bytes, "the tail is kept whole");
        }
        found.rebuilt += usize::from(store.report.rebuilt.is_some());
        runtime.block_on(check(&store, &mut known)).map_err(|e| format!("kill {kill} ({tear:?}): {e}"))?;
    }
    Ok(found)
}

async fn check(store: &Store, known: &mut Known) -> Result<(), String> {
    let marked: BTreeSet<_> = store.placement.marked(0).await.unwrap().into_iter().collect();
    for (writer, n) in (0..child::WRITERS).flat_map(|w| [(w, 0), (w, 1)]) {
        let e = child::entity(writer, n);
        let commits = store.journal.read(&e, 1, usize::MAX / 2).await.unwrap();
        let acknowledged = known.commits.entry(e.id.as_u128()).or_default();
        let mut expected = 1;
        let mut attempts = BTreeMap::new();
        for commit in &commits {
            if commit.position != expected {
                return Err(format!("{e:?}: position {expected} is missing before {}", commit.position));
            }
            expected += u64::from(commit.events);
            if attempts.values().any(|a| *a == commit.attempt) {
                return Err(format!("{e:?}: attempt {} is there twice", commit.attempt));
            }
            attempts.insert(commit.position, commit.attempt);
        }
        if let Some((position, attempt)) = acknowledged.iter().find(|(p, a)| attempts.get(p) != Some(a)) {
            return Err(format!("{e:?}: acknowledged commit {attempt} at {position} is lost"));
        }
        let head = store.journal.head(&e).await.unwrap();
        if head.next != expected {
            return Err(format!("{e:?}: the head says {}, the commits {expected}", head.next));
        }
        if !commits.is_empty() && !marked.contains(&e) {
            return Err(format!("{e:?}: its mark was answered before its commits, and is lost"));
        }
        *acknowledged = attempts;
        if let Some(snapshot) = store.placement.snapshot(&e).await.unwrap()
            && snapshot.position >= expected
        {
            return Err(format!("{e:?}: the snapshot is ahead of the log"));
        }
    }
    let records = store.streams.read(child::STREAM, 0, usize::MAX / 2).await.unwrap();
    let there: BTreeMap<u64, Uuid> = records.iter().map(|r| (r.offset, Uuid::from_slice(&r.record.body).unwrap())).collect();
    if let Some((offset, _)) = known.records.iter().find(|(offset, attempt)| there.get(offset) != Some(attempt)) {
        return Err(format!("acknowledged record {offset} of the stream is lost"));
    }
    known.records = there;
    Ok(())
}

/// The folder in use, and the layer's beside it.
struct Bench {
    root: TempDir,
    round: u32,
}

impl Bench {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let bench = Self { root, round: 0 };
        fs::create_dir_all(bench.live()).unwrap();
        let layer = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/crash/layer.c");
        let built = Command::new("cc").args(["-O2", "-shared", "-fPIC", "-o"]).arg(bench.layer()).arg(layer).arg("-ldl").status();
        assert!(built.expect("cc is needed to build the crash layer").success());
        bench
    }

    fn layer(&self) -> PathBuf {
        self.root.path().join("layer.so")
    }
    fn live(&self) -> PathBuf {
        self.root.path().join(format!("live-{}", self.round))
    }
    fn disk(&self) -> PathBuf {
        self.root.path().join(format!("disk-{}", self.round))
    }

    /// On a disk that has all of the folder.
    fn child(&self, seed: u64) -> Command {
        recover::adopt(&self.live(), &self.disk()).unwrap();
        self.same(seed)
    }

    /// On the disk that the child before had.
    fn same(&self, seed: u64) -> Command {
        let mut command = Command::new(env::current_exe().unwrap());
        command
            .args(["--exact", "child_process", "--ignored", "--nocapture", "--test-threads=1"])
            .env("LD_PRELOAD", self.layer())
            .env("CRASH_ROOT", self.live())
            .env("CRASH_DISK", self.disk())
            .env("LYCEUM_CRASH_CHILD", self.live())
            .env("LYCEUM_CRASH_SEED", seed.to_string())
            .stdout(Stdio::piped());
        command
    }

    /// Runs a child until a random number of commits were acknowledged, and kills it.
    fn run(&self, known: &mut Known, seed: &mut u64, nosync: bool) -> usize {
        let mut command = self.child(next(seed));
        if nosync {
            command.env("CRASH_NOSYNC", "1");
        } else if next(seed).is_multiple_of(2) {
            command.env("CRASH_SYNC_US", "1500");
        }
        let mut child = command.spawn().unwrap();
        let enough = 100 + next(seed) % 700;
        let acknowledged = listen(&mut child, known, enough);
        child.wait().unwrap();
        assert!(acknowledged >= enough, "the child ended by itself");
        acknowledged as usize
    }

    /// Kills a child while it opens the store, every second time while it makes the index again.
    fn kill_at_start(&self, known: &mut Known, seed: &mut u64) {
        if next(seed).is_multiple_of(2) {
            fs::remove_dir_all(self.live().join("index")).unwrap();
        }
        let mut child = self.child(next(seed)).spawn().unwrap();
        // this moment is the test: where in the opening it falls is random
        std::thread::sleep(Duration::from_millis(next(seed) % 51));
        child.kill().unwrap();
        listen(&mut child, known, u64::MAX);
        child.wait().unwrap();
    }

    /// The next round's folder is what a disk would hold now.
    fn cut_power(&mut self, tear: Tear, seed: &mut u64) -> usize {
        let (live, disk) = (self.live(), self.disk());
        self.round += 1;
        let torn = recover::recover(&live, &disk, &self.live(), tear, seed).unwrap();
        fs::remove_dir_all(live).unwrap();
        fs::remove_dir_all(disk).unwrap();
        torn
    }
}

/// Notes what the child acknowledges until it ends; kills it when that is `enough`. Returns how many commits it were.
fn listen(child: &mut Child, known: &mut Known, enough: u64) -> u64 {
    let mut acknowledged = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let mut words = line.split(' ');
        match (words.next(), words.next()) {
            (Some("ack"), Some("commit")) => {
                let mut number = || words.next().unwrap().parse::<u128>().unwrap();
                let (id, position) = (number(), number() as u64);
                known.commits.entry(id).or_default().insert(position, words.next().unwrap().parse().unwrap());
                acknowledged += 1;
                if acknowledged == enough {
                    child.kill().unwrap();
                }
            }
            (Some("ack"), Some("record")) => {
                let offset = words.next().unwrap().parse().unwrap();
                known.records.insert(offset, words.next().unwrap().parse().unwrap());
            }
            _ => {}
        }
    }
    acknowledged
}
