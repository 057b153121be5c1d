//! What an operator sees of a store.

use lyceum_storage::{
    Options,
    contract::{append_one, commit, entity},
    metrics::Metrics,
    open,
};
use prometheus_client::{encoding::text::encode, registry::Registry};

#[tokio::test]
async fn calls_and_appends_are_counted_by_outcome() {
    let dir = tempfile::tempdir().unwrap();
    let mut registry = Registry::with_prefix("lyceum");
    let metrics = Metrics::register(&mut registry);
    let store = metrics.wrap(&open(&Options::new(dir.path())).unwrap());
    let e = entity();
    append_one(&store.journal, commit(e, 1, 1, 1)).await.unwrap();
    append_one(&store.journal, commit(e, 1, 1, 1)).await.unwrap_err();
    store.journal.head(&e).await.unwrap();
    store.keys.secret("No Name").await.unwrap_err();
    let mut text = String::new();
    encode(&mut text, &registry).unwrap();
    for line in [
        r#"lyceum_storage_call_seconds_count{call="head"} 1"#,
        r#"lyceum_storage_call_errors_total{call="key_secret",outcome="misuse"} 1"#,
        r#"lyceum_storage_appends_total{call="append",outcome="ok"} 1"#,
        r#"lyceum_storage_appends_total{call="append",outcome="conflict"} 1"#,
        "lyceum_storage_append_seconds_count 2",
        "lyceum_storage_append_group_count 2",
    ] {
        assert!(text.lines().any(|l| l == line), "no {line} in\n{text}");
    }
}
