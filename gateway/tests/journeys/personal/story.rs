//! A student and a mentor meet, and each says all that can be said anywhere.

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
    process::Stdio,
};

use http::Method;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{PASSWORD, Person, Program, Socket, free_port, program, told};

pub const COLLEGE: &str = "/v1/organizations/college";
/// By design in the open: they show that a search would find what is.
pub const NAME_OF_COLLEGE: &str = "Quillwort College";
pub const ZONE: &str = "Antarctica/Troll";
pub const MARK: &str = "mark-of-the-program-77";

/// What the student says, each in another field.
pub const STUDENT: &[&str] = &[
    "Zebulon.Quaverly@Personal.Example",
    "Zebulon Quaverly",
    "I collect weathervanes",
    "Zebulon's telescope",
    "Weathervane repair",
    "Vanes for everybody",
    "My grandfather taught me soldering",
    "Obelisk polishing",
    "My obelisk looks shabby before the exhibition",
    "Could we start with sandpaper",
    "Could we begin with sandpaper",
    "This one I take back",
    "Patient, though late by a minute",
    "I caught the hiccups",
];

/// What the mentor says.
pub const MENTOR: &[&str] = &[
    "Marguerite@Personal.Example",
    "Marguerite Thistlewood",
    "Hieroglyph carving",
    "Chisels made friendly",
    "I carved before I could walk",
    "Rather after my pottery class",
    "Bring your own goggles",
    "No obelisks on Sundays",
];

/// Of the addresses and devices that they came from.
pub const TRACES: &[&str] = &["203.0.113.77", "Netscape Quadrant", "$argon2", PASSWORD];

/// Why the admin declined the student's application.
pub const DECLINED: &str = "Come back when the vanes turn";

pub struct Story {
    pub server: Program,
    pub data: PathBuf,
    pub log: PathBuf,
    pub admin: Person,
    pub student: Person,
    pub mentor: Person,
    /// Paths of what they made.
    pub session: String,
    pub channel: String,
    pub open_request: String,
    /// A session that is still to come.
    pub ahead: String,
    pub picture: String,
    _folder: TempDir,
}

fn time(minutes: i64) -> Value {
    let start = Timestamp::now() + SignedDuration::from_mins(minutes);
    json!({ "start": format!("{start:.3}"), "end": format!("{:.3}", start + SignedDuration::from_mins(30)) })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The program over `data`, which writes all it says into `log`.
pub async fn serve(data: &Path, log: &Path) -> Program {
    let (out, err) =
        (File::options().create(true).append(true).open(log).unwrap(), File::options().append(true).open(log).unwrap());
    Program::start(data, "serve", |command| {
        command
            .envs([
                ("LYCEUM_LOG_FILTER", "debug"),
                ("LYCEUM_TRUSTED_PROXIES", "127.0.0.1"),
                ("LYCEUM_LIMITS_REQUESTS_PER_MINUTE", "1000000"),
            ])
            .stdout(out)
            .stderr(err);
    })
    .await
}

pub async fn sign_in(server: &Program, email: &str) -> Person {
    let device = if email == STUDENT[0] { STUDENT[3] } else { "Somebody's device" };
    let body = json!({ "email": email, "password": PASSWORD, "token_delivery": "body", "device": device });
    let from = [("user-agent", "Netscape Quadrant"), ("x-forwarded-for", "203.0.113.77")];
    let tokens = server.person.call(Method::POST, &format!("{COLLEGE}/sign-in"), Some(&body), &from).await.ok();
    Person { token: Some(text(&tokens["access_token"])), id: text(&tokens["user"]["id"]), ..server.person.clone() }
}

async fn sign_up(server: &Program, email: &str, name: &str) -> Person {
    let body = json!({ "email": email, "password": PASSWORD, "display_name": name, "zone": ZONE });
    server.person.post(&format!("{COLLEGE}/sign-up"), &body).await.ok();
    sign_in(server, email).await
}

async fn apply(person: &Person, topic: &str, headline: &str, motivation: &str) -> String {
    let application = json!({ "topics": [topic], "headline": headline, "motivation": motivation });
    person.post("/v1/mentor-applications", &application).await.ok();
    format!("/v1/mentor-applications/{}", person.id)
}

impl Story {
    pub async fn tell() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (data, log) = (folder.path().join("data"), folder.path().join("log"));
        let create =
            ["organization", "create", "--slug", "college", "--name", NAME_OF_COLLEGE, "--admin-email", "admin@college.example"];
        let mut command = program(&data, free_port());
        let mut child =
            command.args(create).arg("--admin-password-stdin").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());

        let server = serve(&data, &log).await;
        let admin = sign_in(&server, "admin@college.example").await;
        let student = sign_up(&server, STUDENT[0], STUDENT[1]).await;
        student.call(Method::PATCH, "/v1/me", Some(&json!({ "bio": STUDENT[2] })), &[]).await.ok();
        let mut png = std::io::Cursor::new(Vec::new());
        image::DynamicImage::new_rgb8(40, 20).write_to(&mut png, image::ImageFormat::Png).unwrap();
        let png = Some(png.into_inner().into());
        let me = student.send(Method::PUT, "/v1/me/picture", png, &[("content-type", "image/png")]).await.ok();
        let applied = apply(&student, STUDENT[4], STUDENT[5], STUDENT[6]).await;
        admin.post(&format!("{applied}/decline"), &json!({ "reason": DECLINED })).await.ok();

        let mentor = sign_up(&server, MENTOR[0], MENTOR[1]).await;
        let applied = apply(&mentor, MENTOR[2], MENTOR[3], MENTOR[4]).await;
        admin.post(&format!("{applied}/approve"), &json!({})).await.ok();
        mentor.wait("/v1/me", |me| me["roles"].as_array()?.contains(&json!("mentor")).then_some(())).await;
        mentor.wait("/v1/mentor-topics", |list| (list["items"][0]["topic"] == MENTOR[2]).then_some(())).await;
        let mentor = sign_in(&server, MENTOR[0]).await;

        let (soon, later, last) = (time(10), time(3000), time(9000));
        let mut story = Self {
            server,
            data,
            log,
            admin,
            student,
            mentor,
            session: String::new(),
            channel: String::new(),
            open_request: String::new(),
            ahead: String::new(),
            picture: text(&me["picture_url"]),
            _folder: folder,
        };
        story.refused().await;
        let called_off = story.agree(&later).await;
        story.student.post(&format!("{called_off}/cancel"), &json!({ "reason": STUDENT[13] })).await.ok();
        story.session = story.agree(&soon).await;
        let session = story.student.get(&story.session).await.ok();
        story.channel = format!("/v1/channels/{}", text(&session["channel_id"]));
        story.chat().await;
        story.meet(&text(&session["room_id"])).await;
        story.ahead = story.agree(&later).await;
        story.open_request = story.ask(&last).await;
        story.mentor.wait("/v1/notifications", |told| (told["items"].as_array()?.len() > 4).then_some(())).await;
        story
    }

    async fn ask(&self, time: &Value) -> String {
        let ask = json!({ "mentor_id": self.mentor.id, "topic": STUDENT[7], "message": STUDENT[8], "times": [time] });
        format!("/v1/mentoring-requests/{}", text(&self.student.post("/v1/mentoring-requests", &ask).await.ok()["id"]))
    }

    /// One that the mentor declines after a proposal.
    async fn refused(&self) {
        let request = self.ask(&time(5000)).await;
        let other = json!({ "times": [time(6000)], "message": MENTOR[5] });
        self.mentor.post(&format!("{request}/propose"), &other).await.ok();
        self.mentor.post(&format!("{request}/decline"), &json!({ "reason": MENTOR[7] })).await.ok();
    }

    /// The session of a request that the mentor accepts.
    async fn agree(&self, time: &Value) -> String {
        let request = self.ask(time).await;
        self.mentor.post(&format!("{request}/accept"), &json!({ "time": time })).await.ok();
        let session = self.student.wait(&request, |request| request["session_id"].as_str().map(str::to_owned)).await;
        format!("/v1/mentoring-sessions/{session}")
    }

    async fn chat(&self) {
        let messages = format!("{}/messages", self.channel);
        let post = async |person: &Person, text: &str| {
            let body = json!({ "text": text, "client_id": MARK });
            format!("{messages}/{}", person.post(&messages, &body).await.ok()["position"])
        };
        let first = post(&self.student, STUDENT[9]).await;
        self.student.call(Method::PATCH, &first, Some(&json!({ "text": STUDENT[10] })), &[]).await.ok();
        let second = post(&self.student, STUDENT[11]).await;
        self.student.call(Method::DELETE, &second, None, &[]).await.ok();
        post(&self.mentor, MENTOR[6]).await;
        self.mentor.call(Method::PUT, &format!("{first}/reactions/%F0%9F%91%8D"), None, &[]).await.ok();
    }

    /// They call, and the student rates it.
    async fn meet(&self, room: &str) {
        let join = json!({ "type": "call_join", "id": 1, "room": room });
        let mut sockets = [Socket::of(&self.mentor).await, Socket::of(&self.student).await];
        for socket in &mut sockets {
            socket.say(&join).await;
            socket.find("reply").await;
        }
        self.mentor.post(&format!("/v1/rooms/{room}/admit"), &json!({ "user_id": self.student.id })).await.ok();
        self.mentor.wait(&self.session, |session| (session["state"] == "in_progress").then_some(())).await;
        self.mentor.post(&format!("{}/complete", self.session), &json!({})).await.ok();
        self.student.post(&format!("{}/rate", self.session), &json!({ "stars": 4, "comment": STUDENT[12] })).await.ok();
    }

    /// What monitoring sees.
    pub async fn metrics(&self) -> Vec<u8> {
        told(&self.data).await.into_bytes()
    }

    /// Ends the program as operators do; all is written then.
    pub fn stop(&mut self) {
        self.server.terminate();
        assert_eq!(self.server.child.wait().unwrap().code(), Some(0));
    }
}
