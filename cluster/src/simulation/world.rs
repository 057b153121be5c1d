//! Clients, one node that dies and comes back, and everything under way between them, one random step at a time.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use lyceum_domain::core::{Actor, Command, Entity, EntityId, PersonKeys};
use lyceum_storage::{AppendError, Commit, EntityKey, Kind};
use uuid::Uuid;

use super::{
    disk::Disk,
    model::{self, Model, Verdict},
    nouns::{
        self, Saw,
        booking::{Book, Booking},
        till::{self, Add, Look, Refuse, Till},
    },
    random::Random,
    tasks::{Luck, Token, perform},
};
use crate::{
    KindTable, Metrics, Options,
    host::{
        Settings, Shard,
        envelope::Origin,
        io::{Delivery, Input, Now, Output, Told, Waiter},
        next_map,
        plant::Plant,
        trace::Trace,
    },
    kinds::{Refusal, decode, encode},
};

const ORGANIZATION: Uuid = Uuid::from_u128(1);
const START_MS: i64 = 1_000_000_000;
const STEPS: usize = 140;
const SHARDS: u32 = 4;
const TILLS: usize = 2;
const BOOKINGS: usize = 4;

#[derive(Clone, Copy, Debug)]
enum What {
    Add(u64),
    Look,
    Refuse,
    Book,
}

struct Op {
    key: EntityKey,
    what: What,
    request: Option<[u8; 32]>,
    done: bool,
}

/// One sending of an op.
struct Sent {
    op: usize,
    /// Position that somebody had seen before this was sent.
    floor: u64,
}

pub struct World {
    random: Random,
    plant: Option<Plant>,
    kinds: Arc<KindTable>,
    disk: Disk,
    model: Model,
    shard: Shard<Token>,
    now_ms: i64,
    tasks: Vec<Output<Token>>,
    /// What the shard gets with the next input.
    together: Vec<Input<Token>>,
    /// Appends of dead owners that may still land.
    zombies: Vec<Commit>,
    ops: Vec<Op>,
    sent: Vec<Sent>,
    floors: BTreeMap<EntityKey, u64>,
    faults: bool,
    /// Whether the node's lease holds.
    lease: bool,
}

thread_local! {
    static KINDS: Arc<KindTable> = Arc::new(nouns::kinds());
}

impl World {
    pub fn run(seed: u64, plant: Option<Plant>) -> Verdict {
        let mut world = Self::new(seed, plant);
        world.start()?;
        for _ in 0..STEPS {
            world.step()?;
        }
        world.come_to_rest()?;
        world.each_once()?;
        model::at_rest(&world.disk)
    }

    fn new(seed: u64, plant: Option<Plant>) -> Self {
        let kinds = KINDS.with(Clone::clone);
        let settings = Settings::new(&Options::default(), 0, 1, SHARDS, [7; 32], [0; 16]);
        Self {
            random: Random::new(seed),
            plant,
            shard: Shard::new(settings, kinds.clone(), Metrics::default()),
            kinds,
            disk: Disk::unchecked(plant == Some(Plant::NoEpochCheck)),
            model: Model::default(),
            now_ms: START_MS,
            tasks: Vec::new(),
            together: Vec::new(),
            zombies: Vec::new(),
            ops: Vec::new(),
            sent: Vec::new(),
            floors: BTreeMap::new(),
            faults: true,
            lease: true,
        }
    }

    /// A new process takes the shards.
    fn start(&mut self) -> Verdict {
        self.lease = true;
        let unraised = self.plant == Some(Plant::EpochNotRaised) && self.disk.map.is_some();
        if !unraised {
            self.disk.map = Some(next_map(self.disk.map.as_ref(), "single", SHARDS));
        }
        let map = self.disk.map.clone().expect("it was just made");
        let mut boot = [0; 16];
        boot.copy_from_slice(&self.random.bytes()[..16]);
        let settings = Settings {
            entity_mailbox: 6,
            entities_live: 64,
            batch_max: 4,
            passivate_ms: 400,
            snapshot_every: 3,
            cursor_after_ms: 40,
            recover_at_once: 2,
            plant: self.plant,
            ..Settings::new(&Options::default(), map.version, map.timeline, SHARDS, [7; 32], boot)
        };
        self.shard = Shard::new(settings, self.kinds.clone(), Metrics::default());
        self.together.clear();
        for shard in 0..SHARDS {
            self.handle(Input::Own { shard, marked: self.disk.marked(shard), parked: Vec::new() })?;
        }
        Ok(())
    }

    fn step(&mut self) -> Verdict {
        match self.random.below(100) {
            0..22 => self.ask(),
            22..32 => self.ask_again(),
            32..76 => self.work(),
            76..90 => self.wait(),
            90..93 => self.crash(),
            93 => {
                self.lease = !self.lease;
                Ok(())
            }
            94..97 => {
                self.zombie();
                Ok(())
            }
            _ => {
                self.look_at_journal();
                Ok(())
            }
        }
    }

    fn ask(&mut self) -> Verdict {
        let tag = self.ops.len() as u64;
        let what = match self.random.below(20) {
            0..9 => What::Add(tag),
            9..14 => What::Look,
            14..17 => What::Refuse,
            _ => What::Book,
        };
        let key = match what {
            What::Book => key::<Booking>(100 + self.random.below(BOOKINGS)),
            _ => key::<Till>(self.random.below(TILLS)),
        };
        let request = matches!(what, What::Add(_) | What::Book).then(|| self.random.bytes());
        self.ops.push(Op { key, what, request, done: false });
        let last = self.ops.len() - 1;
        self.send(last)
    }

    /// A client's retry: long after, or while the first is under way.
    fn ask_again(&mut self) -> Verdict {
        let named: Vec<usize> = (0..self.ops.len()).filter(|n| self.ops[*n].request.is_some()).collect();
        if named.is_empty() {
            return Ok(());
        }
        let recent = named.len().saturating_sub(3);
        let from = if self.random.percent(70) { recent } else { 0 };
        let op = named[from + self.random.below(named.len() - from)];
        self.send(op)
    }

    fn send(&mut self, op: usize) -> Verdict {
        let Op { key, what, request, .. } = self.ops[op];
        self.sent.push(Sent { op, floor: self.floors.get(&key).copied().unwrap_or(0) });
        let (command, body) = match what {
            What::Add(tag) => (Add::NAME, encode(&Add { tag })),
            What::Look => (Look::NAME, encode(&Look)),
            What::Refuse => (Refuse::NAME, encode(&Refuse)),
            What::Book => (Book::NAME, encode(&Book { seats: EntityId(Uuid::from_u128(50)) })),
        };
        let nonce = self.random.bytes();
        self.handle(Input::Command(Delivery {
            key,
            command: Cow::Borrowed(command),
            body: body.into(),
            origin: request.map_or(Origin::Plain, |id| Origin::Request { id, body_hash: [0; 32] }),
            actor: Actor::System,
            keys: PersonKeys::default(),
            nonce,
            deadline_ms: i64::MAX,
            trace: Trace::default(),
            waiter: Waiter::Caller(self.sent.len() as u64 - 1),
        }))
    }

    /// Some piece of work under way is done.
    fn work(&mut self) -> Verdict {
        if self.tasks.is_empty() {
            return Ok(());
        }
        let n = self.random.below(self.tasks.len());
        let task = self.tasks.swap_remove(n);
        let luck = Luck::draw(&mut self.random, self.faults);
        if let (Output::Append(commit), Luck::Fails, true) = (&task, luck, self.random.percent(60)) {
            // Nobody knows, and it may land whenever it likes.
            let (key, attempt) = (commit.entity, commit.attempt);
            self.zombies.push(commit.clone());
            let outcome = Err(AppendError::Unknown("simulated".to_owned()));
            return self.handle(Input::Appended { key, attempt, outcome });
        }
        match perform(&mut self.disk, task, luck) {
            Some(input) => self.handle(input),
            None => Ok(()),
        }
    }

    fn wait(&mut self) -> Verdict {
        self.now_ms += match self.random.below(40) {
            0 => 11 * 60_000,
            1..4 => 10_500,
            4..14 => 600,
            _ => 30,
        };
        self.handle(Input::Tick)
    }

    fn crash(&mut self) -> Verdict {
        for task in std::mem::take(&mut self.tasks) {
            match (task, self.random.below(3)) {
                (Output::Append(commit), 0) => self.zombies.push(commit),
                (task @ (Output::Append(_) | Output::Settle { .. } | Output::SaveCursor { .. } | Output::Mark { .. }), 1) => {
                    let luck = if self.random.percent(50) { Luck::Good } else { Luck::Deceives };
                    perform(&mut self.disk, task, luck);
                }
                _ => {}
            }
        }
        self.disk.crash(&mut self.random);
        self.start()
    }

    fn zombie(&mut self) {
        if !self.zombies.is_empty() {
            let n = self.random.below(self.zombies.len());
            let commit = self.zombies.swap_remove(n);
            // Taken or refused, nobody hears of it.
            let _ = self.disk.append(&commit);
        }
    }

    /// Somebody reads committed events (resume, time travel): what they saw, later questions must have seen too.
    fn look_at_journal(&mut self) {
        let key = key::<Till>(self.random.below(TILLS));
        let seen = self.disk.head(&key).next - 1;
        let floor = self.floors.entry(key).or_default();
        *floor = seen.max(*floor);
    }

    fn come_to_rest(&mut self) -> Verdict {
        self.faults = false;
        self.lease = true;
        while !self.zombies.is_empty() {
            self.zombie();
        }
        for _ in 0..60 {
            self.now_ms += 500;
            self.handle(Input::Tick)?;
            let mut budget = 5_000;
            while !self.tasks.is_empty() {
                self.work()?;
                budget -= 1;
                if budget == 0 {
                    return Err("work without end".to_owned());
                }
            }
        }
        if self.tasks.is_empty() && self.shard.is_settled() { Ok(()) } else { Err(format!("no rest: {}", self.shard.unrest())) }
    }

    /// Nothing acknowledged is lost, nothing is there twice.
    fn each_once(&self) -> Verdict {
        let mut times: BTreeMap<u64, usize> = BTreeMap::new();
        for n in 0..TILLS {
            for (_, event) in model::history::<Till>(&self.disk, &key::<Till>(n)) {
                if let Some(till::Event::Added { tag, .. }) = event {
                    *times.entry(tag).or_default() += 1;
                }
            }
        }
        for op in &self.ops {
            if let What::Add(tag) = op.what {
                match (times.get(&tag).copied().unwrap_or(0), op.done) {
                    (0, true) => return Err(format!("addition {tag} was acknowledged and is lost")),
                    (2.., _) => return Err(format!("addition {tag} is there twice")),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Now and then a command waits for company.
    fn handle(&mut self, input: Input<Token>) -> Verdict {
        let waits = matches!(input, Input::Command(_)) && self.random.percent(30);
        self.together.push(input);
        if waits {
            return Ok(());
        }
        let mut out = Vec::new();
        self.shard.handle_all(Now { ms: self.now_ms, lease: self.lease }, self.together.drain(..), &mut out);
        for output in out {
            match output {
                Output::Reply(token, told) => self.replied(token, told)?,
                Output::Deposed => return Err("deposed by nobody".to_owned()),
                Output::Append(commit) => {
                    self.disk.pin_marks(&commit.entity);
                    self.tasks.push(Output::Append(commit));
                }
                output => self.tasks.push(output),
            }
        }
        Ok(())
    }

    fn replied(&mut self, token: Token, told: Told) -> Verdict {
        let Sent { op, floor } = self.sent[usize::try_from(token).expect("an index")];
        let op = &mut self.ops[op];
        if !self.lease && !matches!(told, Told::Unavailable(_)) {
            return Err(format!("{:?} was told {told:?} without the lease", op.what));
        }
        let saw: Saw = match (op.what, told) {
            (What::Add(_) | What::Look, Told::Done(reply)) => decode(&reply).map_err(|error| error.to_string())?,
            (What::Refuse, Told::Refused(Refusal { message, .. })) => {
                let mut words = message.split(' ').map(|word| word.parse::<u64>().unwrap_or(u64::MAX));
                Saw { position: words.next().unwrap_or(0), digest: words.next().unwrap_or(0) }
            }
            (What::Book, Told::Done(_)) | (_, Told::Busy | Told::Unavailable(_)) => return Ok(()),
            (what, told) => return Err(format!("{what:?} was told {told:?}")),
        };
        op.done = true;
        let (key, what) = (op.key, op.what);
        self.model.is_durable(&self.disk, &key, saw).map_err(|cause| format!("{what:?}: {cause}"))?;
        if !matches!(what, What::Add(_)) && saw.position < floor {
            return Err(format!("{what:?} saw {} although {floor} had been seen", saw.position));
        }
        let floor = self.floors.entry(key).or_default();
        *floor = saw.position.max(*floor);
        Ok(())
    }
}

fn key<E: Entity>(n: usize) -> EntityKey {
    EntityKey { organization: ORGANIZATION, kind: Kind::new(E::KIND), id: Uuid::from_u128(1 + n as u128) }
}
