//! What clients may rely on, told from what became durable.

use std::collections::{BTreeMap, BTreeSet};

use lyceum_domain::core::{Entity, EntityId};
use lyceum_storage::{EntityKey, Kind};

use super::{
    disk::Disk,
    nouns::{
        Saw,
        booking::{self, Booking, Stage},
        ledger, mix,
        seats::Seats,
        till::{self, STREAM, Till, TillRow},
    },
};
use crate::{
    host::envelope::Envelope,
    kinds::{decode, encode},
};

pub type Verdict = Result<(), String>;

/// The digests of each till, by position, as far as they were computed.
#[derive(Default)]
pub struct Model {
    digests: BTreeMap<EntityKey, (usize, Vec<u64>)>,
}

impl Model {
    /// Whoever was told `saw` was told of durable events only, and of all of them up to there.
    pub fn is_durable(&mut self, disk: &Disk, key: &EntityKey, saw: Saw) -> Verdict {
        let (known, digests) = self.digests.entry(*key).or_insert_with(|| (0, vec![0]));
        let commits = disk.commits.get(key).map_or(&[][..], Vec::as_slice);
        for commit in &commits[*known..] {
            for event in Envelope::decode(&commit.body)?.events() {
                let last = digests.last().copied().unwrap_or(0);
                let event = event.map(decode::<till::Event>).transpose().map_err(|error| error.to_string())?;
                digests.push(match event {
                    Some(till::Event::Added { tag, .. }) => mix(last, tag),
                    _ => last,
                });
            }
        }
        *known = commits.len();
        let position = usize::try_from(saw.position).map_err(|error| error.to_string())?;
        match digests.get(position) {
            None => Err(format!("told of position {position}, durable are {}", digests.len() - 1)),
            Some(digest) if *digest != saw.digest => Err(format!("told of another history at position {position}")),
            Some(_) => Ok(()),
        }
    }
}

/// The events of one entity.
pub fn history<E: Entity>(disk: &Disk, key: &EntityKey) -> Vec<(u64, Option<E::Event>)> {
    let mut events = Vec::new();
    for commit in disk.commits.get(key).into_iter().flatten() {
        let envelope = Envelope::decode(&commit.body).expect("the host's own envelope");
        events.extend(
            (commit.position..).zip(envelope.events().map(|event| event.map(|e| decode(e).expect("the noun's own event")))),
        );
    }
    events
}

fn state<E: Entity>(disk: &Disk, key: &EntityKey) -> E {
    history::<E>(disk, key).iter().filter_map(|(_, event)| event.as_ref()).fold(E::default(), |mut state, event| {
        state.evolve(event);
        state
    })
}

fn keys<E: Entity>(disk: &Disk) -> Vec<EntityKey> {
    disk.commits.keys().filter(|key| key.kind == Kind::new(E::KIND)).copied().collect()
}

/// When everything is quiet, everything that had to follow has followed.
pub fn at_rest(disk: &Disk) -> Verdict {
    if let Some(parked) = disk.parked.first() {
        return Err(format!("parked: {parked:?}"));
    }
    let mut entered: BTreeMap<(EntityId, usize), Vec<u64>> = BTreeMap::new();
    for n in 0..2 {
        let tills = keys::<Till>(disk);
        let Some(organization) = tills.first().map(|key| key.organization) else { continue };
        let key = EntityKey { organization, kind: Kind::new(ledger::Ledger::KIND), id: till::ledger_id(n).0 };
        for (_, event) in history::<ledger::Ledger>(disk, &key) {
            match event {
                Some(ledger::Event::Entered { from, tag, .. }) => entered.entry((from, n)).or_default().push(tag),
                Some(out) => return Err(format!("a lane lost its order: {out:?}")),
                None => {}
            }
        }
    }
    for key in keys::<Till>(disk) {
        till_at_rest(disk, &key, &entered)?;
    }
    seats_at_rest(disk)
}

fn till_at_rest(disk: &Disk, key: &EntityKey, entered: &BTreeMap<(EntityId, usize), Vec<u64>>) -> Verdict {
    let mut sent: [Vec<u64>; 2] = Default::default();
    let mut places = Vec::new();
    for (position, event) in history::<Till>(disk, key) {
        if let Some(till::Event::Added { tag, ledger, .. }) = event {
            sent[ledger].push(tag);
            places.push(position << 8);
        }
    }
    for (n, sent) in sent.iter().enumerate() {
        let received = entered.get(&(EntityId(key.id), n)).cloned().unwrap_or_default();
        if received != *sent {
            return Err(format!("ledger {n} of till {} has {received:?} of {sent:?}", key.id));
        }
    }
    let mut last = 0;
    for record in disk.streams.get(STREAM).into_iter().flatten().filter(|record| record.key == *key) {
        if record.position > last {
            if record.previous != last {
                return Err(format!("the stream has a gap before {}", record.position));
            }
            last = record.position;
        }
    }
    if last != places.last().copied().unwrap_or(0) {
        return Err("the stream ends early".to_owned());
    }
    let state = state::<Till>(disk, key);
    let row = disk.seen.rows.get(&[&key.id.as_bytes()[..], b"total"].concat()).and_then(|(_, value)| value.clone());
    let wanted = TillRow { added: state.added, digest: state.seal.digest };
    if !places.is_empty() && row.as_deref() != Some(&encode(&wanted)[..]) {
        return Err(format!("the row of till {} is not what its state says", key.id));
    }
    Ok(())
}

fn seats_at_rest(disk: &Disk) -> Verdict {
    let mut confirmed = BTreeSet::new();
    for key in keys::<Booking>(disk) {
        match state::<Booking>(disk, &key).stage {
            Stage::Confirmed => {
                confirmed.insert(EntityId(key.id));
            }
            Stage::Asking | Stage::New => return Err(format!("booking {} is left undecided", key.id)),
            booking::Stage::Refused | booking::Stage::GaveUp => {}
        }
    }
    let holders: BTreeSet<EntityId> = keys::<Seats>(disk).iter().flat_map(|key| state::<Seats>(disk, key).holders).collect();
    if holders == confirmed { Ok(()) } else { Err(format!("seats are held by {holders:?}, confirmed are {confirmed:?}")) }
}
