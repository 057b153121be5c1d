use lyceum_gateway::config::{Config, schema};

#[derive(clap::Args)]
pub struct Arguments {
    /// The JSON Schema of all settings instead.
    #[arg(long)]
    schema: bool,
}

pub fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    if arguments.schema {
        println!("{}", serde_json::to_string_pretty(&schema())?);
    } else {
        print!("{}", toml::to_string_pretty(config)?);
    }
    Ok(())
}
