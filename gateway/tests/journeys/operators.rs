//! What operators see on the listener of their own.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
};

use crate::support::Server;

#[tokio::test(flavor = "multi_thread")]
async fn metrics_show_the_store_at_work() {
    let server = Server::start(|_| {}).await;
    let mut stream = UnixStream::connect(server.running.api.config().data.join("operator.sock")).await.unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: operator\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    for line in
        [r#"lyceum_storage_appends_total{call="append",outcome="ok"} "#, r#"lyceum_storage_call_seconds_count{call="mark"} "#]
    {
        assert!(text.lines().any(|l| l.starts_with(line)), "no {line} in\n{text}");
    }
    server.running.stop().await;
}
