//! What the log needs beside it, and is gone: keys of persons, their pictures, the installation's secrets.

use std::{
    fs,
    path::{Path, PathBuf},
};

use lyceum_gateway::backup::verify_folder;
use lyceum_storage::verify::key_paths;
use serde_json::json;
use uuid::Uuid;

use super::{flip, load::set_picture, lyceum, refused, said, sign_in, stop, walk};
use crate::support::{PASSWORD, Program, Server};

/// Takes a file away until it is put back.
struct Taken {
    path: PathBuf,
    bytes: Vec<u8>,
}

fn take(path: PathBuf) -> Taken {
    let bytes = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    Taken { path, bytes }
}

impl Taken {
    fn put_back(self) {
        fs::write(self.path, self.bytes).unwrap();
    }
}

/// Below `data`, with `/`.
fn within(data: &Path, path: &Path) -> String {
    path.strip_prefix(data).unwrap().display().to_string()
}

fn organization(data: &Path) -> Uuid {
    let folder = fs::read_dir(data.join("keys/person")).unwrap().next().unwrap().unwrap();
    folder.file_name().to_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_lost_key_or_picture_is_told_with_the_person_and_an_erased_persons_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let text = |name: &str| at(name).display().to_string();
    let data = at("data");
    let server = Program::demo(&data, |_| {}).await;
    let (nimal, sara) = (sign_in(&server, "nimal").await, sign_in(&server, "sara").await);
    set_picture(&nimal, 8).await;
    set_picture(&nimal, 9).await;
    set_picture(&sara, 8).await;
    sara.post("/v1/account/deletion", &json!({ "password": PASSWORD })).await.ok();
    // of the two that are set now, and of those that were, one is named
    let picture = loop {
        let left = walk(&data.join("blobs"));
        if let [one] = &left[..] {
            break one.clone();
        }
        tokio::task::yield_now().await;
    };
    said(&data, &["verify"]);

    let nobody = |told: &str| !told.contains(&sara.id) && told.contains(&nimal.id);
    let taken = take(picture.clone());
    let told = refused(&data, &["verify"]);
    assert!(told.contains(&format!("the picture of person {}", nimal.id)) && nobody(&told), "beside the server: {told}");
    assert!(told.contains(&within(&data, &picture)) && told.contains("set another"), "{told}");
    taken.put_back();
    stop(server);
    said(&data, &["verify"]);

    let [key, _] = key_paths(organization(&data), nimal.id.parse().unwrap());
    let taken = [take(data.join(&key)), take(picture.clone())];
    let told = refused(&data, &["verify"]);
    assert!(told.contains(&format!("DAMAGED: the key of person {}", nimal.id)) && told.contains(&key) && nobody(&told), "{told}");
    assert_eq!(told.matches("DAMAGED").count(), 2, "{told}");
    let lacking = refused(&data, &["backup", &text("lacking.tar")]);
    assert!(lacking.contains("was lost before") && lacking.contains(&key), "{lacking}");
    assert_eq!(refused(&data, &["verify", &text("lacking.tar")]).matches("DAMAGED").count(), 2);
    let restored = refused(&at("restored"), &["restore", &text("lacking.tar"), "--master-key", &text("data/master.key")]);
    assert!(restored.contains(&key) && restored.contains("timeline 2"), "it is better than nothing: {restored}");
    taken.into_iter().for_each(Taken::put_back);
    // beside a server, which has read them: nothing else would notice
    let server = Program::serve(&data).await;
    for (n, path) in [&key, "keys/check", "keys/secret/ids"].into_iter().enumerate() {
        let taken = take(data.join(path));
        fs::write(data.join(path), "cut").unwrap();
        let lacking = refused(&data, &["backup", &text(&format!("cut-{n}.tar"))]);
        assert!(lacking.contains("was lost before") && lacking.contains(&format!("key {path} did not open")), "{lacking}");
        taken.put_back();
    }
    stop(server);
    said(&data, &["verify"]);
    said(&data, &["backup", &text("whole.tar")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_without_the_secrets_that_the_log_needs_is_refused_and_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    stop(Program::demo(&data, |_| {}).await);
    let needed = walk(&data.join("keys/secret"));
    assert_eq!(needed.len(), 5, "{needed:?}");
    for path in needed {
        let taken = take(path.clone());
        for command in ["serve", "verify"] {
            let told = refused(&data, &[command]);
            assert!(
                told.contains(&within(&data, &path)) && (told.contains("from a back-up") || told.contains("from the back-up")),
                "{command}: {told}"
            );
        }
        assert!(!path.exists(), "nothing takes its place");
        taken.put_back();
    }
    let log = data.join("log");
    fs::rename(&log, folder.path().join("aside")).unwrap();
    assert!(refused(&data, &["verify"]).contains("log is gone, or empty"));
    let check = take(data.join("keys/check"));
    assert!(refused(&data, &["verify"]).contains("log is gone, or empty"));
    check.put_back();
    fs::rename(folder.path().join("aside"), &log).unwrap();
    fs::write(data.join("restoring"), "").unwrap();
    assert!(refused(&data, &["verify"]).contains("did not come to its end"));
    fs::remove_file(data.join("restoring")).unwrap();
    let master = take(data.join("master.key"));
    fs::write(data.join("master.key"), [7; 32]).unwrap();
    let told = refused(&data, &["verify"]);
    assert!(told.matches("DAMAGED").count() == 1 && told.contains("did not wrap these keys"), "{told}");
    master.put_back();
    let check = take(data.join("keys/check"));
    assert!(refused(&data, &["verify"]).contains("keys/check is gone"));
    fs::create_dir(data.join("keys/check")).unwrap();
    assert!(refused(&data, &["verify"]).contains("keys/check is gone"));
    fs::remove_dir(data.join("keys/check")).unwrap();
    check.put_back();
    let secrets = data.join("keys/secret");
    fs::rename(&secrets, folder.path().join("aside")).unwrap();
    assert!(refused(&data, &["serve"]).contains("is gone"));
    fs::rename(folder.path().join("aside"), &secrets).unwrap();
    stop(Program::serve(&data).await);
    said(&data, &["verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_damaged_before_the_backup_is_named_by_it_and_the_check_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let text = |name: &str| at(name).display().to_string();
    let (data, master) = (at("data"), text("data/master.key"));
    let server = Program::demo(&data, |_| {}).await;
    let restored = |backup: &str| {
        let output = lyceum(&at(&format!("{backup}-again")), &["restore", &text(backup), "--master-key", &master]);
        let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.success(), !told.contains("DAMAGED"), "{told}");
        told
    };

    for (backup, harm) in [("flipped.tar", true), ("flipped", true), ("gone.tar", false)] {
        let check = take(data.join("keys/check"));
        if harm {
            fs::write(&check.path, &check.bytes).unwrap();
            flip(&check.path, 20);
        }
        let lacking = refused(&data, &["backup", &text(backup)]);
        assert!(lacking.contains("was lost before") && lacking.contains("keys/check"), "{lacking}");
        assert!(refused(&data, &["verify", &text(backup)]).contains("keys/check"), "nobody needs the master key to know it");
        check.put_back();
        let told = restored(backup);
        assert!(told.contains("; start it with") && told.contains("made anew"), "{told}");
        said(&at(&format!("{backup}-again")), &["verify"]);
    }
    flip(&data.join("keys/secret/ids"), 20);
    let lacking = refused(&data, &["backup", &text("secret.tar")]);
    assert!(lacking.contains("key keys/secret/ids did not open when the backup was made"), "{lacking}");
    let told = restored("secret.tar");
    assert!(told.contains("keys/secret/ids did not open") && told.contains("put back what is named"), "{told}");
    flip(&data.join("keys/secret/ids"), 20);
    stop(server);
    stop(Program::serve(&at("flipped.tar-again")).await);
}

#[test]
fn what_is_no_data_folder_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let told = refused(folder.path(), &["verify"]);
    assert!(told.contains("has no folder `log`") && told.contains("`--data`"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_replaced_while_it_is_looked_for_is_not_missed() {
    let server = Server::start(|_| {}).await;
    let (config, store) = (server.running.api.config(), server.running.api.node().store());
    let nimal = server.sign_up("Nimal").await;
    set_picture(&nimal, 8).await;
    let end = store.backup.end();
    set_picture(&nimal, 9).await;
    let looked = || verify_folder(&config.data, &config.master_key_file(), Some(end)).unwrap();
    assert!(looked().is_whole(), "{:?}", looked());
    let [picture] = &walk(&config.data.join("blobs"))[..] else { panic!("the old one is deleted") };
    fs::remove_file(picture).unwrap();
    assert!(looked().is_whole(), "that one is not named yet there");
    let later = verify_folder(&config.data, &config.master_key_file(), Some(store.backup.end())).unwrap();
    assert_eq!(later.lost.len(), 1, "{later:?}");
    server.running.stop().await;
}
