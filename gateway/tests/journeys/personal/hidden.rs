//! The whole data directory, the log at its most talkative and the metrics, searched for every word that somebody said.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use http::Method;
use serde_json::json;

use super::{
    search::{Evidence, holds},
    story::{DECLINED, MARK, MENTOR, NAME_OF_COLLEGE, STUDENT, Story, TRACES, ZONE},
};

const PATIENCE: Duration = Duration::from_secs(30);
/// In the open, and the last thing that somebody changes.
const LAST_ZONE: &str = "Antarctica/Vostok";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_people_say_lies_in_the_data_the_log_or_the_metrics() {
    let mut story = Story::tell().await;
    let metrics = story.metrics().await;
    // the index is written behind: once this is in it, so is all that was said before
    story.mentor.call(Method::PATCH, "/v1/me", Some(&json!({ "zone": LAST_ZONE })), &[]).await.ok();
    let mut evidence = Evidence { data: story.data.clone(), said: Vec::new(), metrics };
    let began = Instant::now();
    while !evidence.places(LAST_ZONE).contains("index") {
        assert!(began.elapsed() < PATIENCE, "nothing is written behind");
        tokio::task::yield_now().await;
    }
    story.stop();
    evidence.said = std::fs::read(&story.log).unwrap();
    assert!(holds(&evidence.said, "serving") && holds(&evidence.said, "DEBUG"));

    // not blind: what is in the open by design is found
    for word in [ZONE, MARK] {
        let places = evidence.places(word);
        assert!(places.contains("log") && places.contains("index"), "{word} in {places:?}");
    }
    assert!(evidence.places(NAME_OF_COLLEGE).contains("log"));
    assert!(evidence.places("notifications").contains("log"), "the streams are in the log");
    assert_eq!(evidence.places("lyceum_storage_appends_total"), ["metrics".to_owned()].into());

    for word in STUDENT.iter().chain(MENTOR).chain(TRACES).chain(&[DECLINED]) {
        let words = word.split(['@', ' ']).filter(|word| word.len() > 7).chain([*word]);
        for word in words {
            let line = evidence.said.split(|byte| *byte == b'\n').find(|line| holds(line, word));
            assert_eq!(evidence.places(word), BTreeSet::new(), "`{word}`: {:?}", line.map(String::from_utf8_lossy));
        }
    }
}
