//! Where browsers find this server.

use std::net::IpAddr;

use http::Uri;

/// The public URL's parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub is_https: bool,
    /// In small letters, an IPv6 address without brackets.
    pub host: String,
    pub port: u16,
}

impl Place {
    pub fn of(public_url: &str) -> Self {
        let url: Uri = public_url.parse().unwrap_or_default();
        let is_https = url.scheme_str() == Some("https");
        let host = url.host().unwrap_or_default().trim_matches(['[', ']']).to_ascii_lowercase();
        Self { is_https, host, port: url.port_u16().unwrap_or(if is_https { 443 } else { 80 }) }
    }

    /// Whether only this machine's browsers are meant; they trust such pages without https.
    pub fn is_local(&self) -> bool {
        let named = self.host == "localhost" || self.host.ends_with(".localhost");
        named || self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
    }
}

/// The port of `host:port`.
pub fn port(address: &str) -> Option<u16> {
    address.rsplit_once(':')?.1.parse().ok()
}

/// Whether `host:port` is heard on this machine only.
pub fn is_loopback(address: &str) -> bool {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host).trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_taken_apart() {
        for (url, is_https, host, port, is_local) in [
            ("http://localhost:8080", false, "localhost", 8080, true),
            ("https://Lyceum.School.example/", true, "lyceum.school.example", 443, false),
            ("http://[::1]:9", false, "::1", 9, true),
            ("http://127.8.0.1", false, "127.8.0.1", 80, true),
            ("http://192.168.0.9:8080", false, "192.168.0.9", 8080, false),
            ("http://localhost.example", false, "localhost.example", 80, false),
        ] {
            let place = Place::of(url);
            assert_eq!(place, Place { is_https, host: host.into(), port });
            assert_eq!(place.is_local(), is_local, "{url}");
        }
        assert_eq!((port("[::1]:80"), port("nonsense")), (Some(80), None));
        assert!(is_loopback("[::1]:80") && is_loopback("localhost:1") && !is_loopback("0.0.0.0:80"));
    }
}
