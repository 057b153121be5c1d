//! Is it well set up? Looks at the settings and the machine before people do. Each check is a file: facts in, findings out.
//!
//! Nothing is changed but for one small file in the data folder, which is written, timed and deleted.

mod announce;
mod certificate;
mod clock;
mod commit;
pub(crate) mod console;
mod data;
mod demo;
mod descriptors;
mod disk;
mod finding;
mod holder;
mod keys;
mod listen;
mod master_key;
mod media_tcp;
mod media_udp;
mod operator;
mod origins;
mod owner;
mod place;
mod port;
mod proxies;
mod public_url;
mod server;
mod settings;
mod socket;
mod traces;

use crate::config::{Config, ConfigError};

pub use finding::{Finding, Level, Report};
pub(crate) use place::Place;

/// All checks, in the order in which a start meets them.
pub fn examine(config: &Config) -> Report {
    let watch = clock::Watch::start();
    let place = Place::of(&config.public_url);
    let running = server::running(&config.data);
    let running = running.as_ref();
    let mut findings = vec![settings::check(), server::check(&config.data, running)];
    let (data, folder) = data::check(&config.data);
    findings.push(data);
    findings.extend(owner::check(&config.data, running));
    if let Some(folder) = folder {
        findings.push(disk::check(&folder, config.store.reserve_bytes));
        findings.push(commit::check(&folder));
    }
    findings.push(master_key::check(config));
    findings.push(keys::check(config));
    findings.push(clock::check(&watch, &config.data));
    findings.push(descriptors::check(running, config.limits.connections));
    findings.push(listen::check(config, running));
    findings.push(operator::check(config, running));
    findings.extend(operator::metrics(config, running));
    findings.extend(demo::check(config, running));
    findings.push(media_udp::check(&config.media, running));
    findings.push(media_tcp::check(&config.media, running));
    findings.push(announce::check(&config.media, &place));
    findings.push(public_url::check(config, &place));
    findings.extend(certificate::check(&config.tls, &place));
    findings.push(origins::check(config, &place));
    findings.push(proxies::check(config, &place));
    findings.push(console::check(&config.console));
    findings.extend(traces::check(&config.traces));
    Report::new(findings)
}

/// Of settings that cannot be read: nothing else can be looked at.
pub fn unread(error: &ConfigError) -> Report {
    Report::new(vec![settings::unread(error)])
}
