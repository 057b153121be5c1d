//! What the OpenAPI document promises of every operation, and that the server keeps what it says of unknown fields.

use http::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Person, Server};

struct Operation<'a> {
    method: Method,
    path: &'a str,
    said: &'a Value,
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, operations)| operations.as_object().unwrap().iter().map(move |each| (path, each)));
    let all = all.map(|(path, (method, said))| Operation { method: method.to_uppercase().parse().unwrap(), path, said });
    all.collect()
}

/// The JSON that a request or an answer holds.
fn examples(of: &Value) -> impl Iterator<Item = &Value> {
    of["content"].as_object().into_iter().flatten().filter(|(media, _)| media.ends_with("json")).map(|(_, said)| &said["example"])
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_says_its_id_its_tag_its_examples_and_its_errors() {
    let server = Server::start(|_| {}).await;
    let document = server.nobody().get("/openapi.json").await.ok();
    server.running.stop().await;
    let operations = operations(&document);
    assert!(operations.len() >= 50);
    let tags: Vec<_> = document["tags"].as_array().unwrap().iter().map(|tag| &tag["name"]).collect();
    let mut ids = std::collections::BTreeSet::new();
    for Operation { said, path, method } in &operations {
        let id = said["operationId"].as_str().unwrap();
        assert!(ids.insert(id), "{id} is another's id too");
        assert!(tags.contains(&&said["tags"][0]) && said["summary"].as_str().is_some_and(|text| !text.is_empty()), "{id}");
        assert!(examples(&said["requestBody"]).all(Value::is_object), "{id} has an example of its body");
        let responses = said["responses"].as_object().unwrap();
        let (good, bad): (Vec<_>, Vec<_>) = responses.iter().partition(|(status, _)| status.starts_with('2'));
        assert!(!good.is_empty() && good.iter().all(|(_, answer)| examples(answer).all(Value::is_object)), "{id} shows answers");
        for parameter in said["parameters"].as_array().into_iter().flatten() {
            let described = parameter["description"].as_str().is_some_and(|text| text.len() > 5);
            let example = !faulty(&document, &parameter["schema"], &parameter["example"]);
            assert!(described && example, "{id} describes and shows {parameter}");
        }
        for content in
            good.iter().map(|(_, answer)| *answer).chain([&said["requestBody"]]).filter_map(|of| of["content"].as_object())
        {
            assert!(content.values().all(|media| !media["example"].is_null()), "{id} shows each of its media types");
        }
        for (status, refusal) in bad {
            let problem = &refusal["content"]["application/problem+json"];
            assert_eq!(problem["schema"]["$ref"], "#/components/schemas/Problem", "{id} {status}");
            for code in problem["examples"].as_object().unwrap().keys() {
                let shown = &document["components"]["examples"][code]["value"];
                assert_eq!((&shown["code"], shown["status"].to_string()), (&json!(code), status.clone()), "{id}");
            }
        }
        let secured = said["security"] != json!([]);
        let writes = *method != Method::GET;
        let named =
            |status: &str, code: &str| responses[status]["content"]["application/problem+json"]["examples"][code].is_object();
        assert!(named("408", "request_timeout") && named("400", "parameter_invalid"), "{id}");
        assert!(!writes || named("403", "origin_refused"), "{id}");
        let keyed = said["parameters"].as_array().into_iter().flatten().any(|known| known["name"] == "Idempotency-Key");
        assert!(keyed == named("400", "idempotency_key_invalid") && keyed == named("503", "outcome_unknown"), "{id}");
        let must = [("500", true), ("503", true), ("401", secured), ("429", secured), ("404", path.contains("{id}"))];
        for (status, must) in must {
            assert!(!must || responses.contains_key(status), "{id} names {status}");
        }
        let limited = responses.contains_key("429");
        assert!(!secured || responses["401"]["headers"]["WWW-Authenticate"].is_object(), "{id}");
        assert!(responses.values().all(|answer| answer["headers"]["RateLimit-Remaining"].is_object() == limited), "{id}");
        assert!(responses["503"]["headers"]["Retry-After"].is_object(), "{id}");
    }
}

/// Whether the value is of another kind than the schema's, or not among its choices.
fn faulty(document: &Value, schema: &Value, value: &Value) -> bool {
    let schema = schema["$ref"].as_str().map_or(schema, |name| document.pointer(name.trim_start_matches('#')).unwrap());
    let chosen = schema["enum"].as_array().is_none_or(|choices| choices.contains(value));
    let read = schema["format"] != "uuid" || value.as_str().is_some_and(|id| Uuid::try_parse(id).is_ok());
    !chosen || !read || if schema["type"] == "integer" { !value.is_u64() } else { !value.is_string() }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_document_says_of_an_etag_is_so_for_everything_that_can_be_shown() {
    let server = Server::start(|_| {}).await;
    let document = server.nobody().get("/openapi.json").await.ok();
    let nimal = server.sign_up("Nimal").await;
    let application = json!({ "topics": ["Algebra"], "headline": "Numbers", "motivation": "I like to explain." });
    nimal.post("/v1/mentor-applications", &application).await.ok();
    let mut tagged = 0;
    for Operation { method, path, said } in operations(&document) {
        let answer = match (method, path.contains("{id}") && !path.starts_with("/users/{id}")) {
            (Method::GET, false) => {
                let query = said["parameters"].as_array().into_iter().flatten().filter(|known| known["required"] == true);
                let query = query.filter(|known| known["in"] == "query");
                let query: Vec<_> = query.map(|known| format!("{}={}", known["name"], known["example"])).collect();
                let path = path.replace("{slug}", "school").replace("{id}", &nimal.id);
                nimal.get(&format!("/v1{path}?{}", query.join("&").replace('"', ""))).await
            }
            _ => continue,
        };
        if answer.status == StatusCode::OK {
            let says = said["responses"]["200"]["headers"]["ETag"].is_object();
            assert_eq!(says, answer.headers.contains_key("etag"), "{path}");
            tagged += usize::from(says);
        }
    }
    assert!(tagged >= 3);
    server.running.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_that_the_document_does_not_know_is_refused_at_every_depth() {
    let server = Server::start(|_| {}).await;
    let document = server.nobody().get("/openapi.json").await.ok();
    let admin = server.sign_in("admin@school.example").await;
    let mut tried = 0;
    for operation in operations(&document) {
        for example in examples(&operation.said["requestBody"]) {
            let schema = &operation.said["requestBody"]["content"]["application/json"]["schema"];
            closed(&document, schema, &mut Vec::new());
            for body in with_a_stranger(example) {
                refused(&admin, &operation, &body).await;
                tried += 1;
            }
        }
    }
    assert!(tried >= 20);
    server.running.stop().await;
}

async fn refused(person: &Person, operation: &Operation<'_>, body: &Value) {
    let path = operation.path.replace("{slug}", "school").replace("{position}", "1").replace("{emoji}", "%F0%9F%91%8D");
    let path = path.replace("{id}", &Uuid::nil().to_string()).replace("{user_id}", &Uuid::nil().to_string());
    let headers = [("idempotency-key", "once")];
    let answer = person.call(operation.method.clone(), &format!("/v1{path}"), Some(body), &headers).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::BAD_REQUEST, "body_invalid"), "{path} {body}: {}", answer.body);
}

/// The example with an unknown field in each of its objects, one at a time.
fn with_a_stranger(example: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match example {
        Value::Object(fields) => {
            let mut strange = example.clone();
            strange["stranger"] = json!(1);
            all.push(strange);
            for (name, inner) in fields {
                all.extend(with_a_stranger(inner).into_iter().map(|inner| {
                    let mut outer = example.clone();
                    outer[name] = inner;
                    outer
                }));
            }
        }
        Value::Array(items) if !items.is_empty() => all.extend(with_a_stranger(&items[0]).into_iter().map(|item| json!([item]))),
        _ => {}
    }
    all
}

/// Says so, with all objects inside it.
fn closed<'a>(document: &'a Value, schema: &'a Value, seen: &mut Vec<&'a str>) {
    if let Some(name) = schema["$ref"].as_str() {
        if !seen.contains(&name) {
            seen.push(name);
            closed(document, document.pointer(name.trim_start_matches('#')).unwrap(), seen);
        }
        return;
    }
    assert!(schema["type"] != "object" || schema["additionalProperties"] == json!(false), "{seen:?}");
    let inside = schema["properties"].as_object().into_iter().flatten().map(|(_, inner)| inner);
    let inside = inside.chain(schema.get("items"));
    let choices = ["anyOf", "allOf", "oneOf"].into_iter().filter_map(|of| schema[of].as_array()).flatten();
    inside.chain(choices).for_each(|inner| closed(document, inner, seen));
}
