//! Whether a port can be had: free, or held by our own running server.

use std::{
    io,
    net::{SocketAddr, TcpListener, ToSocketAddrs, UdpSocket},
};

use super::{
    Finding,
    holder::{self, Process, Transport},
    server::Running,
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    Free,
    /// Held by the server that runs on the data folder.
    Ours,
    /// Held by a process that this user may not look into; a server runs, so it may be that.
    Hidden,
    Taken(Option<Process>),
    /// No address of this machine.
    Elsewhere,
    /// Of a port below 1024.
    Forbidden,
    Refused(String),
}

impl State {
    pub const fn is_usable(&self) -> bool {
        matches!(self, Self::Free | Self::Ours | Self::Hidden)
    }
}

/// Bound as a start does it, and let go.
pub fn tcp(address: &str, running: Option<&Running>) -> State {
    let holder = || holder::of(Transport::Tcp, address.to_socket_addrs().ok()?.next()?);
    state(TcpListener::bind(address).map(drop), holder, running)
}

pub fn udp(address: SocketAddr, running: Option<&Running>) -> State {
    state(UdpSocket::bind(address).map(drop), || holder::of(Transport::Udp, address), running)
}

fn state(bound: io::Result<()>, holder: impl FnOnce() -> Option<Process>, running: Option<&Running>) -> State {
    let Err(error) = bound else { return State::Free };
    match error.kind() {
        io::ErrorKind::AddrInUse => match (holder(), running) {
            (Some(process), Some(running)) if running.pid == Some(process.pid) => State::Ours,
            (None, Some(_)) => State::Hidden,
            (process, _) => State::Taken(process),
        },
        io::ErrorKind::AddrNotAvailable => State::Elsewhere,
        io::ErrorKind::PermissionDenied => State::Forbidden,
        _ => State::Refused(error.to_string()),
    }
}

/// Of the address that `setting` names.
pub fn judge(setting: &'static str, address: &str, state: &State) -> Finding {
    let other = format!("set `{setting}` to a free address of this machine");
    match state {
        State::Free => Finding::ok(setting, format!("{address} is free")),
        State::Ours => Finding::ok(setting, format!("{address} is held by our own running server")),
        State::Hidden => Finding::warning(
            setting,
            format!("{address} is held by a process that this user may not look into; our own server runs, it may be that"),
            "run `lyceum doctor` as the server's user",
        ),
        State::Taken(Some(Process { pid, name })) => {
            Finding::error(setting, format!("{address} is taken by process {pid} ({name})"), format!("`kill {pid}`, or {other}"))
        }
        State::Taken(None) => Finding::error(
            setting,
            format!("{address} is taken by a process that this user may not look into"),
            format!("find it (`sudo ss -lntup`) and stop it, or {other}"),
        ),
        State::Elsewhere => {
            Finding::error(setting, format!("{address} is no address of this machine"), format!("{other} (`ip address`)"))
        }
        State::Forbidden => Finding::error(
            setting,
            format!("{address}: this user may not use a port below 1024"),
            format!("`AmbientCapabilities=CAP_NET_BIND_SERVICE` in the service's unit, or {other}"),
        ),
        State::Refused(cause) => Finding::error(setting, format!("{address} cannot be used: {cause}"), other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    fn in_use(holder: Option<u32>, running: Option<u32>) -> State {
        let holder = holder.map(|pid| Process { pid, name: "other".into() });
        let running = running.map(|pid| Running { pid: Some(pid) });
        state(Err(io::ErrorKind::AddrInUse.into()), || holder, running.as_ref())
    }

    #[test]
    fn who_holds_a_port_decides() {
        assert_eq!(in_use(Some(7), Some(7)), State::Ours);
        assert_eq!(in_use(Some(7), Some(8)), State::Taken(Some(Process { pid: 7, name: "other".into() })));
        assert_eq!(in_use(None, Some(8)), State::Hidden);
        assert_eq!(in_use(None, None), State::Taken(None));
        assert!(State::Ours.is_usable() && !State::Taken(None).is_usable());
    }

    #[test]
    fn each_state_is_said_with_its_address() {
        for (state, level, word) in [
            (State::Free, Level::Ok, "free"),
            (State::Ours, Level::Ok, "our own running server"),
            (State::Hidden, Level::Warning, "may not look into"),
            (in_use(Some(7), None), Level::Error, "process 7 (other)"),
            (State::Taken(None), Level::Error, "is taken by"),
            (State::Elsewhere, Level::Error, "no address of this machine"),
            (State::Forbidden, Level::Error, "below 1024"),
            (State::Refused("no such name".into()), Level::Error, "no such name"),
        ] {
            let finding = judge("listen", "127.0.0.1:80", &state);
            assert_eq!(finding.level, level);
            assert!(finding.found.contains(word) && finding.found.contains("127.0.0.1:80"), "{finding:?}");
            assert_eq!(finding.mend.is_some(), level != Level::Ok);
        }
    }

    #[test]
    fn real_sockets_are_told_apart() {
        let held = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = held.local_addr().unwrap().to_string();
        let here = Running { pid: Some(std::process::id()) };
        assert_eq!(tcp(&address, Some(&here)), State::Ours);
        assert!(matches!(tcp(&address, None), State::Taken(Some(_))));
        drop(held);
        assert_eq!(tcp(&address, None), State::Free);
        assert_eq!(udp("192.0.2.7:0".parse().unwrap(), None), State::Elsewhere);
        assert!(matches!(tcp("nonsense", None), State::Refused(_)));
    }
}
