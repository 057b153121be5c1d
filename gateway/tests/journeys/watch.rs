//! What `watch/` asks of the metrics is there, and each alert says what to do.

use std::{collections::BTreeSet, fs, path::PathBuf};

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::Full;
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
};

use crate::{
    support::{PASSWORD, Server, exchange},
    tls::Certified,
};

fn read(path: &str) -> String {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

pub async fn metrics(server: &Server) -> String {
    let mut stream = UnixStream::connect(server.running.api.config().data.join("operator.sock")).await.unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: operator\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    text
}

/// As Prometheus keeps them: a counter's name ends with `_total`, a histogram has its buckets.
fn kept(metrics: &str) -> BTreeSet<String> {
    let types = metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    types
        .map(|(name, kind)| match kind {
            "counter" => format!("{name}_total"),
            "histogram" => format!("{name}_bucket"),
            _ => name.to_owned(),
        })
        .collect()
}

fn asked(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|word| word.starts_with("lyceum_")).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_metric_that_is_watched_is_told() {
    let certified = Certified::make();
    let server = Server::start(|config| config.tls = certified.settings()).await;
    let request = Request::get("/").header("host", "localhost").body(Full::new(Bytes::new())).unwrap();
    exchange(certified.connect(&server).await, request).await;
    let told = kept(&metrics(&server).await);
    let asked: BTreeSet<_> =
        [read("watch/alerts.yml"), read("watch/dashboard.json")].iter().flat_map(|text| asked(text)).collect();
    assert!(asked.len() > 30, "{asked:?}");
    let missing: Vec<_> = asked.difference(&told).collect();
    assert!(missing.is_empty(), "{missing:?} of {told:?}");
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_by_operation_and_status() {
    let server = Server::start(|_| ()).await;
    let admin = server.sign_in("admin@school.example").await;
    admin.get("/v1/me").await;
    admin.get("/v1/mentoring-requests/00000000-0000-0000-0000-000000000000").await;
    server.nobody().call(Method::GET, "/no/such/page", None, &[]).await;
    let told = metrics(&server).await;
    for line in [
        r#"lyceum_http_requests_total{operation="show_me",status="200"} "#,
        r#"lyceum_http_requests_total{operation="show_mentoring_request",status="404"} "#,
        r#"lyceum_http_requests_total{operation="other","#,
        r#"lyceum_http_request_seconds_count{operation="show_me"} "#,
    ] {
        assert!(told.contains(line), "{line} in {told}");
    }
    for secret in ["admin@school.example", PASSWORD, "no/such/page"] {
        assert!(!told.contains(secret), "{secret}");
    }
    server.running.stop().await;
}

#[test]
fn each_alert_has_its_paragraph_in_the_operators_guide() {
    let (alerts, guide) = (read("watch/alerts.yml"), read("docs/operations.md"));
    let names: Vec<_> = alerts.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    assert!(names.len() > 10);
    for name in names {
        let row = guide.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).expect(name);
        let words = row.rsplit('|').nth(1).unwrap_or_default().split_whitespace().count();
        assert!(words >= 5, "{name} says what to do: {row}");
    }
}

#[test]
fn the_dashboard_is_one_that_grafana_reads() {
    let board: Value = serde_json::from_str(&read("watch/dashboard.json")).unwrap();
    let panels = board["panels"].as_array().unwrap();
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len(), "each panel has an id of its own");
    for panel in panels {
        let place = &panel["gridPos"];
        assert!(place["x"].as_u64().unwrap() + place["w"].as_u64().unwrap() <= 24, "{panel}");
        let targets = panel["targets"].as_array().into_iter().flatten();
        assert!(targets.clone().all(|target| target["expr"].as_str().is_some_and(|expr| !expr.is_empty())), "{panel}");
        assert!(panel["type"] == "row" || targets.count() > 0, "{panel}");
    }
}
