//! Which of the committed document's operations were answered well.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use http::{Method, StatusCode};
use serde_json::Value;
use uuid::Uuid;

use crate::support::{Answer, Person};

pub struct Ledger {
    operations: Vec<Operation>,
    answered: Mutex<BTreeSet<String>>,
}

struct Operation {
    id: String,
    method: Method,
    path: String,
    responses: Value,
}

impl Ledger {
    pub fn of_the_document() -> Arc<Self> {
        let document = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json"));
        let document: Value = serde_json::from_str(document).unwrap();
        let paths = document["paths"].as_object().unwrap().iter();
        let all = paths.flat_map(|(path, said)| said.as_object().unwrap().iter().map(move |(method, said)| (path, method, said)));
        let all = all.map(|(path, method, said)| Operation {
            id: said["operationId"].as_str().unwrap().to_owned(),
            method: method.to_uppercase().parse().unwrap(),
            path: path.clone(),
            responses: said["responses"].clone(),
        });
        Arc::new(Self { operations: all.collect(), answered: Mutex::default() })
    }

    fn operation(&self, method: &Method, path: &str) -> &Operation {
        let path = path.strip_prefix("/v1").unwrap().split('?').next().unwrap();
        let fits = |operation: &&Operation| operation.method == *method && is_of(path, &operation.path);
        // a word of the template goes before a parameter
        let found = self.operations.iter().filter(fits).min_by_key(|operation| operation.path.matches('{').count());
        found.unwrap_or_else(|| panic!("{method} {path} is no operation of the document"))
    }

    fn note(&self, method: &Method, path: &str, status: StatusCode) {
        let Operation { id, responses, .. } = self.operation(method, path);
        assert!(responses[status.as_str()].is_object(), "the document of {id} knows no {status}");
        self.answered.lock().unwrap().insert(id.clone());
    }

    pub fn missing(&self) -> Vec<&str> {
        let answered = self.answered.lock().unwrap();
        self.operations.iter().map(|operation| operation.id.as_str()).filter(|id| !answered.contains(*id)).collect()
    }
}

fn is_of(path: &str, template: &str) -> bool {
    let (mut parts, mut wanted) = (path.split('/'), template.split('/'));
    wanted.by_ref().all(|want| parts.next().is_some_and(|part| want.starts_with('{') || want == part)) && parts.next().is_none()
}

/// Somebody whose every request is answered well.
#[derive(Clone)]
pub struct Caller {
    pub person: Person,
    ledger: Arc<Ledger>,
}

impl Caller {
    pub fn new(person: Person, ledger: &Arc<Ledger>) -> Self {
        Self { person, ledger: ledger.clone() }
    }

    /// Another person, or the same one with another token.
    pub fn with(&self, token: &Value, id: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self { person: Person { server: self.person.server, token: Some(text(token)), id: text(id) }, ..self.clone() }
    }

    pub async fn get(&self, path: &str) -> Value {
        self.ask(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Value {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub async fn ask(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let body = body.map(|body| Bytes::from(body.to_string()));
        self.send(method, path, body, "application/json").await.body
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Bytes>, media: &str) -> Answer {
        let key = Uuid::new_v4().to_string();
        let headers = [("idempotency-key", &*key), ("content-type", media)];
        let answer = self.person.send(method.clone(), path, body, &headers).await;
        assert!(answer.status.is_success(), "{method} {path}: {} {}", answer.status, answer.body);
        self.ledger.note(&method, path, answer.status);
        answer
    }

    /// Refused with one of the codes that the document names.
    pub async fn refused(&self, method: Method, path: &str, body: &Value, code: &str) {
        let key = Uuid::new_v4().to_string();
        let answer = self.person.call(method.clone(), path, Some(body), &[("idempotency-key", &key)]).await;
        assert_eq!(answer.code(), code, "{method} {path}: {}", answer.body);
        let Operation { id, responses, .. } = self.ledger.operation(&method, path);
        let named = &responses[answer.status.as_str()]["content"]["application/problem+json"]["examples"];
        assert!(named[code].is_object(), "the document of {id} knows no {code}");
    }

    /// A text with a bell in it.
    pub async fn refused_bell(&self, method: Method, path: &str, mut body: Value, field: &str) {
        body[field] = "\u{7}".into();
        self.refused(method, path, &body, "text_not_printable").await;
    }

    /// Asks until it is so: what another entity is told comes a moment later.
    pub async fn sees(&self, path: &str, so: impl Fn(&Value) -> bool) -> Value {
        self.person.wait(path, |shown| so(shown).then_some(())).await;
        self.get(path).await
    }
}
