//! TLS by a certificate that the test makes.

use std::{fs, io, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Full;
use lyceum_gateway::{config::Tls, lan::pem};
use rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer};
use serde_json::json;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::{TlsConnector, client::TlsStream};

use crate::support::{Server, Socket, exchange, free_port, program, told};

/// A certificate for `localhost` in files, and a client that trusts it alone.
pub struct Certified {
    folder: TempDir,
    trusted: CertificateDer<'static>,
}

impl Certified {
    pub fn make() -> Self {
        Self::until(2100)
    }

    /// It ends with the first day of that year.
    fn until(year: i32) -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(year, 1, 1);
        let made = params.self_signed(&key).unwrap();
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("chain.pem"), pem("CERTIFICATE", made.der())).unwrap();
        fs::write(folder.path().join("key.pem"), pem("PRIVATE KEY", &key.serialize_der())).unwrap();
        Self { folder, trusted: made.der().clone() }
    }

    pub fn settings(&self) -> Tls {
        let file = |name| Some(self.folder.path().join(name));
        Tls { certificate: file("chain.pem"), key: file("key.pem") }
    }

    /// Its files take the place of these.
    fn replace(&self, old: &Self) {
        for file in ["chain.pem", "key.pem"] {
            let next = old.folder.path().join("next.pem");
            fs::copy(self.folder.path().join(file), &next).unwrap();
            fs::rename(next, old.folder.path().join(file)).unwrap();
        }
    }

    pub async fn connect(&self, server: &Server) -> TlsStream<TcpStream> {
        self.try_connect(server).await.unwrap()
    }

    /// An error where the server shows another certificate.
    async fn try_connect(&self, server: &Server) -> std::io::Result<TlsStream<TcpStream>> {
        connect(server.address, self.trusted.clone(), "localhost").await
    }
}

/// As a client that trusts `trusted` alone and wants to talk with `name`.
pub async fn connect(
    address: SocketAddr,
    trusted: CertificateDer<'static>,
    name: &'static str,
) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let stream = TcpStream::connect(address).await?;
    TlsConnector::from(Arc::new(config)).connect(name.try_into().unwrap(), stream).await
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_and_sockets_go_through_tls() {
    let certified = Certified::make();
    let server = Server::start(|config| config.tls = certified.settings()).await;
    let request = Request::get("/readyz").header("host", "localhost").body(Full::new(Bytes::new())).unwrap();
    assert_eq!(exchange(certified.connect(&server).await, request).await.status, StatusCode::OK);

    let mut socket = Socket::open(certified.connect(&server).await).await;
    socket.say(&json!({ "type": "hello", "token": "nobody's" })).await;
    assert_eq!(socket.close_code().await, 4401, "frames pass both ways");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_certificate_is_taken_for_new_connections_and_one_that_cannot_be_used_is_not() {
    let (first, second, third) = (Certified::until(2060), Certified::until(2070), Certified::until(2080));
    let ends = async |server: &Server| metric(server, "lyceum_certificate_expires_seconds").await.parse::<f64>().unwrap();
    let server = Server::start(|config| config.tls = first.settings()).await;
    let mut open = first.connect(&server).await;
    assert!(second.try_connect(&server).await.is_err());
    // `date -ud 2060-01-01 +%s`
    assert!((ends(&server).await - 2_840_140_800.0).abs() < 1.0);

    second.replace(&first);
    until("the new certificate is shown", async || second.try_connect(&server).await.is_ok()).await;
    assert!(first.try_connect(&server).await.is_err(), "and the old one no more");
    open.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut said = [0; 12];
    open.read_exact(&mut said).await.unwrap();
    assert_eq!(&said, b"HTTP/1.1 200", "a connection that was open lives on");
    assert_eq!(metric(&server, "lyceum_tls_reloads_total").await, "1");

    // a good certificate, which is not that of the key beside it
    fs::copy(third.folder.path().join("chain.pem"), first.folder.path().join("chain.pem")).unwrap();
    until("that is noticed", async || metric(&server, "lyceum_tls_certificate_refused").await == "1").await;
    second.connect(&server).await;
    assert_eq!(metric(&server, "lyceum_tls_reloads_total").await, "1");
    // `date -ud 2070-01-01 +%s`
    assert!((ends(&server).await - 3_155_760_000.0).abs() < 1.0, "of the one that is shown, not of the file");
    second.replace(&first);
    until("it is well again", async || metric(&server, "lyceum_tls_certificate_refused").await == "0").await;
    second.connect(&server).await;
    server.running.stop().await;
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waited = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(30), waited).await.unwrap_or_else(|_| panic!("in vain: {what}"));
}

async fn metric(server: &Server, name: &str) -> String {
    let text = told(&server.running.api.config().data).await;
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ').map(str::to_owned));
    value.unwrap_or_else(|| panic!("no {name} in {text}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_speaks_plain_text_to_the_tls_port_is_told_to_speak_https() {
    let certified = Certified::make();
    let server = Server::start(|config| {
        config.tls = certified.settings();
        config.limits.header_secs = 60;
    })
    .await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let said = String::from_utf8(closed(&mut stream).await).unwrap();
    assert!(said.starts_with("HTTP/1.1 400 ") && said.contains("\"https_wanted\""), "{said}");
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(b"what is this?").await.unwrap();
    assert!(!closed(&mut stream).await.starts_with(b"HTTP"), "no request, no answer");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_closes_without_a_word_has_no_seat_any_more() {
    let certified = Certified::make();
    let server = Server::start(|config| {
        config.tls = certified.settings();
        config.limits.write_secs = 600;
        config.limits.connections_by_address = Some(1);
    })
    .await;
    for _ in 0..3 {
        // what the server says at the end is not heard by anybody, and answered with a reset
        until("the one seat is free", async || {
            let Ok(mut stream) = certified.try_connect(&server).await else { return false };
            let asked = stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: school\r\n\r\n").await;
            asked.is_ok() && stream.read(&mut [0; 1024]).await.is_ok_and(|read| read > 0)
        })
        .await;
    }
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_is_closed_when_the_handshakes_time_is_over() {
    let certified = Certified::make();
    let server = Server::start(|config| {
        config.tls = certified.settings();
        config.limits.header_secs = 1;
    })
    .await;
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    assert_eq!(closed(&mut stream).await, b"");
    server.running.stop().await;
}

/// What came before the server closed, which is soon.
async fn closed(stream: &mut TcpStream) -> Vec<u8> {
    let mut said = Vec::new();
    timeout(Duration::from_secs(10), stream.read_to_end(&mut said)).await.expect("the server closes").unwrap();
    said
}

#[test]
fn a_certificate_that_cannot_serve_stops_the_start_with_its_setting_and_file() {
    let (certified, other) = (Certified::make(), Certified::make());
    let (here, there) = (certified.folder.path(), other.folder.path());
    fs::write(here.join("empty.pem"), "").unwrap();
    for (certificate, key, said) in [
        (here.join("missing.pem"), here.join("key.pem"), "`tls.certificate` = "),
        (here.join("empty.pem"), here.join("key.pem"), "holds no certificate"),
        (here.join("chain.pem"), here.join("empty.pem"), "`tls.key` = "),
        (here.join("chain.pem"), there.join("key.pem"), "the key must be that of the first certificate"),
    ] {
        let told = start_error(here, &certificate, &key);
        assert!(told.contains(said), "{told}");
    }
}

fn start_error(data: &Path, certificate: &Path, key: &Path) -> String {
    let mut command = program(&data.join("data"), free_port());
    let out = command.env("LYCEUM_TLS_CERTIFICATE", certificate).env("LYCEUM_TLS_KEY", key).arg("serve").output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    String::from_utf8(out.stderr).unwrap()
}
