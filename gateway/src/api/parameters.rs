//! What the document says of parameters, which poem-openapi knows by name and type only.

use serde_json::{Value, json};

use super::page::{CURSOR_MAX, LIMIT_MAX};

/// Unpadded base64url, as far as a pattern can say it.
const CURSOR: &str = "^([A-Za-z0-9_-]{4})*([A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$";

/// By name; where a thing's id stands, its path says whose.
const PARAMETERS: &[(&str, &str, &str)] = &[
    ("slug", "The organization's name in links.", "demo"),
    ("user_id", "The person.", "018f0c1e-7c00-7000-8000-000000000001"),
    ("position", "The message's position in its channel.", "42"),
    ("emoji", "One emoji, percent-encoded in the address.", "👍"),
    ("cursor", "A page's `next`, for what follows it; the first page without.", "AY8MHnwAcAA"),
    ("limit", "Most items of the page; 20 if absent.", "20"),
    ("before", "Only messages before this position, the newest first.", "42"),
    ("after", "Only messages behind this position, the oldest first.", "42"),
    ("state", "Only those in this state.", ""),
    ("role", "On which side the caller is.", ""),
    ("when", "Those to come, or those that are over.", ""),
    ("topic", "Only mentors of this topic, however it is written.", "algebra"),
    ("name", "Only people whose name has a word that begins so.", "maya"),
    ("v", "As in `picture_url`.", "AY8MHnwAcACAAAAAAAAAAQ.018f0c1e-7c00-7000-8000-000000000001"),
    (
        "If-Match",
        "The `ETag`, or a message's `version` in quotes, that the change is made from: refused if it was changed since.",
        "\"7\"",
    ),
];

/// By the folder of the path and the name, where it means another thing than elsewhere.
const ELSEWHERE: &[(&str, &str, &str)] = &[
    ("mentors", "name", "Only mentors whose name has a word that begins so."),
    ("notifications", "position", "The notification's `position`, as the list shows it."),
    ("users", "role", "The role that is taken away."),
];

/// A thing by the folder of its path.
const THINGS: &[(&str, &str)] = &[
    ("channels", "The channel."),
    ("mentoring-requests", "The request."),
    ("mentoring-sessions", "The session."),
    ("mentors", "The mentor's person."),
    ("rooms", "The room."),
    ("sign-ins", "The sign-in."),
    ("users", "The person."),
];

/// Fills in what each parameter of an operation means, and an example of it.
pub fn describe(path: &str, parameters: &mut [Value], schemas: &Value) {
    for parameter in parameters.iter_mut().filter(|parameter| parameter["example"].is_null()) {
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        let folder = path.split('/').nth(1).unwrap_or_default();
        let (description, example) = match name.as_str() {
            "id" => {
                let thing = THINGS.iter().find(|(known, _)| *known == folder);
                (
                    thing.map_or_else(|| panic!("`{path}` has an id of nothing known"), |(_, thing)| *thing),
                    "018f0c1e-7c00-7000-8000-000000000001",
                )
            }
            name => {
                let known = PARAMETERS.iter().find(|(known, ..)| *known == name);
                known.map_or_else(
                    || panic!("the parameter `{name}` of `{path}` is not described"),
                    |(_, said, example)| (*said, *example),
                )
            }
        };
        if name == "cursor" {
            parameter["schema"]["pattern"] = CURSOR.into();
            parameter["schema"]["maxLength"] = json!(CURSOR_MAX.div_ceil(3) * 4);
        }
        if name == "limit" {
            parameter["schema"]["minimum"] = json!(1);
            parameter["schema"]["maximum"] = json!(LIMIT_MAX);
        }
        let choice =
            parameter["schema"]["$ref"].as_str().and_then(|name| name.rsplit('/').next()).map(|name| &schemas[name]["enum"][0]);
        let own = ELSEWHERE.iter().find(|(of, known, _)| *of == folder && *known == name);
        parameter["description"] = own.map_or(description, |(.., said)| *said).into();
        parameter["example"] = match (choice, parameter["schema"]["type"] == "integer") {
            (Some(choice), _) => choice.clone(),
            (None, true) => serde_json::from_str(example).expect("an example of a number"),
            (None, false) => example.into(),
        };
    }
}
