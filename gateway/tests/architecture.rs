//! The arrows of docs/architecture.md are the only ones: a room that imports another needs a line here first.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Room → the rooms it may know.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("storage", &[]),
    ("media", &[]),
    ("loadtest", &[]),
    ("cluster", &["domain", "storage"]),
    ("actors", &["cluster", "domain", "media", "storage"]),
    ("gateway", &["actors", "cluster", "domain", "media", "storage"]),
];

/// What a pure room must not even have at hand.
const NOT_IN_DOMAIN: &[&str] = &["tokio", "rand", "fjall", "hyper", "ractor", "tracing", "rustix", "socket2"];

fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata runs in a checkout");
    let normal = |package: &cargo_metadata::Package| {
        let kept = package.dependencies.iter().filter(|d| d.kind == DependencyKind::Normal);
        kept.map(|d| d.name.clone()).collect()
    };
    metadata.packages.iter().map(|p| (p.name.trim_start_matches("lyceum-").to_owned(), normal(p))).collect()
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
            wrong.extend(names.iter().filter(|n| NOT_IN_DOMAIN.contains(&n.as_str())).map(|n| format!("domain uses {n}")));
        }
    }
    wrong
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
    planted.get_mut("domain").expect("a room").insert("tokio".to_owned());
    assert_eq!(violations(&planted), ["domain uses tokio", "storage → gateway"]);
}
