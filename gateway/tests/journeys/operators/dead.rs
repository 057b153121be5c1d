//! `lyceum dead`: what a consumer gave up, on the real program.

use serde_json::{Value, json};

use super::{
    demo::{Stopped, ask, days, end, id, serve, sign_in, unlimited},
    refused_at, said_at, until,
};
use crate::support::{Program, told};

/// The last notification's place in the list, and how many there are.
fn letters(listed: &str) -> (u64, u64) {
    let places = listed.lines().filter_map(|line| line.strip_prefix("--stream notifications --through ")?.parse().ok());
    places.fold((0, 0), |(_, count), place| (place, count + 1))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_consumer_gave_up_is_listed_with_its_cause_and_retried_or_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let server = Program::demo(&data, unlimited).await;
    let (maya, nimal) = (sign_in(&server, "maya").await, sign_in(&server, "nimal").await);
    let request = ask(&nimal, &maya, &days(9)).await;
    assert_eq!(said_at(&data, &["dead", "list"]), "nothing was given up: every record was taken, or is on its way\n");
    end(server);
    let store = Stopped::open(&data).await;
    store.park(store.key("inbox", &nimal.id)).await;
    store.spoil("erasures", store.key("user", &maya.id)).await;
    drop(store);

    let server = serve(&data).await;
    let (maya, nimal) = (sign_in(&server, "maya").await, sign_in(&server, "nimal").await);
    maya.post(&format!("{request}/decline"), &json!({ "reason": "A secret of Maya's." })).await.ok();
    let listed = || said_at(&data, &["dead", "list"]);
    let both = |said: &String| said.contains("mentoring_request_declined") && said.contains("--stream erasures --through 0\n");
    let found = until("both are given up", || Some(listed()).filter(both)).await;
    for words in [
        "its inbox did not take it in 6 tries",
        "it cannot be read",
        &format!("--kind mentoring_request --id {}: ", id(&request)),
        &format!("\"to\":\"{}\"", nimal.id),
        "mentoring_request_declined",
    ] {
        assert!(found.contains(words), "{words} in {found}");
    }
    assert!(!found.contains("secret"), "{found}");
    let metrics = told(&data).await;
    let (last, count) = letters(&found);
    assert_eq!((last, count), (0, 1), "what was delivered before the stop does not come again: {found}");
    for line in
        [format!("lyceum_stream_dead{{stream=\"notifications\"}} {count}"), r#"lyceum_stream_dead{stream="erasures"} 1"#.into()]
    {
        assert!(metrics.lines().any(|told| told == line), "{line} in {metrics}");
    }

    let settle = |order: &'static str, stream: &'static str, through: &str| {
        said_at(&data, &["dead", order, "--stream", stream, "--through", through])
    };
    assert_eq!(settle("drop", "erasures", "0"), "1 are given up for ever\n");
    // what is not mended fails again, and lies behind
    assert_eq!(settle("retry", "notifications", &last.to_string()), format!("{count} are tried again\n"));
    let again = until("they lie there again", || Some(letters(&listed())).filter(|again| *again == (last + count, count))).await;
    let inbox = ["--organization", "demo", "--kind", "inbox", "--id", &nimal.id];
    said_at(&data, &[&["entities", "serve"], &inbox[..]].concat());
    assert_eq!(settle("retry", "notifications", &again.0.to_string()), format!("{count} are tried again\n"));
    let declined = |told: &Value| {
        let items = told["items"].as_array()?;
        items.iter().any(|item| item["kind"] == "mentoring_request_declined").then_some(())
    };
    nimal.wait("/v1/notifications?limit=100", declined).await;
    assert!(listed().starts_with("nothing was given up"));

    for (arguments, words) in [
        (["--stream", "notifications", "--through", "0"], "no dead letter of notifications lies at 0 or before it"),
        (["--stream", "notification", "--through", "0"], "those consumed are notifications, erasures"),
        (["--stream", "erasures", "--through", "-1"], "unexpected argument '-1'"),
    ] {
        let said = refused_at(&data, &[&["dead", "retry"], &arguments[..]].concat());
        assert!(said.contains(words), "{said}");
    }
    end(server);
}
