//! Whose the data is: the server can read what its own user made, and nothing else.

use std::{io, path::Path};

use lyceum_storage::owner::{User, others, owner, stranger};

use super::{Finding, server::Running};

const CHECK: &str = "owner";
/// Most paths that are said: `chown -R` mends all of them.
const SHOWN: usize = 3;

/// None where there is no data yet.
pub fn check(data: &Path, running: Option<&Running>) -> Option<Finding> {
    look(data, running).unwrap_or_else(|error| {
        let found = format!("whose {} is cannot be seen: {error}", data.display());
        Some(Finding::error(CHECK, found, "run this as the user that runs the server"))
    })
}

fn look(data: &Path, running: Option<&Running>) -> io::Result<Option<Finding>> {
    let Some(owner) = owner(data)? else { return Ok(None) };
    let (shown, me) = (data.display(), User::me());
    // one that runs has asked that itself
    if running.is_none() && stranger(data)?.is_some() {
        let found = format!("the data in {shown} is {owner}'s, and this is {me}: as {me} no server starts on it");
        let mend = format!("run server and doctor as {owner}, or `chown -R {me} {shown}`");
        return Ok(Some(Finding::error(CHECK, found, mend)));
    }
    let (count, first) = others(data, owner, SHOWN);
    if count == 0 {
        return Ok(Some(Finding::ok(CHECK, format!("all in {shown} is {owner}'s"))));
    }
    let named: Vec<_> = first.iter().map(|(path, user)| format!("{} ({user})", path.display())).collect();
    let more = if count > named.len() { " …" } else { "" };
    let found = format!("{count} files or folders of the data are not {owner}'s, whose the log is: {}{more}", named.join(", "));
    Ok(Some(Finding::error(CHECK, found, format!("`chown -R {owner} {shown}`, and type commands as that user"))))
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::chown};

    use super::*;
    use crate::doctor::Level;

    #[test]
    fn what_is_another_users_is_named_with_whose_it_is() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(check(folder.path(), None), None);
        fs::create_dir_all(folder.path().join("log")).unwrap();
        fs::create_dir_all(folder.path().join("keys/person")).unwrap();
        assert_eq!(check(folder.path(), None).unwrap().level, Level::Ok);
        if User::me().to_string() != "root" {
            eprintln!("*** SKIPPED what_is_another_users_is_named_with_whose_it_is: to make that needs root ***");
            return;
        }
        chown(folder.path().join("keys/person"), Some(65534), None).unwrap();
        let told = check(folder.path(), None).unwrap();
        assert!(told.level == Level::Error && told.found.contains("keys/person (nobody)"), "{told:?}");
        assert!(told.mend.unwrap().contains("`chown -R root "));
        chown(folder.path().join("log"), Some(65534), None).unwrap();
        let told = check(folder.path(), None).unwrap();
        assert!(told.level == Level::Error && told.found.contains("is nobody's, and this is root"), "{told:?}");
        let running = Some(Running { pid: None });
        assert!(check(folder.path(), running.as_ref()).unwrap().found.contains("keys (root)"));
    }
}
