//! A JSON object written field by field and item by item, so that it never is in memory as a whole.

use bytes::Bytes;
use poem::{Body, IntoResponse, Response};
use poem_openapi::{
    payload::Payload,
    registry::{MetaSchemaRef, Registry},
    types::{ToJSON, Type},
};
use tokio::sync::mpsc::Sender;

use super::parts::Export;
use crate::problem::Problem;

/// The file as an answer; what is in it is described by [`Export`].
pub struct FileBody(pub Body);

impl Payload for FileBody {
    const CONTENT_TYPE: &'static str = "application/json; charset=utf-8";

    fn check_content_type(content_type: &str) -> bool {
        content_type == "application/json"
    }

    fn schema_ref() -> MetaSchemaRef {
        Export::schema_ref()
    }

    fn register(registry: &mut Registry) {
        Export::register(registry);
    }
}

impl IntoResponse for FileBody {
    fn into_response(self) -> Response {
        Response::builder().content_type(Self::CONTENT_TYPE).body(self.0)
    }
}

/// Why the file ends early.
pub enum Ended {
    /// Nobody reads it any more.
    Unread,
    Failed(Problem),
}

impl From<Problem> for Ended {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

/// Of the file on its way out. Without the last one it is not whole, whoever dropped it.
pub enum Part {
    More(Bytes),
    Last(Bytes),
    Failed(Problem),
}

pub struct File {
    out: Sender<Part>,
    /// What stands before the next field or item.
    before: &'static str,
}

impl File {
    pub fn begin(out: Sender<Part>) -> Self {
        Self { out, before: "{" }
    }

    pub async fn field(&mut self, name: &str, value: &impl ToJSON) -> Result<(), Ended> {
        let text = format!("{}\n\"{name}\": {}", self.before, value.to_json_string());
        self.before = ",";
        self.say(text).await
    }

    /// A field that is a list: its items follow.
    pub async fn list(&mut self, name: &str) -> Result<(), Ended> {
        let text = format!("{}\n\"{name}\": [", self.before);
        self.before = "";
        self.say(text).await
    }

    pub async fn items<T: ToJSON>(&mut self, items: Vec<T>) -> Result<(), Ended> {
        let mut text = String::new();
        for item in items {
            text.push_str(self.before);
            text.push('\n');
            text.push_str(&item.to_json_string());
            self.before = ",";
        }
        self.say(text).await
    }

    pub async fn list_ends(&mut self) -> Result<(), Ended> {
        self.before = ",";
        self.say("]".to_owned()).await
    }

    pub async fn end(self, written: Result<(), Ended>) {
        let last = match written {
            Ok(()) => Part::Last(Bytes::from_static(b"\n}\n")),
            Err(Ended::Unread) => return,
            Err(Ended::Failed(problem)) => Part::Failed(problem),
        };
        // somebody who does not read it is not told
        let _ = self.out.send(last).await;
    }

    async fn say(&self, text: String) -> Result<(), Ended> {
        if text.is_empty() {
            return Ok(());
        }
        self.out.send(Part::More(text.into())).await.map_err(|_| Ended::Unread)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn fields_and_lists_of_any_length_make_one_object() {
        let (out, mut parts) = mpsc::channel(64);
        let mut file = File::begin(out);
        let written = async {
            file.field("a", &1_u32).await?;
            for (name, items) in [("none", vec![]), ("one", vec![1_u32]), ("more", vec![1, 2, 3])] {
                file.list(name).await?;
                for item in items {
                    file.items(vec![item]).await?;
                }
                file.list_ends().await?;
            }
            file.field("z", &"last".to_owned()).await
        };
        let written = written.await;
        file.end(written).await;
        let mut text = Vec::new();
        while let Some(Part::More(part) | Part::Last(part)) = parts.recv().await {
            text.extend_from_slice(&part);
        }
        let read: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(read, json!({ "a": 1, "none": [], "one": [1], "more": [1, 2, 3], "z": "last" }));
    }
}
