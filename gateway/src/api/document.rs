//! The OpenAPI document: poem-openapi's, with what it lacks.

use poem_openapi::{OpenApi, OpenApiService};
use serde_json::{Value, json};

use super::{Merged, v1};
use crate::problem::{CODES, Code, find};

/// What an operation's document says beyond its types.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    pub id: &'static str,
    /// Nobody needs to be signed in.
    pub public: bool,
    /// Whether an `Idempotency-Key` is wanted.
    pub keyed: bool,
    /// The status of success, where it is not 200 or 204.
    pub status: Option<u16>,
    /// A second good status (202: under way).
    pub or_accepted: bool,
    /// Codes of its own, beside those of every operation.
    pub errors: &'static [&'static str],
    /// JSON examples.
    pub request: Option<&'static str>,
    pub reply: Option<&'static str>,
}

/// An operation that says so.
pub trait Documented {
    const DOCUMENT: Operation;
}

impl Operation {
    pub const fn new(id: &'static str) -> Self {
        let (public, keyed, or_accepted) = (false, false, false);
        Self { id, public, keyed, status: None, or_accepted, errors: &[], request: None, reply: None }
    }

    pub const fn public(mut self) -> Self {
        self.public = true;
        self
    }

    pub const fn keyed(mut self) -> Self {
        self.keyed = true;
        self
    }

    pub const fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    pub const fn or_accepted(mut self) -> Self {
        self.or_accepted = true;
        self
    }

    pub const fn errors(mut self, codes: &'static [&'static str]) -> Self {
        self.errors = codes;
        self
    }

    pub const fn request(mut self, example: &'static str) -> Self {
        self.request = Some(example);
        self
    }

    pub const fn reply(mut self, example: &'static str) -> Self {
        self.reply = Some(example);
        self
    }
}

/// Met everywhere.
const COMMON: &[&str] = &["rate_limited", "busy", "unavailable", "internal"];

/// The whole document.
pub fn document<T: OpenApi>(service: &OpenApiService<Merged<T>, ()>) -> Value {
    let mut document: Value = serde_json::from_str(&service.spec()).expect("poem-openapi writes JSON");
    document["security"] = json!([{ "access_token": [] }]);
    document["components"]["securitySchemes"] = json!({
        "access_token": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "An access token of `sign_in`." }
    });
    let known: Vec<Operation> = v1::DOCUMENTS.iter().flat_map(|folder| folder.iter()).copied().collect();
    if let Some(paths) = document["paths"].as_object_mut() {
        for operation in paths.values_mut().filter_map(Value::as_object_mut).flat_map(|path| path.values_mut()) {
            let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
            if let Some(known) = known.iter().find(|known| known.id == id) {
                describe(operation, known);
            }
        }
    }
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        for (name, schema) in schemas {
            shape(name, schema);
        }
    }
    let text = document["paths"].to_string();
    let met = CODES.iter().filter(|known| text.contains(&format!("#/components/examples/{}\"", known.code)));
    document["components"]["examples"] = met.map(|known| (known.code.to_owned(), error_example(known))).collect();
    // null as a type, and descriptions beside references, are 3.1's
    document["openapi"] = "3.1.0".into();
    document["info"]["description"] = "People meet, book and talk in real time.".into();
    document["info"]["license"] = json!({ "name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0" });
    mend(&mut document);
    document
}

fn describe(operation: &mut Value, known: &Operation) {
    if known.public {
        operation["security"] = json!([]);
    }
    if known.keyed {
        let header = json!({
            "name": "Idempotency-Key", "in": "header", "required": true,
            "description": "Of the client's making; a retry with the same key and body gets the first answer.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$" },
            "example": "6f1c1f0e-5a0e-4a53-9f4e-2f0f0a7e6d11"
        });
        match operation["parameters"].as_array_mut() {
            Some(parameters) => parameters.push(header),
            None => operation["parameters"] = json!([header]),
        }
    }
    if let Some(example) = known.request {
        put_example(&mut operation["requestBody"], example);
    }
    let Some(responses) = operation["responses"].as_object_mut() else { return };
    responses.remove("default");
    if let Some(status) = known.status
        && let Some(good) = responses.remove("200")
    {
        responses.insert(status.to_string(), good);
    }
    for (_, good) in responses.iter_mut() {
        if good["description"] == "" {
            good["description"] = "Done".into();
        }
        if let Some(example) = known.reply {
            put_example(good, example);
        }
    }
    if let (true, Some(good)) = (known.or_accepted, responses.get("200").cloned()) {
        let mut good = good;
        good["description"] = "Under way; look again.".into();
        responses.insert("202".to_owned(), good);
    }
    let own = if known.public { &[][..] } else { &["unauthorized", "token_expired"] };
    let keyed: &[&str] = if known.keyed { &["idempotency_key_missing", "key_reused", "outcome_unknown"] } else { &[] };
    let parameters = operation["parameters"].as_array().is_some_and(|parameters| !parameters.is_empty());
    let shape: &[&str] = match (operation["requestBody"].is_object(), parameters) {
        (true, _) => &["body_invalid", "body_too_large", "media_type_unsupported"],
        (false, true) => &["parameter_invalid"],
        (false, false) => &[],
    };
    let codes = [known.errors, own, keyed, shape, COMMON].concat();
    for code in codes {
        add_error(&mut operation["responses"], code);
    }
}

fn put_example(body: &mut Value, example: &str) {
    let example: Value = serde_json::from_str(example).expect("examples are JSON");
    if let Some(content) = body["content"].as_object_mut() {
        for (media, value) in content.iter_mut() {
            if media.starts_with("application/json") {
                value["example"] = example.clone();
            }
        }
    }
}

fn add_error(responses: &mut Value, code: &str) {
    let known = find(code).unwrap_or_else(|| panic!("`{code}` is documented and not on the list"));
    let status = known.status.as_str();
    let example = json!({ "$ref": format!("#/components/examples/{code}") });
    if responses[status].is_null() {
        responses[status] = json!({
            "description": known.status.canonical_reason().unwrap_or("Refused"),
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" }, "examples": {} } }
        });
    }
    responses[status]["content"]["application/problem+json"]["examples"][code] = example;
}

fn error_example(known: &Code) -> Value {
    let (code, title, status) = (known.code, known.title, known.status.as_u16());
    let kind = format!("urn:lyceum:problem:{code}");
    json!({ "summary": title, "value": { "type": kind, "title": title, "status": status, "detail": title, "code": code } })
}

/// What a client sends has no field that we do not know; what it need not send, or may not get, may be null.
fn shape(name: &str, schema: &mut Value) {
    if name.ends_with("Body") || name == "Span" {
        schema["additionalProperties"] = false.into();
    }
    let required = schema["required"].as_array().cloned().unwrap_or_default();
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (_, property) in properties.iter_mut().filter(|(name, _)| !required.iter().any(|known| *known == name.as_str())) {
        match property.get("type").cloned() {
            Some(kind) => property["type"] = json!([kind, "null"]),
            None => *property = json!({ "anyOf": [property.clone(), { "type": "null" }] }),
        }
    }
}

/// Everywhere: the media type without its charset.
fn mend(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(schema) = map.remove("application/json; charset=utf-8") {
                map.insert("application/json".to_owned(), schema);
            }
            map.values_mut().for_each(mend);
        }
        Value::Array(items) => items.iter_mut().for_each(mend),
        _ => {}
    }
}
