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
    let circle = circle(graph);
    assert!(circle.is_empty(), "these modules know each other in a circle, or somebody in one: {circle:?}");
}

#[test]
fn the_frame_knows_no_noun() {
    let nouns: BTreeSet<_> = graph().into_keys().collect();
    let known = uses(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/core"), 1);
    assert_eq!(known.intersection(&nouns).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// What is left when, again and again, those who know nobody are taken away.
fn circle(mut graph: Graph) -> Graph {
    while let Some(leaf) = graph.keys().find(|name| graph[*name].iter().all(|to| !graph.contains_key(to))).cloned() {
        graph.remove(&leaf);
    }
    graph
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
            let known = uses(path, 1);
            assert!(!known.contains(ALL), "{own} imports everything at the top of the crate; name what it uses");
            (own.clone(), known.into_iter().filter(|to| names.contains(to) && *to != own).collect())
        })
        .collect()
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

/// Stands for a path that may mean any module.
const ALL: &str = "*";

/// Top modules of this crate that the files of a folder name; the folder's own module is so deep below the crate.
fn uses(folder: &Path, depth: usize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(uses(&path, depth + 1));
            continue;
        }
        let depth = if name(&path) == "mod" { depth } else { depth + 1 };
        let text = fs::read_to_string(path).unwrap();
        let (rules, tests) = text.split_once("mod tests {").unwrap_or((&text, ""));
        found.extend(named(rules, depth));
        found.extend(named(tests, depth + 1));
    }
    found
}

/// Top modules that a module's text names, by `crate::` or by climbing: so deep below the crate, that many `super::` lead there.
fn named(text: &str, depth: usize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for root in ["crate::", "super::"] {
        for (at, _) in text.match_indices(root) {
            let mut paths = Vec::new();
            expand(&text[at..], &[], &mut paths);
            for path in paths {
                let climbed = path.iter().take_while(|part| *part == "super").count();
                let top = match path[0].as_str() {
                    "crate" => path.get(1),
                    _ if climbed >= depth => path.get(climbed),
                    _ => continue,
                };
                found.insert(top.cloned().unwrap_or_else(|| ALL.to_owned()));
            }
        }
    }
    found
}

/// The paths of `a::b`, of `a::{b, c::{d}}`, of `a::*`; returns what follows.
fn expand<'a>(text: &'a str, before: &[String], paths: &mut Vec<Vec<String>>) -> &'a str {
    let mut text = text.trim_start();
    if let Some(inner) = text.strip_prefix('{') {
        text = inner.trim_start();
        while !text.is_empty() {
            if let Some(rest) = text.strip_prefix('}') {
                return rest;
            }
            text = expand(text, before, paths).trim_start();
            // `as` and its name, a comma
            text = text.trim_start_matches(|c: char| c != '}' && c != '{' && c != ',').trim_start_matches(',').trim_start();
        }
        return text;
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    let (part, rest) = text.split_at(end);
    let part = if rest.starts_with(ALL) { ALL } else { part };
    let path = [before, &[part.to_owned()]].concat();
    match rest.strip_prefix("::") {
        Some(rest) if part != ALL => expand(rest, &path, paths),
        _ => {
            paths.push(path);
            rest.strip_prefix(ALL).unwrap_or(rest)
        }
    }
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(ToString::to_string).collect()
}

#[test]
fn imports_are_read_whether_grouped_climbing_or_inline() {
    let grouped = "use crate::{core::{At, x}, mentor as m, user::{self}};";
    assert_eq!(named(grouped, 1), set(&["core", "mentor", "user"]));
    assert_eq!(named("let seen = crate::mentor::Show;", 2), set(&["mentor"]));
    assert_eq!(named("use super::mentor::Show;", 1), set(&["mentor"]));
    assert_eq!(named("use super::super::{\n    mentor::{self, Show},\n    user,\n};", 2), set(&["mentor", "user"]));
    assert_eq!(named("use super::{super::mentor::Show, Event};", 2), set(&["mentor"]));
    assert_eq!(named("use super::{Event, state::Stage};", 2), set(&[]), "its own module");
    assert_eq!(named("use super::super as top; use crate::*;", 2), set(&[ALL]));
}

#[test]
fn a_circle_is_found_and_only_the_circle() {
    let graph = |arrows: &[(&str, &[&str])]| arrows.iter().map(|(from, to)| ((*from).to_owned(), set(to))).collect::<Graph>();
    let planted = graph(&[("a", &["b"]), ("b", &["c", "d"]), ("c", &["a"]), ("d", &["e"]), ("e", &[])]);
    assert_eq!(circle(planted).into_keys().collect::<Vec<_>>(), ["a", "b", "c"]);
    assert_eq!(circle(graph(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])])), Graph::new());
}
