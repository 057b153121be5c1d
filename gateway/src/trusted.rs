//! Proxies whose word about a client's address is believed.

use std::{net::IpAddr, sync::Arc};

use crate::config::ConfigError;

type Trusted = Arc<dyn Fn(IpAddr) -> bool + Send + Sync>;

/// From addresses and networks, `10.0.0.1` or `10.0.0.0/8`.
pub fn proxies(list: &[String]) -> Result<Trusted, ConfigError> {
    let network = |text: &String| {
        Network::parse(text).ok_or_else(|| {
            ConfigError::new(format!("`trusted_proxies` are addresses or networks; write them like 10.0.0.0/8, not `{text}`"))
        })
    };
    let networks = list.iter().map(network).collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(move |ip| networks.iter().any(|network| network.has(ip))))
}

struct Network {
    bits: u128,
    prefix: u32,
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.trim().parse().ok()?;
        let (own, full) = if address.is_ipv4() { (32, 96) } else { (128, 0) };
        let prefix: u32 = prefix.map_or(Some(own), |prefix| prefix.trim().parse().ok())?;
        (prefix <= own).then(|| Self { bits: bits(address), prefix: full + prefix })
    }

    fn has(&self, ip: IpAddr) -> bool {
        let shift = 128 - self.prefix;
        let head = |bits: u128| bits.checked_shr(shift).unwrap_or(0);
        head(self.bits) == head(bits(ip))
    }
}

fn bits(ip: IpAddr) -> u128 {
    match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped().to_bits(),
        IpAddr::V6(ip) => ip.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hold_their_addresses_only() {
        let trusted = proxies(&["10.0.0.0/8".into(), "192.0.2.7".into(), "2001:db8::/32".into()]).unwrap();
        for (ip, is) in [
            ("10.9.8.7", true),
            ("11.0.0.1", false),
            ("192.0.2.7", true),
            ("192.0.2.8", false),
            ("2001:db8::1", true),
            ("::1", false),
        ] {
            assert_eq!(trusted(ip.parse().unwrap()), is, "{ip}");
        }
        assert!(proxies(&["10.0.0.0/33".into()]).is_err() && proxies(&["nonsense".into()]).is_err());
    }
}
