//! An erasure that forgets a place is found: what was there before is put back behind it, place by place.

use std::{
    fs,
    path::{Path, PathBuf},
};

use lyceum_domain::user::{PEOPLE, people_partition};
use lyceum_storage::{
    EntityKey, Kind, Options, open,
    views::{Range, RowKey, RowWrite},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    erasure::{begin, left_of_the_student, settled},
    search::files,
    story::{MENTOR, STUDENT, Story, sign_in},
};
use crate::support::PASSWORD;

/// The files of a folder of the data, and what was in them.
fn kept(data: &Path, folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    files(&data.join(folder)).into_iter().map(|file| (file.clone(), fs::read(file).unwrap())).collect()
}

/// So they are in it again, and no others.
fn put_back(data: &Path, folder: &str, kept: &[(PathBuf, Vec<u8>)]) {
    for file in files(&data.join(folder)) {
        fs::remove_file(file).unwrap();
    }
    for (file, bytes) in kept {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

/// The student's row in the list of people.
async fn row(data: &Path, person: Uuid) -> RowWrite {
    let store = open(&Options::new(data)).unwrap();
    let entities = store.journal.entities(None, 10_000).await.unwrap();
    let of = |key: &&EntityKey| key.kind == Kind::new("user") && key.id == person;
    let organization = entities.iter().find(of).unwrap().organization;
    let rows = store.views.list(PEOPLE.0, organization, people_partition(), Range::default(), 100).await.unwrap();
    let theirs = rows.into_iter().find(|row| row.value.windows(16).any(|part| part == person.as_bytes())).unwrap();
    let key = RowKey { table: PEOPLE.0, organization, partition: people_partition().to_vec().into(), sort: theirs.sort };
    // behind whatever the erasure wrote
    RowWrite { key, version: theirs.version + 1_000_000, value: Some(theirs.value) }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_forgets_the_key_a_picture_or_a_row_is_found() {
    let mut story = Story::tell().await;
    story.stop();
    let (keys, blobs) = (kept(&story.data, "keys"), kept(&story.data, "blobs"));
    assert!(!keys.is_empty() && !blobs.is_empty());
    let row = row(&story.data, story.student.id.parse().unwrap()).await;
    begin(&mut story, true).await;
    story.mentor = sign_in(&story.server, MENTOR[0]).await;
    story.student = sign_in(&story.server, STUDENT[0]).await;
    story.student.post("/v1/account/deletion", &json!({ "password": PASSWORD })).await.ok();
    settled(&story.mentor, &story).await;
    assert_eq!(left_of_the_student(&story).await, Vec::<String>::new());

    let (no_key, no_blob) = (kept(&story.data, "keys"), kept(&story.data, "blobs"));
    put_back(&story.data, "keys", &keys);
    found(&story, STUDENT[10]).await;
    put_back(&story.data, "keys", &no_key);

    put_back(&story.data, "blobs", &blobs);
    found(&story, "/blobs/").await;
    put_back(&story.data, "blobs", &no_blob);

    story.stop();
    open(&Options::new(&story.data)).unwrap().views.write(vec![row]).await.unwrap();
    begin(&mut story, true).await;
    story.mentor = sign_in(&story.server, MENTOR[0]).await;
    found(&story, "/v1/users?limit=100").await;
}

async fn found(story: &Story, what: &str) {
    let left = left_of_the_student(story).await;
    assert!(left.iter().any(|left| left.contains(what)), "{what} is not among {left:?}");
}
