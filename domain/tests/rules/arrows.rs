//! Modules of the rules know each other in one direction only: a sender knows its receiver, never the other way round.
#![expect(clippy::disallowed_methods, reason = "a test that reads the sources")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

type Graph = BTreeMap<String, BTreeSet<String>>;

/// Whoever lists the nouns or serves them all is no noun.
const NOT_NOUNS: [&str; 3] = ["core", "kinds", "lib"];

#[test]
fn modules_are_acyclic() {
    let graph = graph();
    assert!(graph.len() > 10, "{graph:?}");
    let mut left = graph.clone();
    while let Some(leaf) = left.keys().find(|name| left[*name].iter().all(|to| !left.contains_key(to))).cloned() {
        left.remove(&leaf);
    }
    assert!(left.is_empty(), "these modules know each other in a circle: {left:?}");
}

#[test]
fn the_frame_knows_no_noun() {
    let nouns: BTreeSet<_> = graph().into_keys().collect();
    let known = uses(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/core"));
    assert_eq!(known.intersection(&nouns).collect::<Vec<_>>(), Vec::<&String>::new());
}

fn graph() -> Graph {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let folders = fs::read_dir(src).unwrap().map(|entry| entry.unwrap().path());
    let nouns: Vec<_> = folders.filter(|path| path.is_dir() && !NOT_NOUNS.contains(&name(path).as_str())).collect();
    let names: BTreeSet<_> = nouns.iter().map(|path| name(path)).collect();
    nouns
        .iter()
        .map(|path| {
            let own = name(path);
            (own.clone(), uses(path).into_iter().filter(|to| names.contains(to) && *to != own).collect())
        })
        .collect()
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

/// Top modules of this crate that the files of a folder name.
fn uses(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(uses(&path));
            continue;
        }
        let text = fs::read_to_string(path).unwrap();
        for (at, _) in text.match_indices("crate::") {
            found.extend(named(&text[at + "crate::".len()..]));
        }
    }
    found
}

/// `name…`, or each name at the top of `{a, b::{c}, d}`.
fn named(rest: &str) -> Vec<String> {
    let ident = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(inner) = rest.strip_prefix('{') else { return vec![ident(rest)] };
    let (mut depth, mut names, mut start) = (1, vec![], 0);
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || depth == 1 && c == ',' {
            names.push(ident(&inner[start..at]));
            start = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    names
}

#[test]
fn grouped_imports_are_read() {
    assert_eq!(named("{core::{At, x}, mentor, user::{self}};"), ["core", "mentor", "user"]);
    assert_eq!(named("mentor::Show;"), ["mentor"]);
}
