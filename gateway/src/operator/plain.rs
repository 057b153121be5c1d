//! Stored bytes as an operator may see them: what is sealed stays so, and no secret is shown.

use ciborium::Value;
use serde_json::{Map, Number, Value as Json};
use uuid::Uuid;

/// A list of this many small numbers is bytes that were stored as a list.
const BYTES_LEAST: usize = 16;
/// How password hashes begin.
const CREDENTIAL: &str = "$argon2";

/// `bytes` are CBOR.
pub fn plain(bytes: &[u8]) -> Json {
    match ciborium::from_reader(bytes) {
        Ok(value) => shown(&value),
        Err(_) => Json::String(hidden(bytes.len())),
    }
}

fn shown(value: &Value) -> Json {
    match value {
        Value::Bool(is) => Json::Bool(*is),
        Value::Integer(number) => integer((*number).into()),
        Value::Float(number) => Number::from_f64(*number).map_or(Json::Null, Json::Number),
        Value::Text(text) if text.starts_with(CREDENTIAL) => Json::String("<credential>".to_owned()),
        Value::Text(text) => Json::String(text.clone()),
        Value::Bytes(bytes) => Json::String(Uuid::from_slice(bytes).map_or_else(|_| hidden(bytes.len()), |id| id.to_string())),
        Value::Array(items) if items.len() >= BYTES_LEAST && items.iter().all(is_byte) => Json::String(hidden(items.len())),
        Value::Array(items) => Json::Array(items.iter().map(shown).collect()),
        Value::Map(fields) => sealed(fields).unwrap_or_else(|| {
            Json::Object(fields.iter().map(|(name, value)| (word(name), shown(value))).collect::<Map<_, _>>())
        }),
        Value::Tag(_, value) => shown(value),
        _ => Json::Null,
    }
}

/// `Personal<T>`: whose it is, and no more.
fn sealed(fields: &[(Value, Value)]) -> Option<Json> {
    let field = |name: &str| fields.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value);
    let person = field("person").filter(|_| fields.len() == 3 && field("nonce").is_some() && field("sealed").is_some())?;
    Some(Json::Object(Map::from_iter([("sealed_for".to_owned(), shown(person))])))
}

fn word(key: &Value) -> String {
    match shown(key) {
        Json::String(text) => text,
        other => other.to_string(),
    }
}

fn integer(number: i128) -> Json {
    i64::try_from(number).map(Number::from).or_else(|_| u64::try_from(number).map(Number::from)).map_or(Json::Null, Json::Number)
}

fn is_byte(value: &Value) -> bool {
    value.as_integer().is_some_and(|number| u8::try_from(i128::from(number)).is_ok())
}

fn hidden(len: usize) -> String {
    format!("<{len} bytes>")
}

#[cfg(test)]
mod tests {
    use lyceum_domain::core::{EntityId, PersonKey, PersonKeys, UserId};
    use serde_json::json;

    use super::*;

    #[test]
    fn sealed_fields_say_whose_they_are_and_secrets_how_long() {
        let person = UserId(Uuid::from_u128(7));
        let mut keys = PersonKeys::default();
        keys.insert(person, PersonKey::new([1; 32]));
        let text = keys.seal(person, EntityId(Uuid::nil()), 1, 0, &"a secret of hers".to_owned()).unwrap();
        let event = (text, person, "$argon2id$v=19$m=19456", serde_bytes(), vec![255_u8; 32], vec![1, 300], -5_i64);
        let mut bytes = Vec::new();
        ciborium::into_writer(&event, &mut bytes).unwrap();
        let id = person.0.to_string();
        let seen = json!([{ "sealed_for": id }, id, "<credential>", "<20 bytes>", "<32 bytes>", [1, 300], -5]);
        assert_eq!(plain(&bytes), seen);
        assert_eq!(plain(b"\xff"), json!("<1 bytes>"));
    }

    fn serde_bytes() -> Value {
        Value::Bytes(vec![0; 20])
    }
}
