//! Whether browsers can reach the address for calls that they are told.

use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use super::{Finding, place::Place};
use crate::config::Media;

const CHECK: &str = "media.announce";

pub fn check(media: &Media, place: &Place) -> Finding {
    let told = if media.announce.is_empty() { vec![media.udp.ip()] } else { media.announce.clone() };
    let told: Vec<_> = told.into_iter().map(|ip| (ip, is_here(ip))).collect();
    judge(media.udp.ip(), &told, place)
}

/// Only an address of this machine can be bound.
fn is_here(ip: IpAddr) -> bool {
    UdpSocket::bind((ip, 0)).is_ok()
}

/// `told` are the announced addresses, and whether each is of this machine.
fn judge(bound: IpAddr, told: &[(IpAddr, bool)], place: &Place) -> Finding {
    let settings = "`media.udp=0.0.0.0:8180` and `media.announce=` this machine's address as browsers reach it";
    if let Some((ip, _)) = told.iter().find(|(ip, _)| ip.is_unspecified()) {
        return Finding::error(CHECK, format!("browsers would be told {ip}, which is nowhere"), format!("set {settings}"));
    }
    let is_many = |ip: IpAddr| ip.is_multicast() || ip == IpAddr::V4(Ipv4Addr::BROADCAST);
    if let Some((ip, _)) = told.iter().find(|(ip, _)| is_many(*ip)) {
        return Finding::error(CHECK, format!("browsers would be told {ip}, which is many machines"), format!("set {settings}"));
    }
    let host = &place.host;
    if !place.is_local() {
        if let Some((ip, _)) = told.iter().find(|(ip, _)| ip.is_loopback()) {
            let said = format!("browsers would be told {ip}, their own machine; `public_url` says that people come to {host}");
            return Finding::error(CHECK, said, format!("set {settings}"));
        }
        if bound.is_loopback() {
            let said = format!("calls are heard on {bound} only, and nothing from other machines gets there");
            return Finding::error(CHECK, said, format!("set {settings}"));
        }
    }
    let list = told.iter().map(|(ip, _)| ip.to_string()).collect::<Vec<_>>().join(", ");
    if let Some((ip, _)) = told.iter().find(|(_, is_here)| !is_here) {
        return Finding::warning(
            CHECK,
            format!("{ip} is no address of this machine: right only behind NAT, which cannot be seen from here"),
            "have the router forward the ports of `media.udp` and `media.tcp` here; else set `media.announce` to an address of `ip address`",
        );
    }
    if told.iter().all(|(ip, _)| is_private(*ip)) && !place.is_local() {
        return Finding::ok(CHECK, format!("browsers are told {list}: a private address, reached from the same network only"));
    }
    Finding::ok(CHECK, format!("browsers are told {list}, of this machine"))
}

const fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    fn judged(bound: &str, told: &[(&str, bool)], url: &str) -> (Level, String) {
        let told: Vec<_> = told.iter().map(|(ip, is_here)| (ip.parse().unwrap(), *is_here)).collect();
        let finding = judge(bound.parse().unwrap(), &told, &Place::of(url));
        (finding.level, finding.found)
    }

    #[test]
    fn an_address_that_browsers_cannot_reach_is_an_error() {
        let public = "https://school.example";
        for (bound, told, url, level, word) in [
            ("127.0.0.1", ("127.0.0.1", true), "http://localhost:8080", Level::Ok, "127.0.0.1"),
            ("127.0.0.1", ("127.0.0.1", true), public, Level::Error, "their own machine"),
            ("0.0.0.0", ("0.0.0.0", true), "http://localhost:8080", Level::Error, "nowhere"),
            ("0.0.0.0", ("224.0.0.1", true), public, Level::Error, "many machines"),
            ("0.0.0.0", ("255.255.255.255", true), public, Level::Error, "many machines"),
            ("0.0.0.0", ("ff02::1", true), public, Level::Error, "many machines"),
            ("127.0.0.1", ("198.51.100.7", true), public, Level::Error, "127.0.0.1 only"),
            ("0.0.0.0", ("198.51.100.7", true), public, Level::Ok, "of this machine"),
            ("0.0.0.0", ("198.51.100.7", false), public, Level::Warning, "behind NAT"),
            ("0.0.0.0", ("10.0.0.7", true), public, Level::Ok, "private"),
        ] {
            let (found, said) = judged(bound, &[told], url);
            assert!(found == level && said.contains(word), "{bound} {told:?}: {said}");
        }
    }

    #[test]
    fn addresses_of_this_machine_are_known() {
        assert!(is_here("127.0.0.1".parse().unwrap()) && !is_here("192.0.2.7".parse().unwrap()));
    }
}
