//! CBOR for people to read.

use ciborium::Value;
use serde_json::json;

pub fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::Integer(n) => json!(i64::try_from(*n).unwrap()),
        Value::Bytes(bytes) => json!(format!("h'{}'", hex(bytes))),
        Value::Text(text) => json!(text),
        Value::Bool(bool) => json!(bool),
        Value::Null => serde_json::Value::Null,
        Value::Array(items) => items.iter().map(json).collect(),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.as_text().unwrap().to_owned(), json(value)));
            serde_json::Value::Object(entries.collect())
        }
        other => panic!("events hold no {other:?}"),
    }
}

pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

pub fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|n| u8::from_str_radix(&text[n * 2..n * 2 + 2], 16).unwrap()).collect()
}
