//! One request's time, from what the browser names to the journal, as a collector gets it (OTLP over HTTP, JSON).

use std::{
    convert::Infallible,
    fs::{File, read_to_string},
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use http::{Method, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::support::{PASSWORD, Program, free_port};

type Spans = Arc<Mutex<Vec<Value>>>;

/// Takes what is sent to it.
async fn collector() -> (String, Spans) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let spans = Spans::default();
    let taken = Arc::clone(&spans);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let taken = Arc::clone(&taken);
            let take = service_fn(move |request: http::Request<Incoming>| {
                let taken = Arc::clone(&taken);
                async move {
                    assert_eq!(
                        (request.uri().path(), &request.headers()["content-type"]),
                        ("/v1/traces", &"application/json".parse().unwrap())
                    );
                    let body: Value = serde_json::from_slice(&request.into_body().collect().await.unwrap().to_bytes()).unwrap();
                    let each = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
                    let scopes = each(&body, "resourceSpans").into_iter().flat_map(|resource| each(&resource, "scopeSpans"));
                    taken.lock().unwrap().extend(scopes.flat_map(|scope| each(&scope, "spans")));
                    Ok::<_, Infallible>(Response::new(Full::new(Bytes::from_static(b"{}"))))
                }
            });
            tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), take));
        }
    });
    (address, spans)
}

fn attribute(span: &Value, name: &str) -> String {
    let all = span["attributes"].as_array().unwrap();
    all.iter().find(|each| each["key"] == name).map(|each| each["value"].to_string()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_takes_nothing_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut program = Program::start(&folder.path().join("data"), "demo", |command| {
        command
            .env("LYCEUM_TRACES_ENDPOINT", format!("http://127.0.0.1:{}", free_port()))
            .env("LYCEUM_TRACES_RATIO", "1")
            .stderr(File::create(&log).unwrap());
    })
    .await;
    program.person.wait("/v1/organizations/demo", |found| found["slug"].as_str().map(drop)).await;
    program.terminate();
    assert!(program.child.wait().unwrap().success());
    let told = read_to_string(log).unwrap();
    assert_eq!(told.matches("the collector takes no traces").count(), 1, "{told}");
    assert!(told.contains("Connection refused"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_traced_from_the_browsers_click_to_the_journal() {
    let (endpoint, spans) = collector().await;
    let folder = tempfile::tempdir().unwrap();
    let mut program = Program::start(folder.path(), "demo", |command| {
        command.env("LYCEUM_TRACES_ENDPOINT", &endpoint).env("LYCEUM_TRACES_RATIO", "1");
    })
    .await;
    program.person.wait("/v1/organizations/demo", |found| found["slug"].as_str().map(drop)).await;
    let sign_up = json!({ "email": "nils@demo.example", "password": PASSWORD, "display_name": "Nils" });
    let cause = "4bf92f3577b34da6a3ce929d0e0e4736";
    let named = format!("00-{cause}-00f067aa0ba902b7-00");
    let headers = [("traceparent", named.as_str()), ("tracestate", "of=anybody"), ("idempotency-key", "one")];
    let signed_up = program.person.call(Method::POST, "/v1/organizations/demo/sign-up", Some(&sign_up), &headers).await;
    assert_eq!(signed_up.status, StatusCode::ACCEPTED, "{}", signed_up.body);
    program.terminate();
    assert!(program.child.wait().unwrap().success());

    let spans = spans.lock().unwrap();
    let ours: Vec<_> = spans.iter().filter(|span| span["traceId"] == cause).collect();
    let request = ours.iter().find(|span| span["name"] == "sign_up").expect("the request itself");
    assert_eq!(request["parentSpanId"], "00f067aa0ba902b7");
    assert!(attribute(request, "http.response.status_code").contains(&StatusCode::ACCEPTED.as_u16().to_string()), "{request}");
    let append = ours.iter().find(|span| span["name"] == "append").expect("the journal");
    let command = ours.iter().find(|span| span["spanId"] == append["parentSpanId"]).expect("the command that was appended");
    assert_eq!(command["parentSpanId"], request["spanId"]);
    assert!(ours.iter().any(|span| span["name"] == "decide" && span["parentSpanId"] == command["spanId"]), "{ours:?}");
    let told = format!("{spans:?}");
    for secret in ["nils@demo.example", "Nils", PASSWORD, "anybody"] {
        assert!(!told.contains(secret), "{secret}");
    }
}
