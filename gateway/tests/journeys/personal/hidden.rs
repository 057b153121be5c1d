//! The whole data directory, the log at its most talkative and the metrics, searched for every word that somebody said.

use std::collections::BTreeSet;

use super::{
    search::{found, holds},
    story::{DECLINED, MARK, MENTOR, NAME_OF_COLLEGE, STUDENT, Story, TRACES, ZONE},
};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_people_say_lies_in_the_data_the_log_or_the_metrics() {
    let mut story = Story::tell().await;
    let metrics = story.metrics().await;
    assert!(holds(&metrics, "lyceum_storage_appends_total"));
    story.stop();
    let log = std::fs::read(&story.log).unwrap();
    assert!(holds(&log, "serving") && holds(&log, "DEBUG"));

    // not blind: what is in the open by design is found, in the log's segments, which hold the index's rows too
    let folders = |word: &str| -> BTreeSet<String> {
        let below = |path: std::path::PathBuf| path.strip_prefix(&story.data).unwrap().iter().next().unwrap().to_owned();
        found(&story.data, word).into_iter().map(|path| below(path).into_string().unwrap()).collect()
    };
    for word in [ZONE, MARK] {
        assert!(folders(word).contains("log"), "{word}: the index beside it is written behind");
    }
    assert!(folders(NAME_OF_COLLEGE).contains("log"));
    assert!(folders("notifications").contains("log"), "the streams are in the log");

    for word in STUDENT.iter().chain(MENTOR).chain(TRACES).chain(&[DECLINED]) {
        let words = word.split(['@', ' ']).filter(|word| word.len() > 7).chain([*word]);
        for word in words {
            assert_eq!(folders(word), BTreeSet::new(), "`{word}` is in the data directory");
            assert!(!holds(&metrics, word), "`{word}` is in the metrics");
            let line = log.split(|byte| *byte == b'\n').find(|line| holds(line, word));
            assert_eq!(line.map(String::from_utf8_lossy), None, "`{word}` is in the log");
        }
    }
}
