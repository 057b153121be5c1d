//! The platform for phones on the same network. Browsers give camera and microphone to secure contexts only, and an address that is not
//! `localhost` is one by https alone; so a certificate of this machine's own, and its address to scan.

mod certificate;

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, UdpSocket},
};

use anyhow::{Context, bail, ensure};
use qrcode::{QrCode, render::unicode::Dense1x2};

use crate::config::Config;

pub use certificate::pem;

/// Where a phone gets the certificate of who vouches for this machine.
pub const AUTHORITY: &str = "/authority.pem";

/// That certificate, where one was made here. Everybody may have it: its key is kept nowhere.
pub fn authority(config: &Config) -> Option<Vec<u8>> {
    let made = config.tls.certificate.as_ref()?.with_file_name("authority.pem");
    std::fs::read(made).ok()
}

/// What to print.
pub struct Lan {
    url: String,
    qr: String,
    authority: String,
}

impl fmt::Display for Lan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { url, qr, authority } = self;
        writeln!(f, "{qr}\n\n  On a phone in this network, scan that or open {url}")?;
        writeln!(f, "  Its browser warns once, as nobody vouches for this machine: go on there.")?;
        writeln!(
            f,
            "  Whoever is in this network may sign in with the password above, as the admin too: put nothing of real people in it."
        )?;
        writeln!(f, "  An iPhone also wants {authority} installed, and trusted in Settings, General, About.")
    }
}

/// Makes `config` one for the local network, reached by `address` or by that of the way out of this machine; `path` is where to begin.
pub fn prepare(config: &mut Config, address: Option<IpAddr>, path: &str) -> anyhow::Result<Lan> {
    ensure!(
        config.tls.certificate.is_none(),
        "`--https` makes a certificate of its own; leave it out where `tls.certificate` is set"
    );
    let Some((host, port)) = config.listen.rsplit_once(':').filter(|(host, _)| *host != "unix") else {
        bail!("`--https` wants `listen` as host:port; `{}` is not", config.listen)
    };
    let address = match address {
        Some(address) => address,
        None => way_out()?,
    };
    let shown = if address.is_ipv6() { format!("[{address}]") } else { address.to_string() };
    config.public_url = format!("https://{shown}:{port}");
    config.origins.push(format!("https://localhost:{port}"));
    if is_local(host) && !address.is_loopback() {
        config.listen = format!("{}:{port}", everywhere(address));
    }
    if config.media.announce.is_empty() {
        config.media.announce.push(address);
        config.media.udp.set_ip(everywhere(address));
    }
    let files = certificate::ensure(&config.data.join("https").join(address.to_string()), address)?;
    config.tls.certificate = Some(files.certificate);
    config.tls.key = Some(files.key);
    let url = format!("{}{path}", config.public_url);
    let qr = QrCode::new(&url)?.render::<Dense1x2>().build();
    let authority = format!("{}{AUTHORITY}", config.public_url);
    Ok(Lan { url, qr, authority })
}

fn is_local(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn everywhere(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => std::net::Ipv6Addr::UNSPECIFIED.into(),
    }
}

/// The address that packets to elsewhere would leave from. Connecting a UDP socket only chooses it, nothing is sent.
fn way_out() -> anyhow::Result<IpAddr> {
    const DOCUMENTATION: (Ipv4Addr, u16) = (Ipv4Addr::new(203, 0, 113, 1), 9); // RFC 5737
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    socket
        .connect(DOCUMENTATION)
        .and_then(|()| socket.local_addr())
        .map(|local| local.ip())
        .context("this machine is in no network; connect it, or name its address: `--https=192.168.1.5`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepared(change: impl FnOnce(&mut Config)) -> (tempfile::TempDir, anyhow::Result<Config>) {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config { data: folder.path().into(), ..Config::default() };
        change(&mut config);
        let lan = prepare(&mut config, Some([192, 168, 1, 5].into()), "/o/demo");
        (folder, lan.map(|_| config))
    }

    #[test]
    fn the_servers_settings_are_those_of_the_network() {
        let (_folder, config) = prepared(|_| {});
        let config = config.unwrap();
        assert_eq!((config.base(), config.listen.as_str()), ("https://192.168.1.5:8080", "0.0.0.0:8080"));
        assert_eq!(config.origins, ["https://localhost:8080"]);
        assert_eq!((config.media.udp.to_string(), config.media.announce), ("0.0.0.0:8180".into(), vec![[192, 168, 1, 5].into()]));
    }

    #[test]
    fn what_was_said_stays_said() {
        let (_folder, config) = prepared(|config| {
            config.listen = "192.168.1.5:9000".into();
            config.media.announce = vec![[10, 0, 0, 1].into()];
        });
        let config = config.unwrap();
        assert_eq!((config.base(), config.listen.as_str()), ("https://192.168.1.5:9000", "192.168.1.5:9000"));
        assert_eq!((config.media.udp.to_string(), config.media.announce), ("127.0.0.1:8180".into(), vec![[10, 0, 0, 1].into()]));
    }

    #[test]
    fn a_certificate_of_ones_own_and_a_socket_in_a_file_are_refused() {
        let (_folder, refused) = prepared(|config| config.tls.certificate = Some("chain.pem".into()));
        assert!(refused.unwrap_err().to_string().contains("`tls.certificate` is set"));
        let (_folder, refused) = prepared(|config| config.listen = "unix:/run/lyceum.sock".into());
        assert!(refused.unwrap_err().to_string().contains("host:port"));
    }
}
