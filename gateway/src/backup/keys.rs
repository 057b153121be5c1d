//! The keys of a backup against a master key, before anything is restored.

use std::{collections::BTreeSet, path::Path};

use lyceum_storage::verify::{KeyFault, Trial, check_path};

use super::{BackupError, source};

pub struct Tried {
    /// Paths of those that do not open.
    pub broken: BTreeSet<String>,
    has_check: bool,
}

/// Refused where none opens: nothing personal could be read.
pub fn tried(backup: &Path, master: &Path) -> Result<Tried, BackupError> {
    let refused = |fault: KeyFault| BackupError::Refused(fault.to_string());
    let mut trial = Trial::with(master).map_err(refused)?;
    let mut has_check = false;
    source::keys(backup, &mut |path, from| {
        let mut key = Vec::new();
        from.read_to_end(&mut key).map_err(BackupError::io(path))?;
        has_check |= trial.of(path, &key) && path == check_path();
        Ok(())
    })?;
    let is_right = trial.opened > 0;
    let broken = trial.broken().map_err(refused)?.into_iter().collect();
    if !is_right {
        return Err(BackupError::Refused(format!(
            "no key of {} opens with the master key {}: give the right one, or take another backup",
            backup.display(),
            master.display()
        )));
    }
    Ok(Tried { broken, has_check })
}

impl Tried {
    /// A start makes it anew, as another key opens.
    pub fn is_made(&self, path: &str) -> bool {
        !self.has_check && path == check_path()
    }
}
