//! Two organizations of real people, and the things of one of them.

use http::Method;
use jiff::{SignedDuration, Timestamp};
use lyceum_cluster::Request;
use lyceum_domain::{
    channel::{AddMember, RemoveMember},
    core::{EntityId, OrganizationId, UserId},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Person, Server};

pub struct Things {
    /// In the order of the table's columns.
    pub callers: [Person; 8],
    /// The student's token of before they signed out everywhere; they are signed in anew.
    pub signed_out: Person,
    pub open_request: String,
    pub time: Value,
    pub request: String,
    pub session: String,
    pub channel: String,
    pub message: u64,
    pub room: String,
    pub sign_in: String,
    /// Whom nobody misses.
    pub leaver: Person,
}

pub fn time(minutes: i64) -> Value {
    let start = Timestamp::now() + SignedDuration::from_mins(minutes);
    json!({ "start": format!("{start:.3}"), "end": format!("{:.3}", start + SignedDuration::from_mins(30)) })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

pub fn user(person: &Person) -> UserId {
    UserId(person.id.parse().unwrap())
}

pub async fn school(server: &Server) -> OrganizationId {
    server.running.api.organization("school").await.unwrap().id
}

pub async fn server() -> Server {
    let server = Server::start(|config| config.limits.requests_per_minute = 1_000_000).await;
    server.found("academy", "Academy of Others").await;
    server
}

async fn apply(person: &Person) {
    let application = json!({ "topics": ["Algebra"], "headline": "Numbers", "motivation": "I like to explain." });
    person.post("/v1/mentor-applications", &application).await.ok();
}

/// The admin and a mentor.
async fn staff(server: &Server, slug: &str) -> [Person; 2] {
    let admin = server.person(&server.tokens(slug, &format!("admin@{slug}.example")).await);
    let mentor = server.sign_up_at(slug, "Maya").await;
    apply(&mentor).await;
    admin.post(&format!("/v1/mentor-applications/{}/approve", mentor.id), &json!({})).await.ok();
    mentor.wait("/v1/me", |me| me["roles"].as_array()?.contains(&json!("mentor")).then_some(())).await;
    mentor.wait(&format!("/v1/mentors/{}", mentor.id), |found| found["user"]["id"].as_str().map(|_| ())).await;
    [admin, server.person(&server.tokens(slug, &format!("maya@{slug}.example")).await)]
}

impl Things {
    pub async fn make(server: &Server) -> Self {
        let [admin, mentor] = staff(server, "school").await;
        let [foreign_admin, foreign_mentor] = staff(server, "academy").await;
        let foreign_student = server.sign_up_at("academy", "Sam").await;
        let (removed, stranger) = (server.sign_up("Rey").await, server.sign_up("Uma").await);
        apply(&stranger).await;
        let leaver = server.sign_up("Lea").await;

        let signed_out = server.sign_up("Sam").await;
        signed_out.post("/v1/session/sign-out-everywhere", &json!({})).await;
        let (student, phone) = (server.sign_in("sam@school.example").await, server.sign_in("sam@school.example").await);
        let sign_ins = phone.get("/v1/sign-ins").await.ok();
        let sign_in = sign_ins["items"].as_array().unwrap().iter().find(|sign_in| sign_in["current"] == true).unwrap();

        let ask = async |time: &Value| {
            let ask = json!({ "mentor_id": mentor.id, "topic": "Algebra", "message": "Please help me.", "times": [time] });
            text(&student.post("/v1/mentoring-requests", &ask).await.ok()["id"])
        };
        let (soon, later) = (time(10), time(3000));
        let (request, open_request) = (ask(&soon).await, ask(&later).await);
        mentor.post(&format!("/v1/mentoring-requests/{request}/accept"), &json!({ "time": soon })).await.ok();
        let session = student
            .wait(&format!("/v1/mentoring-requests/{request}"), |request| request["session_id"].as_str().map(str::to_owned))
            .await;
        let shown = student.get(&format!("/v1/mentoring-sessions/{session}")).await.ok();
        let (channel, room) = (text(&shown["channel_id"]), text(&shown["room_id"]));
        let messages = format!("/v1/channels/{channel}/messages");
        let message = student.post(&messages, &json!({ "text": "See you soon." })).await.ok()["position"].as_u64().unwrap();

        // two requests and the approved application
        mentor.wait("/v1/notifications", |told| (told["items"].as_array()?.len() == 3).then_some(())).await;

        let (api, entity) = (&server.running.api, EntityId(channel.parse().unwrap()));
        let platform = Request::system(school(server).await);
        api.ask(platform.clone(), entity, AddMember { user: user(&removed) }).await.unwrap();
        removed.get(&messages).await.ok();
        api.ask(platform, entity, RemoveMember { user: user(&removed) }).await.unwrap();

        let sign_in = text(&sign_in["id"]);
        let callers = [student, mentor, admin, removed, stranger, foreign_student, foreign_mentor, foreign_admin];
        Self { callers, signed_out, open_request, time: later, request, session, channel, message, room, sign_in, leaver }
    }

    /// What a path's parameter stands for; of nothing where `nothing`.
    pub fn path(&self, template: &str, nothing: bool) -> String {
        let fresh = Uuid::new_v4().to_string();
        let [student, mentor, .., stranger, _, _, _] = &self.callers;
        let known = [
            ("/channels/", &self.channel),
            ("/mentoring-requests/", &self.open_request),
            ("/mentoring-sessions/", &self.session),
            ("/mentors/", &mentor.id),
            ("/rooms/", &self.room),
            ("/sign-ins/", &self.sign_in),
            ("/users/{user_id}/deletion", &self.leaver.id),
            ("/users/", &student.id),
            ("/mentor-applications/", &stranger.id),
        ];
        let id = known.iter().find(|(prefix, _)| template.starts_with(prefix)).map_or("{id}", |(_, id)| id);
        let id = if nothing { &fresh } else { id };
        let path = template.replace("{id}", id).replace("{user_id}", id).replace("{slug}", "school").replace("{role}", "mentor");
        let path = path.replace("{position}", &self.message.to_string()).replace("{emoji}", "%F0%9F%91%8D");
        assert!(!path.contains('{'), "say in things.rs which thing `{template}` is about");
        format!("/v1{path}")
    }

    /// The document's example, about these things where it is about any.
    pub fn body(&self, operation: &str, example: &Value, nothing: bool) -> Value {
        let mut body = example.clone();
        let [student, mentor, ..] = &self.callers;
        match operation {
            // whoever has the token needs the password too
            "change_password" => body["current"] = "nobody's password at all".into(),
            "delete_account" => body["password"] = "nobody's password at all".into(),
            "sign_up" => body["password"] = "password123".into(),
            "ask_mentor" => {
                body["mentor_id"] = if nothing { json!(Uuid::new_v4()) } else { json!(mentor.id) };
                body["times"] = json!([time(7000)]);
            }
            "accept_mentoring_request" => body["time"] = self.time.clone(),
            "propose_mentoring_request" => body["times"] = json!([time(8000)]),
            "mark_read" => body["position"] = self.message.into(),
            "admit" | "mute" | "remove" => body["user_id"] = json!(student.id),
            _ => {}
        }
        body
    }

    /// The names that no outsider may meet; people are known in their own organization.
    pub fn secrets(&self, foreign: bool) -> Vec<&str> {
        let things = [&self.open_request, &self.request, &self.session, &self.channel, &self.room, &self.sign_in];
        let people = self.callers[..5].iter().map(|person| &person.id).filter(|_| foreign);
        things.into_iter().chain(people).map(String::as_str).collect()
    }

    /// All of it, as those see it whom it is about.
    pub async fn state(&self) -> Vec<Value> {
        let [student, mentor, admin, ..] = &self.callers;
        let mut state = Vec::new();
        for (person, path) in [
            (student, "/v1/me".to_owned()),
            (student, format!("/v1/mentoring-requests/{}", self.open_request)),
            (mentor, format!("/v1/mentoring-sessions/{}", self.session)),
            (student, format!("/v1/channels/{}", self.channel)),
            (mentor, format!("/v1/channels/{}/messages", self.channel)),
            (student, format!("/v1/rooms/{}", self.room)),
            (student, "/v1/sign-ins".to_owned()),
            (mentor, "/v1/notifications".to_owned()),
            (admin, "/v1/mentor-applications".to_owned()),
        ] {
            state.push(person.call(Method::GET, &path, None, &[]).await.ok());
        }
        state
    }
}
