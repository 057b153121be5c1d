//! The committed OpenAPI document is the running server's.

use std::{fs, path::Path};

use crate::support::Server;

#[tokio::test(flavor = "multi_thread")]
async fn the_committed_document_is_the_servers() {
    let server = Server::start(|_| {}).await;
    let document = server.nobody().get("/openapi.json").await.ok();
    server.running.stop().await;
    let now = format!("{}\n", serde_json::to_string_pretty(&document).unwrap());
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json"));
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        fs::write(path, &now).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(committed == now, "openapi/openapi.json is not the server's: run `make openapi` and look at the difference");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_of_the_document_names_its_errors_and_examples() {
    let server = Server::start(|_| {}).await;
    let document = server.nobody().get("/openapi.json").await.ok();
    server.running.stop().await;
    let paths = document["paths"].as_object().unwrap();
    let operations: Vec<_> = paths.values().flat_map(|path| path.as_object().unwrap().values()).collect();
    assert!(operations.len() >= 50);
    for operation in operations {
        let id = operation["operationId"].as_str().unwrap();
        assert!(operation["tags"].is_array(), "{id} has a tag");
        assert!(operation["responses"]["500"].is_object(), "{id} is in its folder's `operations!`");
        let good = ["200", "201", "202", "204"].iter().any(|status| operation["responses"][status].is_object());
        assert!(good, "{id} says what it answers");
        let body = &operation["requestBody"]["content"]["application/json"];
        assert!(body.is_null() || body["example"].is_object(), "{id} has an example of its body");
        for status in ["200", "201", "202"] {
            let body = &operation["responses"][status]["content"]["application/json"];
            assert!(body.is_null() || body["example"].is_object(), "{id} has an example of its answer");
        }
    }
}

/// Who may is said before anything is done.
#[test]
fn the_first_line_of_every_operation_says_who_may() {
    let mut operations = 0;
    visit(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/api/v1")), &mut |file, source| {
        let Some((_, after)) = source.split_once("#[oai(path") else { return };
        let body = after.split_once("async fn ").unwrap().1;
        let first = body.split_once("> {\n").unwrap().1.lines().next().unwrap().trim();
        let says = [".signed_in()?", ".require(", ".anyone()"].iter().any(|call| first.contains(call));
        assert!(says && first.contains("auth."), "{file}: {first}");
        operations += 1;
    });
    assert!(operations >= 50);
}

fn visit(folder: &Path, each: &mut dyn FnMut(&str, &str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, each);
        } else {
            each(&path.display().to_string(), &fs::read_to_string(&path).unwrap());
        }
    }
}
