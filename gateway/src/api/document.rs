//! The OpenAPI document: poem-openapi's, with what it lacks.

use std::collections::BTreeSet;

use poem_openapi::{OpenApi, OpenApiService};
use serde_json::{Value, json};

use super::{Key, Merged, Operation, headers, parameters, v1};
use crate::problem::{CODES, Code, find};

/// Met everywhere.
const COMMON: &[&str] = &["request_timeout", "busy", "unavailable", "internal"];
/// Met wherever something changes.
const WRITES: &[&str] = &["origin_refused"];

/// The whole document.
pub fn document<T: OpenApi>(service: &OpenApiService<Merged<T>, ()>) -> Value {
    let mut document: Value = serde_json::from_str(&service.spec()).expect("poem-openapi writes JSON");
    document["security"] = json!([{ "access_token": [] }]);
    document["components"]["securitySchemes"] = json!({
        "access_token": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "An access token of `sign_in`." }
    });
    let known: Vec<Operation> = v1::DOCUMENTS.iter().flat_map(|folder| folder.iter()).copied().collect();
    let schemas = document["components"]["schemas"].clone();
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, operations) in paths {
            for (method, operation) in operations.as_object_mut().into_iter().flatten() {
                let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
                if let Some(known) = known.iter().find(|known| known.id == id) {
                    describe(operation, known, method != "get");
                }
                if let Some(of) = operation.get_mut("parameters").and_then(Value::as_array_mut) {
                    parameters::describe(path, of, &schemas);
                }
            }
        }
    }
    let sent = sent(&document);
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        for (name, schema) in schemas {
            shape(schema, sent.contains(name));
        }
    }
    document["components"]["headers"] = headers::components();
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

fn describe(operation: &mut Value, known: &Operation, writes: bool) {
    if known.public {
        operation["security"] = json!([]);
    }
    let key = if writes { known.key } else { Key::Ignored };
    if key != Key::Ignored {
        let header = json!({
            "name": "Idempotency-Key", "in": "header", "required": key == Key::Wanted,
            "description": "Of the client's making; a retry with the same key and body gets the first answer.",
            "schema": { "type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$" },
            "example": "6f1c1f0e-5a0e-4a53-9f4e-2f0f0a7e6d11"
        });
        match operation.get_mut("parameters").and_then(Value::as_array_mut) {
            Some(parameters) => parameters.push(header),
            None => operation["parameters"] = json!([header]),
        }
    }
    if let Some(body) = operation.get_mut("requestBody") {
        put_example(body, known.request);
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
        put_example(good, known.reply);
        headers::of_success(good, known);
    }
    if let (true, Some(good)) = (known.or_accepted, responses.get("200").cloned()) {
        let mut good = good;
        good["description"] = "Under way; look again.".into();
        good.as_object_mut().map(|good| good.remove("headers"));
        responses.insert("202".to_owned(), good);
    }
    let own = if known.public { &[][..] } else { &["unauthorized", "token_expired", "account_deleted"] };
    let keyed: &[&str] = match (key, known.public) {
        (Key::Wanted, false) => &["idempotency_key_invalid", "idempotency_key_missing", "key_reused", "outcome_unknown"],
        // a stranger's key is theirs together with what they send: it is never another's
        (Key::Wanted, true) => &["idempotency_key_invalid", "idempotency_key_missing", "outcome_unknown"],
        (Key::Heeded, _) => &["idempotency_key_invalid", "key_reused", "outcome_unknown"],
        (Key::Ignored, _) => &[],
    };
    // every operation refuses a query that it does not know
    let shape: &[&str] = if operation.get("requestBody").is_some() {
        &["parameter_invalid", "body_invalid", "body_too_large", "media_type_unsupported"]
    } else {
        &["parameter_invalid"]
    };
    let writes = if writes { WRITES } else { &[] };
    let limited: &[&str] = if known.limited { &["rate_limited"] } else { &[] };
    let codes = [known.errors, own, keyed, writes, shape, limited, COMMON].concat();
    for code in codes {
        add_error(&mut operation["responses"], code);
    }
    for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
        headers::of_any(response, status, known);
    }
}

/// What is no JSON is a file, whose bytes no document shows.
fn put_example(body: &mut Value, example: Option<&str>) {
    let example: Option<Value> = example.map(|example| serde_json::from_str(example).expect("examples are JSON"));
    for (media, value) in body.get_mut("content").and_then(Value::as_object_mut).into_iter().flatten() {
        if !media.starts_with("application/json") {
            value["example"] = "(the bytes of the file)".into();
        } else if let Some(example) = &example {
            value["example"] = example.clone();
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

/// Names of the schemas that clients send, with those inside them.
fn sent(document: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let paths = document["paths"].as_object().into_iter().flatten().filter_map(|(_, path)| path.as_object());
    let mut open: Vec<&Value> = paths.flatten().map(|(_, operation)| &operation["requestBody"]).collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(map) => open.extend(map.values()),
            Value::Array(items) => open.extend(items),
            Value::String(text) => {
                if let Some(name) = text.strip_prefix("#/components/schemas/").filter(|name| names.insert((*name).to_owned())) {
                    open.push(&document["components"]["schemas"][name]);
                }
            }
            _ => {}
        }
    }
    names
}

/// What a client sends has no field that we do not know; what it need not send, or may not get, may be null.
fn shape(schema: &mut Value, sent: bool) {
    if sent && schema["type"] == "object" {
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

/// Everywhere: the media type without its charset, a reference and its description as one, the bounds of whole numbers.
fn mend(value: &mut Value) {
    match value {
        Value::Object(map) => {
            if let Some(Value::Array(parts)) = map.remove("allOf") {
                map.extend(parts.into_iter().filter_map(|part| part.as_object().cloned()).flatten());
            }
            if let Some(most) = map.get("format").and_then(Value::as_str).and_then(most) {
                let whole = |bound: Option<&Value>| bound.and_then(Value::as_f64).map(|bound| format!("{bound}").parse::<u64>());
                let bound =
                    |name, or| whole(map.get(name)).map_or(or, |bound| bound.expect("poem-openapi writes our bounds as floats"));
                let (least, most) = (bound("minimum", 0), bound("maximum", most));
                map.extend([("minimum".to_owned(), least.into()), ("maximum".to_owned(), most.into())]);
            }
            if let Some(schema) = map.remove("application/json; charset=utf-8") {
                map.insert("application/json".to_owned(), schema);
            }
            map.values_mut().for_each(mend);
        }
        Value::Array(items) => items.iter_mut().for_each(mend),
        _ => {}
    }
}

/// The largest number of a format.
fn most(format: &str) -> Option<u64> {
    Some(match format {
        "uint8" => u8::MAX.into(),
        "uint16" => u16::MAX.into(),
        "uint32" => u32::MAX.into(),
        "uint64" => u64::MAX,
        _ => return None,
    })
}
