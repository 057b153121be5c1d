//! Crowds of peers who are slow, half open, or say too much, against the program itself: what they hold is bounded in time and memory,
//! and everybody else is served meanwhile.

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    time::{Duration, Instant},
};

use http::{Method, StatusCode};
use lyceum_gateway::ws::Opcode;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinSet,
    time::timeout,
};

use crate::support::{Person, Program, Socket, masked};

/// Of each crowd; a few thousand would need more file descriptors than a test may count on.
const CROWD: usize = 500;
const PATIENCE: Duration = Duration::from_secs(40);
/// What one of a crowd may cost while it is there: buffers of a connection, and of a socket.
const EACH_BYTES: u64 = 48 * 1024;
/// What the allocator may keep when they are gone.
const KEPT_BYTES: u64 = 24 * 1024 * 1024;

async fn serve(folder: &Path) -> Program {
    // the crowd's own ends are files of this process
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).unwrap();
    Program::start(folder, "serve", |command| {
        command.env("LYCEUM_LIMITS_HEADER_SECS", "3").env("LYCEUM_LIMITS_REQUEST_SECS", "4");
    })
    .await
}

fn memory(server: &Program) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    kilobytes.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}

async fn connect(person: &Person) -> TcpStream {
    TcpStream::connect(person.server).await.unwrap()
}

/// Everybody else is answered, and soon.
async fn serves(person: &Person) {
    let asked = timeout(Duration::from_secs(15), person.send(Method::GET, "/healthz", None, &[]));
    assert_eq!(asked.await.expect("an answer in time").status, StatusCode::OK);
}

/// What the server says until it closes; `None` when it does not.
async fn last_words(mut stream: TcpStream) -> Option<String> {
    let mut said = Vec::new();
    // a reset is a close, too
    timeout(PATIENCE, stream.read_to_end(&mut said)).await.ok()?.ok();
    Some(String::from_utf8_lossy(&said).into_owned())
}

/// A crowd in which each opens a connection, says `first`, and then `drip` again and again until the server closes.
async fn crowd(server: &Program, first: &[u8], drip: &'static [u8]) -> Vec<String> {
    let before = memory(server);
    let mut peers = JoinSet::new();
    for _ in 0..CROWD {
        let mut stream = connect(&server.person).await;
        stream.write_all(first).await.unwrap();
        peers.spawn(async move {
            let (mut reader, mut writer) = stream.into_split();
            let mut said = Vec::new();
            let dripping = async {
                let mut pause = tokio::time::interval(Duration::from_millis(500));
                while !drip.is_empty() && writer.write_all(drip).await.is_ok() {
                    pause.tick().await;
                }
                std::future::pending::<()>().await;
            };
            tokio::select! {
                () = dripping => {}
                ended = timeout(PATIENCE, reader.read_to_end(&mut said)) => { ended.expect("the server closes").ok(); }
            }
            String::from_utf8_lossy(&said).into_owned()
        });
    }
    serves(&server.person).await;
    let during = memory(server);
    assert!(during <= before + CROWD as u64 * EACH_BYTES + KEPT_BYTES, "{before} bytes before, {during} with the crowd");
    let said = peers.join_all().await;
    serves(&server.person).await;
    let after = memory(server);
    assert!(after <= before + KEPT_BYTES, "{before} bytes before, {after} when they are gone");
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn crowds_that_never_finish_a_request_are_closed_in_their_time() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(&folder.path().join("data")).await;
    // the first crowd's buffers are the allocator's from then on
    crowd(&server, b"", b"").await;
    let halves: [(&[u8], &[u8]); 3] = [
        (b"", b""),
        (b"GET /healthz HTTP/1.1\r\nhost: school\r\n", b""),
        (b"GET /healthz HTTP/1.1\r\nhost: school\r\n", b"x-slow: 1\r\n"),
    ];
    for (first, drip) in halves {
        let began = Instant::now();
        let said = crowd(&server, first, drip).await;
        assert!(said.iter().all(|said| !said.contains("200 OK")), "{:?}", said.first());
        assert!(began.elapsed() < PATIENCE);
    }
    // as much as is read of nobody
    let post = "POST /v1/organizations/school/sign-in HTTP/1.1\r\nhost: school\r\ncontent-type: application/json\r\n";
    let post = format!("{post}content-length: 16384\r\n\r\n{{{}", " ".repeat(16_300));
    let said = crowd(&server, post.as_bytes(), b" ").await;
    assert!(said.iter().all(|said| said.contains(" 408 ") && said.contains("request_timeout")), "{:?}", said.first());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_large_is_not_read_of_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(&folder.path().join("data")).await;
    let post = "POST /v1/organizations/school/sign-in HTTP/1.1\r\nhost: school\r\ncontent-type: application/json\r\n";
    let chunks = format!("transfer-encoding: chunked\r\n\r\n{}", format!("1000\r\n{}\r\n", " ".repeat(0x1000)).repeat(5));
    for rest in ["content-length: 20000\r\n\r\n{", &chunks] {
        let mut stream = connect(&server.person).await;
        stream.write_all(format!("{post}{rest}").as_bytes()).await.unwrap();
        let mut some = [0; 12];
        stream.read_exact(&mut some).await.unwrap();
        assert_eq!(&some, b"HTTP/1.1 413", "before the rest is there");
    }
}

/// As Python's urllib and many others do it.
#[tokio::test(flavor = "multi_thread")]
async fn who_sends_a_large_body_to_its_end_before_they_read_hears_why_it_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(&folder.path().join("data")).await;
    let body = vec![b'x'; 20 << 20];
    let head = format!("PUT /v1/me/picture HTTP/1.1\r\nhost: school\r\ncontent-length: {}\r\n\r\n", body.len());
    for _ in 0..3 {
        let mut stream = connect(&server.person).await;
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&body).await.expect("all of it is taken");
        let mut said = String::new();
        stream.read_to_string(&mut said).await.unwrap();
        assert!(said.starts_with("HTTP/1.1 413 ") && said.contains("body_too_large"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_does_not_take_everybodys_places() {
    const SHARE: usize = 40;
    let folder = tempfile::tempdir().unwrap();
    let server = Program::start(&folder.path().join("data"), "serve", |command| {
        command.env("LYCEUM_LIMITS_CONNECTIONS", "60").env("LYCEUM_LIMITS_CONNECTIONS_BY_ADDRESS", SHARE.to_string());
    })
    .await;
    let from = async |host: u8| {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::from(([127, 0, 0, host], 0))).unwrap();
        socket.connect(server.person.server).await.unwrap()
    };
    // half requests, and sockets, which keep their place
    let mut taken = Vec::new();
    for _ in 0..SHARE / 2 {
        let mut half = from(2).await;
        half.write_all(b"GET /healthz HTTP/1.1\r\n").await.unwrap();
        taken.push((half, Socket::open(from(2).await).await));
    }
    assert_eq!(last_words(from(2).await).await.as_deref(), Some(""), "closed at once");
    let ask = async |mut stream: TcpStream| {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: school\r\nconnection: close\r\n\r\n").await.unwrap();
        last_words(stream).await.unwrap().starts_with("HTTP/1.1 200")
    };
    assert!(ask(from(3).await).await, "others have places");
    drop(taken);
    let asked = async {
        while !ask(from(2).await).await {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, asked).await.expect("what was closed is free again");
}

#[tokio::test(flavor = "multi_thread")]
async fn floods_of_headers_are_refused_by_their_number_and_by_their_length() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(&folder.path().join("data")).await;
    let head = "GET /healthz HTTP/1.1\r\nhost: school\r\n";
    let many = format!("{head}{}\r\n", "x-one: 1\r\n".repeat(500));
    let long = format!("{head}x-long: {}\r\n\r\n", "x".repeat(60_000));
    let endless = format!("{head}x-endless: {}", "x".repeat(2_000_000));
    let target = format!("GET /{} HTTP/1.1\r\nhost: school\r\n\r\n", "p".repeat(60_000));
    for (what, request) in [("many", many), ("long", long), ("endless", endless), ("target", target)] {
        let mut stream = connect(&server.person).await;
        // the server may close before all is sent
        let _ = stream.write_all(request.as_bytes()).await;
        let said = last_words(stream).await.unwrap_or_else(|| panic!("{what}: the connection stays"));
        let refused = ["HTTP/1.1 431 ", "HTTP/1.1 414 ", "HTTP/1.1 400 "].iter().any(|status| said.starts_with(status));
        let explained = said.contains("application/problem+json") && said.ends_with('}');
        assert!((refused && explained) || said.is_empty(), "{what}: {said}");
        serves(&server.person).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_that_two_readers_could_read_differently_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(&folder.path().join("data")).await;
    let post = "POST /v1/session/sign-out HTTP/1.1\r\nhost: school\r\ncontent-type: application/json\r\n";
    let smuggled = "GET /readyz HTTP/1.1\r\nhost: school\r\n\r\n";
    for (what, request) in [
        ("two lengths", format!("{post}content-length: 2\r\ncontent-length: 40\r\n\r\n{{}}{smuggled}")),
        ("a length of letters", format!("{post}content-length: 2x\r\n\r\n{{}}{smuggled}")),
        ("a length with a sign", format!("{post}content-length: +2\r\n\r\n{{}}{smuggled}")),
        ("an unknown coding", format!("{post}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n{smuggled}")),
        ("a space before the colon", format!("{post}content-length : 2\r\n\r\n{{}}{smuggled}")),
        ("a chunk's length beyond all", format!("{post}transfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\n{smuggled}")),
        ("a line that begins with a space", format!("{post} folded: 1\r\n\r\n{smuggled}")),
        ("another protocol", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        ("no host", "GET /readyz HTTP/1.1\r\n\r\n".to_owned()),
        ("two hosts", "GET /readyz HTTP/1.1\r\nhost: school\r\nhost: other\r\n\r\n".to_owned()),
        ("no protocol", "\x16\x03\x01\x02\x00\x01\x00\x01\u{fc}\x03\x03".to_owned()),
    ] {
        let mut stream = connect(&server.person).await;
        stream.write_all(request.as_bytes()).await.unwrap();
        let said = last_words(stream).await.unwrap_or_else(|| panic!("{what}: the connection stays"));
        assert!(!said.contains("200 OK") && !said.contains("\r\n\r\nok"), "{what}: the second request was read: {said}");
        let explained = said.starts_with("HTTP/1.1 4") && said.contains("application/problem+json");
        assert!(explained, "{what}: {said}");
    }
    serves(&server.person).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_sockets_that_never_say_hello_are_closed_as_late() {
    let folder = tempfile::tempdir().unwrap();
    let server = serve(&folder.path().join("data")).await;
    let before = memory(&server);
    for round in 0..2 {
        let mut sockets = JoinSet::new();
        for number in 0..CROWD {
            let mut socket = Socket::open(connect(&server.person).await).await;
            sockets.spawn(async move {
                // some say something that does not count, and some begin a frame that never ends
                match number % 3 {
                    0 => {}
                    1 => socket.send(&masked(Opcode::Ping, b"still here")).await,
                    _ => socket.send(&masked(Opcode::Text, &vec![b' '; 60_000])[..30_000]).await,
                }
                timeout(PATIENCE, socket.close_code()).await.expect("the server closes")
            });
        }
        serves(&server.person).await;
        let during = memory(&server);
        assert!(
            during <= before + CROWD as u64 * EACH_BYTES + KEPT_BYTES,
            "round {round}: {before} bytes before, {during} with the crowd"
        );
        let codes = sockets.join_all().await;
        assert!(codes.iter().all(|code| *code == 4408), "round {round}: {codes:?}");
    }
    let after = memory(&server);
    assert!(after <= before + KEPT_BYTES + CROWD as u64 * 8 * 1024, "{before} bytes before, {after} when they are gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_lead_out_of_the_console_for_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let console = folder.path().join("console");
    fs::create_dir(&console).unwrap();
    fs::write(console.join("index.html"), "<!doctype html>page").unwrap();
    fs::write(folder.path().join("secret"), "the secret").unwrap();
    let server = Program::start(&folder.path().join("data"), "serve", |command| {
        command.env("LYCEUM_CONSOLE", &console);
    })
    .await;
    let absolute = folder.path().join("secret").display().to_string();
    let tricks =
        ["/../secret", "/%2e%2e/secret", "/..%2fsecret", "/%2e%2e%2fsecret", "/a/../../secret", "/....//secret", "/.%00./secret"];
    let more = ["/..\\secret", "/..%5csecret", "/%252e%252e/secret", "/./.././secret", "//../secret", "/data/master.key"];
    for path in tricks.into_iter().chain(more).chain([&*absolute, &*format!("/{absolute}")]) {
        let mut stream = connect(&server.person).await;
        stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: school\r\nconnection: close\r\n\r\n").as_bytes()).await.unwrap();
        let said = last_words(stream).await.unwrap();
        assert!(!said.contains("the secret"), "{path}: {said}");
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4") || said.contains("page"), "{path}: {said}");
    }
}
