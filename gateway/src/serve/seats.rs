//! Places for connections: of all together, and of one address, so that one does not take them all.

use std::{
    collections::{HashMap, hash_map::Entry},
    net::IpAddr,
    sync::Arc,
};

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

#[derive(Debug)]
pub struct Seats {
    free: Arc<Semaphore>,
    all: usize,
    of_one: usize,
    taken: Mutex<HashMap<IpAddr, usize>>,
}

/// A place among all of them.
pub type Place = OwnedSemaphorePermit;

/// A connection's, for as long as it is open.
#[derive(Debug)]
pub struct Seat {
    seats: Arc<Seats>,
    of: Option<IpAddr>,
    _place: Place,
}

impl Seats {
    pub fn new(all: usize, of_one: usize) -> Arc<Self> {
        Arc::new(Self { free: Arc::new(Semaphore::new(all)), all, of_one, taken: Mutex::default() })
    }

    /// How many are taken, of how many.
    pub fn taken(&self) -> (usize, usize) {
        (self.all.saturating_sub(self.free.available_permits()), self.all)
    }

    pub(super) fn is_full(&self) -> bool {
        self.free.available_permits() == 0
    }

    /// Waits for a place.
    pub(super) async fn place(&self) -> Place {
        Arc::clone(&self.free).acquire_owned().await.expect("the semaphore is never closed")
    }

    /// `None` when whoever is at `of` has as many as one may.
    pub(super) fn sit(self: &Arc<Self>, place: Place, of: Option<IpAddr>) -> Option<Seat> {
        let of = of.map(network);
        if let Some(address) = of {
            let mut taken = self.taken.lock();
            let count = taken.entry(address).or_default();
            if *count >= self.of_one {
                return None;
            }
            *count += 1;
        }
        Some(Seat { seats: Arc::clone(self), of, _place: place })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(address) = self.of else { return };
        if let Entry::Occupied(mut count) = self.seats.taken.lock().entry(address) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

/// A neighbour on the same IPv6 network is the same client: everybody has 2⁶⁴ addresses of their own.
pub fn network(client: IpAddr) -> IpAddr {
    match client {
        IpAddr::V4(ip) => IpAddr::V4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => IpAddr::V4(ip),
            None => IpAddr::V6((u128::from(ip) >> 64 << 64).into()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_address_takes_its_share_and_others_sit_beside_it() {
        let seats = Seats::new(4, 2);
        let sit = async |of: Option<&str>| seats.sit(seats.place().await, of.map(|of| of.parse().unwrap()));
        let first = sit(Some("2001:db8::1")).await.unwrap();
        let _second = sit(Some("2001:db8::2")).await.unwrap();
        assert!(sit(Some("2001:db8::3")).await.is_none(), "a neighbour's");
        let other = sit(Some("192.0.2.1")).await.unwrap();
        let proxy = sit(None).await.unwrap();
        assert_eq!(seats.taken(), (4, 4));
        drop((first, other, proxy));
        assert!(sit(Some("2001:db8::3")).await.is_some());
        assert_eq!(seats.taken.lock().len(), 1);
    }
}
