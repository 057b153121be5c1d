//! What docs/operations.md has an operator put on a server: its settings and its unit are ones that the program takes.

use std::process::Command;

use crate::{
    markdown::{blocks, sections},
    tree::read,
};

/// The one block of *Install* that begins so.
fn block(begin: &str) -> String {
    let document = read("docs/operations.md");
    let (_, install) = sections(&document).into_iter().find(|(title, _)| *title == "Install").unwrap();
    let mut found = blocks(install).into_iter().filter(|block| block.text.starts_with(begin));
    let block = found.next().unwrap_or_else(|| panic!("no block begins with {begin}"));
    assert_eq!(found.next(), None);
    block.text
}

fn config(text: &str) -> toml::Table {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lyceum.toml");
    std::fs::write(&path, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_lyceum"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LYCEUM_")) {
        command.env_remove(name);
    }
    let output = command.arg("--config").arg(path).arg("config").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().parse().unwrap()
}

#[test]
fn the_settings_and_the_unit_to_install_are_taken_and_fit_each_other() {
    let settings = config(&block("data = "));
    let text = |key: &str| settings[key].as_str().unwrap().to_owned();
    assert!(text("data").starts_with('/') && block("cargo build").contains(&format!(" {}\n", text("console"))));
    let unit = block("[Unit]");
    let value = |key: &str| {
        let line = unit.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        line.unwrap_or_else(|| panic!("no {key}")).to_owned()
    };
    let number = |key: &str| value(key).parse::<i64>().unwrap();
    assert_eq!(text("data"), format!("/var/lib/{}", value("StateDirectory")));
    let limits = &settings["limits"];
    assert!(number("LimitNOFILE") >= limits["connections"].as_integer().unwrap() + 512, "as the server asks for");
    assert!(number("TimeoutStopSec") > limits["drain_secs"].as_integer().unwrap());
    let start = value("ExecStart");
    let (program, arguments) = start.split_once(' ').unwrap();
    assert!(block("cargo build").contains(&format!("install target/release/lyceum {program}\n")));
    let known = Command::new(env!("CARGO_BIN_EXE_lyceum")).args(arguments.split(' ')).arg("--help").output().unwrap();
    assert!(known.status.success(), "{arguments}");
}
