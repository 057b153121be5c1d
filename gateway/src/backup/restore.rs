//! From a backup to a data folder that serves.

use std::{
    fs::{self, File},
    path::Path,
};

use lyceum_cluster::raise_timeline;
use lyceum_storage::{Options, open, open::RESTORING};

use super::{
    BackupError, Checked,
    check::Check,
    keys::{self, Tried},
    source,
    unpack::{create, sync},
    verify,
};

pub struct Restored {
    pub checked: Checked,
    /// What the backup did not have, and its log needs.
    pub lost: Vec<String>,
    /// Who has to be erased once more.
    pub half_erased: Vec<String>,
    pub made_at: String,
    pub timeline: u32,
}

/// Into `options.dir`, which is empty or not there. `master_key` is copied into it, where the settings name no other place. Nothing is
/// written before the backup's keys have shown that it is theirs. Checks every byte; a folder that is not finished is refused by a start.
pub fn restore(backup: &Path, options: Options, master_key: Option<&Path>) -> Result<Restored, BackupError> {
    let folder = options.dir.clone();
    let refused = |what: String| Err(BackupError::Refused(what));
    if !backup.exists() {
        return refused(format!("{} is not there: name the tar or the folder that `lyceum backup` made", backup.display()));
    }
    if !source::is_backup(backup) {
        return refused(format!("{} is no backup", backup.display()));
    }
    if !source::is_free(&folder) {
        let is_half = folder.join(RESTORING).exists();
        let why =
            if is_half { "has what is left of a restore that did not come to its end: empty it, or" } else { "is not empty;" };
        return refused(format!("{} {why} name a new folder with `--data`", folder.display()));
    }
    let master = match (&options.master_key_file, master_key) {
        (Some(file), None) if file.is_file() => file,
        (Some(file), None) => return refused(format!("`store.master_key_file` = {} is not there", file.display())),
        (Some(_), Some(_)) => {
            return refused("`store.master_key_file` names the master key already: leave `--master-key` out".to_owned());
        }
        (None, Some(key)) if key.is_file() => key,
        (None, Some(key)) => return refused(format!("the master key {} is not there", key.display())),
        (None, None) => {
            return refused("no backup has the master key: name your copy of it with `--master-key`".to_owned());
        }
    };
    let keys = keys::tried(backup, master)?;
    let marker = folder.join(RESTORING);
    create(&marker).and_then(|_| sync(&marker)).map_err(BackupError::io(marker.display()))?;
    let Copied { checked, lost, half_erased, made_at } = copy(backup, &folder, &keys)?;
    if let Some(from) = master_key {
        let path = folder.join("master.key");
        let copied = create(&path).and_then(|mut to| {
            std::io::copy(&mut File::open(from)?, &mut to)?;
            to.sync_all()
        });
        copied.map_err(BackupError::io(path.display()))?;
    }
    let timeline = begin(&Options { restoring: true, ..options })?;
    fs::remove_file(&marker).and_then(|()| sync(&marker)).map_err(BackupError::io(marker.display()))?;
    Ok(Restored { checked, lost, half_erased, made_at, timeline })
}

struct Copied {
    checked: Checked,
    lost: Vec<String>,
    half_erased: Vec<String>,
    made_at: String,
}

fn copy(backup: &Path, folder: &Path, keys: &Tried) -> Result<Copied, BackupError> {
    let mut check = Check::default();
    let manifest = source::read(backup, &mut |path, from| {
        let to = folder.join(path);
        let mut file = create(&to).map_err(BackupError::io(to.display()))?;
        check.file(path, from, Some(&mut file))?;
        file.sync_all().and_then(|()| sync(&to)).map_err(BackupError::io(to.display()))
    })?;
    check.compare(&manifest);
    let lost = verify::lost(&check, &manifest, &keys.broken, &|path| keys.is_made(path));
    let paths = manifest.paths();
    let half_erased = check.half_erased(&|path| paths.contains(path));
    Ok(Copied { checked: check.verdict()?, lost, half_erased, made_at: manifest.made_at })
}

/// Makes the index, and a timeline of its own.
fn begin(options: &Options) -> Result<u32, BackupError> {
    let refused = |error: String| BackupError::Refused(error);
    let store = open(options).map_err(|error| refused(error.to_string()))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build().map_err(|error| refused(error.to_string()))?;
    runtime.block_on(raise_timeline(&store)).map_err(|error| refused(error.to_string()))
}
