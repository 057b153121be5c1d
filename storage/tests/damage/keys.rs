//! Keys lost and damaged, and the master key that wraps them: nothing new takes their place, and each damage is told as its own.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use lyceum_storage::{
    OpenError, StoreError, open,
    verify::{Begun, KeyFault, begun, key_paths, open_keys},
};
use tempfile::TempDir;
use uuid::Uuid;

use super::{
    common::{Contents, block_on, options},
    files,
};

/// A closed store with commits, a secret and a person's key, which are the files told.
fn kept() -> (TempDir, [PathBuf; 3]) {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&options(dir.path())).unwrap();
    block_on(store.keys.secret("signing")).unwrap();
    let (organization, person) = (Uuid::new_v4(), Uuid::new_v4());
    block_on(store.keys.create(organization, person)).unwrap();
    block_on(Contents::fill(&store));
    drop(store);
    let [key, _] = key_paths(organization, person);
    let paths = ["keys/check", "keys/secret/signing", &key].map(|path| dir.path().join(path));
    (dir, paths)
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    bytes[20] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// What does not open in a data folder; with its own master key, or the error.
fn broken(dir: &Path) -> Result<Vec<String>, KeyFault> {
    let (_, faults) = open_keys(&dir.join("keys"), &dir.join("master.key"))?;
    Ok(faults.iter().map(ToString::to_string).collect())
}

#[test]
fn destroyed_keys_are_nowhere_and_a_wrong_master_key_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&options(dir.path())).unwrap();
    let (organization, person) = (Uuid::new_v4(), Uuid::new_v4());
    block_on(store.keys.create(organization, person)).unwrap();
    let wrapped: Vec<_> =
        files(dir.path()).into_iter().filter(|p| p.to_string_lossy().contains(&person.simple().to_string())).collect();
    assert_eq!(wrapped.len(), 1);
    let wrapped = fs::read(&wrapped[0]).unwrap();
    block_on(store.keys.destroy(organization, person)).unwrap();
    drop(store);
    for file in files(dir.path()) {
        let bytes = fs::read(&file).unwrap();
        assert!(!bytes.windows(16).any(|w| w == &wrapped[12..28]), "{}", file.display());
    }
    let master = dir.path().join("master.key");
    assert_eq!(fs::metadata(&master).unwrap().permissions().mode() & 0o777, 0o600);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join("other.key");
    fs::write(&file, [1; 32]).unwrap();
    let other = lyceum_storage::Options { master_key_file: Some(file.clone()), ..options(dir.path()) };
    assert!(matches!(open(&other), Err(OpenError::Keys(_))));
    fs::rename(&master, &file).unwrap();
    open(&other).expect("the master key may be kept apart");
    fs::rename(&file, &master).unwrap();
    fs::remove_file(master).unwrap();
    assert!(matches!(open(&options(dir.path())), Err(OpenError::Keys(_))), "a new master key would open nothing");
}

#[test]
fn lost_keys_are_missed_and_no_new_ones_take_their_place() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(&options(dir.path())).unwrap());
    let (keys, master) = (dir.path().join("keys"), dir.path().join("master.key"));
    assert_eq!(open_keys(&keys, &master).unwrap().0, 1);
    fs::rename(&keys, dir.path().join("aside")).unwrap();
    let Err(error @ OpenError::Keys(_)) = open(&options(dir.path())) else { panic!("it is opened without its keys") };
    assert!(error.to_string().contains("restore the folder"), "{error}");
    assert!(!keys.join("check").exists());
    let fault = open_keys(&keys, &master).unwrap_err();
    assert!(fault.to_string().contains("keys/check is gone"), "{fault}");
    fs::rename(dir.path().join("aside"), &keys).unwrap();
    open(&options(dir.path())).unwrap();
}

#[test]
fn a_key_that_a_crash_left_half_destroyed_is_no_damage_and_one_that_does_not_open_is() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&options(dir.path())).unwrap();
    let (organization, [leaving, staying]) = (Uuid::new_v4(), [Uuid::new_v4(), Uuid::new_v4()]);
    for person in [leaving, staying] {
        block_on(store.keys.create(organization, person)).unwrap();
    }
    drop(store);
    let faults = || open_keys(&dir.path().join("keys"), &dir.path().join("master.key")).unwrap().1;
    let [key, gone] = key_paths(organization, leaving).map(|path| dir.path().join(path));
    fs::write(gone, "").unwrap();
    fs::write(key, [0; 60]).unwrap();
    assert!(faults().is_empty(), "{:?}", faults());
    fs::write(dir.path().join(&key_paths(organization, staying)[0]), [0; 60]).unwrap();
    assert_eq!(faults().len(), 1, "{:?}", faults());
}

#[test]
fn a_lost_secret_is_missed_once_there_are_commits_and_no_new_one_takes_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(&options(dir.path())).unwrap();
    let signing = block_on(store.keys.secret("signing")).unwrap();
    drop(store);
    let store = open(&options(dir.path())).unwrap();
    // a start that ended before the first commit may have made some of them
    block_on(store.keys.secret("hashing")).expect("nothing needs it yet");
    block_on(Contents::fill(&store));
    drop(store);
    let lost = dir.path().join("keys/secret/hashing");
    fs::remove_file(&lost).unwrap();
    let store = open(&options(dir.path())).unwrap();
    let refused = block_on(store.keys.secret("hashing")).unwrap_err();
    assert!(matches!(&refused, StoreError::Unavailable(why) if why.contains("hashing is gone")), "{refused}");
    assert!(!lost.exists());
    assert_eq!(block_on(store.keys.secret("signing")).unwrap(), signing);
}

#[test]
fn each_damaged_key_is_named_whatever_became_of_the_check_and_a_wrong_master_key_is_told_once() {
    let (dir, [check, secret, person]) = kept();
    flip(&check);
    let told = broken(dir.path()).unwrap();
    assert!(told.len() == 1 && told[0].contains("key keys/check does not open"), "{told:?}");
    fs::write(&person, "").unwrap();
    let told = broken(dir.path()).unwrap();
    let name = person.strip_prefix(dir.path()).unwrap().to_str().unwrap();
    assert!(told.len() == 2 && told.iter().any(|told| told.contains(name)), "{told:?}");
    fs::remove_file(&check).unwrap();
    let told = broken(dir.path()).unwrap();
    assert!(told.len() == 1 && told[0].contains(name), "{told:?}");

    let (dir, [check, ..]) = kept();
    fs::write(dir.path().join("master.key"), [7; 32]).unwrap();
    let harms: [&dyn Fn(); 4] =
        [&|| (), &|| flip(&check), &|| fs::write(&check, "").unwrap(), &|| fs::remove_file(&check).unwrap()];
    for (n, harm) in harms.into_iter().enumerate() {
        harm();
        let told = broken(dir.path()).unwrap_err();
        assert!(matches!(&told, KeyFault::Master(why) if why.contains("did not wrap these keys")), "{n}: {told}");
        assert!(matches!(open(&options(dir.path())), Err(OpenError::Keys(_))), "{n}");
    }
    assert!(!check.exists() && secret.exists(), "a wrong master key makes none");
}

#[test]
fn the_check_is_made_anew_where_another_key_tells_the_right_master_key() {
    let (dir, [check, secret, person]) = kept();
    let harms: [&dyn Fn(); 3] = [&|| flip(&check), &|| fs::write(&check, "").unwrap(), &|| fs::remove_file(&check).unwrap()];
    for harm in harms {
        harm();
        drop(open(&options(dir.path())).unwrap());
        assert!(broken(dir.path()).unwrap().is_empty());
        // that one may be damaged itself
        flip(&secret);
        fs::remove_file(&check).unwrap();
        drop(open(&options(dir.path())).unwrap());
        assert_eq!(broken(dir.path()).unwrap().len(), 1);
        flip(&secret);
    }
    flip(&check);
    flip(&secret);
    flip(&person);
    assert!(matches!(open(&options(dir.path())), Err(OpenError::Keys(_))), "none says so any more");
}

#[test]
fn a_past_is_told_from_a_first_start_that_ended_early_and_from_a_log_that_was_lost() {
    let new = tempfile::tempdir().unwrap();
    assert_eq!(begun(new.path()).unwrap(), Begun::Not);
    fs::create_dir(new.path().join("log")).unwrap();
    fs::create_dir(new.path().join("index")).unwrap();
    assert_eq!(begun(new.path()).unwrap(), Begun::Not, "its first segment is not made yet");
    let store = open(&options(new.path())).unwrap();
    block_on(store.keys.secret("signing")).unwrap();
    drop(store);
    assert_eq!(begun(new.path()).unwrap(), Begun::Not, "nothing was committed");

    let (dir, [check, ..]) = kept();
    assert_eq!(begun(dir.path()).unwrap(), Begun::Yes);
    let log = dir.path().join("log");
    for file in files(&log) {
        fs::remove_file(file).unwrap();
    }
    assert_eq!(begun(dir.path()).unwrap(), Begun::Lost, "it is empty");
    fs::remove_dir(&log).unwrap();
    fs::remove_file(check).unwrap();
    for left in ["reached", "keys", "index"] {
        assert_eq!(begun(dir.path()).unwrap(), Begun::Lost, "before {left} is gone, too");
        let left = dir.path().join(left);
        if left.is_dir() { fs::remove_dir_all(left).unwrap() } else { fs::remove_file(left).unwrap() }
    }
    assert_eq!(begun(dir.path()).unwrap(), Begun::Not);
}
