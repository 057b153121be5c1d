//! Everything wired together, and taken apart again.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use lyceum_actors::{Actors, Hook, kinds};
use lyceum_cluster::{Metrics, Node, Options, SystemClock};
use lyceum_media::{Media, Udp};
use lyceum_storage::{Store, sweep};
use prometheus_client::registry::Registry;
use tokio_util::task::AbortOnDropHandle;

use crate::{
    api::{self, Api, Secrets},
    auth::SignedIn,
    config::{self, Config},
    descriptors, doctor, gone,
    metrics::{self, Requests},
    operator::{self, Health, Watched},
    realtime::Realtime,
    retention,
    serve::{self, App, Certificates, Limits, Listener, Seats, Shutdown},
    trusted,
};

/// A server that serves.
pub struct Running {
    pub api: Api,
    /// Where people connect: the port is known only now where it was 0.
    pub address: String,
    actors: Actors,
    media: Media,
    health: Health,
    shutdown: Shutdown,
    sweepers: [AbortOnDropHandle<()>; 2],
    renewals: Option<AbortOnDropHandle<()>>,
}

/// Clients come back at different moments within this time.
const SPREAD: Duration = Duration::from_secs(2);
/// How long a client may use its old socket after the hint.
const HANDOVER: Duration = Duration::from_millis(300);

/// How long connections that are kept open may go on, each answer being the last.
const LINGER: Duration = Duration::from_secs(2);

/// What a server stands on; tests make it narrow, and lay faults around its store.
pub struct Ground {
    pub storage: lyceum_storage::Options,
    pub node: Options,
    pub around: Box<dyn FnOnce(Store) -> Store + Send>,
}

impl Ground {
    pub fn of(config: &Config) -> Self {
        Self { storage: store_options(config), node: Options::default(), around: Box::new(|store| store) }
    }
}

/// Opens the store and starts the host: what every command needs. `hook` is connected by who starts the live actors.
pub async fn open(config: &Config, ground: Ground, hook: &Hook, registry: &mut Registry) -> anyhow::Result<Api> {
    let Ground { storage, node, around } = ground;
    let store = tokio::task::spawn_blocking(move || lyceum_storage::open(&storage)).await??;
    let store = lyceum_storage::metrics::Metrics::register(registry).wrap(&around(store));
    let options = Options { metrics: Metrics::register(registry), ..node };
    let node = Node::start(store, kinds::table(hook), options, Arc::new(SystemClock)).await?;
    let secrets = Secrets::load(&*node.store().keys).await?;
    Ok(Api::new(node, config.clone(), secrets)?)
}

/// Starts everything; answers once connections are accepted.
pub async fn start(config: Config) -> anyhow::Result<Running> {
    let ground = Ground::of(&config);
    start_on(config, ground).await
}

pub async fn start_on(config: Config, ground: Ground) -> anyhow::Result<Running> {
    // bound first: a second server on this address fails before it waits for the store
    let listener = bind("listen", &config.listen).await?;
    let address = listener.local_address()?;
    let mut registry = Registry::with_prefix("lyceum");
    let tls = match (&config.tls.certificate, &config.tls.key) {
        (Some(certificate), Some(key)) => Some(Certificates::load(certificate, key, &mut registry)?),
        _ => None,
    };
    let renewals = tls.clone().map(|certificates| AbortOnDropHandle::new(tokio::spawn(certificates.watch())));
    let hook = Hook::default();
    let api = open(&config, ground, &hook, &mut registry).await?;
    let media = Media::start(&media_options(&config.media), &mut registry).map_err(|error| unusable(&config.media, error))?;
    let actors = Actors::start(api.node().clone(), media.clone(), Arc::new(SignedIn(api.clone())), &hook, &mut registry).await?;
    api.connect(actors.clone());
    if let Err(error) = gone::recall(&api).await {
        tracing::warn!(%error, "whose account has just ended is not known; their tokens list others until they run out");
    }
    let (health, shutdown) = (Health::default(), Shutdown::default());
    let (limits, seats) = (limits(&config.limits), seats(&config.limits));
    let requests = Requests::register(&mut registry);
    let looked = metrics::register(&mut registry, &api, &media, seats.clone(), tls.clone());
    let accepting = serve::Metrics::register(&mut registry);

    let watched = Watched::new(&api, &health, registry, looked);
    let mut apart = vec![(bind("operator", &config.operator()).await?, operator::endpoint(&api, watched.clone()))];
    if let Some(metrics) = &config.metrics {
        apart.push((bind("metrics", metrics).await?, watched.endpoint()));
    }
    for (listener, endpoint) in apart {
        let app = App { endpoint, sockets: None, https: false, trusted: Arc::new(|_| false) };
        // places of their own: operators come in when people fill theirs
        let (_, all) = seats.taken();
        let own = Seats::new(all, all);
        tokio::spawn(serve::serve(listener, None, Arc::new(app), limits, own, accepting.clone(), shutdown.clone()));
    }

    let app = App {
        endpoint: api::endpoint(&api, health.clone(), requests),
        sockets: Some(Arc::new(Realtime::new(api.clone(), actors.sessions.clone()))),
        https: api.config().is_https(),
        trusted: trusted::proxies(&config.trusted_proxies)?,
    };
    tokio::spawn(serve::serve(listener, tls, Arc::new(app), limits, seats, accepting, shutdown.clone()));
    let sweepers = [
        AbortOnDropHandle::new(tokio::spawn(sweep::hourly(api.node().store().blobs.clone()))),
        AbortOnDropHandle::new(tokio::spawn(retention::daily(api.clone()))),
    ];
    if let Some(missing) = doctor::console::missing(&config.console) {
        tracing::warn!(console = %missing.display(), "no console is there, so that people get no page: {}", doctor::console::MEND);
    }
    health.set_ready(true);
    tracing::info!(%address, public_url = config.base(), "serving");
    Ok(Running { api, address, actors, media, health, shutdown, sweepers, renewals })
}

fn unusable(media: &config::Media, error: lyceum_media::StartError) -> anyhow::Error {
    let (udp, ports) = (media.udp, media.udp_ports);
    let what = match &error {
        lyceum_media::StartError::Tcp(address, _) => format!(
            "calls over TCP cannot use {address} (`media.tcp`, a port of its own for each of `media.workers` from there on); \
             stop what has that address, or set another"
        ),
        lyceum_media::StartError::Other(_) => format!(
            "calls cannot use `media.udp` = {udp} and {ports} ports from there on; set an address of this machine, or more `media.udp_ports`"
        ),
    };
    anyhow::Error::new(error).context(what)
}

async fn bind(setting: &str, address: &str) -> anyhow::Result<Listener> {
    let free = if setting == "operator" { "another `unix:path`" } else { "a free `host:port` or `unix:path`" };
    Listener::bind(address)
        .await
        .with_context(|| format!("`{setting}` = {address} cannot be used; stop what has that address, or set {free}"))
}

impl Running {
    /// Sockets get a hint to come back, connections end with their next answer, the listeners hold newcomers off, what runs becomes
    /// durable.
    pub async fn stop(self) {
        self.health.set_ready(false);
        self.actors.sessions.announce_restart(SPREAD);
        self.shutdown.announce();
        tokio::time::sleep(HANDOVER).await;
        self.actors.sessions.close_all();
        // who is silent for so long is closed without an answer that says so
        self.shutdown.drained(LINGER).await;
        self.shutdown.stop().await;
        self.actors.stop().await;
        let patience = Duration::from_secs(self.api.config().limits.drain_secs);
        if !self.shutdown.drained(patience).await {
            tracing::warn!("connections were still open");
        }
        self.media.shutdown().await;
        drop((self.sweepers, self.renewals));
        self.api.node().drain().await;
        self.shutdown.close();
        let store = self.api.node().store().clone();
        // a panic of its threads was said by them
        let _ = tokio::task::spawn_blocking(move || store.closing.close()).await;
        tracing::info!("stopped");
    }
}

/// How the store is opened, by a server and by commands beside it.
pub fn store_options(config: &Config) -> lyceum_storage::Options {
    lyceum_storage::Options {
        master_key_file: config.store.master_key_file.clone(),
        reserve_bytes: config.store.reserve_bytes,
        ..lyceum_storage::Options::new(&config.data)
    }
}

/// Places for as many connections as there are file descriptors for.
fn seats(limits: &config::Limits) -> Arc<Seats> {
    let files = descriptors::raise();
    let all = descriptors::connections(limits.connections, files);
    if all < limits.connections {
        tracing::warn!(
            connections_max = all,
            files,
            "fewer connections than `limits.connections`: too few file descriptors; `lyceum doctor` says how to have more"
        );
    }
    Seats::new(all, limits.connections_by_address.unwrap_or(all / 2).max(1))
}

fn limits(limits: &config::Limits) -> Limits {
    Limits {
        header_timeout: Duration::from_secs(limits.header_secs),
        header_bytes_max: limits.header_bytes,
        request_timeout: Duration::from_secs(limits.request_secs),
        write_timeout: Duration::from_secs(limits.write_secs),
    }
}

fn media_options(media: &config::Media) -> lyceum_media::Options {
    let first = media.udp.port();
    let last = if first == 0 { 0 } else { first.saturating_add(media.udp_ports.saturating_sub(1)) };
    lyceum_media::Options {
        udp: Udp { address: media.udp.ip(), ports: first..=last },
        announced: media.announce.clone(),
        tcp: media.tcp,
        workers: media.workers(),
        pinned: media.is_pinned(),
    }
}
