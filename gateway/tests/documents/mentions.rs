//! What running text names in `code`: commands, files and links.

use std::{path::Path, process::Command};

use serde_json::Value;

use crate::{
    assert_none,
    markdown::spans,
    program::make_would,
    tree::{documents, files, read, root},
};

#[test]
fn commands_named_in_running_text_exist() {
    let (mut known, mut faults) = (0, Vec::new());
    for file in documents() {
        for code in spans(&read(&file)) {
            let Some(found) = command(&code) else { continue };
            known += 1;
            faults.extend(found.err().map(|fault| format!("{file}: `{code}`: {fault}")));
        }
    }
    assert_none(&faults);
    assert!(known > 15, "{known} commands were found");
}

/// None when it is no command.
fn command(code: &str) -> Option<Result<(), String>> {
    let words: Vec<_> = code.split(' ').collect();
    Some(match words[..] {
        ["make", ref args @ ..] if !args.is_empty() => make_would(args).map(|_| ()),
        ["cargo", subcommand, ref args @ ..] => knows("cargo", subcommand, args),
        ["lyceum", subcommand, ref args @ ..] => knows(env!("CARGO_BIN_EXE_lyceum"), subcommand, args),
        ["npm", "run", script, ..] | ["npm", script, ..] => npm(script),
        _ => return None,
    })
}

fn knows(program: &str, subcommand: &str, args: &[&str]) -> Result<(), String> {
    let output = Command::new(program).args([subcommand, "--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    if !output.status.success() {
        return Err(format!("there is no {subcommand}"));
    }
    let unknown = args.iter().find(|arg| arg.starts_with('-') && !help.contains(*arg));
    unknown.map_or(Ok(()), |flag| Err(format!("{subcommand} has no {flag}")))
}

/// In the console's folder or the SDK's: the text around it says in which.
fn npm(script: &str) -> Result<(), String> {
    let has = |package: &str| {
        let package: Value = serde_json::from_str(&read(package)).unwrap();
        package["scripts"][script].is_string()
    };
    let packages = ["gateway/web/package.json", "openapi/sdk-typescript/package.json"];
    if packages.into_iter().any(has) { Ok(()) } else { Err(format!("no package has a script {script}")) }
}

#[test]
fn files_and_links_that_the_documents_name_exist() {
    let (files, mut known, mut faults) = (files(), 0, Vec::new());
    for file in documents() {
        let document = read(&file);
        for path in spans(&document).into_iter().filter(|code| is_path(code)) {
            known += 1;
            if !exists(&path, &files) {
                faults.push(format!("{file}: there is no `{path}`"));
            }
        }
        let folder = root().join(&file).parent().unwrap().to_owned();
        for link in links(&document).filter(|link| !link.contains("://") && !folder.join(link).exists()) {
            faults.push(format!("{file}: the link {link} leads nowhere"));
        }
    }
    assert_none(&faults);
    assert!(known > 50, "{known} paths were found");
}

/// As in `a/file.rs` `the_test`: where a table says what tries its line.
#[test]
fn tests_that_the_documents_name_are_in_the_file_that_they_name() {
    let (files, mut known, mut faults) = (files(), 0, Vec::new());
    for file in documents() {
        let document = read(&file);
        let spans = spans(&document);
        let is_source = |path: &str| Path::new(path).extension().is_some_and(|extension| extension == "rs");
        for [path, test] in spans.array_windows().filter(|[path, test]| is_source(path) && is_test(test)) {
            known += 1;
            let inner = format!("/{path}");
            let held = files.iter().filter(|file| format!("/{file}").ends_with(&inner));
            if !held.into_iter().any(|file| read(file).contains(&format!("fn {test}()"))) {
                faults.push(format!("{file}: no test `{test}` is in `{path}`"));
            }
        }
    }
    assert_none(&faults);
    assert!(known > 15, "{known} tests were found");
}

/// A name of several words.
fn is_test(code: &str) -> bool {
    code.matches('_').count() > 2 && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// A file or a folder of this checkout; `NOUN` stands for many, and the data folder is made by the program.
pub fn is_path(code: &str) -> bool {
    let plain = code.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    let placeholder = code.split('/').any(|part| part.len() > 1 && part.chars().all(|c| c.is_ascii_uppercase()));
    let made = ["lyceum-data/", "lyceum-demo/", "target/"].iter().any(|folder| code.starts_with(folder));
    let known = ["rs", "ts", "tsx", "mjs", "md", "json", "sh", "toml"];
    let file = Path::new(code).extension().is_some_and(|extension| known.iter().any(|k| extension == *k));
    plain && !placeholder && !made && !code.starts_with('/') && (file || code.ends_with('/'))
}

/// Texts leave out the first folders where the room is clear.
pub fn exists(path: &str, files: &[String]) -> bool {
    let inner = format!("/{path}");
    let fits = |file: &String| {
        let file = format!("/{file}");
        if path.ends_with('/') { file.contains(&inner) } else { file.ends_with(&inner) }
    };
    files.iter().any(fits)
}

fn links(document: &str) -> impl Iterator<Item = &str> {
    document.split("](").skip(1).filter_map(|rest| rest.split(')').next())
}

#[test]
fn what_does_not_exist_is_found() {
    for code in ["make upp", "cargo chek", "cargo check --frozzen", "lyceum demmo", "lyceum config --shema", "npm run devv"] {
        assert!(command(code).unwrap().is_err(), "{code}");
    }
    assert!(command("lyceum-data").is_none());
    let files = ["gateway/src/api/router.rs".to_owned()];
    assert!(exists("api/router.rs", &files) && exists("gateway/src/", &files) && !exists("pi/router.rs", &files));
    assert!(is_path("api/router.rs") && is_path("docs/") && !is_path("/openapi.json") && !is_path("domain/src/NOUN/"));
}
