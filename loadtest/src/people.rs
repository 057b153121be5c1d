//! People and their doings, over the API as the console does it.

use std::{net::SocketAddr, sync::Arc};

use anyhow::{Context, ensure};
use hyper::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::time::{Duration, Instant, sleep};

use crate::client::http::Connection;

pub const ORGANIZATION: &str = "bench";
pub const PASSWORD: &str = "correct-horse-battery-staple-9";
const PATIENCE: Duration = Duration::from_secs(20);

/// Somebody signed in, with a connection of their own.
pub struct Person {
    pub id: String,
    pub email: String,
    pub token: Arc<str>,
    pub connection: Connection,
}

impl Person {
    /// Signs up and in. The account is made behind the answer, so the first sign-ins may be too early.
    pub async fn sign_up(server: SocketAddr, name: &str) -> anyhow::Result<Self> {
        let mut connection = Connection::open(server).await?;
        let email = format!("{}@bench.example", name.replace(' ', "."));
        let body = json!({"email": email, "password": PASSWORD, "display_name": name});
        connection.call(Method::POST, &format!("/v1/organizations/{ORGANIZATION}/sign-up"), None, Some(&body)).await?;
        Self::sign_in(connection, &email).await
    }

    pub async fn sign_in(mut connection: Connection, email: &str) -> anyhow::Result<Self> {
        let path = format!("/v1/organizations/{ORGANIZATION}/sign-in");
        let body = json!({"email": email, "password": PASSWORD, "token_delivery": "body"});
        let begun = Instant::now();
        loop {
            let (status, answer) = connection.ask(Method::POST, &path, None, Some(&body)).await?;
            if status == StatusCode::OK {
                let token = answer["access_token"].as_str().context("a sign-in answers a token")?.into();
                let id = answer["user"]["id"].as_str().context("a sign-in answers the user")?.to_owned();
                return Ok(Self { id, email: email.to_owned(), token, connection });
            }
            ensure!(begun.elapsed() < PATIENCE, "{email} cannot sign in: {status} {answer}");
            sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn call(&mut self, method: Method, path: &str, body: Option<&Value>) -> anyhow::Result<Value> {
        self.connection.call(method, path, Some(&self.token), body).await
    }

    pub async fn post(&mut self, path: &str, body: Value) -> anyhow::Result<Value> {
        self.call(Method::POST, path, Some(&body)).await
    }

    pub async fn get(&mut self, path: &str) -> anyhow::Result<Value> {
        self.call(Method::GET, path, None).await
    }

    /// Asks again until `found` finds something in the answer.
    pub async fn wait<T>(&mut self, path: &str, found: impl Fn(&Value) -> Option<T>) -> anyhow::Result<T> {
        let begun = Instant::now();
        loop {
            let answer = self.get(path).await?;
            if let Some(found) = found(&answer) {
                return Ok(found);
            }
            ensure!(begun.elapsed() < PATIENCE, "{path} stays {answer}");
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Becomes a mentor by the admin's hand.
    pub async fn become_mentor(&mut self, admin: &mut Self) -> anyhow::Result<()> {
        let application = json!({"topics": ["Algebra"], "headline": "Numbers made friendly", "motivation": "I like to explain things until they are simple."});
        self.post("/v1/mentor-applications", application).await?;
        admin.post(&format!("/v1/mentor-applications/{}/approve", self.id), json!({})).await?;
        let id = self.id.clone();
        self.wait("/v1/me", |me| me["roles"].as_array()?.iter().any(|role| role == "mentor").then_some(())).await?;
        self.wait(&format!("/v1/mentors/{id}"), |mentor| mentor["user"]["id"].is_string().then_some(())).await?;
        // Roles are a claim of the token.
        self.renew().await
    }

    /// Another sign-in, with a fresh token.
    pub async fn renew(&mut self) -> anyhow::Result<()> {
        *self = Self::sign_in(Connection::open(self.connection.server()).await?, &self.email).await?;
        Ok(())
    }
}

/// A mentoring session that both agreed on.
pub struct Meeting {
    pub channel: String,
    pub room: String,
}

/// The student asks, the mentor accepts. Times are RFC 3339.
pub async fn meet(student: &mut Person, mentor: &mut Person, start: &str, end: &str) -> anyhow::Result<Meeting> {
    let time = json!({"start": start, "end": end});
    let ask = json!({"mentor_id": mentor.id, "topic": "Algebra", "message": "Please help me.", "times": [time]});
    let request = student.post("/v1/mentoring-requests", ask).await?;
    let path = format!("/v1/mentoring-requests/{}", request["id"].as_str().context("a request has an id")?);
    mentor.post(&format!("{path}/accept"), json!({"time": time})).await?;
    let session = mentor.wait(&path, |request| request["session_id"].as_str().map(str::to_owned)).await?;
    let text = |value: &Value, name: &str| value[name].as_str().map(str::to_owned);
    let (channel, room) = mentor
        .wait(&format!("/v1/mentoring-sessions/{session}"), |found| Some((text(found, "channel_id")?, text(found, "room_id")?)))
        .await?;
    Ok(Meeting { channel, room })
}

/// `minutes` from now, as the API writes times; whole minutes.
pub fn in_minutes(minutes: u64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default().as_secs() / 60 * 60;
    rfc3339(now + minutes * 60)
}

/// Seconds since 1970 as a UTC time, by the civil-from-days rule.
fn rfc3339(seconds: u64) -> String {
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    let z = days + 719_468;
    let (era, of_era) = (z / 146_097, z % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.000Z", of_day / 3600, of_day / 60 % 60, of_day % 60)
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(951_782_400), "2000-02-29T00:00:00.000Z");
        assert_eq!(rfc3339(1_795_237_511), "2026-11-21T05:05:11.000Z");
    }
}
