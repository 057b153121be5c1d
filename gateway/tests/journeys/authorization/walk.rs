//! Every operation by every caller.

use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::Value;
use uuid::Uuid;

use super::{
    assert_rows, document,
    table::{COLUMNS, FOREIGN, OPERATIONS, OUTSIDERS, Who, Y},
    things::{Things, server},
    tokens::forged,
};
use crate::support::{Answer, Person};

struct Operation<'a> {
    id: &'a str,
    method: Method,
    path: &'a str,
    said: &'a Value,
    who: &'a Who,
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object().unwrap().iter();
    let all = || {
        paths.clone().flat_map(|(path, said)| said.as_object().unwrap().iter().map(move |(method, said)| (path, method, said)))
    };
    let ids = all().map(|(_, _, said)| said["operationId"].as_str().unwrap());
    assert_rows("openapi/openapi.json", "OPERATIONS", ids, OPERATIONS.iter().map(|(id, _)| *id));
    let mut operations: Vec<_> = all()
        .map(|(path, method, said)| {
            let id = said["operationId"].as_str().unwrap();
            let (_, who) = OPERATIONS.iter().find(|(known, _)| *known == id).unwrap();
            Operation { id, method: method.to_uppercase().parse().unwrap(), path, said, who }
        })
        .collect();
    // what ends the callers' sign-ins comes last
    operations.sort_by_key(|operation| operation.id == "sign_out_everywhere");
    operations
}

impl Operation<'_> {
    /// As the document's example has it, about the things, or about nothing that there is.
    async fn ask(&self, person: &Person, things: &Things, nothing: bool) -> Answer {
        let parameters = self.said["parameters"].as_array().into_iter().flatten();
        let wanted = parameters.filter(|parameter| parameter["in"] == "query" && parameter["required"] == true);
        let query: Vec<_> =
            wanted.map(|of| format!("{}={}", of["name"].as_str().unwrap(), of["example"].as_str().unwrap())).collect();
        let path = format!("{}?{}", things.path(self.path, nothing), query.join("&"));
        let content = self.said["requestBody"]["content"].as_object().and_then(|content| content.iter().next());
        let body = content.map(|(_, said)| Bytes::from(things.body(self.id, &said["example"], nothing).to_string()));
        let media = content.map_or("application/json", |(media, _)| media);
        let headers = [("idempotency-key", &*Uuid::new_v4().to_string()), ("content-type", media)];
        let answer = person.send(self.method.clone(), &path, body, &headers).await;
        let known = &self.said["responses"][answer.status.as_str()];
        assert!(known.is_object(), "the document of {} knows no {}: {}", self.id, answer.status, answer.body);
        assert!(!answer.status.is_server_error(), "{}: {}", self.id, answer.body);
        answer
    }

    fn is_about_a_thing(&self) -> bool {
        self.path.contains("id}") || self.id == "ask_mentor"
    }
}

fn tells(answer: &Answer, things: &Things, column: usize) -> bool {
    let text = answer.body.to_string();
    column >= OUTSIDERS && things.secrets(column >= FOREIGN).iter().any(|secret| text.contains(secret))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_answers_every_caller_as_its_row_says() {
    let document = document("openapi.json");
    let operations = operations(&document);
    let server = server().await;
    let things = Things::make(&server).await;
    let mut wrong = Vec::new();

    let before = things.state().await;
    for operation in &operations {
        refused(operation, &things, &mut wrong).await;
        for forged in forged(&server, &things.callers[1], &things.callers[7]).await {
            let answer = operation.ask(&forged.person, &things, false).await;
            let (code, tells) = match operation.who {
                Who::Public(code) => (*code, false),
                Who::SignedIn(_) => (forged.code, answer.status != StatusCode::UNAUTHORIZED),
            };
            if answer.code() != code || tells {
                wrong.push(format!("{} with {}: {} {}", operation.id, forged.what, answer.status, answer.body));
            }
        }
    }
    let after = things.state().await;
    wrong.extend(
        before.iter().zip(&after).filter(|(before, after)| before != after).map(|(was, is)| format!("{was} became {is}")),
    );
    for operation in &operations {
        allowed(operation, &things, &mut wrong).await;
    }
    assert!(wrong.is_empty(), "{} answers are not as the rows say:\n{}", wrong.len(), wrong.join("\n"));
    server.running.stop().await;
}

/// Whoever may not gets the row's code, and an outsider the same as for what is not there.
async fn refused(operation: &Operation<'_>, things: &Things, wrong: &mut Vec<String>) {
    for (column, person) in things.callers.iter().enumerate() {
        let cell = match operation.who {
            Who::Public(code) => *code,
            Who::SignedIn(cells) if cells[column] == Y => continue,
            Who::SignedIn(cells) => cells[column],
        };
        let answer = operation.ask(person, things, false).await;
        if answer.code() != cell || tells(&answer, things, column) {
            wrong.push(format!("{} by {}: {} {}, not {cell:?}", operation.id, COLUMNS[column], answer.status, answer.body));
        }
        if column >= OUTSIDERS && operation.is_about_a_thing() {
            let nothing = operation.ask(person, things, true).await;
            if (nothing.status, &nothing.body) != (answer.status, &answer.body) {
                let (thing, nothing) = (answer.body, nothing.body);
                wrong.push(format!("{} by {}: {thing} for a thing, {nothing} for none", operation.id, COLUMNS[column]));
            }
        }
        // signed out everywhere or not: over HTTP a token is good until it runs out, and no better than its person
        if column == 0 && operation.ask(&things.signed_out, things, false).await.code() != cell {
            wrong.push(format!("{} by the signed-out: not {cell:?}", operation.id));
        }
    }
}

/// Whoever may is not told otherwise; about others' things outsiders read nothing even there.
async fn allowed(operation: &Operation<'_>, things: &Things, wrong: &mut Vec<String>) {
    const REFUSALS: [StatusCode; 3] = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
    let Who::SignedIn(cells) = operation.who else { return };
    for (column, person) in things.callers.iter().enumerate().filter(|(column, _)| cells[*column] == Y) {
        let answer = operation.ask(person, things, false).await;
        // an application, a colleague, a mentor: what they may see
        let about_it = operation.is_about_a_thing();
        if REFUSALS.contains(&answer.status) || (!about_it && tells(&answer, things, column)) {
            wrong.push(format!("{} by {}: {} {}", operation.id, COLUMNS[column], answer.status, answer.body));
        }
    }
    if cells[0] == Y && operation.ask(&things.signed_out, things, false).await.status == StatusCode::UNAUTHORIZED {
        wrong.push(format!("{} by the signed-out: their token has not run out", operation.id));
    }
}
