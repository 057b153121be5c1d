//! A real server in a folder of its own, and people who talk HTTP with it.

pub mod narrow;
mod port;
mod program;
mod socket;

use std::{net::SocketAddr, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use lyceum_gateway::{
    config::Config,
    operator::{Founding, Hidden, found},
    run::{Ground, Running, start_on},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};

pub use port::free_port;
pub use program::{Program, program, told};
pub use socket::{Socket, masked};

pub const PASSWORD: &str = "a quiet river at dawn";

pub struct Server {
    pub running: Running,
    pub address: SocketAddr,
    _folder: TempDir,
}

impl Server {
    /// Starts one with the organization `school` and its admin.
    pub async fn start(change: impl FnOnce(&mut Config)) -> Self {
        Self::on(change, |_| {}).await
    }

    /// The same on ground that is changed too.
    pub async fn on(change: impl FnOnce(&mut Config), ground: impl FnOnce(&mut Ground)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config { data: folder.path().join("data"), listen: "127.0.0.1:0".into(), ..Config::default() };
        config.console = folder.path().to_owned();
        config.media.udp = "127.0.0.1:0".parse().unwrap();
        config.media.workers = Some(1);
        config.limits.sign_up_per_hour = 1000;
        config.limits.sign_in_per_minute = 1000;
        config.limits.account_sign_in_per_minute = 1000;
        change(&mut config);
        let server = Self::begin(folder, config, ground).await;
        server.found("school", "School of Examples").await;
        server
    }

    async fn begin(folder: TempDir, config: Config, change: impl FnOnce(&mut Ground)) -> Self {
        let mut ground = Ground::of(&config);
        change(&mut ground);
        let running = start_on(config, ground).await.unwrap();
        let address = running.address.parse().unwrap();
        Self { running, address, _folder: folder }
    }

    /// Stops, and starts once more on a copy of what is durable: this process has the store itself open until it ends.
    pub async fn again(self, ground: impl FnOnce(&mut Ground)) -> Self {
        let mut config = self.running.api.config().clone();
        self.running.stop().await;
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("data");
        std::fs::create_dir(&copy).unwrap();
        let durable = ["log", "keys", "blobs", "master.key"].map(|name| config.data.join(name));
        let durable = durable.iter().filter(|path| path.exists());
        assert!(std::process::Command::new("cp").arg("-a").args(durable).arg(&copy).status().unwrap().success());
        config.data = copy;
        Self::begin(folder, config, ground).await
    }

    /// Another organization on it, with its admin.
    pub async fn found(&self, slug: &str, name: &str) {
        let founding = Founding {
            slug: slug.into(),
            name: name.into(),
            zone: "UTC".into(),
            admin_email: format!("admin@{slug}.example"),
            admin_name: "Ada".into(),
            admin_password: Some(Hidden(PASSWORD.into())),
        };
        found(&self.running.api, founding).await.unwrap();
    }

    pub fn nobody(&self) -> Person {
        Person { server: self.address, token: None, id: String::new() }
    }

    pub async fn sign_in(&self, email: &str) -> Person {
        self.person(&self.tokens("school", email).await)
    }

    /// What a sign-in answers, with both tokens.
    pub async fn tokens(&self, slug: &str, email: &str) -> Value {
        let body = json!({ "email": email, "password": PASSWORD, "token_delivery": "body" });
        let answer = self.nobody().post(&format!("/v1/organizations/{slug}/sign-in"), &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.body
    }

    /// Whom a sign-in's answer is about.
    pub fn person(&self, tokens: &Value) -> Person {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Person { server: self.address, token: Some(text(&tokens["access_token"])), id: text(&tokens["user"]["id"]) }
    }

    pub async fn sign_up(&self, name: &str) -> Person {
        self.sign_up_at("school", name).await
    }

    pub async fn sign_up_at(&self, slug: &str, name: &str) -> Person {
        let email = format!("{}@{slug}.example", name.to_lowercase());
        let body = json!({ "email": email, "password": PASSWORD, "display_name": name });
        let answer = self.nobody().post(&format!("/v1/organizations/{slug}/sign-up"), &body).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
        self.person(&self.tokens(slug, &email).await)
    }
}

/// A problem as it is answered; the console's journeys answer with the same.
pub fn problem(name: &str) -> Value {
    let all: Value = serde_json::from_str(include_str!("../hostile/later/problems.json")).unwrap();
    all[name].clone()
}

#[derive(Clone)]
pub struct Person {
    pub server: SocketAddr,
    pub token: Option<String>,
    pub id: String,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    pub fn ok(self) -> Value {
        assert!(self.status.is_success(), "{} {}", self.status, self.body);
        self.body
    }
}

impl Person {
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None, &[]).await
    }

    /// With a fresh `Idempotency-Key`.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        let key = uuid::Uuid::new_v4().to_string();
        self.call(Method::POST, path, Some(body), &[("idempotency-key", &key)]).await
    }

    pub async fn call(&self, method: Method, path: &str, body: Option<&Value>, headers: &[(&str, &str)]) -> Answer {
        let body = body.map(|body| Bytes::from(body.to_string()));
        self.send(method, path, body, headers).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<Bytes>, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "school");
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if body.is_some() && !headers.iter().any(|(name, _)| *name == "content-type") {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body.unwrap_or_default())).unwrap();
        exchange(TcpStream::connect(self.server).await.unwrap(), request).await
    }

    /// Asks until `found` finds something.
    pub async fn wait<T>(&self, path: &str, found: impl Fn(&Value) -> Option<T>) -> T {
        let asking = async {
            loop {
                if let Some(found) = found(&self.get(path).await.body) {
                    return found;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), asking).await.unwrap_or_else(|_| panic!("{path} stays as it is"))
    }
}

/// One request over a connection of its own.
pub async fn exchange<S>(stream: S, request: Request<Full<Bytes>>) -> Answer
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let answer = sender.send_request(request).await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    let text = || Value::String(String::from_utf8_lossy(&bytes).into_owned());
    let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap_or_else(|_| text()) };
    Answer { status, headers, body }
}
