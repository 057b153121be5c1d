//! The media workers behind a unix socket, for the benchmark `media.forward`: one question a line as JSON, one answer a line.

use std::{collections::BTreeMap, error::Error, sync::Arc};

use lyceum_media::{Connection, Media, Options, Source};
use prometheus_client::{encoding::text::encode, registry::Registry};
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::UnixListener,
};
use uuid::Uuid;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Question {
    Offer(Offer),
    Metrics,
}

#[derive(Deserialize)]
struct Offer {
    room: Uuid,
    participant: Uuid,
    connection: Connection,
    sdp: String,
    sources: BTreeMap<String, Source>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Sdp(String),
    Metrics(String),
    Error(String),
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let socket = std::env::args().nth(1).ok_or("usage: forward SOCKET")?;
    let listener = UnixListener::bind(socket)?;
    let mut registry = Registry::default();
    let media = Media::start(&Options::default(), &mut registry)?;
    println!("ready");
    loop {
        let (stream, _) = listener.accept().await?;
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        while let Some(line) = lines.next_line().await? {
            let answer = match serde_json::from_str(&line)? {
                Question::Offer(offer) => {
                    answer(&media, offer).await.map_or_else(|error| Answer::Error(error.to_string()), Answer::Sdp)
                }
                Question::Metrics => {
                    let mut page = String::new();
                    encode(&mut page, &registry)?;
                    Answer::Metrics(page)
                }
            };
            write.write_all(format!("{}\n", serde_json::to_string(&answer)?).as_bytes()).await?;
        }
    }
}

async fn answer(media: &Media, offer: Offer) -> Result<String, lyceum_media::MediaError> {
    media.join(offer.room, offer.participant, Arc::new(|_| ()))?;
    media.offer(offer.room, offer.participant, offer.connection, offer.sdp, offer.sources).await
}
