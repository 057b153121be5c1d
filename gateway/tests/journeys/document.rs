//! The committed OpenAPI document is the running server's.

use std::{fs, path::Path};

use serde_json::Value;

use crate::support::Server;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json");

#[tokio::test(flavor = "multi_thread")]
async fn the_committed_document_is_the_servers() {
    let server = Server::start(|_| {}).await;
    let document = server.nobody().get("/openapi.json").await.ok();
    server.running.stop().await;
    let now = format!("{}\n", serde_json::to_string_pretty(&document).unwrap());
    let path = Path::new(COMMITTED);
    if std::env::var_os("UPDATE_DOCUMENTS").is_some() {
        fs::write(path, &now).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(committed == now, "openapi/openapi.json is not the server's: run `make openapi` and look at the difference");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_read_at_docs_is_the_same_document() {
    let server = Server::start(|_| {}).await;
    let document = server.nobody().get("/openapi.json").await.ok();
    let page = server.nobody().get("/docs").await;
    server.running.stop().await;
    let (_, spec) = page.body.as_str().unwrap().split_once("let spec = ").unwrap();
    let (spec, _) = spec.split_once(";\n").unwrap();
    assert!(!spec.contains('<'), "nothing in it ends the script");
    assert_eq!(serde_json::from_str::<Value>(spec).unwrap(), document);
}

/// So that a client made from the document can send it.
#[test]
fn every_operation_that_heeds_an_idempotency_key_lists_it() {
    let document: Value = serde_json::from_str(&fs::read_to_string(COMMITTED).unwrap()).unwrap();
    let paths = document["paths"].as_object().unwrap().values();
    let listed = |id: &str| -> Option<bool> {
        let all = paths.clone().flat_map(|path| path.as_object().unwrap().values());
        let said = all.into_iter().find(|said| said["operationId"] == id).unwrap();
        let key = said["parameters"].as_array()?.iter().find(|known| known["name"] == "Idempotency-Key")?;
        Some(key["required"] == true)
    };
    let mut heeding = 0;
    visit(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/api/v1")), &mut |file, source| {
        let Some((_, after)) = source.split_once("Operation::new(\"") else { return };
        let (id, after) = after.split_once('"').unwrap();
        let (_, body) = after.split_once("async fn ").unwrap();
        let wants = ["caller", "visitor"].iter().any(|who| body.contains(&format!("{who}.keyed(")));
        let heeds = body.contains(&format!("\"{id}\""));
        heeding += usize::from(heeds);
        assert_eq!(
            listed(id),
            heeds.then_some(wants),
            "{file}: whether the key is wanted, as the document and as the code have it"
        );
    });
    assert!(heeding >= 30, "{heeding}");
}

/// Who may is said before anything is done.
#[test]
fn the_first_line_of_every_operation_says_who_may() {
    let mut operations = 0;
    visit(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/api/v1")), &mut |file, source| {
        let Some((_, after)) = source.split_once("#[oai(path") else { return };
        let body = after.split_once("async fn ").unwrap().1;
        let first = body.split_once("> {\n").unwrap().1.lines().next().unwrap().trim();
        let says = [".signed_in()?", ".ends_sign_ins()?", ".require(", ".anyone()"].iter().any(|call| first.contains(call));
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
