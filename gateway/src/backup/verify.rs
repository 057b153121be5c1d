//! Whether a backup, or a data folder, is what was written.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use lyceum_storage::{
    backup::LogEnd,
    verify::{is_torn, open_keys, reached},
};

use super::{BackupError, Checked, check::Check, source};

#[derive(Debug, serde::Serialize)]
pub struct Verified {
    #[serde(flatten)]
    pub checked: Checked,
    pub faults: Vec<String>,
    /// What is no fault, and yet to be known.
    pub notes: Vec<String>,
}

/// A tar or a folder that `lyceum backup` made.
pub fn verify_backup(backup: &Path) -> Result<Verified, BackupError> {
    let mut check = Check::default();
    let read = source::read(backup, &mut |path, from| check.file(path, from, None));
    match read {
        Ok(manifest) => {
            check.compare(&manifest);
            let notes = vec![format!("made {} by lyceum {}", manifest.made_at, manifest.program)];
            Ok(verified(check, notes))
        }
        Err(BackupError::Damaged(faults)) => {
            for fault in faults {
                check.fault(fault);
            }
            Ok(verified(check, Vec::new()))
        }
        Err(error) => Err(error),
    }
}

/// A data folder; while a server runs on it, up to where its log ended when it was asked.
pub fn verify_folder(folder: &Path, master_key: &Path, end: Option<LogEnd>) -> Result<Verified, BackupError> {
    let mut check = Check::default();
    let mut notes = Vec::new();
    let segments = segments(&folder.join("log"))?;
    let reached = reached(folder).map_err(BackupError::io(folder.display()))?;
    for (nth, (name, path)) in segments.iter().enumerate() {
        let bytes = fs::metadata(path).map_err(BackupError::io(path.display()))?.len();
        // the next one begins where this one has to end
        let until = end.map_or(u64::MAX, |end| end.at.saturating_sub(base(name)));
        if until == 0 {
            break;
        }
        let file = File::open(path).map_err(BackupError::io(path.display()))?;
        let Err(fault) = check.segment(name, &mut file.take(bytes.min(until))) else { continue };
        let torn = fault.torn_at().filter(|byte| nth + 1 == segments.len() && end.is_none() && base(name) + byte >= reached);
        match torn {
            Some(byte) if is_torn(path, byte).map_err(BackupError::io(path.display()))? => {
                notes.push(format!("{fault}: a crash's torn tail, in which nothing was answered; the next start cuts it off"));
            }
            _ => check.fault(fault.to_string()),
        }
    }
    if let Some(end) = end.filter(|end| check.faults.is_empty() && check.end() != *end) {
        check.fault(format!("the log ends at {}, and its server wrote it up to {}", check.end().at, end.at));
    }
    if check.faults.is_empty() && end.is_none() && check.end().at < reached {
        check.fault(format!("the log ends at {}, and was written up to {reached}", check.end().at));
    }
    blobs(&folder.join("blobs"), &mut check)?;
    match open_keys(&folder.join("keys"), master_key) {
        Ok(keys) => notes.push(format!("{keys} keys open with the master key")),
        Err(fault) => check.fault(fault.to_string()),
    }
    let secrets = folder.join("keys/secret");
    if check.checked().commits > 0 && fs::read_dir(&secrets).map_or(0, Iterator::count) == 0 {
        check.fault(format!("{} has no secrets, by which things are found: restore it from the back-up", secrets.display()));
    }
    Ok(verified(check, notes))
}

fn verified(check: Check, notes: Vec<String>) -> Verified {
    Verified { checked: check.checked(), faults: check.faults, notes }
}

fn base(name: &str) -> u64 {
    name.strip_suffix(".log").and_then(|base| u64::from_str_radix(base, 16).ok()).unwrap_or_default()
}

fn segments(log: &Path) -> Result<Vec<(String, PathBuf)>, BackupError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(log).map_err(BackupError::io(log.display()))? {
        let entry = entry.map_err(BackupError::io(log.display()))?;
        let path = entry.path();
        if path.extension().is_some_and(|kind| kind == "log") {
            found.push((entry.file_name().to_string_lossy().into_owned(), path));
        }
    }
    found.sort_unstable();
    Ok(found)
}

fn blobs(folder: &Path, check: &mut Check) -> Result<(), BackupError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(BackupError::io(folder.display()))?,
    };
    for organization in entries {
        let organization = organization.map_err(BackupError::io(folder.display()))?.path();
        for blob in fs::read_dir(&organization).map_err(BackupError::io(organization.display()))? {
            let blob = blob.map_err(BackupError::io(organization.display()))?;
            let name = blob.file_name().to_string_lossy().into_owned();
            if name.contains('.') {
                // not adopted, or on its way out
                continue;
            }
            let path = format!("blobs/{}/{name}", organization.file_name().unwrap_or_default().to_string_lossy());
            match File::open(blob.path()) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                opened => check.file(&path, &mut opened.map_err(BackupError::io(&path))?, None)?,
            }
        }
    }
    Ok(())
}
