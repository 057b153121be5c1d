//! File, environment, flags: later wins.

use std::{
    fmt::Display,
    path::{Path, PathBuf},
};

use figment::{
    Figment, Metadata, Profile, Provider,
    providers::{Env, Format, Serialized, Toml},
    value::{Dict, Map, Value},
};
use rustix::fs::Access;

use super::{Config, Media, address};
use crate::{logs, trusted};

#[derive(Debug, thiserror::Error)]
#[error("the configuration is not right: {0}")]
pub struct ConfigError(String);

impl ConfigError {
    pub fn new(cause: impl Into<String>) -> Self {
        Self(cause.into())
    }

    /// The parser shows the line at fault, however long it is.
    fn brief(self) -> Self {
        let cut = |line: &str| match line.char_indices().nth(LINE_MAX) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line.to_owned(),
        };
        Self(self.0.lines().take(LINES_MAX).map(cut).collect::<Vec<_>>().join("\n"))
    }
}

/// What the command line says about settings.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Flags {
    /// A TOML file with settings.
    #[arg(long, value_name = "FILE", env = "LYCEUM_CONFIG", global = true)]
    pub config: Option<PathBuf>,
    /// Folder of everything durable.
    #[arg(long, global = true)]
    pub data: Option<PathBuf>,
    /// Where people connect, `host:port`.
    #[arg(long, global = true)]
    pub listen: Option<String>,
    /// Any setting, like `limits.sign_up_per_hour=10`.
    #[arg(long = "set", value_name = "KEY=VALUE", global = true)]
    pub set: Vec<String>,
}

/// Of what is done at once: more is no bound.
const AT_ONCE_MAX: usize = 1_000_000;
/// More threads than any host has cores.
const WORKERS_MAX: usize = 1_024;
/// A day: no peer is waited for longer.
const SECS_MAX: u64 = 24 * 60 * 60;
/// Characters of a line, and lines, that an error shows.
const LINE_MAX: usize = 600;
const LINES_MAX: usize = 12;

/// Names of the tables, which a variable names before the first underscore: `LYCEUM_LIMITS_BODY_BYTES`.
const SECTIONS: [&str; 6] = ["store", "tls", "log", "traces", "limits", "media"];

pub fn load(flags: &Flags) -> Result<Config, ConfigError> {
    load_over(flags, &Config::default())
}

/// With defaults of the caller's own.
pub fn load_over(flags: &Flags, defaults: &Config) -> Result<Config, ConfigError> {
    read(flags, defaults).map_err(ConfigError::brief)
}

fn read(flags: &Flags, defaults: &Config) -> Result<Config, ConfigError> {
    let mut figment = Figment::new();
    if let Some(file) = &flags.config {
        readable(file)?;
        figment = figment.merge(Toml::file_exact(file));
    }
    figment = figment.merge(Env::prefixed("LYCEUM_").ignore(&["config"]).map(|key| path(key.as_str()).into()));
    if let Some(data) = &flags.data {
        figment = figment.merge(Flag { name: "--data", key: "data", value: data.display().to_string().into() });
    }
    if let Some(listen) = &flags.listen {
        figment = figment.merge(Flag { name: "--listen", key: "listen", value: listen.clone().into() });
    }
    for pair in &flags.set {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(ConfigError(format!("`--set {pair}` is not KEY=VALUE; write it like `--set limits.body_bytes=1000`")));
        };
        let value = value.parse().unwrap_or_else(|never| match never {});
        figment = figment.merge(Flag { name: "--set", key, value });
    }
    let names_url = figment.contains("public_url");
    let config = figment.join(Serialized::defaults(defaults)).extract();
    let mut config: Config =
        config.map_err(|error| ConfigError(format!("{error}; `lyceum config --schema` lists all settings")))?;
    if !names_url && let Some(url) = address::public_url(&config.listen, config.tls.certificate.is_some()) {
        config.public_url = url;
    }
    check(&config)?;
    Ok(config)
}

/// Nothing else names the file where it cannot be read.
fn readable(file: &Path) -> Result<(), ConfigError> {
    let told = |cause: &dyn Display| {
        let file = file.display();
        ConfigError(format!("the file {file} cannot be read: {cause}; name another with `--config` or `LYCEUM_CONFIG`"))
    };
    rustix::fs::access(file, Access::READ_OK).map_err(|error| told(&std::io::Error::from(error)))?;
    if file.is_dir() { Err(told(&"it is a folder")) } else { Ok(()) }
}

/// A setting of the command line; errors name its flag.
struct Flag<'a> {
    name: &'static str,
    key: &'a str,
    value: Value,
}

impl Provider for Flag<'_> {
    fn metadata(&self) -> Metadata {
        Metadata::named(format!("the flag `{}`", self.name)).interpolater(|_, keys| keys.join("."))
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Serialized::global(self.key, &self.value).data()
    }
}

fn path(key: &str) -> String {
    let key = key.to_ascii_lowercase();
    let section = SECTIONS.iter().find_map(|section| key.strip_prefix(section)?.strip_prefix('_').map(|rest| (section, rest)));
    section.map_or(key.clone(), |(section, rest)| format!("{section}.{rest}"))
}

fn media_ports(media: &Media) -> Result<(), ConfigError> {
    let workers = media.workers();
    if !(1..=WORKERS_MAX).contains(&workers) || media.udp_ports == 0 {
        return Err(ConfigError(format!("`media.workers` is 1 to {WORKERS_MAX}, and `media.udp_ports` at least 1")));
    }
    match media.tcp.filter(|first| first.port() != 0 && media.tcp_addresses().len() < workers) {
        Some(first) => Err(ConfigError(format!(
            "`media.tcp` = `{first}` leaves too few ports for {workers} workers, which take one each from it on; begin at a lower one"
        ))),
        None => Ok(()),
    }
}

fn check(config: &Config) -> Result<(), ConfigError> {
    address::check("listen", &config.listen)?;
    address::check_socket("operator", &config.operator())?;
    if let Some(metrics) = &config.metrics {
        address::check("metrics", metrics)?;
    }
    media_ports(&config.media)?;
    let calls = config.media.tcp_addresses().into_iter().map(|address| ("media.tcp", address.to_string()));
    let own =
        [("listen", Some(config.listen.clone())), ("operator", Some(config.operator())), ("metrics", config.metrics.clone())];
    let own = own.into_iter().filter_map(|(setting, address)| Some((setting, address?)));
    address::apart(&own.chain(calls).collect::<Vec<_>>())?;
    logs::filter(&config.log).map_err(|error| {
        ConfigError(format!("`log.filter` cannot be read: {error}; write it like `info,lyceum_gateway=debug`"))
    })?;
    trusted::proxies(&config.trusted_proxies)?;
    schemes("media.stun", &config.media.stun, &["stun:", "stuns:"])?;
    schemes("media.turn", &config.media.turn, &["turn:", "turns:"])?;
    if !is_origin(&config.public_url) {
        return Err(ConfigError("`public_url` is `http://host` or `https://host`, without a path".into()));
    }
    if let Some(origin) = config.origins.iter().find(|origin| !is_origin(origin)) {
        let wanted = "`origins` are like `https://app.example.org`: a scheme and a host, without a path";
        return Err(ConfigError(format!("{wanted}; `{origin}` is not")));
    }
    if config.tls.certificate.is_some() != config.tls.key.is_some() {
        return Err(ConfigError("`tls` wants both `certificate` and `key`".into()));
    }
    let traces = &config.traces;
    if traces.endpoint.as_deref().is_some_and(|endpoint| !is_origin(endpoint) || !endpoint.starts_with("http://")) {
        return Err(ConfigError(
            "`traces.endpoint` is like `http://localhost:4318`: a collector nearby, without a path, a query or a password".into(),
        ));
    }
    if !(0.0..=1.0).contains(&traces.ratio) {
        return Err(ConfigError("`traces.ratio` is a share, from 0 to 1".into()));
    }
    let limits = &config.limits;
    let least = [
        ("connections", limits.connections as u64, 1),
        ("connections_by_address", limits.connections_by_address.map_or(1, |most| most as u64), 1),
        ("header_secs", limits.header_secs, 1),
        ("header_bytes", limits.header_bytes as u64, 8 * 1024),
        ("request_secs", limits.request_secs, 1),
        ("write_secs", limits.write_secs, 1),
        ("body_bytes", limits.body_bytes as u64, 32 * 1024),
        ("picture_bytes", limits.picture_bytes as u64, 32 * 1024),
        ("sign_in_per_minute", limits.sign_in_per_minute.into(), 1),
        ("account_sign_in_per_minute", limits.account_sign_in_per_minute.into(), 1),
        ("sign_up_per_hour", limits.sign_up_per_hour.into(), 1),
        ("requests_per_minute", limits.requests_per_minute.into(), 1),
        ("mentoring_requests_per_hour", limits.mentoring_requests_per_hour.into(), 1),
        ("requests_at_once", limits.requests_at_once() as u64, 1),
        ("password_hashes", limits.password_hashes as u64, 1),
        ("password_queue", limits.password_queue as u64, 1),
    ];
    if let Some((name, value, least)) = least.into_iter().find(|(_, value, least)| value < least) {
        return Err(ConfigError(format!("`limits.{name}` is at least {least}; {value} would serve nobody")));
    }
    let secs = [
        ("header_secs", limits.header_secs),
        ("request_secs", limits.request_secs),
        ("write_secs", limits.write_secs),
        ("drain_secs", limits.drain_secs),
    ];
    if let Some((name, value)) = secs.into_iter().find(|(_, value)| *value > SECS_MAX) {
        return Err(ConfigError(format!("`limits.{name}` is at most {SECS_MAX}, a day; {value} would bound nothing")));
    }
    let most = [
        ("requests_at_once", limits.requests_at_once()),
        ("password_hashes", limits.password_hashes),
        ("password_queue", limits.password_queue),
    ];
    if let Some((name, value)) = most.into_iter().find(|(_, value)| *value > AT_ONCE_MAX) {
        return Err(ConfigError(format!("`limits.{name}` is at most {AT_ONCE_MAX}; {value} would bound nothing")));
    }
    if config.media.turn.is_empty() == config.media.turn_secret.is_some() {
        return Err(ConfigError(
            "`media` wants both `turn` and `turn_secret`: credentials for the servers are made with it".into(),
        ));
    }
    Ok(())
}

/// Each of the list has one of these in front and a host behind.
fn schemes(setting: &str, list: &[String], schemes: &[&str]) -> Result<(), ConfigError> {
    let fits = |text: &str| schemes.iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
    match list.iter().find(|text| !fits(text)) {
        Some(wrong) => {
            let scheme = schemes[0];
            Err(ConfigError(format!("`{setting}` = `{wrong}` cannot be used; write each like `{scheme}example.org:3478`")))
        }
        None => Ok(()),
    }
}

fn is_origin(text: &str) -> bool {
    let whole =
        |url: http::Uri| matches!(url.scheme_str(), Some("http" | "https")) && url.host().is_some_and(|host| !host.contains('*'));
    text.parse().is_ok_and(whole) && !text.contains(['@', '?', '#']) && text.trim_end_matches('/').matches('/').count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(pairs: &[&str]) -> Result<Config, ConfigError> {
        load(&Flags { set: pairs.iter().map(|&pair| pair.to_owned()).collect(), ..Flags::default() })
    }

    #[test]
    fn variables_name_a_table_before_the_first_underscore() {
        assert_eq!(path("MEDIA_UDP"), "media.udp");
        assert_eq!(path("STORE_MASTER_KEY_FILE"), "store.master_key_file");
        assert_eq!(path("LIMITS_SIGN_UP_PER_HOUR"), "limits.sign_up_per_hour");
        assert_eq!(path("PUBLIC_URL"), "public_url");
    }

    #[test]
    fn flags_win_and_lists_take_commas() {
        let config =
            set(&["listen=0.0.0.0:1", "origins=https://a.example, https://b.example", "media.announce=10.0.0.1"]).unwrap();
        assert_eq!(config.listen, "0.0.0.0:1");
        assert_eq!(config.origins, ["https://a.example", "https://b.example"]);
        assert_eq!(config.media.announce.len(), 1);
    }

    #[test]
    fn an_unknown_key_is_an_error_that_names_it() {
        assert!(set(&["lisen=x"]).unwrap_err().to_string().contains("lisen"));
        assert!(set(&["limits.body_byte=1"]).unwrap_err().to_string().contains("body_byte"));
    }

    #[test]
    fn a_public_url_with_a_path_is_refused() {
        assert!(set(&["public_url=https://example.org/lyceum"]).is_err());
        assert!(set(&["public_url=https://example.org/"]).is_ok());
    }

    #[test]
    fn origins_are_named_one_by_one() {
        for refused in ["*", "https://*", "app.example.org", "https://app.example.org/lyceum", "null"] {
            let said = set(&[&format!("origins={refused}")]).unwrap_err().to_string();
            assert!(said.contains(refused), "{said}");
        }
        assert!(set(&["origins=https://app.example.org,http://localhost:5173/"]).is_ok());
    }

    #[test]
    fn limits_under_which_nobody_is_served_are_refused_by_name() {
        for name in ["request_secs", "body_bytes", "header_secs", "header_bytes", "password_queue", "requests_per_minute"] {
            let said = set(&[&format!("limits.{name}=0")]).unwrap_err().to_string();
            assert!(said.contains(&format!("`limits.{name}`")), "{said}");
        }
        assert!(set(&["media.workers=0"]).is_err());
        assert!(set(&["limits.connections_by_address=0"]).is_err());
        assert!(set(&["limits.requests_at_once=18446744073709551615"]).is_err());
        assert!(set(&["limits.header_secs=18446744073709551615"]).unwrap_err().to_string().contains("at most 86400"));
    }

    #[test]
    fn what_a_start_would_refuse_is_refused_here_and_named() {
        for (pair, words) in [
            ("listen=foo", ["`listen`", "foo"]),
            ("listen=127.0.0.1:80800", ["`listen`", "127.0.0.1:80800"]),
            ("listen=:8080", ["`listen`", ":8080"]),
            ("metrics=9090x", ["`metrics`", "9090x"]),
            ("log.filter=a=b=c", ["`log.filter`", "write it like"]),
            ("trusted_proxies=10.0.0.1,10.0.0.0/33", ["`trusted_proxies`", "10.0.0.0/33"]),
            ("media.stun=example.org", ["`media.stun`", "example.org"]),
            ("media.announce=nobody", ["media.announce", "address"]),
        ] {
            let said = set(&[pair]).unwrap_err().to_string();
            assert!(words.iter().all(|word| said.contains(word)), "{pair}: {said}");
        }
        for taken in [
            "listen=unix:/run/lyceum.sock",
            "listen=[::1]:80",
            "metrics=localhost:0",
            "operator=unix:/run/o.sock",
            "media.stun=stun:a:1,stuns:b",
        ] {
            assert!(set(&[taken]).is_ok(), "{taken}");
        }
    }

    #[test]
    fn the_public_url_follows_listen_unless_it_is_set() {
        let url = |pairs: &[&str]| set(pairs).unwrap().public_url;
        assert_eq!(url(&["listen=0.0.0.0:9000"]), "http://localhost:9000");
        assert_eq!(url(&["listen=0.0.0.0:9000", "public_url=http://localhost:8080"]), "http://localhost:8080");
    }

    #[test]
    fn turn_servers_and_their_secret_come_together() {
        assert!(set(&["media.turn=turn:turn.example.org:3478"]).is_err());
        assert!(set(&["media.turn_secret=hush"]).is_err());
    }

    #[test]
    fn secrets_are_not_shown() {
        let config = set(&["media.turn=turn:turn.example.org:3478", "media.turn_secret=hush"]).unwrap();
        assert_eq!(config.media.turn_secret.as_ref().unwrap().expose(), "hush");
        assert!(!format!("{config:?}{}", serde_json::to_string(&config).unwrap()).contains("hush"));
    }
}
