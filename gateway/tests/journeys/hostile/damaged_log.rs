//! A log with a damage that a checksum finds: what people are answered, and what the operator sees and does.

use std::{
    fs,
    ops::RangeInclusive,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::{Duration, Instant},
};

use serde_json::json;

use super::bad_days::{PATIENCE, assert_later, end, found, says, sign_in, sign_up};
use crate::{
    operators::demo,
    support::{Person, Program, free_port, program},
};

fn entities(data: &Path, arguments: &[&str]) -> Output {
    program(data, 1).arg("entities").args(arguments).output().unwrap()
}

/// A record's head is 32 bytes, the 29th says its kind; a commit begins with the organization and the entity's id, and its kind follows.
const HEAD: usize = 32;
const IDS: usize = 2 * 16;

/// The last commit of entities of this kind in the log: the file, and where it begins there.
fn last_commit(data: &Path, kind: &str, is_wanted: impl Fn(&[u8]) -> bool) -> (PathBuf, usize) {
    let kind = [&[u8::try_from(kind.len()).unwrap()], kind.as_bytes()].concat();
    let is_it = |record: &[u8]| {
        record.starts_with(b"lyR1")
            && record.get(28) == Some(&1)
            && record.get(HEAD + IDS..).is_some_and(|rest| rest.starts_with(&kind))
            && is_wanted(&record[HEAD + IDS - 16..HEAD + IDS])
    };
    let files = fs::read_dir(data.join("log")).unwrap().map(|file| file.unwrap().path());
    let mut found: Vec<_> = files
        .filter_map(|file| {
            let bytes = fs::read(&file).unwrap();
            let at = (0..bytes.len()).rev().find(|at| is_it(&bytes[*at..]))?;
            Some((file, at))
        })
        .collect();
    found.sort();
    found.pop().expect("there is one in the log")
}

fn flip(file: &Path, range: RangeInclusive<usize>) {
    let mut bytes = fs::read(file).unwrap();
    bytes[range].iter_mut().for_each(|byte| *byte ^= 0x10);
    fs::write(file, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_block_amid_the_log_parks_its_entity_and_everybody_else_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    found(&data);
    let server = Program::serve(&data).await;
    let (nimal, mira) = (sign_up(&server, "nimal").await, sign_up(&server, "mira").await);
    for bio in ["one", "two", "three"] {
        says(&nimal, bio).await.ok();
        says(&mira, bio).await.ok();
    }
    // the index is written behind every two seconds: what it has, the next start need not read again, so the block is amid the log
    let mut pause = tokio::time::interval(Duration::from_millis(250));
    for _ in 0..24 {
        pause.tick().await;
        says(&mira, "once more").await.ok();
    }
    end(server);
    is_parked_until_its_file_is_back(folder.path(), &nimal, "three", Found::WhenRead).await;
}

/// As it was killed, the index does not have the last two seconds: the next start reads the block.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_block_near_the_end_of_a_crashed_log_parks_its_entity_and_everybody_else_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    found(&data);
    let server = Program::serve(&data).await;
    let (nimal, mira) = (sign_up(&server, "nimal").await, sign_up(&server, "mira").await);
    for bio in ["one", "two"] {
        says(&nimal, bio).await.ok();
    }
    says(&mira, "behind it").await.ok();
    drop(server);
    is_parked_until_its_file_is_back(folder.path(), &nimal, "two", Found::AtStart).await;
}

/// A sector of a disk holds many records: each entity with one of them is parked, and found so by each start.
#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_sector_amid_the_log_parks_all_whose_records_it_held_and_the_demo_serves_the_rest() {
    const SECTOR: usize = 4096;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Program::demo(&data, |_| {}).await;
    // which writes the index to its end
    end(server);
    // of the last person's address
    let (file, at) = last_commit(&data, "reservation", |_| true);
    flip(&file, at..=at + SECTOR - 1);
    for _ in 0..2 {
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let server = Program::start(&data, "demo", |command| {
            command.stdout(log.try_clone().unwrap()).stderr(log);
        })
        .await;
        let said = || fs::read_to_string(folder.path().join("log")).unwrap();
        let began = Instant::now();
        while !(said().contains("the demo is not whole") && said().contains("sara@demo.example")) {
            assert!(began.elapsed() < PATIENCE, "{}", said());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let listed = String::from_utf8(entities(&data, &["parked"]).stdout).unwrap();
        assert!(listed.contains("--kind reservation"), "{listed}");
        let admin = demo::sign_in(&server, "admin").await;
        assert_eq!(admin.get("/v1/me").await.ok()["display_name"], "Ada Admin");
        end(server);
    }
}

/// When a damaged block is met.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    AtStart,
    WhenRead,
}

/// What an operator is shown, once it is this person's account.
async fn parked(data: &Path, person: &Person) -> String {
    let (wanted, began) = (format!("--kind user --id {}", person.id), Instant::now());
    loop {
        let listed = String::from_utf8(entities(data, &["parked"]).stdout).unwrap();
        if listed.contains(&wanted) {
            return listed;
        }
        assert!(began.elapsed() < PATIENCE, "{listed}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The block of the last commit is damaged, and restored in the end.
async fn is_parked_until_its_file_is_back(folder: &Path, nimal: &Person, bio: &str, found: Found) {
    let data = folder.join("data");
    let id: uuid::Uuid = nimal.id.parse().unwrap();
    let (file, at) = last_commit(&data, "user", |of| of == id.as_bytes());
    let body = at + HEAD + IDS + 60;
    flip(&file, body..=body);
    let log = fs::File::create(folder.join("log")).unwrap();
    let server = Program::start(&data, "serve", |command| {
        command.stdout(log.try_clone().unwrap()).stderr(log);
    })
    .await;
    if found == Found::AtStart {
        parked(&data, nimal).await;
    }
    let refused = sign_in(&server, "nimal").await.err().expect("the account cannot be read");
    assert_later(&refused, "unavailable");
    let mira = sign_in(&server, "mira").await.unwrap();
    says(&mira, "served all the time").await.ok();

    let listed = parked(&data, nimal).await;
    assert!(listed.contains("checksum") && listed.contains(&file.file_name().unwrap().to_string_lossy()[..]), "{listed}");
    let said = fs::read_to_string(folder.join("log")).unwrap();
    assert!(said.contains("an entity is parked") && said.contains(&nimal.id), "{said}");

    // the file comes back from the back-up, and the operator says that it may go on
    end(server);
    flip(&file, body..=body);
    let server = Program::serve(&data).await;
    assert_later(&sign_in(&server, "nimal").await.err().expect("until somebody says so"), "unavailable");
    let names: Vec<_> = listed.lines().next().unwrap().split(' ').collect();
    let resumed = entities(&data, &[&["serve"][..], &names[..]].concat());
    assert!(resumed.status.success(), "{}", String::from_utf8_lossy(&resumed.stderr));
    let nimal = sign_in(&server, "nimal").await.unwrap();
    assert_eq!(nimal.get("/v1/me").await.ok()["bio"], bio);
    assert!(entities(&data, &["parked"]).stdout.starts_with(b"nothing is parked"));
    end(server);
}

/// The block of docs/operations.md with this in it.
fn documented(what: &str) -> String {
    let document = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/operations.md")).unwrap();
    let block = document.split("```").find(|block| block.contains(what)).expect("docs/operations.md says how");
    block.to_owned()
}

/// In the folder that has `data` and what the documents name.
fn typed(folder: &Path, commands: &str) -> Output {
    let ours = program(&folder.join("data"), free_port());
    let script = format!("set -e; lyceum() {{ timeout 60 \"$0\" \"$@\"; }}\n{commands}");
    let mut shell = Command::new("sh");
    shell.args(["-c", &script]).arg(ours.get_program()).current_dir(folder);
    shell.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?)))).output().unwrap()
}

fn both(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_log_is_mended_with_a_backup_as_documented_and_what_came_after_it_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Program::demo(&data, demo::unlimited).await;
    let nimal = demo::sign_in(&server, "nimal").await;
    let channel = nimal.get("/v1/channels").await.ok()["items"][0]["id"].as_str().unwrap().to_owned();
    let messages = format!("/v1/channels/{channel}/messages");
    let say = async |when: &str| {
        for nth in 0..5 {
            nimal.post(&messages, &json!({ "text": format!("{when} the backup, {nth}") })).await.ok();
        }
    };
    say("before").await;
    let made = typed(folder.path(), "lyceum backup school.tar");
    assert!(made.status.success(), "{}", both(&made));
    let id: uuid::Uuid = channel.parse().unwrap();
    let (file, at) = last_commit(&data, "channel", |of| of == id.as_bytes());
    say("after").await;
    end(server);
    let whole = fs::read(&file).unwrap();
    let body = at + HEAD + IDS + 60;
    flip(&file, body..=body);

    let server = demo::serve(&data).await;
    let maya = demo::sign_in(&server, "maya").await;
    assert_later(&maya.post(&messages, &json!({ "text": "lost?" })).await, "unavailable");
    let listed = String::from_utf8(entities(&data, &["parked"]).stdout).unwrap();
    let parked = listed.lines().next().unwrap();
    assert!(parked.contains(&channel), "{listed}");
    end(server);
    let damaged = fs::read(&file).unwrap();
    let name = file.file_name().unwrap().to_str().unwrap();
    let found = typed(folder.path(), "lyceum verify");
    assert!(
        !found.status.success() && both(&found).contains(name) && both(&found).contains("is not replaced"),
        "{}",
        both(&found)
    );

    // in its place the back-up's file lacks what came after, and whoever did that is not told to do it again
    let replaced = typed(folder.path(), &format!("tar -xf school.tar -C data log/{name}; lyceum serve"));
    assert_eq!(replaced.status.code(), Some(1), "{}", both(&replaced));
    assert!(both(&replaced).contains("put back the files as they were before"), "{}", both(&replaced));
    assert!(!both(&replaced).contains("from the back-up"), "{}", both(&replaced));
    fs::write(&file, &damaged).unwrap();

    let commands = documented("conv=notrunc").replace("DATA", "data").replace("0000000000000000.log", name);
    let mended = typed(folder.path(), &commands);
    assert!(mended.status.success() && both(&mended).contains("all is as it was written"), "{}", both(&mended));
    assert_eq!(fs::read(&file).unwrap()[..whole.len()], whole);
    assert_eq!(fs::read(folder.path().join("damaged.log")).unwrap(), damaged);
    let server = demo::serve(&data).await;
    let names: Vec<_> = parked.split(' ').collect();
    let resumed = entities(&data, &[&["serve"][..], &names[..]].concat());
    assert!(resumed.status.success(), "{}", both(&resumed));
    let maya = demo::sign_in(&server, "maya").await;
    let kept = maya.get(&format!("{messages}?limit=50")).await.ok().to_string();
    for when in ["before", "after"] {
        assert!((0..5).all(|nth| kept.contains(&format!("{when} the backup, {nth}"))), "{kept}");
    }
    end(server);
}
