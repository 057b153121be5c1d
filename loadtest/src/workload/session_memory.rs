//! Resident bytes of a session that is signed in, subscribed to its channel, and keeps its heartbeat: awake, while its client says
//! something now and then, and parked, while it does not.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

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
/// Everybody's heartbeat comes within it.
const SETTLE: Duration = Duration::from_secs(6);
/// A session parks ten seconds after its last work; what that frees goes back to the system in ten more.
const PARKED: Duration = Duration::from_secs(24);

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
    let (awake, parked) = slopes(&world.server.process, world.server.address, "/v1/realtime", &members, true).await?;
    rig.forget_world();

    let (peer, told) = Rig::node_peer("ws.mjs", &[])?;
    for member in &mut members {
        member.token = Arc::from("nobody");
    }
    let (peers, _) = slopes(&peer, told.parse()?, "/", &members, false).await?;
    for (name, value) in [("session.memory", awake), ("session.memory_parked", parked)] {
        let conditions =
            json!({"sessions": [FEW, MANY], "channels": CHANNELS, "people": 40, "transport": "plain TCP", "heartbeat_s": 5});
        let baseline = Baseline { name: "Node ws", value: peers };
        rig.print(&Line { name, value, unit: "bytes", higher_is_better: false, baseline, conditions })?;
    }
    Ok(())
}

/// Of those who are awake, and of those who are parked.
async fn slopes(
    process: &Process,
    address: std::net::SocketAddr,
    path: &'static str,
    members: &[Member],
    parks: bool,
) -> anyhow::Result<(f64, f64)> {
    let mut crowds = Vec::new();
    let (mut awake, mut parked) = (Vec::new(), Vec::new());
    for members in [&members[..FEW], &members[FEW..]] {
        let all =
            |crowds: &[Crowd], talkative| crowds.iter().for_each(|crowd| crowd.talkative.store(talkative, Ordering::Relaxed));
        all(&crowds, parks);
        let crowd = Crowd::gather(address, path, members.to_vec(), None).await?;
        crowd.talkative.store(parks, Ordering::Relaxed);
        crowds.push(crowd);
        tokio::time::sleep(SETTLE).await;
        awake.push(process.resident()?);
        if parks {
            all(&crowds, false);
            tokio::time::sleep(PARKED).await;
        }
        parked.push(process.resident()?);
    }
    progress(&format!("{}: {awake:?} bytes with {FEW} and {MANY} sessions awake, {parked:?} parked", process.name));
    let slope = |bytes: &[u64]| (bytes[1] as f64 - bytes[0] as f64) / (MANY - FEW) as f64;
    Ok((slope(&awake), slope(&parked)))
}
