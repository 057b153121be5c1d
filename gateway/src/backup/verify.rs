//! Whether a backup, or a data folder, is what was written.

use std::{
    cell::RefCell,
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use lyceum_storage::{
    backup::LogEnd,
    open::RESTORING,
    verify::{Begun, KeyFault, begun, check_path, is_torn, mend, open_keys, reached},
};

use super::{BackupError, Checked, Manifest, check::Check, people::Named, source};

#[derive(Debug, serde::Serialize)]
pub struct Verified {
    #[serde(flatten)]
    pub checked: Checked,
    /// What is not as it was written.
    pub faults: Vec<String>,
    /// What is not there, and the log needs it.
    pub lost: Vec<String>,
    /// What may be as it was written, and could not be read.
    pub unread: Vec<String>,
    /// Who has to be erased once more.
    pub half_erased: Vec<String>,
    /// What is no fault, and yet to be known.
    pub notes: Vec<String>,
}

impl Verified {
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty() && self.lost.is_empty() && self.unread.is_empty()
    }
}

/// A tar or a folder that `lyceum backup` made.
pub fn verify_backup(backup: &Path) -> Result<Verified, BackupError> {
    let mut check = Check::default();
    let read = source::read(backup, &mut |path, from| check.file(path, from, None));
    let (lost, half_erased, notes) = match read {
        Ok(manifest) => {
            check.compare(&manifest);
            let paths = manifest.paths();
            (
                lost(&check, &manifest, &manifest.broken_keys(), &|_| false),
                check.half_erased(&|path| paths.contains(path)),
                vec![format!("made {} by lyceum {}", manifest.made_at, manifest.program)],
            )
        }
        Err(BackupError::Damaged(faults)) => {
            for fault in faults {
                check.fault(fault);
            }
            (Vec::new(), Vec::new(), Vec::new())
        }
        Err(error) => return Err(error),
    };
    Ok(Verified { checked: check.checked(), faults: check.faults, lost, unread: Vec::new(), half_erased, notes })
}

/// What a backup's log needs and its manifest does not name, and the keys that open nothing: so it was before the backup was made.
/// What `is_made` anew is not missed.
pub fn lost(check: &Check, manifest: &Manifest, broken: &BTreeSet<String>, is_made: &dyn Fn(&str) -> bool) -> Vec<String> {
    let files = manifest.paths();
    let is_there = |path: &str| files.contains(path) || is_made(path);
    let broken = broken.iter().filter(|path| !is_made(path));
    let broken = broken.map(|path| format!("key {path} did not open when the backup was made: {}", mend(path)));
    let pictures = check.lost_pictures(&is_there);
    broken.chain(check.lost(&is_there)).chain(pictures.iter().map(Named::lost)).collect()
}

/// A data folder; while a server runs on it, up to where its log ended when it was asked.
pub fn verify_folder(folder: &Path, master_key: &Path, end: Option<LogEnd>) -> Result<Verified, BackupError> {
    let mut check = Check::default();
    let mut notes = Vec::new();
    let segments = if folder.join(RESTORING).exists() {
        check.fault("a restore into this folder did not come to its end: empty it and restore again".to_owned());
        segments(folder).unwrap_or_default()
    } else {
        segments(folder)?
    };
    let reached = reached(folder).map_err(BackupError::io(folder.display()))?;
    for (nth, (name, path)) in segments.iter().enumerate() {
        let bytes = fs::metadata(path).map_err(BackupError::io(path.display()))?.len();
        // the next one begins where this one has to end
        let until = end.map_or(u64::MAX, |end| end.at.saturating_sub(base(name)));
        if until == 0 {
            break;
        }
        let file = File::open(path).map_err(BackupError::io(path.display()))?;
        let newest = nth + 1 == segments.len() && end.is_none();
        check.segment(name, &mut file.take(bytes.min(until)), &mut |fault| {
            let torn = fault.torn_at().filter(|byte| newest && base(name) + byte >= reached);
            // where it cannot be read it is told as damaged
            let torn = torn.is_some_and(|byte| is_torn(path, byte).unwrap_or(false));
            if torn {
                notes.push(format!("{fault}: a crash's torn tail, in which nothing was answered; the next start cuts it off"));
            }
            torn
        });
    }
    if let Some(end) = end.filter(|end| check.faults.is_empty() && check.end() != *end) {
        check.fault(format!("the log ends at {}, and its server wrote it up to {}", check.end().at, end.at));
    }
    if check.faults.is_empty() && end.is_none() && check.end().at < reached {
        check.fault(format!("the log ends at {}, and was written up to {reached}", check.end().at));
    }
    blobs(&folder.join("blobs"), &mut check)?;
    let unread = RefCell::new(Vec::new());
    let mut tell = |fault: KeyFault| match fault {
        KeyFault::Io(..) => unread.borrow_mut().push(fault.to_string()),
        fault => check.fault(fault.to_string()),
    };
    match open_keys(&folder.join("keys"), master_key) {
        Ok((keys, faults)) => {
            notes.push(format!("{keys} keys open with the master key"));
            faults.into_iter().for_each(tell);
        }
        // told below
        Err(KeyFault::Gone(_)) => {}
        Err(fault) => tell(fault),
    }
    // where nobody may look, nobody knows that it is gone
    let is_there = |path: &str| match folder.join(path).metadata() {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            unread.borrow_mut().push(KeyFault::Io(path.to_owned(), error).to_string());
            true
        }
        found => found.is_ok_and(|found| found.is_file()),
    };
    let mut lost = check.lost(&is_there);
    let mut pictures = check.lost_pictures(&is_there);
    if end.is_some() && !pictures.is_empty() {
        // somebody may have set another one meanwhile, which is in the log before the old one is deleted
        let now = read_again(folder)?;
        pictures.retain(|picture| now.names(picture));
    }
    lost.extend(pictures.iter().map(Named::lost));
    // somebody may be erased while a server runs, behind what was looked at
    let half_erased = if end.is_none() { check.half_erased(&|path| folder.join(path).is_file()) } else { Vec::new() };
    Ok(Verified { checked: check.checked(), faults: check.faults, lost, unread: unread.into_inner(), half_erased, notes })
}

/// What the log says by now.
fn read_again(folder: &Path) -> Result<Check, BackupError> {
    let mut check = Check::default();
    for (name, path) in segments(folder)? {
        let mut file = File::open(&path).map_err(BackupError::io(path.display()))?;
        check.segment(&name, &mut file, &mut |_| true);
    }
    Ok(check)
}

fn base(name: &str) -> u64 {
    name.strip_suffix(".log").and_then(|base| u64::from_str_radix(base, 16).ok()).unwrap_or_default()
}

fn segments(folder: &Path) -> Result<Vec<(String, PathBuf)>, BackupError> {
    let log = folder.join("log");
    if begun(folder).map_err(BackupError::io(log.display()))? == Begun::Lost {
        let log = log.display();
        return Err(BackupError::Refused(format!(
            "{log} is gone, or empty, and there is what belongs to it: restore the data folder from a back-up"
        )));
    }
    if !log.is_dir() {
        if folder.join(check_path()).exists() {
            // a first start that ended before it made one
            return Ok(Vec::new());
        }
        let folder = folder.display();
        return Err(BackupError::Refused(format!(
            "{folder} has no folder `log`, so it is no data folder: name one with `--data`, or a back-up behind `verify`"
        )));
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(&log).map_err(BackupError::io(log.display()))? {
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
