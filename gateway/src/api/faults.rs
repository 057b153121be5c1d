//! What is wrong with a value, by the document's own schema: poem-openapi stops at the first fault and does not say where it is.

use serde_json::Value;
use uuid::{Uuid, fmt::Hyphenated};

use crate::{api::objects::Time, problem::FieldError};

/// Faults told at once.
const FAULTS_MAX: usize = 10;
/// No schema of ours is deeper; a document that names itself ends here.
const DEPTH_MAX: usize = 16;

/// The faults of a JSON value, with pointers into it.
pub fn faults(document: &Value, schema: &Value, value: &Value, code: &str) -> Vec<FieldError> {
    let mut look = Look { document, code, found: Vec::new() };
    look.at(schema, value, "", 0);
    look.found
}

/// As a sentence writes it: `a whole number from 1 to 100`.
pub fn wanted(document: &Value, schema: &Value) -> String {
    let schema = resolve(document, schema);
    if let Some(values) = schema["enum"].as_array() {
        let values: Vec<_> = values.iter().filter_map(Value::as_str).map(|value| format!("`{value}`")).collect();
        return format!("one of {}", values.join(", "));
    }
    let bound = |least: &str, most: &str| match (schema[least].as_u64(), schema[most].as_u64()) {
        (Some(0), Some(u64::MAX)) => String::new(),
        (Some(least), Some(most)) => format!(" from {least} to {most}"),
        (None, Some(most)) => format!(" of at most {most}"),
        _ => String::new(),
    };
    match (kind(schema), schema["format"].as_str()) {
        (_, Some("uuid")) => "an id like 018f0c1e-7c00-7000-8000-000000000001".to_owned(),
        (_, Some("date-time")) => "a time like 2026-03-01T09:30:00Z".to_owned(),
        ("string", _) => {
            schema["maxLength"].as_u64().map_or("a text".to_owned(), |most| format!("a text of at most {most} characters"))
        }
        ("integer", _) => format!("a whole number{}", bound("minimum", "maximum")),
        ("array", _) => format!("a list{}", bound("minItems", "maxItems").replace(" from", " of")),
        ("boolean", _) => "true or false".to_owned(),
        _ => "an object".to_owned(),
    }
}

struct Look<'a> {
    document: &'a Value,
    code: &'a str,
    found: Vec<FieldError>,
}

impl Look<'_> {
    fn at(&mut self, schema: &Value, value: &Value, pointer: &str, depth: usize) {
        let schema = resolve(self.document, schema);
        let may_be_null =
            schema["type"].as_array().is_some_and(|kinds| kinds.contains(&"null".into())) || is_choice_of_null(schema);
        if depth > DEPTH_MAX || (value.is_null() && may_be_null) {
            return;
        }
        let schema = chosen(self.document, schema);
        if !fits(schema, value) {
            let found = match value {
                Value::Null => "nothing was there",
                _ => "something else was there",
            };
            return self.say(pointer, format!("{} is wanted; {found}", wanted(self.document, schema)));
        }
        match value {
            Value::Object(fields) => {
                for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                    if !fields.contains_key(name) {
                        let wanted = wanted(self.document, &schema["properties"][name]);
                        self.say(&format!("{pointer}/{name}"), format!("{wanted} is wanted; it is missing"));
                    }
                }
                for (name, value) in fields {
                    let pointer = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                    match schema["properties"].get(name) {
                        Some(schema) => self.at(schema, value, &pointer, depth + 1),
                        None => self.say(&pointer, "there is no such field; leave it out".to_owned()),
                    }
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.at(&schema["items"], item, &format!("{pointer}/{index}"), depth + 1);
                }
            }
            _ => {}
        }
    }

    fn say(&mut self, pointer: &str, detail: String) {
        if self.found.len() < FAULTS_MAX {
            self.found.push(FieldError { pointer: pointer.to_owned(), code: self.code.to_owned(), detail });
        }
    }
}

/// Whether the value itself, without what is in it, is what the schema takes.
fn fits(schema: &Value, value: &Value) -> bool {
    let within = |n: u64, least: &str, most: &str| {
        schema[least].as_u64().is_none_or(|least| n >= least) && schema[most].as_u64().is_none_or(|most| n <= most)
    };
    match (kind(schema), value) {
        ("string", Value::String(text)) => {
            let named = schema["enum"].as_array().is_none_or(|values| values.contains(value));
            let read = match schema["format"].as_str() {
                // RFC 9562: with its hyphens, and nothing around it
                Some("uuid") => text.len() == Hyphenated::LENGTH && Uuid::try_parse(text).is_ok(),
                Some("date-time") => Time::read(text).is_some(),
                _ => true,
            };
            named && read && within(text.chars().count() as u64, "minLength", "maxLength")
        }
        ("integer", Value::Number(number)) => number.as_u64().is_some_and(|n| within(n, "minimum", "maximum")),
        ("array", Value::Array(items)) => within(items.len() as u64, "minItems", "maxItems"),
        ("boolean", Value::Bool(_)) | ("object", Value::Object(_)) => true,
        _ => false,
    }
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    schema["$ref"].as_str().and_then(|name| document.pointer(name.trim_start_matches('#'))).unwrap_or(schema)
}

/// Our choices are all between something and null.
fn chosen<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let choice = schema["anyOf"].as_array().and_then(|choices| choices.iter().find(|choice| choice["type"] != "null"));
    choice.map_or(schema, |choice| resolve(document, choice))
}

fn is_choice_of_null(schema: &Value) -> bool {
    schema["anyOf"].as_array().is_some_and(|choices| choices.iter().any(|choice| choice["type"] == "null"))
}

fn kind(schema: &Value) -> &str {
    schema["type"].as_str().or_else(|| schema["type"].get(0)?.as_str()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_fault_is_told_with_its_place_and_what_is_wanted() {
        let document = json!({ "components": { "schemas": { "Span": {
            "type": "object", "properties": { "start": { "type": "string", "format": "date-time" } }, "required": ["start"]
        } } } });
        let schema = json!({
            "type": "object", "required": ["id", "side"],
            "properties": {
                "id": { "type": "string", "format": "uuid" },
                "side": { "type": "string", "enum": ["student", "mentor"] },
                "stars": { "type": ["integer", "null"], "minimum": 1, "maximum": 5 },
                "times": { "type": "array", "maxItems": 5, "items": { "$ref": "#/components/schemas/Span" } },
                "note": { "anyOf": [{ "type": "string", "maxLength": 3 }, { "type": "null" }] }
            }
        });
        let value = json!({ "id": null, "stars": 9, "times": [{ "start": "soon" }], "note": "long", "x/y": 1 });
        let mut told: Vec<_> =
            faults(&document, &schema, &value, "body_invalid").into_iter().map(|fault| (fault.pointer, fault.detail)).collect();
        told.sort();
        let told: Vec<_> = told.iter().map(|(pointer, detail)| (pointer.as_str(), detail.split(';').next().unwrap())).collect();
        assert_eq!(
            told,
            [
                ("/id", "an id like 018f0c1e-7c00-7000-8000-000000000001 is wanted"),
                ("/note", "a text of at most 3 characters is wanted"),
                ("/side", "one of `student`, `mentor` is wanted"),
                ("/stars", "a whole number from 1 to 5 is wanted"),
                ("/times/0/start", "a time like 2026-03-01T09:30:00Z is wanted"),
                ("/x~1y", "there is no such field"),
            ]
        );
        let good = json!({ "id": Uuid::nil(), "side": "mentor", "stars": null, "note": null });
        assert_eq!(faults(&document, &schema, &good, "body_invalid"), []);
    }
}
