//! One server with people and the channels of their mentoring sessions, shared by the workloads that talk.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context;
use tokio::{sync::Mutex, task::JoinSet};

use crate::{
    client::http::Connection,
    people::{ORGANIZATION, PASSWORD, Person, in_minutes, meet},
    server::{Home, Server},
};

/// So many mentors and as many students; every channel is of one of each.
const PAIRS: usize = 20;
const SESSION_MINUTES: u64 = 30;
const STOPS_WITHIN: Duration = Duration::from_secs(30);
const TOKENS_FRESH: Duration = Duration::from_secs(100);

/// How a server ends.
#[derive(Clone, Copy)]
pub enum End {
    Asked,
    Killed,
}

pub struct World {
    home: Home,
    pub server: Server,
    pub admin: Person,
    pub mentors: Vec<Arc<Mutex<Person>>>,
    pub students: Vec<Arc<Mutex<Person>>>,
    channels: Vec<Channel>,
    signed_in: Instant,
}

/// A session's channel and its two people, by their numbers.
#[derive(Clone)]
pub struct Channel {
    pub id: String,
    pub mentor: usize,
    pub student: usize,
}

impl World {
    pub async fn build(binary: &Path, folder: &Path) -> anyhow::Result<Self> {
        let home = Home::new(binary, folder)?;
        let email = "admin@bench.example";
        let create = [
            "organization",
            "create",
            "--slug",
            ORGANIZATION,
            "--name",
            "Bench",
            "--admin-email",
            email,
            "--admin-password-stdin",
        ];
        home.command(&create, PASSWORD)?;
        let (server, _) = home.serve().await?;
        let mut admin = Person::sign_in(Connection::open(server.address).await?, email).await?;
        let (mut mentors, mut students) = (Vec::new(), Vec::new());
        for number in 0..PAIRS {
            let mut mentor = Person::sign_up(server.address, &format!("Mentor {number}")).await?;
            mentor.become_mentor(&mut admin).await?;
            mentors.push(Arc::new(Mutex::new(mentor)));
            students.push(Arc::new(Mutex::new(Person::sign_up(server.address, &format!("Student {number}")).await?)));
        }
        Ok(Self { home, server, admin, mentors, students, channels: Vec::new(), signed_in: Instant::now() })
    }

    /// Makes sessions until there are so many channels, in rounds of one a mentor; no two of one person's overlap.
    pub async fn channels(&mut self, count: usize) -> anyhow::Result<Vec<Channel>> {
        while self.channels.len() < count {
            let round = self.channels.len() / PAIRS;
            let start = 24 * 60 + round as u64 * SESSION_MINUTES;
            let mut meetings = JoinSet::new();
            for mentor in 0..PAIRS {
                let student = (mentor + round) % PAIRS;
                let (teaches, learns) = (self.mentors[mentor].clone(), self.students[student].clone());
                meetings.spawn(async move {
                    let (from, to) = (in_minutes(start), in_minutes(start + SESSION_MINUTES));
                    let met = meet(&mut *learns.lock().await, &mut *teaches.lock().await, &from, &to).await?;
                    anyhow::Ok(Channel { id: met.channel, mentor, student })
                });
            }
            while let Some(channel) = meetings.join_next().await {
                self.channels.push(channel?.with_context(|| format!("session {} of a pair", round + 1))?);
            }
        }
        Ok(self.channels[..count].to_vec())
    }

    /// Ends the server and starts it where it was; tells how long it took from `exec` until it was ready.
    pub async fn restart(&mut self, end: End) -> anyhow::Result<Duration> {
        let process = &mut self.server.process;
        match end {
            End::Asked => tokio::task::block_in_place(|| process.stop(STOPS_WITHIN))?,
            End::Killed => process.kill(),
        }
        let took;
        (self.server, took) = self.home.serve_at(self.server.address).await?;
        Ok(took)
    }

    /// Access tokens live five minutes: signs everybody in again when theirs are not fresh.
    pub async fn fresh_tokens(&mut self) -> anyhow::Result<()> {
        if self.signed_in.elapsed() < TOKENS_FRESH {
            return Ok(());
        }
        for person in self.mentors.iter().chain(&self.students) {
            person.lock().await.renew().await?;
        }
        self.admin.renew().await?;
        self.signed_in = Instant::now();
        Ok(())
    }
}
