//! What the document says of the headers that answers have.

use serde_json::{Value, json};

use super::Operation;

/// What answers say of limits: refusals count too.
const LIMITS: &[&str] = &["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"];

/// Of what an operation answers when all is well.
pub fn of_success(answer: &mut Value, known: &Operation) {
    if known.tagged {
        add(answer, &["ETag"]);
    }
    if known.cookie {
        add(answer, &["Set-Cookie"]);
    }
}

pub fn of_any(answer: &mut Value, status: &str, known: &Operation) {
    if known.limited {
        add(answer, LIMITS);
    }
    match status {
        "401" => add(answer, &["WWW-Authenticate"]),
        "429" | "503" => add(answer, &["Retry-After"]),
        _ => {}
    }
}

fn add(answer: &mut Value, names: &[&str]) {
    for name in names {
        answer["headers"][name] = json!({ "$ref": format!("#/components/headers/{name}") });
    }
}

pub fn components() -> Value {
    let number = |description: &str, example: u32| json!({ "description": description, "schema": { "type": "integer", "minimum": 0 }, "example": example });
    let text = |description: &str, example: &str| json!({ "description": description, "schema": { "type": "string" }, "example": example });
    json!({
        "ETag": text("Its position: the same tag is the same state.", "\"7\""),
        "RateLimit-Limit": number("How much the limit that counts here allows.", 1200),
        "RateLimit-Remaining": number("How much of it is left.", 1199),
        "RateLimit-Reset": number("Seconds until all of it is there again; where nothing is left, until something is.", 1),
        "Retry-After": number("Seconds to wait before the next try.", 1),
        "Set-Cookie": text("The refresh token for browsers, or its end.", "__Host-lyceum_refresh=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure"),
        "WWW-Authenticate": text("An access token is wanted.", "Bearer")
    })
}
