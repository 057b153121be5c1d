//! Calls between browsers with nothing around them: one page, and signalling by three HTTP requests.
//!
//! `cargo run -p lyceum-media --example rooms -- [ADDRESS [HTTP_PORT [MEDIA_PORT]]]`, then open the page twice with
//! `?me=1` and `?me=2`. A browser gives camera and microphone to `localhost` or under TLS only.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lyceum_media::{Connection, Media, MediaEvent, Options, Source, Udp};
use prometheus_client::registry::Registry;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;

const PAGE: &str = include_str!("rooms.html");

/// The latest of each kind of event, by participant: each comes whole.
type Told = Arc<Mutex<BTreeMap<Uuid, BTreeMap<&'static str, Value>>>>;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let argument = |index: usize, default: &str| arguments.get(index).map_or(default, String::as_str).to_owned();
    let invalid = |error: std::num::ParseIntError| std::io::Error::other(error);
    let address: IpAddr = argument(0, "127.0.0.1").parse().map_err(std::io::Error::other)?;
    let port: u16 = argument(1, "8080").parse().map_err(invalid)?;
    let media_port: u16 = argument(2, "0").parse().map_err(invalid)?;
    let options = Options {
        udp: Udp { address, ports: media_port..=media_port },
        tcp: Some((address, media_port).into()),
        ..Options::default()
    };
    let media = Media::start(&options, &mut Registry::default())?;
    let told = Told::default();
    let listener = TcpListener::bind((address, port)).await?;
    println!("http://{}/?me=1", listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        let (media, told) = (media.clone(), told.clone());
        tokio::spawn(async move {
            if let Err(error) = serve(stream, &media, &told).await {
                eprintln!("{error}");
            }
        });
    }
}

async fn serve(stream: TcpStream, media: &Media, told: &Told) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    stream.read_line(&mut line).await?;
    let path = line.split(' ').nth(1).unwrap_or("/").to_owned();
    let mut length = 0;
    loop {
        line.clear();
        if stream.read_line(&mut line).await? <= 2 {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    let mut body = vec![0; usize::min(length, 100_000)];
    stream.read_exact(&mut body).await?;
    let (kind, answer) = match path.as_str() {
        "/call" => ("application/json", call(media, told, &body).await.to_string()),
        _ => ("text/html", PAGE.to_owned()),
    };
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", answer.len());
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(answer.as_bytes()).await
}

/// `{"do": "join" | "offer" | "mute" | "leave" | "events", "room": 1, "me": 2, …}`.
async fn call(media: &Media, told: &Told, body: &[u8]) -> Value {
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let id = |field: &str| Uuid::from_u128(request[field].as_u64().unwrap_or_default().into());
    let (room, me) = (id("room"), id("me"));
    let done = match request["do"].as_str().unwrap_or_default() {
        "join" => {
            let told = told.clone();
            media.join(room, me, Arc::new(move |event| keep(&told, me, &event))).map(|()| json!({}))
        }
        "offer" => {
            let sdp = request["sdp"].as_str().unwrap_or_default().to_owned();
            let sources: BTreeMap<String, Source> = serde_json::from_value(request["sources"].clone()).unwrap_or_default();
            let connection: Connection = serde_json::from_value(request["connection"].clone()).unwrap_or(Connection::Subscribe);
            media.offer(room, me, connection, sdp, sources).await.map(|answer| json!({ "sdp": answer }))
        }
        "mute" => {
            let source: Source = serde_json::from_value(request["source"].clone()).unwrap_or(Source::Camera);
            media.mute(room, me, source, request["muted"].as_bool().unwrap_or_default()).map(|()| json!({}))
        }
        "leave" => media.leave(room, me).map(|()| json!({})),
        _ => {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let told = told.lock().map(|told| told.get(&me).cloned()).unwrap_or_default();
            Ok(json!(told))
        }
    };
    done.unwrap_or_else(|error| json!({ "error": error.to_string() }))
}

fn keep(told: &Told, me: Uuid, event: &MediaEvent) {
    let number = |id: &Uuid| u64::try_from(id.as_u128()).unwrap_or_default();
    let (name, value) = match event {
        MediaEvent::Connected { connection } => ("connected", json!(connection)),
        MediaEvent::Gone => ("gone", json!(true)),
        MediaEvent::Slots(slots) => {
            let shown = slots.iter().filter_map(|(mid, shows)| Some((mid, (*shows)?)));
            let shown = shown.map(|(mid, (who, source))| (mid.clone(), json!({ "user": number(&who), "source": source })));
            ("slots", Value::Object(shown.collect()))
        }
        MediaEvent::Tracks(tracks) => ("tracks", json!(tracks)),
        MediaEvent::Speakers(speakers) => ("speakers", json!(speakers.iter().map(number).collect::<Vec<_>>())),
        MediaEvent::Quality(grades) => ("quality", json!(grades)),
    };
    if let Ok(mut told) = told.lock() {
        told.entry(me).or_default().insert(name, value);
    }
}
