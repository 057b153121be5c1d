//! Requests per CPU-second of the server: reads by people who are signed in, and durable creates.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, ensure};
use bytes::Bytes;
use hyper::{Method, Response};
use serde_json::json;

use crate::{
    client::http::Connection,
    load::closed,
    peer::hyper::Answer,
    process::Process,
    report::{Baseline, Line},
    rig::Rig,
};

const CONNECTIONS: usize = 32;
const CHANNELS: usize = 100;
const WARM: Duration = Duration::from_secs(1);
const TIME: Duration = Duration::from_secs(5);

/// What each connection repeats.
#[derive(Clone)]
struct Call {
    method: Method,
    path: Arc<str>,
    token: Arc<str>,
    /// The path without what differs.
    label: &'static str,
    body: Option<Bytes>,
}

pub async fn run(rig: &mut Rig) -> anyhow::Result<()> {
    let world = rig.world().await?;
    let channels = world.channels(CHANNELS).await?;
    world.fresh_tokens().await?;
    let (mut reads, mut writes) = (Vec::new(), Vec::new());
    for channel in channels.iter().take(CONNECTIONS) {
        let token = world.students[channel.student].lock().await.token.clone();
        reads.push(Call {
            method: Method::GET,
            path: Arc::from("/v1/me"),
            token: token.clone(),
            label: "GET /v1/me",
            body: None,
        });
        let body = Some(Bytes::from(json!({"text": "x".repeat(128)}).to_string()));
        writes.push(Call {
            method: Method::POST,
            path: format!("/v1/channels/{}/messages", channel.id).into(),
            token,
            label: "POST /v1/channels/{id}/messages",
            body,
        });
    }
    for (name, calls) in [("http.read", reads), ("http.write", writes)] {
        let world = rig.world().await?;
        let (value, answer) = measure(&world.server.process, world.server.address, &calls).await?;
        let folder = rig.folder("hyper")?;
        let path = folder.join("answer.json");
        std::fs::write(&path, serde_json::to_vec(&Answer::of(&answer))?)?;
        let (peer, told) = Process::start_telling("hyper", Rig::peer("peer-hyper")?.arg(&path))?;
        let (bare, _) = measure(&peer, told.parse()?, &calls).await?;
        let baseline = Baseline { name: "bare hyper, the same bytes", value: bare };
        let conditions = json!({
            "request": calls[0].label,
            "answer_bytes": answer.body().len(), "connections": CONNECTIONS, "seconds": TIME.as_secs(),
        });
        rig.print(&Line { name, value, unit: "requests/CPU-second", higher_is_better: true, baseline, conditions })?;
    }
    Ok(())
}

async fn measure(process: &Process, server: SocketAddr, calls: &[Call]) -> anyhow::Result<(f64, Response<Bytes>)> {
    let mut connections = Vec::new();
    let mut sample = None;
    for call in calls {
        let mut connection = Connection::open(server).await?;
        sample = Some(once(&mut connection, call).await?);
        connections.push((connection, call.clone()));
    }
    let again = |(mut connection, call): (Connection, Call)| async move {
        once(&mut connection, &call).await?;
        Ok((connection, call))
    };
    let (_, connections) = closed(connections, WARM, again).await?;
    let before = process.cpu()?;
    let (done, _) = closed(connections, TIME, again).await?;
    let spent = process.cpu()? - before;
    Ok((done as f64 / spent, sample.context("there is at least one call")?))
}

async fn once(connection: &mut Connection, call: &Call) -> anyhow::Result<Response<Bytes>> {
    let answer = connection.send(call.method.clone(), &call.path, Some(&call.token), call.body.clone()).await?;
    ensure!(answer.status().is_success(), "{}: {} {}", call.path, answer.status(), String::from_utf8_lossy(answer.body()));
    Ok(answer)
}
