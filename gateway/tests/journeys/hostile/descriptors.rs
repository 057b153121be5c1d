//! File descriptors that run out, in the program itself.

use std::{
    fs,
    io::{Read, Write},
    net::TcpStream,
    os::unix::net::UnixStream,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};

use crate::support::Program;

const PATIENCE: Duration = Duration::from_secs(20);
const GET: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: school\r\n\r\n";

/// The program with its log in a file.
async fn serve(folder: &Path, settings: &[(&str, &str)]) -> Program {
    let log = fs::File::create(folder.join("log")).unwrap();
    let settings: Vec<_> = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Program::start(&folder.join("data"), "serve", move |command| {
        command.envs(settings).stdout(log.try_clone().unwrap()).stderr(Stdio::from(log));
    })
    .await
}

fn connect(server: &Program) -> TcpStream {
    let stream = TcpStream::connect(server.person.server).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    stream
}

/// Whether a question that was asked, now or before, is answered in a moment.
fn answered(stream: &mut TcpStream) -> bool {
    let mut some = [0; 512];
    matches!(stream.read(&mut some), Ok(count) if some[..count].starts_with(b"HTTP/1.1 200"))
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "not in time: {what}");
        std::thread::yield_now();
    }
}

fn open_files(pid: u32) -> u64 {
    fs::read_dir(format!("/proc/{pid}/fd")).unwrap().count() as u64
}

/// CPU time of the process in hundredths of a second.
fn cpu(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<_> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
}

fn metric(folder: &Path, line: &str) -> u64 {
    let mut stream = UnixStream::connect(folder.join("data/operator.sock")).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: operator\r\nconnection: close\r\n\r\n").unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let found = text.lines().find_map(|l| l.strip_prefix(line)?.strip_prefix(' ')?.parse().ok());
    found.unwrap_or_else(|| panic!("no {line} in\n{text}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn without_file_descriptors_the_server_waits_says_so_and_serves_again() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(folder.path(), &[("LYCEUM_LIMITS_HEADER_SECS", "60")]).await;
    let pid = server.child.id();
    let process = Pid::from_raw(i32::try_from(pid).unwrap());
    let mut before = connect(&server);
    before.write_all(GET).unwrap();
    until("the first answer", || answered(&mut before));

    let maximum = getrlimit(Resource::Nofile).maximum;
    let allow = |files| prlimit(process, Resource::Nofile, Rlimit { current: files, maximum }).unwrap();
    // whatever is closed meanwhile: no number is left for one more
    let usual = allow(Some(1)).current;
    let mut waiting: Vec<_> = (0..5).map(|_| connect(&server)).collect();
    for stream in &mut waiting {
        stream.write_all(GET).unwrap();
    }
    let said = || fs::read_to_string(folder.path().join("log")).unwrap().matches("no connection can be accepted").count();
    until("the log says so", || said() > 0);

    let (spent, began) = (cpu(pid), Instant::now());
    while began.elapsed() < Duration::from_secs(2) {
        before.write_all(GET).unwrap();
        until("who is in is served", || answered(&mut before));
        assert!(!waiting.iter_mut().any(answered), "nobody more comes in");
    }
    assert!(cpu(pid) - spent < 60, "{} hundredths of a second of CPU were spent on waiting for two", cpu(pid) - spent);
    assert_eq!(said(), 1, "once in ten seconds");

    allow(usual);
    for stream in &mut waiting {
        until("who waited is served", || answered(stream));
    }
    assert!(metric(folder.path(), r#"lyceum_http_accept_waits_total{reason="descriptors"}"#) > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_leave_the_store_its_files_and_those_too_many_wait_for_a_place() {
    let folder = tempfile::tempdir().unwrap();
    let log = fs::File::create(folder.path().join("log")).unwrap();
    let server = Program::limited(&folder.path().join("data"), 400, |command| {
        command
            .env("LYCEUM_LIMITS_HEADER_SECS", "60")
            .env("LYCEUM_LIMITS_CONNECTIONS_BY_ADDRESS", "1000")
            .stdout(log.try_clone().unwrap())
            .stderr(log);
    })
    .await;
    let mut crowd: Vec<_> = (0..200).map(|_| connect(&server)).collect();
    let said = || fs::read_to_string(folder.path().join("log")).unwrap();
    until("the log says so", || said().contains("all places for connections are taken"));
    assert!(said().contains("fewer connections than `limits.connections`"), "{}", said());
    assert!(open_files(server.child.id()) < 350, "{} files are open", open_files(server.child.id()));

    let mut late = crowd.pop().unwrap();
    late.write_all(GET).unwrap();
    assert!(!answered(&mut late));
    crowd.drain(..150);
    until("who waited is served", || answered(&mut late));
    assert!(metric(folder.path(), r#"lyceum_http_accept_waits_total{reason="places"}"#) > 0);
    assert!(!said().contains("no connection can be accepted"), "there were file descriptors all the time");
}
