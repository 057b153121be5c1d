use std::{
    io::{IsTerminal, Write},
    net::IpAddr,
};

use anyhow::{bail, ensure};
use lyceum_gateway::{
    config::Config,
    demo, lan, logs,
    run::{self, Running},
    traces::Traces,
};
use tokio::signal::unix::{SignalKind, signal};

#[derive(clap::Args)]
pub struct Demo {
    /// For phones in the same network: https on all addresses by a certificate of this machine's own, and the address as a QR code.
    /// By default that of the way out.
    #[arg(long, value_name = "ADDRESS", num_args = 0..=1, require_equals = true)]
    #[allow(clippy::option_option, reason = "left out, given, and given with an address")]
    https: Option<Option<IpAddr>>,
}

impl Demo {
    pub fn defaults() -> Config {
        Config { data: demo::DATA.into(), ..Config::default() }
    }

    pub fn run(self, mut config: Config) -> anyhow::Result<()> {
        // the certificate is made in the data folder
        lyceum_storage::open::is_ours(&config.data)?;
        let lan = self.https.map(|address| lan::prepare(&mut config, address, demo::PATH)).transpose()?;
        ensure!(
            demo::is_near(&config.public_url),
            "everybody can read the password of the demo's people, so it runs on this machine or in a private network; \
             {} (`public_url`) is neither: leave that out, or run `lyceum serve`",
            config.public_url
        );
        let data = config.data.display().to_string();
        until_stopped(config, async |running| {
            let demo = match demo::other(&running.api).await {
                Ok(Some(other)) => bail!(
                    "{data} has the organization `{}`, and everybody can read the password of the demo's people: leave `data` out, \
                     so that the demo has `{}`, or name a new folder; `lyceum serve` runs what is there",
                    other.slug,
                    demo::DATA
                ),
                Ok(None) => demo::ensure(&running.api).await,
                Err(problem) => Err(problem),
            };
            let demo = demo.unwrap_or_else(|problem| {
                tracing::error!(%problem, "the demo is not whole; what is there is served: see `lyceum entities parked`");
                demo::Demo::of(&running.api)
            });
            // whoever reads it may be gone, and the server is to run
            let _ = writeln!(std::io::stdout(), "{demo}");
            if let Some(lan) = lan {
                say!("{lan}");
            }
            Ok(())
        })
    }
}

pub fn run(config: Config) -> anyhow::Result<()> {
    // before a socket of this user takes the place of the server's
    lyceum_storage::open::is_ours(&config.data)?;
    until_stopped(config, async |running| {
        demo::warn_of(&running.api).await;
        Ok(())
    })
}

fn until_stopped(config: Config, begin: impl AsyncFnOnce(&Running) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        // before anything is started, so that no signal finds the default handler
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let mut hangup = signal(SignalKind::hangup())?;
        let traces = Traces::start(&config.traces)?;
        logs::start(&config.log, traces.as_ref())?;
        let running = run::start(config).await?;
        let begun = begin(&running).await;
        // a terminal that closes ends what was started in it; elsewhere a service manager means: read your settings again
        let is_in_terminal = std::io::stdin().is_terminal();
        while begun.is_ok() {
            tokio::select! {
                _ = terminate.recv() => break,
                _ = interrupt.recv() => break,
                _ = hangup.recv() => {}
            }
            if is_in_terminal {
                break;
            }
            tracing::warn!("SIGHUP changes nothing: settings are read at a start, and new certificates are taken by themselves");
        }
        running.stop().await;
        if let Some(traces) = traces {
            tokio::task::spawn_blocking(|| traces.stop()).await?;
        }
        begun
    })
}
