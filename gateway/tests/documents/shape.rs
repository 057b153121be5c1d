//! An answer in a document and the real one have the same fields of the same types; ids and times differ.

use serde_json::Value;

/// Where the two differ.
pub fn differences(shown: &Value, real: &Value, at: &str) -> Vec<String> {
    match (shown, real) {
        (Value::Object(shown), Value::Object(real)) => {
            let missing = shown.keys().filter(|key| !real.contains_key(*key)).map(|key| format!("{at}/{key} is not answered"));
            let silent = real.keys().filter(|key| !shown.contains_key(*key)).map(|key| format!("{at}/{key} is not shown"));
            let both = shown.iter().filter_map(|(key, value)| Some((key, value, real.get(key)?)));
            let inner = both.flat_map(|(key, shown, real)| differences(shown, real, &format!("{at}/{key}")));
            missing.chain(silent).chain(inner).collect()
        }
        (Value::Array(shown), Value::Array(real)) if shown.len() == real.len() => {
            let pairs = shown.iter().zip(real).enumerate();
            pairs.flat_map(|(index, (shown, real))| differences(shown, real, &format!("{at}/{index}"))).collect()
        }
        (Value::String(shown), Value::String(real)) if at.ends_with("/code") || at.ends_with("/type") => {
            if shown == real {
                vec![]
            } else {
                vec![format!("{at} is {real:?}, shown as {shown:?}")]
            }
        }
        (Value::Bool(_), Value::Bool(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::String(_), Value::String(_))
        | (Value::Null, Value::Null) => vec![],
        (shown, real) => vec![format!("{at} is {real}, shown as {shown}")],
    }
}

#[test]
fn fields_and_types_count_and_values_do_not() {
    let compare =
        |shown: &str, real: &str| differences(&serde_json::from_str(shown).unwrap(), &serde_json::from_str(real).unwrap(), "");
    assert!(compare(r#"{"id": "1", "items": [{"n": 1}]}"#, r#"{"items": [{"n": 2}], "id": "2"}"#).is_empty());
    assert_eq!(compare(r#"{"id": "1", "old": 1}"#, r#"{"id": 1, "new": 1}"#).len(), 3);
    assert_eq!(compare("[1]", "[]"), [" is [], shown as [1]"]);
    assert_eq!(compare(r#"{"code": "a"}"#, r#"{"code": "b"}"#).len(), 1);
}
