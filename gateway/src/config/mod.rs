//! One struct for all settings: a TOML file, then `LYCEUM_…` variables, then flags. A key that is not here is an error.

mod address;
#[cfg(test)]
mod hostile;
mod load;
mod many;
mod secret;

use std::{net::SocketAddr, path::PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use load::{ConfigError, Flags, load, load_over};
pub use secret::Secret;

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Folder of everything durable.
    pub data: PathBuf,
    /// Where people connect, `host:port`.
    pub listen: String,
    /// Where operators connect: commands, metrics, health. `unix:path`, which only this user may open; by default in the data folder.
    pub operator: Option<String>,
    /// Where metrics and health are told besides, for Prometheus: `host:port`.
    pub metrics: Option<String>,
    /// How people reach this server, as their browsers write it; by default `localhost`, or the host of `listen`, with its port.
    pub public_url: String,
    /// More origins whose pages may call the API, with cookies, and read its answers (CORS); the public URL's own always may.
    #[serde(deserialize_with = "many::strings")]
    pub origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed: addresses or networks like `10.0.0.0/8`.
    #[serde(deserialize_with = "many::strings")]
    pub trusted_proxies: Vec<String>,
    /// Folder of the built web console.
    pub console: PathBuf,
    pub store: Store,
    pub tls: Tls,
    pub log: Log,
    pub traces: Traces,
    pub limits: Limits,
    pub media: Media,
}

/// What is in the data folder.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Store {
    /// File of 32 bytes that wrap all keys, made at first start; by default `master.key` in the data folder.
    pub master_key_file: Option<PathBuf>,
    /// New commits and files stop while the disk has less free than this.
    pub reserve_bytes: u64,
}

/// Both or neither.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// PEM file of the chain, leaf first.
    pub certificate: Option<PathBuf>,
    /// PEM file of the private key.
    pub key: Option<PathBuf>,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    pub format: LogFormat,
    /// Which events, as `tracing` filters write it.
    pub filter: String,
}

/// Where the time of single requests goes, for a collector that speaks OTLP over HTTP.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Traces {
    /// Of the collector, like `http://localhost:4318`; without it nothing is traced.
    pub endpoint: Option<String>,
    /// Which share of requests is kept, 0 to 1.
    pub ratio: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    Human,
    Json,
}

/// What clients may take.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Open connections; more wait.
    pub connections: usize,
    /// Of one address (of an IPv6 network); one more is closed at once. Trusted proxies have no share. Half of all if not set.
    pub connections_by_address: Option<usize>,
    /// Seconds for a request's head or a TLS handshake.
    pub header_secs: u64,
    /// Bytes of a request's head.
    pub header_bytes: usize,
    /// Seconds for a whole request.
    pub request_secs: u64,
    /// Seconds in which a peer must take some of what is written to it, also when nothing follows.
    pub write_secs: u64,
    /// Bytes of a body.
    pub body_bytes: usize,
    /// Bytes of a profile picture.
    pub picture_bytes: usize,
    /// Seconds that a stopping server waits for what is under way.
    pub drain_secs: u64,
    /// Sign-ins and password resets by one address: a classroom may share one.
    pub sign_in_per_minute: u32,
    /// The same against one account, from anywhere: what a guesser gets.
    pub account_sign_in_per_minute: u32,
    /// New accounts from one address.
    pub sign_up_per_hour: u32,
    /// Requests of one signed-in person.
    pub requests_per_minute: u32,
    /// Meetings that one person asks mentors for.
    pub mentoring_requests_per_hour: u32,
    /// Requests being worked on, of all people together; one more is told to come again soon. 128 a core if not set.
    pub requests_at_once: Option<usize>,
    /// Passwords hashed at once; each takes a core and 19 MiB for a moment.
    pub password_hashes: usize,
    /// Passwords waiting for that.
    pub password_queue: usize,
}

/// Calls.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Media {
    /// Address and first UDP port.
    pub udp: SocketAddr,
    /// How many UDP ports from the first on may be used; each worker takes the next free one.
    pub udp_ports: u16,
    /// Address for media over TCP, for networks that stop UDP.
    pub tcp: Option<SocketAddr>,
    /// Addresses that browsers are told; by default the one of `udp`.
    #[serde(deserialize_with = "many::addresses")]
    #[schemars(with = "Vec<String>")]
    pub announce: Vec<std::net::IpAddr>,
    /// Threads; by default one per core, at most four.
    #[schemars(range(min = 1, max = 1024))]
    pub workers: Option<usize>,
    /// Each worker stays on a core of its own; by default where there is more than one.
    pub pinned: Option<bool>,
    /// STUN servers for browsers, `stun:host:port`.
    #[serde(deserialize_with = "many::strings")]
    pub stun: Vec<String>,
    /// TURN servers for browsers, `turn:host:port?transport=udp`.
    #[serde(deserialize_with = "many::strings")]
    pub turn: Vec<String>,
    /// Shared with the TURN server; short-lived credentials are made with it.
    pub turn_secret: Option<Secret>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: "lyceum-data".into(),
            listen: "127.0.0.1:8080".into(),
            operator: None,
            metrics: None,
            public_url: "http://localhost:8080".into(),
            origins: Vec::new(),
            trusted_proxies: Vec::new(),
            console: "gateway/web/dist".into(),
            store: Store::default(),
            tls: Tls::default(),
            log: Log::default(),
            traces: Traces::default(),
            limits: Limits::default(),
            media: Media::default(),
        }
    }
}

impl Default for Store {
    fn default() -> Self {
        Self { master_key_file: None, reserve_bytes: 256 * 1024 * 1024 }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Human, filter: "info,fjall=warn,lsm_tree=warn,str0m=error".into() }
    }
}

impl Default for Traces {
    fn default() -> Self {
        Self { endpoint: None, ratio: 0.01 }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 20_000,
            connections_by_address: None,
            header_secs: 10,
            header_bytes: 16 * 1024,
            request_secs: 30,
            write_secs: 60,
            body_bytes: 256 * 1024,
            picture_bytes: 5 * 1024 * 1024,
            drain_secs: 20,
            sign_in_per_minute: 60,
            account_sign_in_per_minute: 5,
            sign_up_per_hour: 30,
            requests_per_minute: 1200,
            mentoring_requests_per_hour: 30,
            requests_at_once: None,
            password_hashes: 2,
            password_queue: 64,
        }
    }
}

impl Default for Media {
    fn default() -> Self {
        Self {
            udp: SocketAddr::from(([127, 0, 0, 1], 8180)),
            udp_ports: 16,
            tcp: None,
            announce: Vec::new(),
            workers: None,
            pinned: None,
            stun: Vec::new(),
            turn: Vec::new(),
            turn_secret: None,
        }
    }
}

impl Config {
    /// Where operators connect.
    pub fn operator(&self) -> String {
        self.operator.clone().unwrap_or_else(|| format!("unix:{}", self.data.join("operator.sock").display()))
    }

    /// Where the key that wraps all keys is.
    pub fn master_key_file(&self) -> PathBuf {
        self.store.master_key_file.clone().unwrap_or_else(|| self.data.join("master.key"))
    }

    /// Whether browsers reach this server by https.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The public URL without its last slash.
    pub fn base(&self) -> &str {
        self.public_url.trim_end_matches('/')
    }
}

impl Limits {
    /// Requests being worked on, of all people together. Twice what keeps the cores busy is only a longer wait for everybody.
    pub fn requests_at_once(&self) -> usize {
        self.requests_at_once.unwrap_or_else(|| 128 * cores())
    }
}

impl Media {
    /// Threads that forward calls.
    pub fn workers(&self) -> usize {
        self.workers.unwrap_or_else(|| cores().min(4))
    }

    /// Where each worker takes calls over TCP, as far as there are ports. The system chooses one for each where it is 0.
    pub fn tcp_addresses(&self) -> Vec<SocketAddr> {
        let Some(first) = self.tcp else { return Vec::new() };
        let workers = if first.port() == 0 { 1 } else { self.workers() };
        (first.port()..=u16::MAX).take(workers).map(|port| SocketAddr::new(first.ip(), port)).collect()
    }

    /// Whether each of them stays on a core of its own.
    pub fn is_pinned(&self) -> bool {
        self.pinned.unwrap_or_else(|| cores() > 1)
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// JSON Schema of the settings.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(Config).to_value()
}
