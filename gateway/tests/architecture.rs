//! The arrows of docs/architecture.md are the only ones: a room that imports another needs a line here first.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Room → the rooms it may know, build scripts included.
const ARROWS: &[(&str, &[&str])] = &[
    ("soak", &[]),
    ("domain", &[]),
    ("storage", &[]),
    ("media", &[]),
    ("loadtest", &[]),
    ("cluster", &["domain", "storage"]),
    ("actors", &["cluster", "domain", "media", "storage"]),
    ("gateway", &["actors", "cluster", "domain", "media", "storage"]),
];

/// What only tests may know: seeds have a clock and entropy.
const TESTS_USE: &[&str] = &["lyceum-soak", "proptest"];

/// All that the rules may have at hand: formats, hashes, ciphers and tables; nothing with a clock, entropy or I/O.
const DOMAIN_USES: &[&str] = &[
    "aes-gcm-siv",
    "blake3",
    "ciborium",
    "emojis",
    "jiff",
    "serde",
    "serde_bytes",
    "serde_json",
    "thiserror",
    "unicode-normalization",
    "uuid",
    "zeroize",
];

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .args(arguments)
        .output()
        .expect("cargo starts, as it runs this test");
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

fn names(list: &Value) -> impl Iterator<Item = (&Value, String)> {
    let list = list.as_array().expect("a list in cargo's metadata");
    list.iter().map(|v| (v, v["name"].as_str().expect("a name in cargo's metadata").to_owned()))
}

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = cargo(&["metadata", "--locked", "--no-deps", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&metadata).expect("cargo writes JSON");
    names(&metadata["packages"])
        .map(|(package, name)| {
            let of_tests = |how: &Value, name: &str| how["kind"] == "dev" && TESTS_USE.contains(&name);
            let all = names(&package["dependencies"]).filter(|(how, name)| !of_tests(how, name)).map(|(_, name)| name).collect();
            (name.trim_start_matches("lyceum-").to_owned(), all)
        })
        .collect()
}

fn violations(dependencies: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let allowed: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (room, names) in dependencies {
        let Some(allowed) = allowed.get(room.as_str()) else {
            wrong.push(format!("{room} is a new room: draw its arrows first"));
            continue;
        };
        let rooms = names.iter().filter_map(|n| n.strip_prefix("lyceum-"));
        wrong.extend(rooms.filter(|r| !allowed.contains(r)).map(|r| format!("{room} → {r}")));
        if room == "domain" {
            wrong.extend(
                names
                    .iter()
                    .filter(|n| !n.starts_with("lyceum-") && !DOMAIN_USES.contains(&n.as_str()))
                    .map(|n| format!("domain uses {n}")),
            );
        }
    }
    wrong
}

/// Crates with the features that a build gives them; the rooms themselves left out.
fn features(selection: &[&str]) -> BTreeSet<String> {
    let tree = cargo(&[&["tree", "--locked", "--prefix", "none", "--no-dedupe", "-f", "{p} [{f}]"], selection].concat());
    tree.lines().filter(|line| !line.starts_with("lyceum-")).map(str::to_owned).collect()
}

#[test]
fn arrows_between_rooms_go_down_only() {
    let dependencies = dependencies();
    assert_eq!(dependencies.len(), ARROWS.len(), "rooms: {:?}", dependencies.keys());
    assert_eq!(violations(&dependencies), Vec::<String>::new());
}

#[test]
fn an_arrow_upwards_and_a_clock_in_the_domain_are_found() {
    let mut planted = dependencies();
    planted.get_mut("storage").expect("a room").insert("lyceum-gateway".to_owned());
    planted.get_mut("domain").expect("a room").extend(["tokio".to_owned(), "lyceum-soak".to_owned(), "proptest".to_owned()]);
    let found = ["domain → soak", "domain uses proptest", "domain uses tokio", "storage → gateway"];
    assert_eq!(violations(&planted), found);
}

#[test]
fn the_program_and_the_tests_build_the_same_crates() {
    let program = features(&["-p", "lyceum-gateway", "-e", "normal,build"]);
    let tests = features(&["--workspace", "-e", "normal,build,dev"]);
    let twice: Vec<_> = program.difference(&tests).collect();
    assert!(twice.is_empty(), "`make up` and `make test` would each compile these, with other features: {twice:?}");
}
