//! What each operation takes, read from the document: unknown and unfit parameters are refused, and what is wrong with a body is said.

use std::{collections::HashMap, sync::Arc};

use http::Method;
use percent_encoding::percent_decode_str;
use poem_openapi::error::{ParseParamError, ParseRequestPayloadError};
use serde_json::Value;

use super::{
    faults::{faults, wanted},
    unique::Unique,
};
use crate::problem::{Problem, from_poem};

pub struct Expected {
    document: Value,
    /// By the path's first part, which is never a parameter: each request looks here, some twice.
    operations: HashMap<String, Vec<Operation>>,
}

struct Operation {
    id: Arc<String>,
    method: Method,
    /// `None` takes anything.
    path: Vec<Option<String>>,
    parameters: Vec<Value>,
    body: Value,
}

/// `me` of `/me/picture`.
fn first(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or_default()
}

impl Expected {
    pub fn new(document: Value) -> Self {
        let mut operations = HashMap::<_, Vec<_>>::new();
        for (path, said) in document["paths"].as_object().into_iter().flatten() {
            let parts: Vec<_> = path.split('/').map(|part| (!part.starts_with('{')).then(|| part.to_owned())).collect();
            for (method, said) in said.as_object().into_iter().flatten() {
                operations.entry(first(path).to_owned()).or_default().push(Operation {
                    id: Arc::new(said["operationId"].as_str().unwrap_or_default().to_owned()),
                    method: method.to_ascii_uppercase().parse().expect("the document names methods"),
                    path: parts.clone(),
                    parameters: said["parameters"].as_array().cloned().unwrap_or_default(),
                    body: said["requestBody"]["content"]["application/json"]["schema"].clone(),
                });
            }
        }
        Self { document, operations }
    }

    fn find(&self, method: &Method, path: &str) -> Option<&Operation> {
        let path = path.strip_prefix("/v1")?;
        // RFC 9110, section 9.3.2: the same but for the answer's content
        let method = if method == Method::HEAD { &Method::GET } else { method };
        let fits = |own: &Option<String>, part: &str| own.as_ref().is_none_or(|own| own == part);
        let of = self.operations.get(first(path))?;
        let parts = path.split('/').count();
        of.iter().find(|known| {
            known.method == method
                && known.path.len() == parts
                && known.path.iter().zip(path.split('/')).all(|(own, part)| fits(own, part))
        })
    }

    /// Its id in the document.
    pub fn id(&self, method: &Method, path: &str) -> Option<Arc<String>> {
        Some(Arc::clone(&self.find(method, path)?.id))
    }

    /// The operation's own reader is lenient: it takes `+3` and `03` for a number, and an id in braces.
    pub fn check_address(&self, method: &Method, path: &str, query: &str) -> Result<(), Problem> {
        let Some(operation) = self.find(method, path) else { return Ok(()) };
        let parts = path.split('/').skip(1).zip(&operation.path).filter(|(_, own)| own.is_none()).map(|(part, _)| part);
        for (part, parameter) in parts.zip(operation.parameters.iter().filter(|known| known["in"] == "path")) {
            self.check_value(parameter, part)?;
        }
        self.check_query(operation, query)
    }

    /// A query that the operation does not know is a mistake that would otherwise show as a wrong answer.
    fn check_query(&self, operation: &Operation, query: &str) -> Result<(), Problem> {
        let known = || operation.parameters.iter().filter(|known| known["in"] == "query");
        let mut named = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let Some(parameter) = known().find(|known| known["name"] == name) else {
                let names: Vec<_> = known().filter_map(|known| known["name"].as_str()).map(|name| format!("`{name}`")).collect();
                let advice =
                    if names.is_empty() { "none is taken here".to_owned() } else { format!("there is {}", names.join(", ")) };
                return Err(Problem::field("parameter_invalid", name, format!("there is no such parameter; {advice}")));
            };
            if named.contains(&name) {
                return Err(Problem::field("parameter_invalid", name, "it comes twice; send it once"));
            }
            named.push(name);
            if percent_decode_str(value).decode_utf8().is_err() {
                return Err(Problem::field("parameter_invalid", name, "its bytes are no UTF-8; escape a text's UTF-8"));
            }
            self.check_value(parameter, value)?;
        }
        Ok(())
    }

    /// Texts are the operation's to read.
    fn check_value(&self, parameter: &Value, value: &str) -> Result<(), Problem> {
        let schema = &parameter["schema"];
        let value = percent_decode_str(value).decode_utf8_lossy();
        let value = match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("integer"), _) => value.parse().ok().filter(|n: &u64| n.to_string() == value).map(Value::from),
            (_, Some("uuid")) => Some(Value::from(value)),
            _ => return Ok(()),
        };
        let fits = value.is_some_and(|value| faults(&self.document, schema, &value, "").is_empty());
        if fits { Ok(()) } else { Err(self.parameter(parameter, parameter["name"].as_str().unwrap_or_default())) }
    }

    /// Whether the operation takes JSON.
    pub fn wants_json(&self, method: &Method, path: &str) -> bool {
        self.body(method, path).is_some()
    }

    fn body(&self, method: &Method, path: &str) -> Option<&Value> {
        self.find(method, path).map(|operation| &operation.body).filter(|schema| !schema.is_null())
    }

    /// A body that is not as the document says. The operation's own reader is lenient: it takes a number for a text.
    pub fn check_body(&self, method: &Method, path: &str, body: &[u8]) -> Result<(), Problem> {
        let Some(schema) = self.body(method, path) else { return Ok(()) };
        let value = match serde_json::from_slice(body) {
            Ok(Unique(value)) => value,
            Err(error) if error.is_data() => return Err(Problem::new("body_invalid", format!("the body is not clear: {error}"))),
            // one that is no JSON is the operation's to explain
            Err(_) => return Ok(()),
        };
        let faults = faults(&self.document, schema, &value, "body_invalid");
        let detail = faults.iter().map(|fault| format!("`{}`: {}", fault.pointer, fault.detail)).collect::<Vec<_>>().join(". ");
        if faults.is_empty() { Ok(()) } else { Err(Problem::new("body_invalid", detail).at(faults)) }
    }

    /// The methods that the address takes, as `Allow` writes them. What is no operation, as a page of the console, is only read.
    pub fn methods(&self, path: &str) -> String {
        let methods = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
        let taken: Vec<_> = methods.iter().filter(|method| self.find(method, path).is_some()).map(Method::as_str).collect();
        if taken.is_empty() { "GET, HEAD".into() } else { taken.join(", ") }
    }

    fn parameter(&self, parameter: &Value, name: &str) -> Problem {
        Problem::field("parameter_invalid", name, format!("`{name}`: {} is wanted", wanted(&self.document, &parameter["schema"])))
    }

    /// An operation's error, with the place of what is wrong in the request.
    pub fn explain(&self, error: &poem::Error, method: &Method, path: &str, body: &[u8]) -> Problem {
        let plain = || from_poem(error);
        let Some(operation) = self.find(method, path) else { return plain() };
        if let Some(wrong) = error.downcast_ref::<ParseParamError>() {
            let parameter = operation.parameters.iter().find(|known| known["name"] == wrong.name);
            return parameter.map_or_else(plain, |parameter| self.parameter(parameter, wrong.name));
        }
        let unread = error.downcast_ref::<ParseRequestPayloadError>().is_some();
        if unread && serde_json::from_slice::<serde::de::IgnoredAny>(body).is_err() {
            return Problem::new("body_invalid", "the body is not JSON; send an object as the document shows it");
        }
        plain()
    }
}
