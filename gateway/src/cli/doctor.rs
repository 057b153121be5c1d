use std::process::ExitCode;

use lyceum_gateway::{
    config::{Config, ConfigError},
    doctor,
};

#[derive(clap::Args)]
pub struct Arguments {
    /// One JSON object instead of lines.
    #[arg(long)]
    json: bool,
}

pub fn run(config: Result<Config, ConfigError>, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let report = match config {
        Ok(config) => doctor::examine(&config),
        Err(error) => doctor::unread(&error),
    };
    if arguments.json {
        say!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        say!("{report}");
    }
    Ok(if report.is_well() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
