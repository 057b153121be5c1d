use lyceum_gateway::config::{Config, schema};

#[derive(clap::Args)]
pub struct Arguments {
    /// The JSON Schema of all settings instead.
    #[arg(long)]
    schema: bool,
}

pub fn run(config: &Config, arguments: &Arguments) -> anyhow::Result<()> {
    if arguments.schema {
        say!("{}", serde_json::to_string_pretty(&schema())?);
    } else {
        let shown = toml::to_string_pretty(config)? + &unset(config);
        say!("{}", shown.trim_end());
    }
    Ok(())
}

/// Settings that TOML leaves out, as comments: what they come to.
fn unset(config: &Config) -> String {
    let media = &config.media;
    let shown = |value: &dyn std::fmt::Debug| format!("= {value:?}");
    let none = |what: &str| format!("is not set: {what}");
    let all = [
        ("operator", config.operator.is_none(), shown(&config.operator())),
        ("metrics", config.metrics.is_none(), none("they are told where operators connect")),
        ("store.master_key_file", config.store.master_key_file.is_none(), shown(&config.master_key_file())),
        ("tls.certificate", config.tls.certificate.is_none(), none("this server speaks no https itself")),
        ("tls.key", config.tls.key.is_none(), none("it goes with `tls.certificate`")),
        ("limits.connections_by_address", config.limits.connections_by_address.is_none(), "= half of them all".to_owned()),
        ("limits.requests_at_once", config.limits.requests_at_once.is_none(), shown(&config.limits.requests_at_once())),
        ("media.tcp", media.tcp.is_none(), none("no calls over TCP")),
        ("media.workers", media.workers.is_none(), shown(&media.workers())),
        ("media.pinned", media.pinned.is_none(), shown(&media.is_pinned())),
        ("media.turn_secret", media.turn_secret.is_none(), none("it goes with `media.turn`")),
    ];
    let lines: Vec<_> =
        all.into_iter().filter(|(_, is_unset, _)| *is_unset).map(|(key, _, comes_to)| format!("# {key} {comes_to}\n")).collect();
    if lines.is_empty() { String::new() } else { format!("\n# Not set, and what that comes to:\n{}", lines.concat()) }
}
