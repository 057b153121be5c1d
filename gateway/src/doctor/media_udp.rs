//! Ports for calls: each worker takes the next free one of the range.

use std::net::SocketAddr;

use super::{
    Finding,
    port::{self, State},
    server::Running,
};
use crate::config::Media;

const CHECK: &str = "media.udp";

pub fn check(media: &Media, running: Option<&Running>) -> Finding {
    let first = media.udp.port();
    if first == 0 {
        return judge(media, &[]);
    }
    let last = first.saturating_add(media.udp_ports.saturating_sub(1));
    let (mut found, mut usable) = (Vec::new(), 0);
    for port in first..=last {
        let address = SocketAddr::new(media.udp.ip(), port);
        let state = port::udp(address, running);
        usable += usize::from(state.is_usable());
        found.push((address, state));
        if usable >= media.workers() {
            break;
        }
    }
    judge(media, &found)
}

/// Of the ports that were tried, up to as many as are wanted.
fn judge(media: &Media, found: &[(SocketAddr, State)]) -> Finding {
    let (udp, wanted) = (media.udp, media.workers());
    if udp.port() == 0 {
        let said = format!("{udp}: the system chooses ports at every start, and no firewall knows them");
        return Finding::warning(CHECK, said, "set a port, like `media.udp=0.0.0.0:8180`");
    }
    let usable = found.iter().filter(|(_, state)| state.is_usable()).count();
    let bad = found.iter().find(|(_, state)| !state.is_usable());
    match bad {
        // not a matter of this port
        Some((address, state)) if usable == 0 && !matches!(state, State::Taken(_)) => {
            port::judge(CHECK, &address.to_string(), state)
        }
        Some((address, state)) if usable < wanted => Finding::error(
            CHECK,
            format!(
                "{usable} of {} ports from {udp} on can be had, {wanted} media workers want one each; {}",
                found.len(),
                port::judge(CHECK, &address.to_string(), state).found
            ),
            "stop what has them, raise `media.udp_ports`, or set `media.udp` to other ports",
        ),
        None if usable < wanted => Finding::error(
            CHECK,
            format!("{} ports from {udp} on, and {wanted} media workers want one each", found.len()),
            if usize::from(media.udp_ports) < wanted {
                format!("set `media.udp_ports={wanted}` or more, or `media.workers={usable}`")
            } else {
                format!("set `media.udp` to a lower port, no port is above {}, or `media.workers={usable}`", u16::MAX)
            },
        ),
        _ => {
            let ours = found.iter().filter(|(_, state)| *state == State::Ours).count();
            let ours = if ours == 0 { String::new() } else { format!(", {ours} held by our own running server") };
            let last = found.last().map_or(udp.port(), |(address, _)| address.port());
            let said =
                format!("{wanted} workers find their ports from {udp} to {last}{ours}; a firewall has to let UDP to them in");
            Finding::ok(CHECK, said)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    fn media(workers: usize, udp_ports: u16) -> Media {
        Media { workers: Some(workers), udp_ports, ..Media::default() }
    }

    fn found(states: &[State]) -> Vec<(SocketAddr, State)> {
        (8180..).map(|port| SocketAddr::from(([127, 0, 0, 1], port))).zip(states.iter().cloned()).collect()
    }

    #[test]
    fn every_worker_wants_a_port() {
        let taken = || State::Taken(None);
        let judged = |workers, states: &[State]| judge(&media(workers, 16), &found(states));
        assert_eq!(judged(1, &[taken(), State::Free]).level, Level::Ok, "the next one is taken");
        assert!(judged(2, &[State::Ours, State::Ours]).found.contains("2 held by our own"));
        let few = judged(2, &[State::Free, taken()]);
        assert!(
            few.level == Level::Error && few.found.contains("1 of 2 ports") && few.found.contains("8181 is taken"),
            "{few:?}"
        );
        assert!(judged(1, &[State::Elsewhere]).found.contains("no address of this machine"));
        let narrow = judge(&media(2, 1), &found(&[State::Free]));
        assert_eq!(narrow.mend.as_deref(), Some("set `media.udp_ports=2` or more, or `media.workers=1`"));
        let last = judged(2, &[State::Free]).mend;
        assert!(last.as_deref().is_some_and(|mend| mend.contains("to a lower port")), "{last:?}");
    }

    #[test]
    fn ports_that_nobody_knows_are_a_warning() {
        let media = Media { udp: "127.0.0.1:0".parse().unwrap(), ..media(1, 16) };
        assert_eq!(check(&media, None).level, Level::Warning);
    }
}
