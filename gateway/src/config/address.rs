//! Addresses to listen on, and what browsers make of them.

use std::net::IpAddr;

use super::ConfigError;

/// `host:port`, or `unix:path`.
pub fn check(setting: &str, address: &str) -> Result<(), ConfigError> {
    let fits = match address.strip_prefix("unix:") {
        Some(path) => !path.is_empty(),
        None => parts(address).is_some(),
    };
    if fits {
        return Ok(());
    }
    Err(ConfigError::new(format!(
        "`{setting}` = `{address}` is no address; write it like `127.0.0.1:8080`, `host:port`, or `unix:path`"
    )))
}

/// `unix:path`. Who connects there commands the server: the file's permissions let nobody else in, where any page that a browser on
/// this machine shows may send to a port.
pub fn check_socket(setting: &str, address: &str) -> Result<(), ConfigError> {
    if address.strip_prefix("unix:").is_some_and(|path| !path.is_empty()) {
        return Ok(());
    }
    Err(ConfigError::new(format!(
        "`{setting}` = `{address}` is no socket file; write it like `unix:/run/lyceum.sock`, and for Prometheus set `metrics` to a `host:port`"
    )))
}

/// Each needs a place of its own, however it is written.
pub fn apart(settings: &[(&str, String)]) -> Result<(), ConfigError> {
    for (n, (setting, address)) in settings.iter().enumerate() {
        if let Some((other, _)) = settings[..n].iter().find(|(_, other)| collide(other, address)) {
            return Err(ConfigError::new(format!(
                "`{setting}` = `{address}` is taken by `{other}`; give it an address of its own"
            )));
        }
    }
    Ok(())
}

/// Names are not looked up.
fn collide(one: &str, other: &str) -> bool {
    let (Some((host, port)), Some((other_host, other_port))) = (parts(one), parts(other)) else { return one == other };
    let ip = |host: &str| match host.trim_start_matches('[').trim_end_matches(']') {
        host if host.eq_ignore_ascii_case("localhost") => Some(IpAddr::from([127, 0, 0, 1])),
        host => host.parse().ok().map(|ip: IpAddr| ip.to_canonical()),
    };
    let (ip, other_ip) = (ip(host), ip(other_host));
    // that of IPv6 has those of IPv4, too
    let covers = |all: Option<IpAddr>, one: Option<IpAddr>| {
        all.is_some_and(|all| all.is_unspecified() && (all.is_ipv6() || one.is_none_or(|one| one.is_ipv4())))
    };
    let is_same = host == other_host || (ip.is_some() && ip == other_ip);
    port == other_port && port != 0 && (is_same || covers(ip, other_ip) || covers(other_ip, ip))
}

/// How a browser on this machine, or one that names the host of `listen`, writes it. `None` where the port is not known.
pub fn public_url(listen: &str, speaks_tls: bool) -> Option<String> {
    let (host, port) = parts(listen).filter(|(_, port)| *port != 0)?;
    let plain = host.trim_start_matches('[').trim_end_matches(']');
    let here = plain.parse().is_ok_and(|ip: IpAddr| ip.is_loopback() || ip.is_unspecified());
    let host = if here { "localhost" } else { host };
    let (scheme, usual) = if speaks_tls { ("https", 443) } else { ("http", 80) };
    Some(if port == usual { format!("{scheme}://{host}") } else { format!("{scheme}://{host}:{port}") })
}

fn parts(address: &str) -> Option<(&str, u16)> {
    let (host, port) = address.rsplit_once(':').filter(|_| !address.starts_with("unix:"))?;
    let bare = host.starts_with('[') && host.ends_with(']') || !host.contains(':');
    Some((host, port.parse().ok()?)).filter(|_| bare && !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_written_twice_is_found() {
        let taken = |one: &str, other: &str| apart(&[("a", one.into()), ("b", other.into())]).is_err();
        assert!(taken("127.0.0.1:80", "localhost:80") && taken("0.0.0.0:80", "10.0.0.1:80") && taken("unix:/s", "unix:/s"));
        assert!(taken("[::1]:80", "[::1]:80") && taken("host:80", "host:80") && taken("host:80", "[::]:80"));
        assert!(taken("127.0.0.1:80", "[::ffff:127.0.0.1]:80") && taken("LOCALHOST:80", "127.0.0.1:80"));
        assert!(!taken("0.0.0.0:80", "[::1]:80") && taken("[::]:80", "127.0.0.1:80"));
        assert!(!taken("127.0.0.1:80", "127.0.0.2:80") && !taken("127.0.0.1:80", "127.0.0.1:81"));
        assert!(!taken("127.0.0.1:0", "127.0.0.1:0") && !taken("unix:/s", "unix:/t") && !taken("unix:/s", "127.0.0.1:80"));
    }

    #[test]
    fn a_browser_on_this_machine_says_localhost_and_leaves_out_the_usual_port() {
        for (listen, tls, url) in [
            ("127.0.0.1:8080", false, Some("http://localhost:8080")),
            ("0.0.0.0:8090", false, Some("http://localhost:8090")),
            ("[::]:443", true, Some("https://localhost")),
            ("[2001:db8::1]:80", false, Some("http://[2001:db8::1]")),
            ("192.0.2.7:8443", true, Some("https://192.0.2.7:8443")),
            ("school.example:80", false, Some("http://school.example")),
            ("127.0.0.1:0", false, None),
            ("unix:/run/a:1", false, None),
            ("::1:80", false, None),
        ] {
            assert_eq!(public_url(listen, tls).as_deref(), url, "{listen}");
        }
    }
}
