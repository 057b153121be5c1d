//! Whether the keys that the log needs are there, and open: without them no server starts.

use std::{fs, io, path::Path};

use lyceum_storage::{
    open::RESTORING,
    verify::{Begun, Trial, begun, check_path, mend},
};

use super::Finding;
use crate::{backup::needed, config::Config};

const CHECK: &str = "keys";

pub fn check(config: &Config) -> Finding {
    let data = &config.data;
    if data.join(RESTORING).exists() {
        return Finding::error(CHECK, "a restore did not come to its end", "empty the data folder and restore again");
    }
    let begun = match begun(data) {
        Ok(Begun::Lost) => {
            let found = "the log is gone, or empty, and there is what belongs to it";
            return Finding::error(CHECK, found, "restore the data folder from the back-up");
        }
        Ok(begun) => begun == Begun::Yes,
        // a data folder that is none has said so itself
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => false,
        Err(error) => return unread("the log", &error),
    };
    if !begun && !data.join(check_path()).exists() {
        return Finding::ok(CHECK, "they are made at the first start");
    }
    look(data, &config.master_key_file(), begun)
}

/// A first start that ended early has not made all of them.
fn look(data: &Path, master: &Path, begun: bool) -> Finding {
    let Ok(mut trial) = Trial::with(master) else {
        return Finding::ok(CHECK, "not tried, for want of the master key: see `store.master_key_file`");
    };
    let mut gone = Vec::new();
    for path in needed() {
        match fs::read(data.join(&path)) {
            Ok(key) => _ = trial.of(&path, &key),
            Err(error) if error.kind() == io::ErrorKind::NotFound => gone.push(path),
            Err(error) => return unread(&path, &error),
        }
    }
    let opened = trial.opened;
    let broken = match trial.broken() {
        Ok(broken) => broken,
        Err(fault) => return Finding::error(CHECK, fault.to_string(), "set `store.master_key_file`, or put the right one there"),
    };
    gone.retain(|_| begun);
    let broken = broken.into_iter().map(|path| (format!("{path} does not open with the master key"), path));
    let (found, paths): (Vec<_>, Vec<_>) = gone.into_iter().map(|path| (format!("{path} is gone"), path)).chain(broken).unzip();
    let found = found.join(", ");
    match &paths[..] {
        [] => Finding::ok(CHECK, "the installation's own open with the master key; `lyceum verify` tries all of them"),
        [path] if opened > 0 && *path == check_path() => Finding::warning(CHECK, found, mend(path)),
        [path] if opened > 0 => Finding::error(CHECK, found, mend(path)),
        _ => Finding::error(CHECK, found, "name the right master key, or restore the folder `keys` from the back-up, all of it"),
    }
}

fn unread(what: &str, error: &io::Error) -> Finding {
    Finding::error(
        CHECK,
        format!("{what} cannot be read by this user: {error}"),
        "see to its owner and permissions, and the disk",
    )
}

#[cfg(test)]
mod tests {
    use lyceum_storage::{
        Options, Store,
        contract::{append, commit, entity},
        open,
        verify::secret_path,
    };

    use super::*;
    use crate::doctor::Level;

    fn opened(config: &Config) -> Store {
        open(&Options { reserve_bytes: 0, ..Options::new(&config.data) }).unwrap()
    }

    /// Makes the secrets among what is needed.
    async fn make(store: &Store, count: usize) {
        for path in needed().filter(|path| *path != check_path()).take(count) {
            store.keys.secret(path.rsplit('/').next().unwrap()).await.unwrap();
        }
    }

    #[tokio::test]
    async fn what_the_log_needs_is_looked_at_as_a_start_does() {
        let dir = tempfile::tempdir().unwrap();
        let config = Config { data: dir.path().to_owned(), ..Config::default() };
        let told = |level, words: &[&str]| {
            let finding = check(&config);
            let said = format!("{} {}", finding.found, finding.mend.clone().unwrap_or_default());
            assert!(finding.level == level && words.iter().all(|word| said.contains(word)), "{words:?} in {finding:?}");
        };
        told(Level::Ok, &["first start"]);
        let store = opened(&config);
        make(&store, 2).await;
        drop(store);
        told(Level::Ok, &["open with the master key"]);
        let store = opened(&config);
        make(&store, 9).await;
        append(&store.journal, vec![commit(entity(), 1, 1, 1)]).await;
        drop(store);
        told(Level::Ok, &["open with the master key"]);

        for path in needed() {
            let file = config.data.join(&path);
            let whole = fs::read(&file).unwrap();
            let is_check = path == check_path();
            let level = if is_check { Level::Warning } else { Level::Error };
            fs::remove_file(&file).unwrap();
            told(level, &[&format!("{path} is gone"), "restore that file"]);
            fs::write(&file, [0; 60]).unwrap();
            told(level, &[&format!("{path} does not open"), "restore that file"]);
            fs::write(&file, whole).unwrap();
        }
        let master = config.data.join("master.key");
        let right = fs::read(&master).unwrap();
        fs::write(&master, [7; 32]).unwrap();
        told(Level::Error, &["did not wrap these keys", "`store.master_key_file`"]);
        fs::remove_file(&master).unwrap();
        told(Level::Ok, &["see `store.master_key_file`"]);
        fs::write(&master, right).unwrap();
        fs::remove_file(config.data.join(secret_path(lyceum_cluster::SEED))).unwrap();
        fs::remove_file(config.data.join(check_path())).unwrap();
        told(Level::Error, &[", ", "the folder `keys`"]);

        let aside = config.data.join("aside");
        fs::rename(config.data.join("log"), &aside).unwrap();
        told(Level::Error, &["the log is gone", "data folder"]);
        fs::create_dir(config.data.join("log")).unwrap();
        told(Level::Error, &["or empty"]);
        fs::write(config.data.join(RESTORING), "").unwrap();
        told(Level::Error, &["a restore"]);
    }
}
