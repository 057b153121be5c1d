//! Resident bytes of an idle session: signed in, subscribed to its channel, heartbeats going.

use std::{sync::Arc, time::Duration};

use serde_json::json;

use crate::{
    client::crowd::{Crowd, Member},
    process::Process,
    report::{Baseline, Line, progress},
    rig::Rig,
};

const FEW: usize = 2_000;
const MANY: usize = 16_000;
const CHANNELS: usize = 100;
const SETTLE: Duration = Duration::from_secs(6);

pub async fn run(rig: &mut Rig) -> anyhow::Result<()> {
    let world = rig.world().await?;
    let channels = world.channels(CHANNELS).await?;
    world.fresh_tokens().await?;
    let mut members = Vec::new();
    for number in 0..MANY {
        let channel = &channels[number % CHANNELS];
        let person =
            if (number / CHANNELS).is_multiple_of(2) { &world.mentors[channel.mentor] } else { &world.students[channel.student] };
        members.push(Member { token: person.lock().await.token.clone(), topic: format!("channel:{}", channel.id).into() });
    }
    let value = slope(&world.server.process, world.server.address, "/v1/realtime", &members).await?;
    rig.forget_world();

    let (peer, told) = Rig::node_peer("ws.mjs", &[])?;
    for member in &mut members {
        member.token = Arc::from("nobody");
    }
    let baseline = Baseline { name: "Node ws", value: slope(&peer, told.parse()?, "/", &members).await? };
    let conditions =
        json!({"sessions": [FEW, MANY], "channels": CHANNELS, "people": 40, "transport": "plain TCP", "heartbeat_s": 5});
    rig.print(&Line { name: "session.memory", value, unit: "bytes", higher_is_better: false, baseline, conditions })
}

async fn slope(process: &Process, address: std::net::SocketAddr, path: &'static str, members: &[Member]) -> anyhow::Result<f64> {
    let _first = Crowd::gather(address, path, members[..FEW].to_vec(), None).await?;
    tokio::time::sleep(SETTLE).await;
    let few = process.resident()?;
    let _rest = Crowd::gather(address, path, members[FEW..].to_vec(), None).await?;
    tokio::time::sleep(SETTLE).await;
    let many = process.resident()?;
    progress(&format!("{}: {few} bytes with {FEW} sessions, {many} with {MANY}", process.name));
    Ok((many as f64 - few as f64) / (MANY - FEW) as f64)
}
