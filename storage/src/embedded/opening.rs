//! The index is opened under guard: fjall takes some damage for a bug of its own and panics, sometimes twice, which ends the process.
//! The next start must not meet the same damage again.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use crate::{index::Index, log::End};

/// The index and from where the log has to be read; `Err` says why it cannot be used.
pub fn opened(dir: &Path) -> Result<(Index, Option<End>), String> {
    let opening = dir.with_extension("opening");
    if opening.exists() {
        fs::remove_file(&opening).map_err(|e| format!("{}: {e}", opening.display()))?;
        return Err("the start before this one ended while it was opened".into());
    }
    // a full disk guards nothing, and must not keep anybody from reading
    let guarded = fs::write(&opening, "").is_ok();
    let open = || Index::open(dir).and_then(|index| index.load_checkpoint().map(|from| (index, from)));
    let opened = catch_unwind(AssertUnwindSafe(open)).unwrap_or_else(|_| Err("it is damaged where fjall trusts it".into()));
    if guarded {
        fs::remove_file(&opening).map_err(|e| format!("{}: {e}", opening.display()))?;
    }
    opened
}
