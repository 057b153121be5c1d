//! The demo, whose password everybody can read, stays apart from what serves people.

use std::{
    fs::{self, File},
    path::Path,
    process::{Command, Output},
};

use serde_json::Value;

use super::{demo::end, said_at, until};
use crate::support::{PASSWORD, Program, free_port, program};

/// Of one that should end by itself: one that serves is ended, so that it is seen.
fn ended(data: &Path, arguments: &[&str], change: impl FnOnce(&mut Command)) -> Output {
    let ours = program(data, free_port());
    let mut command = Command::new("timeout");
    command.arg("30").arg(ours.get_program()).args(arguments);
    command.envs(ours.get_envs().filter_map(|(name, value)| Some((name, value?))));
    change(&mut command);
    command.output().unwrap()
}

fn refused(data: &Path, arguments: &[&str]) -> String {
    let output = ended(data, arguments, |_| {});
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
    said
}

fn found_school(data: &Path) {
    said_at(data, &["organization", "create", "--slug", "school", "--name", "School", "--admin-email", "head@school.example"]);
}

#[test]
fn the_demo_has_a_data_folder_of_its_own_unless_one_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let data = |arguments: &[&str]| {
        let output = ended(Path::new("none"), arguments, |command| {
            command.env_remove("LYCEUM_DATA").current_dir(folder.path());
        });
        String::from_utf8(output.stderr).unwrap()
    };
    // a file in the way names the folder that it wants
    for name in ["lyceum-demo", "lyceum-data", "named"] {
        fs::write(folder.path().join(name), "").unwrap();
    }
    for (arguments, name) in
        [(&["demo"][..], "lyceum-demo"), (&["serve"], "lyceum-data"), (&["demo", "--data", "named"], "named")]
    {
        let said = data(arguments);
        assert!(said.contains(name), "{arguments:?}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_is_refused_beside_another_organization_and_at_an_address_that_is_everybodys() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    found_school(&data);
    let said = refused(&data, &["demo"]);
    assert!(said.contains("has the organization `school`") && said.contains("`lyceum-demo`"), "{said}");
    let server = Program::serve(&data).await;
    let demo = server.person.get("/v1/organizations/demo").await;
    assert_eq!(demo.code(), "not_found", "nothing of it was made");
    end(server);

    let new = folder.path().join("new");
    let said = refused(&new, &["demo", "--set", "public_url=https://school.example"]);
    assert!(said.contains("https://school.example (`public_url`)") && said.contains("`lyceum serve`"), "{said}");
    let said = refused(&new, &["demo", "--https=192.0.2.7"]);
    assert!(said.contains("https://192.0.2.7:"), "{said}");
    assert!(!new.join("log").exists(), "no store was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_and_its_doctor_warn_while_people_of_the_demo_can_sign_in() {
    let folder = tempfile::tempdir().unwrap();
    let (data, log) = (folder.path().join("data"), folder.path().join("log"));
    let told = |command: &mut Command| {
        command.stderr(File::create(&log).unwrap());
    };
    let warned = || fs::read_to_string(&log).unwrap().lines().find(|line| line.contains("`lyceum demo`")).map(str::to_owned);
    let doctor = || {
        let report: Value =
            serde_json::from_slice(&program(&data, free_port()).args(["doctor", "--json"]).output().unwrap().stdout).unwrap();
        report["findings"].as_array().unwrap().iter().find(|finding| finding["check"] == "demo").cloned()
    };
    found_school(&data);
    let server = Program::start(&data, "serve", told).await;
    assert_eq!(doctor(), None);
    // what it has to say it has said by then
    end(server);
    assert_eq!(warned(), None);

    fs::remove_dir_all(&data).unwrap();
    end(Program::demo(&data, |_| {}).await);
    let server = Program::start(&data, "serve", told).await;
    let (found, said) = (until("doctor warns", doctor).await, until("the server warns", warned).await);
    assert!(said.contains(" WARN ") && said.contains("admin@demo.example") && said.contains("reset-password"), "{said}");
    assert_eq!(found["level"], "warning");
    assert!(found["found"].as_str().unwrap().contains("admin@demo.example"), "{found}");

    for name in ["admin", "maya", "ruwan", "nimal", "sara"] {
        let email = format!("{name}@demo.example");
        let link = said_at(&data, &["organization", "reset-password", "--slug", "demo", "--email", &email]);
        let new =
            serde_json::json!({ "token": link.trim().split_once('#').unwrap().1, "new": format!("{PASSWORD}, and its banks") });
        server.person.post("/v1/organizations/demo/password-resets", &new).await.ok();
    }
    assert_eq!(doctor(), None);
    end(server);
    end(Program::start(&data, "serve", told).await);
    assert_eq!(warned(), None);
}
