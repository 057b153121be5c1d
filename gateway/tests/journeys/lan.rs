//! `lyceum demo --https`, as a phone in the same network meets it.

use std::{
    fs,
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::Full;
use qrcode::{QrCode, render::unicode::Dense1x2};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use tokio::{net::TcpStream, time::sleep};

use crate::{
    support::{exchange, free_port, program},
    tls::connect,
};

struct Demo {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Demo {
    async fn start() -> Self {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        let child = program(folder.path(), port).args(["demo", "--https=127.0.0.1"]).stdout(Stdio::piped()).spawn().unwrap();
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert!(began.elapsed() < Duration::from_secs(20), "the demo listens");
            sleep(Duration::from_millis(5)).await;
        }
        Self { child, port, folder }
    }

    /// Once it said what it has to say.
    fn stop(mut self) -> String {
        let mut told = String::new();
        let mut lines = std::io::BufRead::lines(std::io::BufReader::new(self.child.stdout.take().unwrap()));
        while !told.contains("authority.pem") {
            told += &lines.next().expect("it goes on to the end").unwrap();
            told += "\n";
        }
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        told
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_that_trusts_this_machine_opens_the_printed_address() {
    let demo = Demo::start().await;
    let authority = demo.folder.path().join("https/127.0.0.1/authority.pem");
    let authority = fs::read(authority).unwrap();
    let trusted = CertificateDer::from_pem_slice(&authority).unwrap();
    let address = ([127, 0, 0, 1], demo.port).into();
    for (name, path) in [("127.0.0.1", "/healthz"), ("localhost", "/healthz"), ("127.0.0.1", "/authority.pem")] {
        let stream = connect(address, trusted.clone(), name).await.unwrap();
        let request = Request::get(path).header("host", format!("{name}:{}", demo.port)).body(Full::new(Bytes::new())).unwrap();
        let answer = exchange(stream, request).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}{path}");
        assert!(path == "/healthz" || answer.body.as_str().unwrap().as_bytes() == authority, "what the phone installs");
    }
    let elsewhere = connect(address, trusted, "192.168.1.5").await.unwrap_err().to_string();
    assert!(elsewhere.contains("certificate"), "{elsewhere}");

    let url = format!("https://127.0.0.1:{}/o/demo", demo.port);
    let told = demo.stop();
    assert!(told.contains(&format!("open {url}\n")), "{told}");
    assert!(told.contains(&QrCode::new(&url).unwrap().render::<Dense1x2>().build()), "{told}");
}
