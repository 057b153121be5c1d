//! A command on the store itself, where no server answers.

use lyceum_gateway::config::Config;
use lyceum_storage::OpenError;

/// Nothing is made where nothing was meant to be.
pub fn stored(config: &Config) -> anyhow::Result<()> {
    anyhow::ensure!(
        config.data.join("log").is_dir(),
        "there is no store in {}, and no server that runs on it; name the data folder with `--data`",
        config.data.display()
    );
    Ok(())
}

/// Somebody has the store though nobody answers where a server would: it listens for operators elsewhere.
pub fn opened<T>(config: &Config, store: anyhow::Result<T>) -> anyhow::Result<T> {
    store.map_err(|error| match error.downcast_ref() {
        Some(OpenError::Locked(_)) => error.context(format!(
            "no server answers at {}; if one runs, give this command its setting `operator`",
            config.operator()
        )),
        _ => error,
    })
}
