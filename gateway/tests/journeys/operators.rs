//! What operators see on the listener of their own, and people do not.

use http::{Method, StatusCode};

use crate::{support::Server, watch::metrics};

#[tokio::test(flavor = "multi_thread")]
async fn metrics_show_the_store_at_work_to_operators_only() {
    let server = Server::start(|config| std::fs::write(config.console.join("index.html"), "page").unwrap()).await;
    let text = metrics(&server).await;
    for line in
        [r#"lyceum_storage_appends_total{call="append",outcome="ok"} "#, r#"lyceum_storage_call_seconds_count{call="mark"} "#]
    {
        assert!(text.lines().any(|l| l.starts_with(line)), "no {line} in\n{text}");
    }

    for accept in ["*/*", "text/html", "application/openmetrics-text"] {
        let public = server.nobody().call(Method::GET, "/metrics", None, &[("accept", accept)]).await;
        assert_eq!((public.status, public.code()), (StatusCode::NOT_FOUND, "not_found"), "{accept}");
    }
    for command in ["/organizations", "/password-resets"] {
        let public = server.nobody().call(Method::POST, command, Some(&serde_json::json!({})), &[]).await;
        assert_eq!(public.status, StatusCode::METHOD_NOT_ALLOWED, "{command} is an operator's");
    }
    let docs = server.nobody().get("/docs").await;
    assert_eq!((docs.status, docs.headers["content-type"].to_str().unwrap()), (StatusCode::OK, "text/html; charset=utf-8"));
    server.running.stop().await;
}
