//! What `watch/` asks of the metrics is there, and each alert says what to do.

use std::{collections::BTreeSet, fs, path::PathBuf, time::Duration};

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::Full;
use serde_json::Value;
use tokio::{io::AsyncWriteExt, net::TcpStream, time::timeout};

use crate::{
    support::{PASSWORD, Server, Socket, exchange, told},
    tls::Certified,
};

fn read(path: &str) -> String {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

pub async fn metrics(server: &Server) -> String {
    told(&server.running.api.config().data).await
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
    assert!(asked.len() > 35, "{asked:?}");
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
fn each_alert_is_tried_where_it_speaks_and_where_it_is_silent() {
    let (alerts, tests) = (read("watch/alerts.yml"), read("watch/alerts.test.yml"));
    let names: BTreeSet<_> = alerts.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")).collect();
    // in one line where nothing is expected, in several where something is
    let silent = |line| Some(str::trim(line).strip_prefix("- { alertname: ")?.split_once(',')?.0);
    let silent: BTreeSet<_> = tests.lines().filter(|line| line.ends_with("exp_alerts: [] }")).filter_map(silent).collect();
    let speaking = |test| Some(str::split_once(test, "exp_alerts:\n          - exp_labels:")?.0.split_once('\n')?.0);
    let speaking: BTreeSet<_> = tests.split("      - alertname: ").skip(1).filter_map(speaking).collect();
    assert_eq!(names.difference(&silent).collect::<Vec<_>>(), Vec::<&&str>::new(), "never tried where they are silent");
    assert_eq!(names.difference(&speaking).collect::<Vec<_>>(), Vec::<&&str>::new(), "never tried where they speak");
}

/// The values of a label.
fn values<'a>(metrics: &'a str, metric: &str, label: &str) -> BTreeSet<&'a str> {
    let begin = format!("{metric}{{{label}=\"");
    metrics.lines().filter_map(|line| line.strip_prefix(&begin)?.split('"').next()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_queue_and_cache_is_in_the_operators_guide_and_says_what_it_takes() {
    let server = Server::start(|_| {}).await;
    let (told, guide) = (metrics(&server).await, read("docs/operations.md"));
    for (kind, taken, places) in
        [("queue", "lyceum_queue_taken", "lyceum_queue_places"), ("cache", "lyceum_cache_entries", "lyceum_cache_places")]
    {
        let (_, table) = guide.split_once(&format!("\n| {kind} | what |")).unwrap();
        let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
        let names: BTreeSet<_> =
            rows.flat_map(|row| row.split('|').nth(1).unwrap_or_default().split('`').skip(1).step_by(2)).collect();
        assert_eq!(values(&told, taken, kind), names, "as the guide has them");
        assert_eq!(values(&told, places, kind), names);
        let unbounded = told.lines().any(|line| line.starts_with(places) && line.ends_with(" 0.0"));
        assert!(!unbounded, "each has a place: {told}");
    }
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_is_told_while_it_is() {
    let server = Server::start(|_| {}).await;
    let nimal = server.sign_up("Nimal").await;
    let mut half = TcpStream::connect(server.address).await.unwrap();
    let token = nimal.token.as_ref().unwrap();
    let head = format!(
        "PUT /v1/me/picture HTTP/1.1\r\nhost: school\r\nauthorization: Bearer {token}\r\ncontent-type: image/png\r\ncontent-length: 9\r\n\r\nhalf"
    );
    half.write_all(head.as_bytes()).await.unwrap();
    let _socket = Socket::of(&nimal).await;
    until_told(&server, &[r#"lyceum_queue_taken{queue="uploads"} 1"#, r#"lyceum_queue_taken{queue="connections"} 3"#]).await;
    half.write_all(b"whole").await.unwrap();
    drop(half);
    until_told(&server, &[r#"lyceum_queue_taken{queue="uploads"} 0"#, r#"lyceum_queue_taken{queue="connections"} 2"#]).await;
    // who signed in was shown to the socket, and their key opened the name
    until_told(&server, &[r#"lyceum_cache_entries{cache="person_keys"} "#, r#"lyceum_stream_lag{stream="erasures"} 0"#]).await;
    server.running.stop().await;
}

async fn until_told(server: &Server, lines: &[&str]) {
    let waited = async {
        loop {
            let told = metrics(server).await;
            if lines.iter().all(|line| told.lines().any(|said| said.starts_with(line))) {
                return;
            }
        }
    };
    timeout(Duration::from_secs(10), waited).await.unwrap_or_else(|_| panic!("in vain: {lines:?}"));
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
