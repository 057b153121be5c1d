//! The AsyncAPI 3.0 document of the realtime socket, made from the frame types and their examples. It is committed as
//! `openapi/asyncapi.json`; a test compares.

use std::collections::BTreeMap;

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{CLIENT_FRAME_MAX, Close, ErrorCode, call, channel, connection, examples, topics};
use crate::session::{BURST, BYTES_MAX, CALLS_MAX, FRAMES_MAX, PER_SECOND, SUBSCRIPTIONS_MAX};

/// The whole document.
pub fn document() -> Value {
    let mut document = Document::default();
    document.client::<connection::Hello>("hello");
    document.client::<connection::Ping>("ping");
    document.client::<connection::Token>("token");
    document.client::<topics::Subscribe>("subscribe");
    document.client::<topics::Unsubscribe>("unsubscribe");
    document.client::<channel::Typing>("typing");
    document.client::<channel::Read>("read");
    document.client::<call::Join>("call_join");
    document.client::<call::Offer>("call_offer");
    document.client::<call::Mute>("call_mute");
    document.client::<call::Leave>("call_leave");
    document.client::<call::Test>("call_test");
    document.client::<call::Stats>("call_stats");
    document.server::<connection::Welcome>("welcome");
    document.server::<connection::Pong>("pong");
    document.server::<connection::Reply>("reply");
    document.server::<connection::Failure>("error");
    document.server::<connection::Reconnect>("reconnect");
    document.server::<topics::Subscribed>("subscribed");
    document.server::<topics::Unsubscribed>("unsubscribed");
    document.server::<topics::EventFrame>("event");
    document.server::<topics::Gap>("gap");
    document.server::<channel::UserTyping>("typing");
    document.server::<channel::Presence>("presence");
    document.server::<channel::UserRead>("read");
    document.server::<call::State>("call_state");
    document.server::<call::Speakers>("call_speakers");
    document.server::<call::Lobby>("call_lobby");
    document.server::<call::Quality>("call_quality");
    document.server::<call::Ended>("call_ended");
    document.finish()
}

#[derive(Clone, Copy)]
enum Side {
    Client,
    Server,
}

impl Side {
    const fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }
}

struct Document {
    generator: SchemaGenerator,
    /// By schema name: the frame type that is its `type`.
    tags: BTreeMap<String, &'static str>,
    /// By message key.
    messages: BTreeMap<String, Value>,
    examples: BTreeMap<&'static str, Vec<Value>>,
}

impl Default for Document {
    fn default() -> Self {
        let settings = SchemaSettings::draft07().with(|settings| settings.definitions_path = "/components/schemas".into());
        let values = |frames: Value| frames.as_array().cloned().unwrap_or_default();
        let examples =
            [(Side::Client.name(), values(json!(examples::client()))), (Side::Server.name(), values(json!(examples::server())))];
        Self { generator: settings.into_generator(), tags: BTreeMap::new(), messages: BTreeMap::new(), examples: examples.into() }
    }
}

impl Document {
    fn client<T: JsonSchema>(&mut self, tag: &'static str) {
        self.message::<T>(Side::Client, tag);
    }

    fn server<T: JsonSchema>(&mut self, tag: &'static str) {
        self.message::<T>(Side::Server, tag);
    }

    fn message<T: JsonSchema>(&mut self, side: Side, tag: &'static str) {
        let payload = self.generator.subschema_for::<T>();
        self.tags.insert(T::schema_name().into_owned(), tag);
        let examples: Vec<Value> = self.examples[side.name()]
            .iter()
            .filter(|example| example["type"] == tag)
            .map(|example| json!({ "payload": example }))
            .collect();
        let message = json!({
            "name": tag,
            "title": T::schema_name(),
            "contentType": "application/json",
            "payload": payload,
            "examples": examples,
        });
        self.messages.insert(format!("{}_{tag}", side.name()), message);
    }

    fn finish(mut self) -> Value {
        let mut schemas = self.generator.take_definitions(true);
        for (name, tag) in &self.tags {
            if let Some(Value::Object(schema)) = schemas.get_mut(name) {
                name_type(schema, tag);
            }
        }
        for (key, message) in &mut self.messages {
            let title = message["title"].as_str().unwrap_or_default();
            if let Some(summary) = schemas.get(title).and_then(|schema| schema.get("description")).cloned() {
                message["summary"] = summary;
            }
            debug_assert!(!message["examples"].as_array().is_none_or(Vec::is_empty), "{key} has no example");
        }
        let refs = |side: Side| -> Vec<Value> {
            let keys = self.messages.keys().filter(|key| key.starts_with(side.name()));
            keys.map(|key| json!({ "$ref": format!("#/channels/realtime/messages/{key}") })).collect()
        };
        let (receive, send) = (refs(Side::Client), refs(Side::Server));
        let channel: Map<String, Value> =
            (self.messages.keys()).map(|key| (key.clone(), json!({ "$ref": format!("#/components/messages/{key}") }))).collect();
        let closes: Vec<Value> = Close::ALL
            .map(|close| json!({ "code": close.code(), "reason": close.name(), "description": close.meaning() }))
            .into();
        let errors: Vec<Value> =
            ErrorCode::ALL.iter().map(|(code, meaning)| json!({ "code": code, "description": meaning })).collect();
        json!({
            "asyncapi": "3.0.0",
            "info": {
                "title": "Lyceum realtime",
                "version": "1.0.0",
                "description": "What crosses the WebSocket at /v1/realtime: JSON text frames, one object each, told apart by `type`. \
                    The client says `hello` first and resumes its topics by the positions that it has. Unknown fields from a client \
                    are refused; clients skip those that they do not know.",
                "license": { "name": "Apache-2.0" },
            },
            "defaultContentType": "application/json",
            "channels": {
                "realtime": {
                    "address": "/v1/realtime",
                    "description": bounds(),
                    "messages": channel,
                    "x-close-codes": closes,
                    "x-error-codes": errors,
                },
            },
            "operations": {
                "receive": {
                    "action": "receive",
                    "summary": "What a client says.",
                    "channel": { "$ref": "#/channels/realtime" },
                    "messages": receive,
                },
                "send": {
                    "action": "send",
                    "summary": "What the server says.",
                    "channel": { "$ref": "#/channels/realtime" },
                    "messages": send,
                },
            },
            "components": { "messages": self.messages, "schemas": schemas },
        })
    }
}

/// What a client has to keep to.
fn bounds() -> String {
    let [big, flood, slow] = [Close::TooBig, Close::Flood, Close::Slow].map(Close::code);
    format!(
        "A client's frame has at most {CLIENT_FRAME_MAX} bytes: a longer one closes the socket with {big}. At most {BURST} frames may \
         come at once, and {PER_SECOND} a second in the long run: more close it with {flood}. Where {FRAMES_MAX} frames or {BYTES_MAX} \
         bytes wait for a client, it is closed with {slow}. A socket has at most {SUBSCRIPTIONS_MAX} subscriptions \
         (`too_many_subscriptions`) and {CALLS_MAX} calls or lobbies (`busy`): one more is refused, and the socket stays open."
    )
}

/// A frame's struct does not hold its own tag: the enum around it writes that. The document shows both as one object.
fn name_type(schema: &mut Map<String, Value>, tag: &str) {
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    properties["type"] = json!({ "type": "string", "const": tag });
    let required = schema.entry("required").or_insert_with(|| json!([]));
    if let Some(names) = required.as_array_mut() {
        names.insert(0, json!("type"));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde::de::DeserializeOwned;

    use super::{
        super::{ClientFrame, Event, ServerFrame},
        *,
    };

    #[test]
    fn the_committed_document_is_the_one_made_from_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/asyncapi.json");
        let committed: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        assert!(committed == document(), "run `cargo run -p lyceum-actors --example asyncapi > openapi/asyncapi.json`");
    }

    /// The names that a tagged enum reads.
    fn variants<T: DeserializeOwned>(tag: &str) -> BTreeSet<String> {
        let Err(error) = serde_json::from_value::<T>(json!({ tag: "?" })) else { panic!("`?` is a variant") };
        error.to_string().split('`').skip(3).step_by(2).map(str::to_owned).collect()
    }

    fn tags<'a>(tag: &str, examples: impl Iterator<Item = &'a Value>) -> BTreeSet<String> {
        examples.filter_map(|example| example[tag].as_str()).map(str::to_owned).collect()
    }

    #[test]
    fn every_frame_and_every_event_is_in_the_document_with_an_example() {
        let document = document();
        let messages = document["components"]["messages"].as_object().unwrap();
        let shown = |side: &str| -> Vec<Value> {
            let of_side = messages.iter().filter(|(key, _)| key.starts_with(side));
            of_side
                .flat_map(|(_, message)| message["examples"].as_array().unwrap())
                .map(|shown| shown["payload"].clone())
                .collect()
        };
        let (client, server) = (shown("client_"), shown("server_"));
        assert_eq!(tags("type", client.iter()), variants::<ClientFrame>("type"));
        assert_eq!(tags("type", server.iter()), variants::<ServerFrame>("type"));
        assert_eq!(tags("kind", server.iter().map(|frame| &frame["event"])), variants::<Event>("kind"));
        assert!(variants::<Event>("kind").contains("message_posted"));
    }

    #[test]
    fn the_codes_of_a_refusal_are_shown_and_may_become_more() {
        let document = document();
        let named: Vec<_> =
            document["channels"]["realtime"]["x-error-codes"].as_array().unwrap().iter().map(|code| &code["code"]).collect();
        assert!(named.contains(&&json!("bad_frame")));
        for frame in ["Error", "Unsubscribed"] {
            let code = &document["components"]["schemas"][frame]["properties"]["code"];
            assert_eq!(code["examples"].as_array().unwrap().iter().collect::<Vec<_>>(), named, "{frame}");
            assert!(code.get("enum").is_none(), "{frame}");
        }
    }

    #[test]
    fn every_example_is_of_a_frame_in_the_document() {
        let messages = document()["components"]["messages"].clone();
        let shown: usize = messages.as_object().unwrap().values().map(|m| m["examples"].as_array().unwrap().len()).sum();
        assert_eq!(shown, examples::client().len() + examples::server().len());
    }

    #[test]
    fn a_field_outside_an_examples_schema_does_not_exist() {
        let document = document();
        for message in document["components"]["messages"].as_object().unwrap().values() {
            let schema = &document["components"]["schemas"][message["title"].as_str().unwrap()];
            for example in message["examples"].as_array().unwrap() {
                for field in example["payload"].as_object().unwrap().keys() {
                    assert!(schema["properties"].get(field).is_some(), "{field} of {}", message["title"]);
                }
            }
        }
    }
}
