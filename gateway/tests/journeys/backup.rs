//! `lyceum backup`, `restore` and `verify`: a copy made under load is the whole truth as of one moment.

mod load;
mod lost;

use std::{
    fs,
    os::unix::fs::{FileExt as _, MetadataExt as _},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use http::StatusCode;
use lyceum_storage::{Options, Store, open, placement::ShardMap};
use serde_json::{Value, json};

use crate::support::{PASSWORD, Person, Program, free_port, program};
use load::Load;

/// A server that starts where it should not is ended, so that it is seen.
fn lyceum(data: &Path, arguments: &[&str]) -> Output {
    let ours = program(data, free_port());
    let mut command = Command::new("timeout");
    command.arg("60").arg(ours.get_program()).args(arguments);
    command.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?)))).output().unwrap()
}

fn said(data: &Path, arguments: &[&str]) -> String {
    let output = lyceum(data, arguments);
    let beside = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {beside}");
    assert!(!beside.contains("WARN"), "nothing alarms where all is well: {beside}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(data: &Path, arguments: &[&str]) -> String {
    let output = lyceum(data, arguments);
    assert!(output.status.code() == Some(1), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

async fn sign_in(server: &Program, name: &str) -> Person {
    let body = json!({ "email": format!("{name}@demo.example"), "password": PASSWORD, "token_delivery": "body" });
    let tokens = server.person.post("/v1/organizations/demo/sign-in", &body).await.ok();
    let mut person = server.person.clone();
    person.token = Some(tokens["access_token"].as_str().unwrap().to_owned());
    tokens["user"]["id"].as_str().unwrap().clone_into(&mut person.id);
    person
}

async fn erased(admin: &Person, whom: &Person) -> StatusCode {
    admin.post(&format!("/v1/users/{}/deletion", whom.id), &json!({})).await.status
}

fn stop(mut server: Program) {
    server.terminate();
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_restores_to_what_was_true_at_one_moment() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let text = |name: &str| at(name).display().to_string();
    let unlimited = |command: &mut Command| {
        command.env("LYCEUM_LIMITS_REQUESTS_PER_MINUTE", "1000000");
    };
    let server = Program::demo(&at("data"), unlimited).await;
    let load = Load::start(&server).await;
    load.goes_on(20).await;
    let answered = load.answered();
    for target in ["one.tar", "two"] {
        let (data, target) = (at("data"), text(target));
        let told = tokio::task::spawn_blocking(move || said(&data, &["backup", &target])).await.unwrap();
        assert!(told.starts_with("backed up "), "{told}");
    }
    load.goes_on(20).await;
    let posted = load.stop().await;
    assert!(said(&at("data"), &["verify"]).contains("all is as it was written"), "beside the server");
    let lists = lists(&server).await;
    stop(server);

    for (backup, home) in [("one.tar", "first"), ("two", "second")] {
        assert!(said(&at("data"), &["verify", &text(backup)]).contains("all is as it was written"));
        let key = text("data/master.key");
        let restored = said(&at(home), &["restore", &text(backup), "--master-key", &key]);
        assert!(restored.contains("timeline 2"), "{restored}");
        assert!(said(&at(home), &["verify"]).contains("all is as it was written"));
        let kept = same_past(&at("data"), &at(home)).await;
        assert!(kept > 50, "{kept} commits");
    }

    let server = Program::start(&at("first"), "serve", |_| {}).await;
    let nimal = sign_in(&server, "nimal").await;
    let messages = load::messages(&nimal, &posted.channel).await;
    let all = [load::FIRST_TWO.map(str::to_owned).to_vec(), posted.texts].concat();
    assert_eq!(messages, all[..messages.len()], "a beginning of what was said, in order");
    assert!(messages.len() >= answered + 2, "{} messages, {answered} were answered before the backup began", messages.len());
    assert!(messages.len() < all.len(), "and not what came after it");
    let now = self::lists(&server).await;
    for (path, list) in &lists {
        assert_eq!(&now[path], list, "{path}, which nobody changed, reads the same");
    }
    let me = nimal.get("/v1/me").await.ok();
    let picture = nimal.get(me["picture_url"].as_str().unwrap()).await;
    assert_eq!(picture.status, StatusCode::OK, "the picture that the profile names is there");
    let path = format!("/v1/channels/{}/messages", posted.channel);
    nimal.post(&path, &json!({ "text": "and on it goes" })).await.ok();
    assert_eq!(load::messages(&nimal, &posted.channel).await.last().unwrap(), "and on it goes");
    stop(server);
}

/// What nobody changed meanwhile, by path.
async fn lists(server: &Program) -> std::collections::BTreeMap<String, Value> {
    let admin = sign_in(server, "admin").await;
    let sara = sign_in(server, "sara").await;
    let mut lists = std::collections::BTreeMap::new();
    for (person, path) in [
        (&admin, "/v1/mentors"),
        (&admin, "/v1/mentor-applications"),
        (&sara, "/v1/me"),
        (&sara, "/v1/mentoring-requests?role=student"),
        (&sara, "/v1/notifications"),
        (&sara, "/v1/channels"),
    ] {
        let answer = person.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        lists.insert(format!("{path} of {}", person.id), answer.body);
    }
    lists
}

fn opened(data: &Path) -> Store {
    open(&Options { reserve_bytes: 0, ..Options::new(data) }).unwrap()
}

/// Every entity, stream and key of `restored` is a beginning of what `source` has; how many commits there are.
async fn same_past(source: &Path, restored: &Path) -> usize {
    let (source, restored) = (opened(source), opened(restored));
    let mut commits = 0;
    let entities = restored.journal.entities(None, 10_000).await.unwrap();
    assert!(entities.len() > 20, "{} entities", entities.len());
    for entity in entities {
        let now = restored.journal.read(&entity, 1, 100_000).await.unwrap();
        let then = source.journal.read(&entity, 1, now.len()).await.unwrap();
        assert_eq!(now, then, "{entity:?}");
        commits += now.len();
        if entity.kind.as_str() == "user" {
            let keys = (&restored.keys, &source.keys);
            let (here, there) = (keys.0.get(entity.organization, entity.id), keys.1.get(entity.organization, entity.id));
            assert_eq!(here.await.unwrap(), there.await.unwrap(), "the key of {entity:?}");
        }
    }
    let now = restored.streams.read("notifications", 0, 100_000).await.unwrap();
    assert!(!now.is_empty());
    assert_eq!(now, source.streams.read("notifications", 0, now.len()).await.unwrap());
    let timelines = |map: Option<ShardMap>| map.unwrap().timeline;
    let map = timelines(restored.placement.map().await.unwrap());
    assert_eq!(map, timelines(source.placement.map().await.unwrap()) + 1, "what is new never passes for what was lost");
    commits
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_damaged_log_is_told_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Program::demo(&data, |_| {}).await;
    let segment = fs::read_dir(data.join("log")).unwrap().next().unwrap().unwrap().path();
    let middle = fs::read(&segment).unwrap().len() / 2;
    flip(&segment, middle);
    let told = refused(&data, &["backup", &folder.path().join("kept.tar").display().to_string()]);
    assert!(told.contains("no restore takes") && told.contains(segment.file_name().unwrap().to_str().unwrap()), "{told}");
    stop(server);
    flip(&segment, middle);
    said(&data, &["verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn why_a_backup_cannot_be_made_is_said_where_it_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Program::start(&data, "serve", |_| {}).await;
    // reading it answers an error, as a disk that fails does
    fs::create_dir_all(data.join("blobs/school")).unwrap();
    std::os::unix::fs::symlink("/", data.join("blobs/school/picture")).unwrap();
    let made = |target: &str| refused(&data, &["backup", &folder.path().join(target).display().to_string()]);
    for target in ["one.tar", "two"] {
        let told = made(target);
        assert!(told.contains("the server could not make it: blobs/school/picture: Is a directory"), "{told}");
    }
    stop(server);
    let told = made("three.tar");
    assert!(told.contains("blobs/school/picture: Is a directory"), "{told}");
    assert!(!folder.path().join("one.tar").exists() && !folder.path().join("three.tar").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_damaged_is_found_and_said_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let text = |name: &str| at(name).display().to_string();
    stop(Program::demo(&at("data"), |_| {}).await);
    let told = said(&at("data"), &["backup", &text("kept.tar")]);
    assert!(told.starts_with("backed up "), "without a server: {told}");
    said(&at("data"), &["backup", &text("kept")]);

    let segment = fs::read_dir(at("kept/log")).unwrap().next().unwrap().unwrap().path();
    let whole = fs::read(&segment).unwrap();
    let middle = whole.len() / 2;
    flip(&segment, middle);
    let damaged = refused(&at("data"), &["verify", &text("kept")]);
    let name = segment.file_name().unwrap().to_str().unwrap();
    let places: Vec<usize> = damaged
        .lines()
        .filter_map(|line| line.split_once(&format!("log segment {name} at byte "))?.1.split(':').next()?.parse().ok())
        .collect();
    assert!(places[0] <= middle && middle - places[0] < 4096, "byte {middle}: {damaged}");
    assert!(damaged.contains("was looked at"), "and what lies behind it: {damaged}");
    assert!(damaged.contains(&format!("log/{name} has other bytes")), "{damaged}");
    let unrestored = refused(&at("new"), &["restore", &text("kept"), "--master-key", &text("data/master.key")]);
    assert!(unrestored.contains("the backup is damaged") && unrestored.contains(name), "{unrestored}");
    let unserved = refused(&at("new"), &["serve"]);
    assert!(unserved.contains("did not come to its end"), "{unserved}");
    let again = refused(&at("new"), &["restore", &text("kept"), "--master-key", &text("data/master.key")]);
    assert!(again.contains("a restore that did not come to its end: empty it"), "{again}");

    fs::write(&segment, &whole).unwrap();
    let key = walk(&at("kept/keys")).pop().unwrap();
    flip(&key, 3);
    let damaged = refused(&at("data"), &["verify", &text("kept")]);
    assert!(damaged.contains("keys/") && damaged.contains("has other bytes"), "{damaged}");
    fs::remove_file(&key).unwrap();
    assert!(refused(&at("data"), &["verify", &text("kept")]).contains("is missing"));
    fs::remove_file(at("kept/backup.json")).unwrap();
    assert!(refused(&at("data"), &["verify", &text("kept")]).contains("did not come to its end"));

    let tar = fs::read(at("kept.tar")).unwrap();
    fs::write(at("cut.tar"), &tar[..tar.len() / 2]).unwrap();
    let cut = refused(&at("data"), &["verify", &text("cut.tar")]);
    assert!(cut.contains("cut.tar cannot be read on at `") && cut.contains("it was cut"), "{cut}");
    let log = fs::read_dir(at("data/log")).unwrap().next().unwrap().unwrap().path();
    flip(&log, middle);
    assert!(refused(&at("data"), &["verify"]).contains("log segment "), "a data folder, too");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_wants_an_empty_folder_and_the_master_key_and_a_backup_a_free_name() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let text = |name: &str| at(name).display().to_string();
    stop(Program::start(&at("data"), "serve", |_| {}).await);
    said(&at("data"), &["backup", &text("kept.tar")]);
    let key = text("data/master.key");
    let rows: [(&str, &[&str], &str); 8] = [
        ("data", &["restore", &text("kept.tar"), "--master-key", &key], "is not empty"),
        ("new", &["restore", &text("kept.tar")], "`--master-key`"),
        ("new", &["restore", &text("kept.tar"), "--master-key", &text("none")], "is not there"),
        ("new", &["restore", &text("none.tar"), "--master-key", &key], "none.tar is not there"),
        ("new", &["restore", &text("data/log"), "--master-key", &key], "is no backup"),
        ("data", &["backup", &text("kept.tar")], "is there already"),
        ("data", &["backup", &text("data")], "is not an empty folder"),
        ("none", &["backup", &text("other.tar")], "there is no store in"),
    ];
    for (data, arguments, words) in rows {
        let said = refused(&at(data), arguments);
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
    assert!(!at("new").exists() && !at("none").exists() && !at("other.tar").exists(), "nothing was made");
    fs::write(at("wrong.key"), [7; 32]).unwrap();
    let wrong = refused(&at("new"), &["restore", &text("kept.tar"), "--master-key", &text("wrong.key")]);
    assert!(wrong.contains("did not wrap these keys") && !at("new").exists(), "{wrong}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_erased_while_a_backup_is_made_is_named_from_then_on_until_they_are_erased_again() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let text = |name: &str| at(name).display().to_string();
    let server = Program::demo(&at("data"), |_| {}).await;
    let (admin, sara) = (sign_in(&server, "admin").await, sign_in(&server, "sara").await);
    // all of one moment but her key, as of a backup that comes to the keys later
    said(&at("data"), &["backup", &text("kept")]);
    let keys = || walk(&at("data/keys"));
    let before = keys();
    assert_eq!(erased(&admin, &sara).await, StatusCode::NO_CONTENT);
    let after = || keys().into_iter().find(|path| !before.contains(path));
    while after().is_none() {
        tokio::task::yield_now().await;
    }
    stop(server);
    said(&at("half"), &["restore", &text("kept"), "--master-key", &text("data/master.key")]);
    let gone = after().unwrap();
    let own = before.iter().find(|path| !keys().contains(path)).unwrap();
    let there = |path: &Path| at("half").join(path.strip_prefix(at("data")).unwrap());
    fs::remove_file(there(own)).unwrap();
    fs::copy(&gone, there(&gone)).unwrap();

    let names_her = |told: &str| told.contains("TO DO: ") && told.contains(&format!("POST /v1/users/{}/deletion", sara.id));
    for arguments in [&["verify"][..], &["backup", &text("half.tar")], &["verify", &text("half.tar")]] {
        let told = said(&at("half"), arguments);
        assert!(names_her(&told), "{arguments:?}: {told}");
    }
    let told = said(&at("new"), &["restore", &text("half.tar"), "--master-key", &text("data/master.key")]);
    assert!(names_her(&told), "{told}");
    let server = Program::start(&at("new"), "serve", |_| {}).await;
    let admin = sign_in(&server, "admin").await;
    assert_eq!(erased(&admin, &sara).await, StatusCode::NO_CONTENT);
    stop(server);
    for data in ["data", "new"] {
        let told = said(&at(data), &["verify"]);
        assert!(!told.contains("TO DO"), "{data}: {told}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_writes_over_nothing_that_a_link_in_its_way_points_to() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    stop(Program::start(&at("data"), "serve", |_| {}).await);
    fs::write(at("other"), "of somebody else").unwrap();
    std::os::unix::fs::symlink(at("other"), at("kept.tar.part")).unwrap();
    said(&at("data"), &["backup", &at("kept.tar").display().to_string()]);
    assert_eq!(fs::read_to_string(at("other")).unwrap(), "of somebody else");
    let kept = fs::symlink_metadata(at("kept.tar")).unwrap();
    assert!(kept.is_file() && kept.mode() & 0o777 == 0o600, "{kept:?}");
}

/// In place: a server may be writing behind it.
fn flip(path: &Path, byte: usize) {
    let (file, mut bits, at) = (fs::File::options().read(true).write(true).open(path).unwrap(), [0], byte as u64);
    file.read_exact_at(&mut bits, at).unwrap();
    file.write_all_at(&[bits[0] ^ 1], at).unwrap();
}

fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
