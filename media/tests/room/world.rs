use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lyceum_media::room::{Input as RoomInput, Offer, Output, PeerKey, Room, addressee};
use lyceum_media::{Connection, MediaEvent, Source};
use str0m::net::{Protocol, Receive};
use str0m::{Candidate, Input};
use uuid::Uuid;

use crate::person::{Got, Person};

const LATENCY: Duration = Duration::from_millis(10);

struct Flight {
    due: Instant,
    number: u64,
    from: SocketAddr,
    to: SocketAddr,
    bytes: Vec<u8>,
}

/// What the network does to a datagram: none loses it, else its extra delay.
pub type Weather = Box<dyn FnMut(&mut World, SocketAddr, SocketAddr, &[u8]) -> Option<Duration>>;

pub struct World {
    pub now: Instant,
    pub room: Room,
    pub server: SocketAddr,
    pub people: Vec<Person>,
    pub events: Vec<(Instant, Uuid, MediaEvent)>,
    pub weather: Option<Weather>,
    flights: Vec<Flight>,
    sent: HashMap<SocketAddr, usize>,
    names: HashMap<String, PeerKey>,
    addresses: HashMap<SocketAddr, PeerKey>,
    numbered: u64,
    random: u64,
}

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

impl World {
    pub fn new() -> Self {
        let server: SocketAddr = "10.0.0.1:3478".parse().unwrap();
        let now = Instant::now();
        let candidates: Arc<[Candidate]> = vec![Candidate::host(server, "udp").unwrap()].into();
        Self {
            now,
            room: Room::new(candidates, now),
            server,
            people: Vec::new(),
            events: Vec::new(),
            weather: None,
            flights: Vec::new(),
            sent: HashMap::new(),
            names: HashMap::new(),
            addresses: HashMap::new(),
            numbered: 0,
            random: 0x9e37_79b9_7f4a_7c15,
        }
    }

    pub fn join(&mut self, who: Uuid) {
        self.room.join(self.now, who).unwrap();
    }

    /// Joins with both connections, publishing these.
    pub fn enter(&mut self, who: Uuid, sources: &[Source]) {
        self.join(who);
        if !sources.is_empty() {
            self.publish(who, sources);
        }
        self.subscribe(who, 3, 9);
    }

    pub fn publish(&mut self, who: Uuid, sources: &[Source]) {
        let address = self.address();
        let mut person = Person::new(who, Connection::Publish, address, self.now);
        let (sdp, sources) = person.publish(self.now, sources);
        self.people.push(person);
        self.offer(self.people.len() - 1, &sdp, &sources);
    }

    pub fn subscribe(&mut self, who: Uuid, audio: usize, video: usize) {
        let address = self.address();
        let mut person = Person::new(who, Connection::Subscribe, address, self.now);
        let sdp = person.subscribe(audio, video);
        self.people.push(person);
        self.offer(self.people.len() - 1, &sdp, &BTreeMap::new());
    }

    pub fn offer(&mut self, index: usize, sdp: &str, sources: &BTreeMap<String, Source>) {
        let (participant, connection) = (self.people[index].id, self.people[index].connection);
        let offer = Offer { participant, connection, sdp, sources };
        let answer = self.room.offer(self.now, &offer).unwrap();
        self.people[index].answered(&answer);
        self.poll_room();
        self.step_person(index);
    }

    fn address(&mut self) -> SocketAddr {
        self.numbered += 1;
        format!("10.0.1.{}:{}", self.numbered % 250, 5_000 + self.numbered).parse().unwrap()
    }

    pub fn index(&self, who: Uuid, connection: Connection) -> usize {
        self.people.iter().rposition(|person| person.id == who && person.connection == connection).unwrap()
    }

    pub fn person(&mut self, who: Uuid, connection: Connection) -> &mut Person {
        let index = self.index(who, connection);
        &mut self.people[index]
    }

    /// A call of these, each with these sources, that has gone on for a while.
    pub fn with(people: &[u128], sources: &[Source], settled: Duration) -> Self {
        let mut world = Self::new();
        for who in people {
            world.enter(id(*who), sources);
        }
        world.run(settled);
        world
    }

    /// What a subscriber got of this kind of source of somebody, by the slots it was told last.
    pub fn got(&self, who: Uuid, of: Uuid, source: Source) -> Vec<Got> {
        let Some(mid) = self.slot(who, of, source) else { return Vec::new() };
        let index = self.index(who, Connection::Subscribe);
        self.people[index].got.iter().filter(|got| got.mid == mid).cloned().collect()
    }

    pub fn slot(&self, who: Uuid, of: Uuid, source: Source) -> Option<String> {
        self.slots(who).into_iter().find(|(_, shows)| *shows == Some((of, source))).map(|(mid, _)| mid)
    }

    pub fn slots(&self, who: Uuid) -> BTreeMap<String, Option<(Uuid, Source)>> {
        let slots = self.events.iter().rev().find_map(|(_, to, event)| match event {
            MediaEvent::Slots(slots) if *to == who => Some(slots.clone()),
            _ => None,
        });
        slots.unwrap_or_default()
    }

    /// What was told, but for who is in which slot: that is told again only when it changes.
    pub fn forget(&mut self) {
        let mut known = BTreeSet::new();
        let last = |(_, to, event): &(_, Uuid, _)| matches!(event, MediaEvent::Slots(_)) && known.insert(*to);
        let mut kept: Vec<_> = std::mem::take(&mut self.events).into_iter().rev().filter(last).collect();
        kept.reverse();
        self.events = kept;
    }

    pub fn told(&self, who: Uuid) -> impl Iterator<Item = (Instant, &MediaEvent)> {
        self.events.iter().filter(move |(_, to, _)| *to == who).map(|(at, _, event)| (*at, event))
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % 100 < percent
    }

    pub fn run(&mut self, span: Duration) {
        let end = self.now + span;
        loop {
            let flight = self.flights.iter().map(|flight| (flight.due, flight.number)).min();
            let person = self.people.iter().map(Person::next).min();
            let room = self.room.poll_timeout();
            let next = [flight.map(|(due, _)| due), person, room].into_iter().flatten().min();
            let Some(next) = next.filter(|next| *next <= end) else { break };
            self.now = self.now.max(next);
            if let Some((due, number)) = flight
                && due <= self.now
            {
                let index = self.flights.iter().position(|flight| flight.number == number).unwrap();
                let flight = self.flights.swap_remove(index);
                self.deliver(&flight);
            } else if room.is_some_and(|due| due <= self.now) {
                self.room.handle(self.now, RoomInput::Timeout);
                self.poll_room();
            } else if let Some(index) = self.people.iter().position(|person| person.next() <= self.now) {
                self.people[index].send(self.now);
                self.step_person(index);
            }
        }
        self.now = end;
    }

    /// Runs until the condition holds; fails when it does not within the span.
    pub fn until(&mut self, span: Duration, what: &str, holds: impl Fn(&Self) -> bool) {
        let end = self.now + span;
        while !holds(self) {
            assert!(self.now < end, "not within {span:?}: {what}");
            self.run(Duration::from_millis(10));
        }
    }

    pub fn step_person(&mut self, index: usize) {
        let out = self.people[index].step(self.now, Input::Timeout(self.now));
        self.launch_all(out);
    }

    fn launch_all(&mut self, out: Vec<(SocketAddr, Vec<u8>)>) {
        for (from, bytes) in out {
            self.launch(from, self.server, bytes);
        }
    }

    fn launch(&mut self, from: SocketAddr, to: SocketAddr, bytes: Vec<u8>) {
        *self.sent.entry(to).or_default() += 1;
        let mut extra = Some(Duration::ZERO);
        if let Some(mut weather) = self.weather.take() {
            extra = weather(self, from, to, &bytes);
            self.weather = Some(weather);
        }
        let Some(extra) = extra else { return };
        self.numbered += 1;
        self.flights.push(Flight { due: self.now + LATENCY + extra, number: self.numbered, from, to, bytes });
    }

    /// A datagram under anybody's address, at the server now.
    pub fn inject(&mut self, from: SocketAddr, bytes: &[u8]) {
        self.deliver(&Flight { due: self.now, number: 0, from, to: self.server, bytes: bytes.to_vec() });
    }

    /// Datagrams that went to this address, whether or not anybody is there.
    pub fn sent_to(&self, to: SocketAddr) -> usize {
        self.sent.get(&to).copied().unwrap_or_default()
    }

    fn deliver(&mut self, flight: &Flight) {
        let Ok(receive) = Receive::new(Protocol::Udp, flight.from, flight.to, &flight.bytes) else { return };
        if flight.to != self.server {
            let Some(index) = self.people.iter().position(|person| person.address == flight.to) else { return };
            let out = self.people[index].step(self.now, Input::Receive(self.now, receive));
            return self.launch_all(out);
        }
        let key = match addressee(&flight.bytes) {
            Some(name) => {
                let key = self.names.get(name).copied();
                let again = Receive::new(Protocol::Udp, flight.from, flight.to, &flight.bytes).unwrap();
                let key = key.filter(|key| self.room.accepts(*key, self.now, again));
                if let Some(key) = key {
                    self.addresses.insert(flight.from, key);
                }
                key
            }
            None => self.addresses.get(&flight.from).copied(),
        };
        if let Some(key) = key {
            self.room.handle(self.now, RoomInput::Datagram(key, receive, &flight.bytes));
            self.poll_room();
        }
    }

    pub fn poll_room(&mut self) {
        while let Some(output) = self.room.poll() {
            match output {
                Output::Transmit(transmit) => {
                    self.launch(transmit.source, transmit.destination, transmit.contents.to_vec());
                }
                Output::Event { participant, event } => self.events.push((self.now, participant, event)),
                Output::Named { peer, ufrag, former } => {
                    if let Some(former) = former {
                        self.names.remove(&former);
                    }
                    self.names.insert(ufrag, peer);
                }
                Output::Closed { peer, ufrag } => {
                    self.names.remove(&ufrag);
                    self.addresses.retain(|_, key| *key != peer);
                }
            }
        }
    }
}
