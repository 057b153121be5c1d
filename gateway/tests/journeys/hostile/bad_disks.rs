//! A disk that turns read-only or begins to fail while the server runs: what people are answered, and what the operator sees and does.

use std::{
    fs::{self, File},
    os::unix::{fs::FileExt, process::ExitStatusExt},
    path::{Path, PathBuf},
    process::{Command, Output},
    time::{Duration, Instant},
};

use http::{Method, StatusCode};
use rustix::io::Errno;
use serde_json::json;

use super::bad_days::{assert_later, end, found, says, sign_up};
use crate::support::{Answer, PASSWORD, Person, Program, problem, program, told};

/// Under the running program.
struct Disk {
    folder: tempfile::TempDir,
    faults: File,
}

impl Disk {
    fn build() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/journeys/hostile/disk.c");
        let built =
            Command::new("cc").args(["-O2", "-shared", "-fPIC", "-o"]).arg(folder.path().join("disk.so")).arg(source).status();
        assert!(built.expect("cc is needed to build the disk").success());
        let faults = File::create(folder.path().join("faults")).unwrap();
        let disk = Self { folder, faults };
        disk.well();
        found(&disk.data());
        disk
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn set(&self, writes: i32, syncs: i32) {
        self.faults.write_all_at(&[writes.to_ne_bytes(), syncs.to_ne_bytes()].concat(), 0).unwrap();
    }

    fn well(&self) {
        self.set(0, 0);
    }

    fn under(&self, command: &mut Command) {
        let at = |name| self.folder.path().join(name);
        command.env("LD_PRELOAD", at("disk.so")).env("DISK_FAULTS", at("faults")).env("DISK_ROOT", at("data"));
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("log")
    }

    fn said(&self) -> String {
        fs::read_to_string(self.log()).unwrap()
    }

    async fn serve(&self) -> Program {
        let log = File::create(self.log()).unwrap();
        Program::start(&self.data(), "serve", |command| {
            self.under(command);
            command.env("LYCEUM_LIMITS_REQUESTS_PER_MINUTE", "1000000");
            command.stdout(log.try_clone().unwrap()).stderr(log);
        })
        .await
    }

    fn doctor(&self, data: &Path) -> Output {
        let mut command = program(data, 1);
        self.under(&mut command);
        command.arg("doctor").output().unwrap()
    }
}

/// Under a key of its own, so that a retry is the same.
async fn says_once(person: &Person, bio: &str) -> Answer {
    person.call(Method::PATCH, "/v1/me", Some(&json!({ "bio": bio })), &[("idempotency-key", "once")]).await
}

/// For longer than it took before to say it twenty times.
const LASTS: Duration = Duration::from_secs(3);

/// Refuses writes with `errno` for a while; what the log said about it.
async fn refuses(disk: &Disk, server: &Program, nimal: &Person, errno: Errno, reason: &str) -> String {
    says(nimal, "before").await.ok();
    disk.set(errno.raw_os_error(), 0);
    let (began, mut asked) = (Instant::now(), 0);
    while began.elapsed() < LASTS {
        let refused = says_once(nimal, "after").await;
        assert_later(&refused, "unavailable");
        assert_eq!(refused.body, problem(reason));
        assert_eq!(nimal.get("/v1/me").await.ok()["bio"], "before", "reads go on");
        asked += 1;
    }
    assert!(asked > 5, "{asked} were asked");
    assert!(told(&disk.data()).await.contains(&format!("lyceum_disk_refuses{{reason=\"{reason}\"}} 1")));
    let said = disk.said();
    let lines = said.lines().filter(|line| line.contains("ERROR") || line.contains("WARN")).count();
    assert!(lines < 20, "{lines} lines of {asked} requests:\n{said}");
    assert_eq!(said.matches("appends are refused; reads go on").count(), 1, "{said}");
    assert!(!said.contains("make room") && !said.contains("panicked"), "{said}");

    disk.well();
    let began = Instant::now();
    while says_once(nimal, "after").await.status != StatusCode::OK {
        assert!(began.elapsed() < Duration::from_secs(20), "service resumes");
    }
    assert_eq!(nimal.get("/v1/me").await.ok()["bio"], "after");
    assert!(told(&disk.data()).await.contains(&format!("lyceum_disk_refuses{{reason=\"{reason}\"}} 0")));
    assert!(server.person.get("/readyz").await.status.is_success());
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_turns_read_only_is_told_in_its_own_words_and_once_a_minute() {
    let disk = Disk::build();
    let server = disk.serve().await;
    let nimal = sign_up(&server, "nimal").await;
    let said = refuses(&disk, &server, &nimal, Errno::ROFS, "read_only").await;
    assert!(said.contains("the disk is read-only") && said.contains("remount it or replace the disk, then restart"), "{said}");

    disk.set(Errno::ROFS.raw_os_error(), 0);
    let seen = String::from_utf8(disk.doctor(&disk.data()).stdout).unwrap();
    assert!(seen.contains("is on a disk that is read-only") && seen.contains("remount it"), "{seen}");
    disk.well();

    // restarted, as it says
    let port = server.person.server.port();
    end(server);
    let server = Program::again(&disk.data(), port, |_| {}).await;
    assert_eq!(nimal.get("/v1/me").await.ok()["bio"], "after");
    end(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fails_to_write_is_told_in_its_own_words() {
    let disk = Disk::build();
    let server = disk.serve().await;
    let nimal = sign_up(&server, "nimal").await;
    let said = refuses(&disk, &server, &nimal, Errno::IO, "failing").await;
    assert!(said.contains("the disk fails") && said.contains("replace the disk"), "{said}");
    end(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_fails_ends_the_process_in_words_and_what_was_answered_is_there_at_the_next_start() {
    let disk = Disk::build();
    let mut server = disk.serve().await;
    let nimal = sign_up(&server, "nimal").await;
    says(&nimal, "before").await.ok();
    disk.set(0, Errno::IO.raw_os_error());
    let asked = nimal.clone();
    // nobody is told that it was done
    let answer = tokio::spawn(async move { says_once(&asked, "after").await }).await;
    assert!(answer.is_err(), "{answer:?}");
    let ended = server.child.wait().unwrap();
    assert!(ended.signal().is_some(), "{ended}");
    let said = disk.said();
    assert!(said.contains("the log's end is not known any more") && said.contains("then start again"), "{said}");

    disk.well();
    let server = Program::again(&disk.data(), server.person.server.port(), |_| {}).await;
    let bio = nimal.get("/v1/me").await.ok()["bio"].clone();
    assert!(bio == "before" || bio == "after", "{bio}");
    assert_eq!(says_once(&nimal, "after").await.ok()["bio"], "after");
    end(server);
}

/// Every table of the index, in place: the server has it open.
fn damage_tables(folder: &Path) -> usize {
    let mut damaged = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            damaged += damage_tables(&path);
        } else if folder.ends_with("tables") {
            let file = File::options().read(true).write(true).open(&path).unwrap();
            let mut byte = [0];
            file.read_exact_at(&mut byte, 60).unwrap();
            file.write_all_at(&[byte[0] ^ 1], 60).unwrap();
            damaged += 1;
        }
    }
    damaged
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_is_damaged_under_the_server_is_told_until_a_restart_makes_it_again() {
    const LISTS: [&str; 4] = ["/v1/mentors", "/v1/notifications", "/v1/channels", "/v1/mentoring-requests?role=student"];
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Program::demo(&data, |_| {}).await;
    let body = json!({ "email": "nimal@demo.example", "password": PASSWORD, "token_delivery": "body" });
    let tokens = server.person.post("/v1/organizations/demo/sign-in", &body).await.ok();
    let nimal = Person { token: tokens["access_token"].as_str().map(str::to_owned), ..server.person.clone() };
    let mut told = Vec::new();
    for path in LISTS {
        told.push(nimal.get(path).await.ok());
    }
    let port = server.person.server.port();
    end(server);

    // a command that closes the store leaves all of its index in tables
    let closed = program(&data, 1).arg("backup").arg(folder.path().join("kept.tar")).status();
    assert!(closed.unwrap().success());

    let log = File::create(folder.path().join("log")).unwrap();
    let damaged = Program::again(&data, port, |command| {
        command.stdout(log.try_clone().unwrap()).stderr(log);
    })
    .await;
    assert!(damage_tables(&data.join("index")) > 0);
    let mut refused = 0;
    for (path, told) in LISTS.iter().zip(&told) {
        let answer = nimal.get(path).await;
        if answer.status == StatusCode::OK {
            assert_eq!(&answer.body, told, "{path}: what it has in memory is as it was");
        } else {
            assert_later(&answer, "unavailable");
            assert_eq!(answer.body, problem("unavailable"));
            refused += 1;
        }
    }
    assert!(refused > 0);
    end(damaged);
    let said = fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(said.contains("the index is damaged") || said.contains("made again from the log"), "{said}");

    let server = Program::again(&data, port, |_| {}).await;
    for (path, told) in LISTS.iter().zip(&told) {
        assert_eq!(&nimal.get(path).await.ok(), told, "{path}");
    }
    end(server);
}
