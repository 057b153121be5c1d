//! A data folder of another user than who types a command: nothing is made that the server could not read, and what there is of it is
//! told apart from what is gone; and nothing of it is for other users to look at. To be two users needs root.

use std::{
    fs::{self, Permissions},
    io::Write as _,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use http::StatusCode;
use serde_json::json;
use tempfile::TempDir;

use crate::support::{PASSWORD, Program, free_port, program};

const NOBODY: u32 = 65534;

/// A folder that everybody may come through, and `data` in it, of its own user.
struct Place(TempDir);

impl Place {
    /// None where this user is not root.
    fn make(test: &str) -> Option<Self> {
        if !rustix::process::geteuid().is_root() {
            eprintln!("*** SKIPPED {test}: to be another user needs root ***");
            return None;
        }
        let folder = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap();
        let place = Self(folder);
        for name in ["data", "kept"] {
            fs::create_dir(place.at(name)).unwrap();
            chown(place.at(name), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        // the build's folder may be its owner's only
        fs::copy(env!("CARGO_BIN_EXE_lyceum"), place.at("lyceum")).unwrap();
        Some(place)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The program, as the server's user.
    fn become_nobody(&self, command: &mut Command) {
        let arguments: Vec<_> = command.get_args().map(ToOwned::to_owned).collect();
        let mut other = Command::new("setpriv");
        other.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(self.at("lyceum")).args(arguments);
        other.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?)))).current_dir(self.0.path());
        *command = other;
    }

    async fn serve(&self) -> Program {
        Program::start(&self.at("data"), "serve", |command| self.become_nobody(command)).await
    }

    fn types(&self, who: Who, arguments: &[&str]) -> (bool, String) {
        let mut command = program(&self.at("data"), free_port());
        command.args(arguments);
        if who == Who::Nobody {
            self.become_nobody(&mut command);
        }
        let password = self.at("password");
        fs::write(&password, PASSWORD).unwrap();
        let Output { status, stdout, stderr } = command.stdin(fs::File::open(password).unwrap()).output().unwrap();
        (status.success(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
    }

    fn done(&self, who: Who, arguments: &[&str]) -> String {
        let (is_done, told) = self.types(who, arguments);
        assert!(is_done, "{arguments:?}: {told}");
        told
    }

    fn refused(&self, who: Who, arguments: &[&str]) -> String {
        let (is_done, told) = self.types(who, arguments);
        assert!(!is_done, "{arguments:?}: {told}");
        told
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Root,
    Nobody,
}

fn create(slug: &'static str) -> [&'static str; 9] {
    let email = "admin@school.example";
    ["organization", "create", "--slug", slug, "--name", "School", "--admin-email", email, "--admin-password-stdin"]
}

fn stop(mut server: Program) {
    server.terminate();
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

/// Everything below, with whose it is and when it was changed.
fn all(folder: &Path) -> Vec<(PathBuf, u32, i64, i64)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let (path, is) = entry.map(|entry| (entry.path(), entry.metadata().unwrap())).unwrap();
        if is.is_dir() {
            found.extend(all(&path));
        }
        found.push((path, is.uid(), is.mtime(), is.mtime_nsec()));
    }
    found.sort_unstable();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_the_servers_user_is_refused_before_anything_is_written_and_told_how() {
    let Some(place) = Place::make("who_is_not_the_servers_user_is_refused_before_anything_is_written_and_told_how") else {
        return;
    };
    stop(place.serve().await);
    place.done(Who::Nobody, &create("one"));
    let before = all(&place.at("data"));
    let kept = place.at("kept.tar").display().to_string();
    let reset = ["organization", "reset-password", "--slug", "one", "--email", "admin@school.example"];
    for arguments in [&create("two")[..], &reset, &["serve"], &["demo"], &["demo", "--https=127.0.0.1"], &["backup", &kept]] {
        let told = place.refused(Who::Root, arguments);
        assert!(told.contains("is nobody's, and this is root") && told.contains("`sudo -u nobody`"), "{arguments:?}: {told}");
    }
    assert_eq!(all(&place.at("data")), before);
    assert!(!place.at("kept.tar").exists());
    let told = place.refused(Who::Root, &["doctor"]);
    assert!(told.contains("as root no server starts on it"), "{told}");
    place.done(Who::Root, &["verify"]);

    // beside the server it is the server who does it
    let server = place.serve().await;
    place.done(Who::Root, &create("two"));
    place.done(Who::Root, &["backup", &kept]);
    assert!(all(&place.at("data")).iter().all(|(_, owner, ..)| *owner == NOBODY));
    stop(server);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_another_users_is_named_and_told_apart_from_one_that_is_gone() {
    let Some(place) = Place::make("a_key_of_another_users_is_named_and_told_apart_from_one_that_is_gone") else { return };
    place.done(Who::Nobody, &create("one"));
    let people = place.at("data/keys/person");
    let key = all(&people).into_iter().map(|(path, ..)| path).find(|path| path.is_file()).unwrap();
    let within = key.strip_prefix(place.at("data")).unwrap().display().to_string();
    // as `tar -x` leaves it, typed as root: the file alone, or the folder that it lies in
    for taken in [&key, key.parent().unwrap()] {
        chown(taken, Some(0), Some(0)).unwrap();
        let server = Program::start(&place.at("data"), "serve", |command| {
            place.become_nobody(command);
            command.stderr(fs::File::create(place.at("told")).unwrap()).stdout(std::process::Stdio::null());
            command.env("LYCEUM_LOG_FILTER", "info");
        })
        .await;
        let body = json!({ "email": "admin@school.example", "password": PASSWORD, "token_delivery": "body" });
        let answer = server.person.post("/v1/organizations/one/sign-in", &body).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.body);
        let kept = place.at("kept/one.tar").display().to_string();
        let told = place.refused(Who::Nobody, &["backup", &kept]);
        assert!(told.contains(&*within) || told.contains(within.rsplit_once('/').unwrap().0), "{told}");
        assert!(told.contains("Permission denied") && !told.contains("look at the disk"), "{told}");
        for who in [Who::Nobody, Who::Root] {
            let told = place.refused(who, &["doctor"]);
            assert!(told.contains(&taken.display().to_string()) && told.contains("`chown -R nobody "), "{told}");
        }
        stop(server);
        let said = fs::read_to_string(place.at("told")).unwrap();
        assert!(said.contains(&format!("{within} cannot be read: Permission denied")), "{said}");
        let told = place.refused(Who::Nobody, &["verify"]);
        assert!(told.contains("UNREAD: keys/person/") && told.contains("Permission denied"), "{told}");
        assert!(!told.contains("is gone") && !told.contains("DAMAGED") && !told.contains("delete that account"), "{told}");
        chown(taken, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    place.done(Who::Nobody, &["verify"]);
    fs::remove_file(&key).unwrap();
    let told = place.refused(Who::Nobody, &["verify"]);
    assert!(told.contains("is gone") && told.contains(&within), "{told}");
}

/// As a service manager makes its folder: everybody may come in.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_an_open_data_folder_is_for_other_users_and_what_was_is_closed_at_a_start() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, Permissions::from_mode(0o755)).unwrap();
    let open = || {
        let entries = fs::read_dir(&data).unwrap().map(Result::unwrap);
        let open = entries.filter(|entry| entry.metadata().unwrap().mode() & 0o077 != 0);
        open.map(|entry| entry.file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    let server = Program::demo(&data, |_| {}).await;
    assert_eq!(open(), [""; 0], "beside the server");
    stop(server);
    assert_eq!(open(), [""; 0]);
    for (name, mode) in [("index", 0o755), ("log", 0o750), ("reached", 0o644), ("lock", 0o644)] {
        fs::set_permissions(data.join(name), Permissions::from_mode(mode)).unwrap();
    }
    // torn as by a power cut
    let log = fs::read_dir(data.join("log")).unwrap().next().unwrap().unwrap().path();
    fs::File::options().append(true).open(log).unwrap().write_all(&[7; 100]).unwrap();
    let server = Program::serve(&data).await;
    assert!(data.join("torn").is_dir());
    assert_eq!(open(), [""; 0]);
    stop(server);
}
