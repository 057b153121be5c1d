//! The table of settings in docs/operations.md is the program's own.

use std::{collections::BTreeMap, process::Command};

use serde_json::Value;

use crate::{
    assert_none,
    markdown::{rows, sections},
    tree::read,
};

#[test]
fn every_setting_is_documented_with_its_default_and_none_is_invented() {
    let schema: Value = serde_json::from_str(&lyceum(&["config", "--schema"])).unwrap();
    let defaults: toml::Table = lyceum(&["config"]).parse().unwrap();
    let mut keys = BTreeMap::new();
    flatten(&schema, &schema, "", &mut keys);
    assert!(keys.len() > 25, "{keys:?}");
    for (key, default) in &mut keys {
        let value = key.split('.').try_fold(&toml::Value::Table(defaults.clone()), |table, part| table.get(part)).map(shown);
        *default = value.unwrap_or_else(|| "none".into());
    }
    let document = read("docs/operations.md");
    let found = faults(&document, &keys);
    assert_none(&found);
    assert!(!faults(&document.replace("`media.tcp`", "`media.tpc`"), &keys).is_empty(), "a spoiled key is found");
    assert!(!faults(&document.replace("`127.0.0.1:8080`", "`127.0.0.1:80`"), &keys).is_empty(), "a spoiled default is found");
}

fn lyceum(args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lyceum"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LYCEUM_")) {
        command.env_remove(name);
    }
    String::from_utf8(command.args(args).output().unwrap().stdout).unwrap()
}

fn flatten(schema: &Value, at: &Value, prefix: &str, keys: &mut BTreeMap<String, String>) {
    for (name, property) in at["properties"].as_object().unwrap() {
        let table = property["$ref"].as_str().map(|name| schema.pointer(name.trim_start_matches('#')).unwrap());
        match table.filter(|table| table["properties"].is_object()) {
            Some(table) => flatten(schema, table, &format!("{prefix}{name}."), keys),
            None => drop(keys.insert(format!("{prefix}{name}"), String::new())),
        }
    }
}

/// As the table writes a default.
fn shown(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => format!("`{text}`"),
        toml::Value::Array(list) if list.is_empty() => "none".into(),
        other => format!("`{other}`"),
    }
}

fn faults(document: &str, keys: &BTreeMap<String, String>) -> Vec<String> {
    let sections = sections(document);
    let (_, section) = sections.iter().find(|(title, _)| *title == "Settings").unwrap();
    let (mut found, mut documented) = (Vec::new(), BTreeMap::new());
    for row in rows(section) {
        let [key, default, meaning] = row[..] else {
            found.push(format!("a row of {} cells: {row:?}", row.len()));
            continue;
        };
        if meaning.is_empty() {
            found.push(format!("{key} has no meaning"));
        }
        documented.insert(key.trim_matches('`').to_owned(), default);
    }
    for (key, default) in keys {
        match documented.remove(key) {
            None => found.push(format!("`{key}` is not documented; its default is {default}")),
            // where it depends on others, it is said in words
            Some(said) if said != default && (default != "none" || said.is_empty()) => {
                found.push(format!("`{key}` is {default} by default, documented as {said}"));
            }
            Some(_) => {}
        }
    }
    found.extend(documented.keys().map(|key| format!("`{key}` is no setting")));
    found
}
