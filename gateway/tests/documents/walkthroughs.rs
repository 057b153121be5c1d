//! The walkthroughs of docs/architecture.md name functions that are there, in the files that they name.

use crate::{
    assert_none,
    markdown::{sections, spans},
    mentions::{exists, is_path},
    tree::{files, read},
};

#[test]
fn functions_that_the_walkthroughs_name_stand_in_the_files_that_they_name() {
    let document = read("docs/architecture.md");
    let (walkthroughs, found) = faults(&document);
    assert_eq!(walkthroughs, 3);
    assert_none(&found);
    for (right, wrong) in [("`Node::ask`", "`Node::tell`"), ("`run_lanes`", "`walk_lanes`"), ("`group`", "`batch_up`")] {
        assert!(document.contains(right));
        assert_eq!(faults(&document.replace(right, wrong)).1.len(), 1, "{wrong} is found");
    }
}

fn faults(document: &str) -> (usize, Vec<String>) {
    let all = files();
    let sections = sections(document);
    let walkthroughs: Vec<_> = sections.iter().filter(|(title, _)| title.starts_with("A ")).collect();
    let mut found = Vec::new();
    for (title, text) in &walkthroughs {
        let (paths, names): (Vec<_>, Vec<_>) = spans(text).into_iter().partition(|code| is_path(code));
        assert!(paths.len() > 3 && names.len() > 3, "{title}");
        let named = all.iter().filter(|file| paths.iter().any(|path| exists(path, std::slice::from_ref(file))));
        let sources: Vec<_> = named.filter(|file| file.contains('.')).map(|file| read(file)).collect();
        let stands = |name: &String| sources.iter().any(|source| stands(name, source));
        found.extend(names.iter().filter(|name| !stands(name)).map(|name| format!("{title}: no `{name}` in the files it names")));
    }
    (walkthroughs.len(), found)
}

/// `function`, its own or called from a library, `Type::function`, or a word of the code like a header's name.
fn stands(name: &str, source: &str) -> bool {
    let function = |name: &str| source.contains(&format!("fn {name}(")) || source.contains(&format!("fn {name}<"));
    if let Some((owner, name)) = name.split_once("::") {
        let owned = source.lines().any(|line| line.contains(owner) && (line.contains("impl") || line.contains("trait")));
        return owned && function(name);
    }
    let snake = name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if snake { function(name) || source.contains(&format!("::{name}(")) } else { source.contains(name) }
}
