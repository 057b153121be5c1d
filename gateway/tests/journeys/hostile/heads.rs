//! What is no request, or comes late, gets its reason as a problem document, first or behind others, and a browser's headers with it.

use std::time::Duration;

use serde_json::Value;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{
    support::{
        Server,
        narrow::{FIN_WAIT_1, end, narrow},
    },
    tls::Certified,
};

const GOOD: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: school\r\n\r\n";
const HALF: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: sch";
const LINE: &[u8] = b"GET /healthz HTTP/1.1\r\n";
const NONE: &[u8] = b"BO\0GUS\r\n\r\n";
/// RFC 9113, section 3.4, and the empty frame of settings behind it.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// What is answered to `parts`, each said when the one before it was answered, up to the connection's end.
async fn said(mut stream: impl AsyncRead + AsyncWrite + Unpin, parts: &[&[u8]]) -> String {
    let mut answers = Vec::new();
    for (nth, part) in parts.iter().enumerate() {
        stream.write_all(part).await.unwrap();
        while nth + 1 < parts.len() && answers.windows(3).filter(|end| end == b"ok\n").count() <= nth {
            assert!(stream.read_buf(&mut answers).await.unwrap() > 0, "{:?}", String::from_utf8_lossy(&answers));
        }
    }
    timeout(Duration::from_secs(10), stream.read_to_end(&mut answers)).await.expect("the server closes").unwrap();
    String::from_utf8(answers).unwrap()
}

/// What is answered to `first`, by a client that says `second` when the server has said all, and reads on then.
async fn said_late(server: &Server, first: &[u8], second: &[u8]) -> String {
    let mut stream = narrow(server).await;
    let mut answer = Vec::new();
    let all = async {
        stream.write_all(first).await?;
        while end(server, &stream) != Some(FIN_WAIT_1) {
            stream.read_buf(&mut answer).await?;
        }
        stream.write_all(second).await?;
        stream.read_to_end(&mut answer).await
    };
    timeout(Duration::from_secs(10), all).await.expect("the server hears all, and closes").expect("it is not reset");
    String::from_utf8(answer).unwrap()
}

/// The head and the code of a problem document that is the last thing said.
fn refused(said: &str) -> (&str, String) {
    let (head, body) = said.rsplit_once("\r\n\r\n").unwrap_or_else(|| panic!("{said:?}"));
    let head = &head[head.rfind("HTTP/1.1 ").unwrap()..];
    let problem: Value = serde_json::from_str(body).unwrap_or_else(|_| panic!("{said:?}"));
    assert!(head.contains("application/problem+json") && head.contains("connection: close"), "{head}");
    (head, problem["code"].as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_is_told_so_first_or_behind_others() {
    let server = Server::start(|_| {}).await;
    for none in [NONE, PREFACE] {
        for before in [&[][..], &[GOOD], &[GOOD, GOOD]] {
            let parts = [before, &[none]].concat();
            let said = said(TcpStream::connect(server.address).await.unwrap(), &parts).await;
            let (head, code) = refused(&said);
            assert!(head.starts_with("HTTP/1.1 400 ") && code == "request_malformed" && said.contains("HTTP/1.1 (RFC"), "{said}");
            assert_eq!(said.matches("HTTP/1.1 200 ").count(), before.len(), "{said}");
            assert_eq!(said.matches("HTTP/1.1 400 ").count(), 1, "{said}");
        }
        // in one go: whatever is said of the second, the first is answered as it is
        let together = said(TcpStream::connect(server.address).await.unwrap(), &[&[GOOD, none].concat()]).await;
        assert!(together.starts_with("HTTP/1.1 200 ") && together.matches("HTTP/1.1 ").count() >= 2, "{together}");
    }
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_that_says_one_thing_says_it_once_and_in_ascii() {
    let server = Server::start(|_| {}).await;
    for header in ["Authorization", "Origin", "Content-Type", "If-Match", "Idempotency-Key"] {
        // a change that is made only where something is as it was, is not made anyhow
        for (lines, why) in [
            (format!("{header}: a\r\n{header}: b"), "stands twice"),
            (format!("{header}: \"é\""), "has a letter that is not ASCII"),
        ] {
            let request = format!("GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{lines}\r\n\r\n");
            let said = said(TcpStream::connect(server.address).await.unwrap(), &[request.as_bytes()]).await;
            let (head, code) = refused(&said);
            assert!(head.starts_with("HTTP/1.1 400 ") && code == "request_malformed", "{said}");
            assert!(said.contains(&format!("`{}` {why}", header.to_lowercase())), "{said}");
        }
    }
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_answer_comes_whole_whatever_is_behind_its_request() {
    let server = Server::start(|_| {}).await;
    let asked = |more: &str| format!("GET /openapi.json HTTP/1.1\r\nhost: school\r\n{more}\r\n").into_bytes();
    let junk = |bytes| vec![b'x'; bytes];
    for (case, first, second) in [
        ("no request", [asked(""), NONE.into()].concat(), junk(1000)),
        ("no request and a lot more", [asked(""), NONE.into(), junk(400_000)].concat(), junk(3_000_000)),
        ("a body", [asked("content-length: 900000\r\n"), junk(450_000)].concat(), junk(450_000)),
        ("a part of a body", [asked("content-length: 900000\r\n"), junk(90_000)].concat(), junk(1000)),
        ("a body with a bad chunk", [asked("transfer-encoding: chunked\r\n"), b"zz\r\n".into()].concat(), junk(300_000)),
        ("more behind the last of all", asked("connection: close\r\n"), junk(400_000)),
        ("requests behind the last of all", [asked("connection: close\r\n"), asked("").repeat(6000)].concat(), asked("")),
    ] {
        let said = said_late(&server, &first, &second).await;
        let body = said.split_once("\r\n\r\n").unwrap().1;
        let document = serde_json::Deserializer::from_str(body).into_iter::<Value>().next();
        document.expect("a document").unwrap_or_else(|error| panic!("{case}: {error} of {} bytes", body.len()));
    }
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_comes_late_is_told_so_and_who_says_nothing_is_told_nothing() {
    let server = Server::start(|config| config.limits.header_secs = 1).await;
    let connect = async || TcpStream::connect(server.address).await.unwrap();
    for (parts, good) in [(&[HALF][..], 0), (&[GOOD, HALF], 1), (&[&[GOOD, HALF].concat()], 1), (&[&[GOOD, LINE].concat()], 1)] {
        let said = said(connect().await, parts).await;
        let (head, code) = refused(&said);
        assert!(head.starts_with("HTTP/1.1 408 ") && code == "request_timeout", "{said}");
        assert_eq!(said.matches("HTTP/1.1 200 ").count(), good, "{said}");
    }
    // a browser's connection on stock would take it for the answer to its next request
    assert_eq!(said(connect().await, &[b""]).await, "");
    for good in [GOOD, &[GOOD, b"\r\n"].concat(), b"GET /healthz HTTP/1.1\nhost: school\n\n"] {
        let idle = said(connect().await, &[good, b""]).await;
        assert!(idle.starts_with("HTTP/1.1 200 ") && idle.ends_with("ok\n"), "{idle}");
    }
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_at_the_edge_of_https_says_to_go_on_by_https() {
    let certified = Certified::make();
    let server = Server::start(|config| {
        config.tls = certified.settings();
        config.public_url = "https://localhost".into();
        config.limits.header_secs = 1;
    })
    .await;
    let long = format!("GET / HTTP/1.1\r\nhost: localhost\r\nx-long: {}\r\n\r\n", "x".repeat(20_000));
    let no_host = b"GET / HTTP/1.1\r\n\r\n";
    for (bytes, code) in [
        (NONE, "request_malformed"),
        (PREFACE, "request_malformed"),
        (HALF, "request_timeout"),
        (long.as_bytes(), "head_too_large"),
        (no_host, "host_invalid"),
    ] {
        let said = said(certified.connect(&server).await, &[bytes]).await;
        let (head, told) = refused(&said);
        assert_eq!(told, code, "{said}");
        assert!(head.contains("strict-transport-security: max-age=31536000"), "{head}");
        assert!(head.contains("x-content-type-options: nosniff") && head.contains("cache-control: no-store"), "{head}");
    }
    server.running.stop().await;
}
