//! Who may do what: every operation and every client frame of the committed documents, by everybody. `docs/security.md` says it in words.

mod ends;
mod frames;
mod refresh;
mod table;
mod things;
mod tokens;
mod walk;

use std::collections::BTreeSet;

use serde_json::Value;

/// Nothing in a document is without a row, and no row is left over.
fn assert_rows<'a>(document: &str, list: &str, named: impl Iterator<Item = &'a str>, rows: impl Iterator<Item = &'a str>) {
    let (named, rows): (BTreeSet<_>, BTreeSet<_>) = (named.collect(), rows.collect());
    let missing: Vec<_> = named.difference(&rows).collect();
    assert!(
        missing.is_empty(),
        "{document} has what nobody has said who may do: {missing:?}. Add a row for each to `{list}` in \
         gateway/tests/journeys/authorization/table.rs: what each of its callers gets"
    );
    let over: Vec<_> = rows.difference(&named).collect();
    assert!(
        over.is_empty(),
        "`{list}` in gateway/tests/journeys/authorization/table.rs has rows for what {document} has not: {over:?}"
    );
}

fn document(name: &str) -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/");
    serde_json::from_str(&std::fs::read_to_string(format!("{path}{name}")).unwrap()).unwrap()
}
