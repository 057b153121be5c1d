use anyhow::Context;
use lyceum_gateway::{config::Config, demo, logs, run};
use tokio::signal::unix::{SignalKind, signal};

pub fn run(config: Config, with_demo: bool) -> anyhow::Result<()> {
    logs::start(&config.log).context("`log.filter` cannot be read; write it like `info,lyceum_gateway=debug`")?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        // before anything is started, so that no signal finds the default handler
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let running = run::start(config).await?;
        if with_demo {
            let demo = demo::ensure(&running.api).await?;
            println!("{demo}");
        }
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        running.stop().await;
        Ok(())
    })
}
