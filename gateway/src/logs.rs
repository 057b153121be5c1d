//! Logs: human or JSON on standard error. No secret and no personal data goes in: ids, codes and sizes only.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::{EnvFilter, Layer, filter::ParseError, fmt, layer::SubscriberExt, registry, util::SubscriberInitExt};

use crate::{
    config::{Log, LogFormat},
    traces::Traces,
};

/// Which events are written.
pub fn filter(log: &Log) -> Result<EnvFilter, ParseError> {
    EnvFilter::builder().parse(&log.filter)
}

/// Once a process; spans go to `traces`.
pub fn start(log: &Log, traces: Option<&Traces>) -> Result<(), ParseError> {
    let filter = filter(log)?;
    let written = fmt::layer().with_writer(stderr).with_ansi(stderr().is_terminal());
    let written = match log.format {
        LogFormat::Human => written.boxed(),
        LogFormat::Json => written.json().flatten_event(true).boxed(),
    };
    registry().with(traces.map(Traces::layer)).with(written.with_filter(filter)).init();
    Ok(())
}
