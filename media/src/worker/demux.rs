use std::collections::HashMap;
use std::net::SocketAddr;

use str0m::net::Protocol;
use uuid::Uuid;

use crate::room::PeerKey;

/// A peer may speak from several addresses while it probes; the oldest are forgotten.
pub(super) const ADDRESSES_MAX: usize = 8;

/// A peer connection anywhere on this worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Route {
    pub room: Uuid,
    pub peer: PeerKey,
}

/// Whose datagram is this? Known by its source address, once a genuine connectivity check came from there;
/// until then by the name such a check carries.
#[derive(Default)]
pub(super) struct Demux {
    names: HashMap<String, Route>,
    addresses: HashMap<(Protocol, SocketAddr), Route>,
    learnt: HashMap<Route, Vec<(Protocol, SocketAddr)>>,
    gone: Vec<Route>,
}

impl Demux {
    pub(super) fn named(&self, name: &str) -> Option<Route> {
        self.names.get(name).copied()
    }

    pub(super) fn at(&self, protocol: Protocol, address: SocketAddr) -> Option<Route> {
        self.addresses.get(&(protocol, address)).copied()
    }

    /// Only after the room accepted a check from there.
    pub(super) fn learn(&mut self, protocol: Protocol, address: SocketAddr, route: Route) {
        let key = (protocol, address);
        match self.addresses.insert(key, route) {
            Some(former) if former == route => return,
            Some(former) => {
                if let Some(learnt) = self.learnt.get_mut(&former) {
                    learnt.retain(|held| *held != key);
                }
            }
            None => {}
        }
        let learnt = self.learnt.entry(route).or_default();
        learnt.push(key);
        if learnt.len() > ADDRESSES_MAX {
            let oldest = learnt.remove(0);
            self.addresses.remove(&oldest);
        }
    }

    pub(super) fn name(&mut self, name: String, former: Option<&str>, route: Route) {
        if let Some(former) = former {
            self.names.remove(former);
        }
        self.names.insert(name, route);
    }

    pub(super) fn forget(&mut self, name: &str, route: Route) {
        self.names.remove(name);
        for key in self.learnt.remove(&route).unwrap_or_default() {
            self.addresses.remove(&key);
        }
        self.gone.push(route);
    }

    pub(super) fn forget_room(&mut self, room: Uuid) {
        let gone = self.names.extract_if(|_, route| route.room == room);
        self.gone.extend(gone.map(|(_, route)| route));
        self.addresses.retain(|_, route| route.room != room);
        self.learnt.retain(|route, _| route.room != room);
    }

    /// Who was forgotten since this was last asked.
    pub(super) fn gone(&mut self) -> Vec<Route> {
        std::mem::take(&mut self.gone)
    }
}
