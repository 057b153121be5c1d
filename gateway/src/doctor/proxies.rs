//! Proxies whose word about a client's address is believed: limits are by address.

use super::{Finding, place::Place};
use crate::config::Config;

const CHECK: &str = "trusted_proxies";

pub fn check(config: &Config, place: &Place) -> Finding {
    let behind_proxy = place.is_https && config.tls.certificate.is_none();
    judge(&config.trusted_proxies, behind_proxy && !config.listen.starts_with("unix:"))
}

fn judge(proxies: &[String], behind_proxy: bool) -> Finding {
    if let Some(all) = proxies.iter().find(|proxy| proxy.rsplit_once('/').is_some_and(|(_, prefix)| prefix.trim() == "0")) {
        return Finding::error(
            CHECK,
            format!(
                "{all} is everybody: who guesses passwords writes another `X-Forwarded-For` each time, and no limit holds them"
            ),
            "name the proxy's own address",
        );
    }
    if proxies.is_empty() && behind_proxy {
        return Finding::warning(
            CHECK,
            "none, and https is a proxy's in front: everybody seems to come from it, and shares one limit of sign-ins",
            "set `trusted_proxies` to the proxy's address, like `trusted_proxies=127.0.0.1`",
        );
    }
    let said = if proxies.is_empty() { "none: addresses are those of connections".to_owned() } else { proxies.join(", ") };
    Finding::ok(CHECK, said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn proxies_that_are_everybody_or_nobody_are_found() {
        for (proxy, level, word) in [
            ("127.0.0.1", Level::Ok, "127.0.0.1"),
            ("10.0.0.0/8", Level::Ok, "10.0.0.0/8"),
            ("0.0.0.0/0", Level::Error, "is everybody"),
            ("::/0", Level::Error, "is everybody"),
        ] {
            let finding = judge(&[proxy.to_owned()], true);
            assert!(finding.level == level && finding.found.contains(word), "{finding:?}");
        }
        assert_eq!((judge(&[], true).level, judge(&[], false).level), (Level::Warning, Level::Ok));
    }
}
