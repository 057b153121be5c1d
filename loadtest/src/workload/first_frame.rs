//! Joining a call until the first decoded picture of the other, in Chromium.
//!
//! A session that begins soon is made over the API; the mentor publishes, and the student joins again and again with a page
//! that speaks the realtime frames. The baseline is the same picture between two connections within one page.

use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use crate::{
    people::{in_minutes, meet},
    report::{Baseline, Line},
    rig::{Rig, peers_folder},
};

const JOINS: usize = 30;
const STARTS_IN_MINUTES: u64 = 3;

pub async fn run(rig: &mut Rig) -> anyhow::Result<()> {
    let folder = peers_folder()?;
    let world = rig.world().await?;
    world.fresh_tokens().await?;
    let (mut mentor, mut student) = (world.mentors[0].lock().await, world.students[0].lock().await);
    let meeting = meet(&mut student, &mut mentor, &in_minutes(STARTS_IN_MINUTES), &in_minutes(STARTS_IN_MINUTES + 30)).await?;
    mentor.post(&format!("/v1/rooms/{}/open", meeting.room), json!({})).await?;
    let settings = json!({
        "origin": format!("http://{}", world.server.address), "room": meeting.room, "joins": JOINS,
        "publisher": &*mentor.token, "viewer": &*student.token, "viewer_id": student.id,
    });
    drop((mentor, student));
    let output =
        Command::new("node").arg(folder.join("first-frame.mjs")).arg(settings.to_string()).stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "the browser's script failed: {}", output.status);
    let told: Value = serde_json::from_slice(&output.stdout).context("the script prints one JSON object")?;
    let times = |name: &str| -> anyhow::Result<Vec<f64>> {
        let mut times: Vec<f64> = serde_json::from_value(told[name].clone())?;
        ensure!(times.len() == JOINS, "{} of {JOINS} joins were measured", times.len());
        times.sort_by(f64::total_cmp);
        Ok(times)
    };
    let (joins, direct) = (times("joins")?, times("direct")?);
    let baseline = Baseline { name: "two connections within one page", value: p95(&direct) };
    let conditions = json!({"joins": JOINS, "percentile": 95, "p50_ms": joins[JOINS / 2], "max_ms": joins[JOINS - 1], "browser": told["browser"], "camera": "640x360, 30/s"});
    rig.print(&Line { name: "media.first_frame", value: p95(&joins), unit: "ms", higher_is_better: false, baseline, conditions })
}

fn p95(sorted: &[f64]) -> f64 {
    sorted[(sorted.len() * 95).div_ceil(100) - 1]
}
