//! One entity in memory, its type erased: bytes in, bytes out. Panics of the noun's code end here, as values.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use lyceum_domain::core::{Ask, At, Command, Effects, Entity, EntityId, OrganizationId, Record, Rejection, Row, Rows, Timestamp};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{KindBuilder, LiveCommit};

/// Largest event, bytes.
pub(crate) const EVENT_MAX: usize = 64 * 1024;
/// Most effects of one event: a record's stream position has a byte for its index.
pub(crate) const EFFECTS_MAX: usize = 256;

/// What is left in the commit that a command joins, and what an empty one holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub events_left: usize,
    pub bytes_left: usize,
    pub events_max: usize,
    pub bytes_max: usize,
}

/// What one event brings with it.
#[derive(Debug)]
pub(crate) struct After {
    pub position: u64,
    pub rows: Vec<Row>,
    pub asks: Vec<Ask>,
    pub records: Vec<Record>,
}

/// A decision that was applied to the cell.
#[derive(Debug)]
pub(crate) struct Made {
    pub events: Vec<Vec<u8>>,
    pub after: Vec<After>,
    pub reply: Vec<u8>,
}

/// What an entity said no with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// Stable.
    pub code: String,
    pub message: String,
    /// Of the command, where one is at fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

/// Why a command made nothing. Only `Broken` leaves the cell unfit for use.
#[derive(Debug)]
pub(crate) enum Failed {
    UnknownCommand,
    Body(String),
    Rejected(Refusal),
    Panicked(String),
    /// It fits an empty commit, but not what is left of this one.
    Full,
    TooLarge,
    Broken {
        position: u64,
        cause: String,
    },
}

pub(crate) trait Cell: Send {
    /// Decides and, if that made events, applies them.
    fn run(&mut self, command: &str, body: &[u8], at: &At, limits: Limits) -> Result<Made, Failed>;
    /// A position without an event.
    fn note(&mut self);
    /// Applies a committed event; an error is a cause to park.
    fn replay(&mut self, of: Subject, event: &[u8]) -> Result<After, String>;
    fn due(&self) -> Result<Option<Timestamp>, String>;
    fn state(&self) -> Result<Vec<u8>, String>;
    /// Whether live actors are to be shown what was made since the last time.
    fn is_watched(&self) -> bool;
    /// Shows it to them.
    fn committed(&mut self, of: Subject, timeline: u32);
}

/// Which event of which entity; for a commit, its first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject {
    pub organization: OrganizationId,
    pub entity: EntityId,
    pub position: u64,
}

pub(crate) trait KindCells: Send + Sync {
    fn empty(&self) -> Box<dyn Cell>;
    /// From a snapshot of this version or the one before; `None` means replay.
    fn restore(&self, version: u32, state: &[u8]) -> Option<Box<dyn Cell>>;
    fn version(&self) -> u32;
    /// Name of the command that a due entity gets.
    fn wake(&self) -> &'static str;
}

pub(super) struct Erased<E: Entity>(pub Arc<KindBuilder<E>>);

impl<E: Entity> KindCells for Erased<E> {
    fn empty(&self) -> Box<dyn Cell> {
        Box::new(TypedCell { state: E::default(), fresh: Vec::new(), kind: self.0.clone() })
    }

    fn restore(&self, version: u32, state: &[u8]) -> Option<Box<dyn Cell>> {
        if version != E::STATE && version + 1 != E::STATE {
            return None;
        }
        let state = decode(state).ok()?;
        Some(Box::new(TypedCell::<E> { state, fresh: Vec::new(), kind: self.0.clone() }))
    }

    fn version(&self) -> u32 {
        E::STATE
    }

    fn wake(&self) -> &'static str {
        E::WAKE
    }
}

pub(super) struct TypedCell<E: Entity> {
    state: E,
    /// Kept for [`super::Live`] only.
    fresh: Vec<Option<E::Event>>,
    kind: Arc<KindBuilder<E>>,
}

fn refusal(rejection: &impl Rejection) -> Refusal {
    let (code, field) = (rejection.code().to_owned(), rejection.field().map(str::to_owned));
    Refusal { code, message: rejection.to_string(), field }
}

/// How a command of a known type is run; the table holds one for each name.
pub(super) type Run<E> = fn(&mut TypedCell<E>, &[u8], &At, Limits) -> Result<Made, Failed>;

pub(super) fn run<C: Command>(cell: &mut TypedCell<C::Entity>, body: &[u8], at: &At, limits: Limits) -> Result<Made, Failed> {
    let command: C = decode(body).map_err(|error| Failed::Body(error.to_string()))?;
    let decision = caught(|| command.decide(&cell.state, at)).map_err(Failed::Panicked)?;
    let (events, reply) = decision.map_err(|r| Failed::Rejected(refusal(&r)))?;
    let encoded: Vec<Vec<u8>> = events.iter().map(encode).collect();
    fits(&encoded, limits)?;
    let mut after = Vec::with_capacity(events.len());
    for (n, event) in events.into_iter().enumerate() {
        let of = Subject { organization: at.organization, entity: at.entity, position: at.position + n as u64 };
        after.push(cell.apply(of, event).map_err(|cause| Failed::Broken { position: of.position, cause })?);
    }
    Ok(Made { events: encoded, after, reply: encode(&reply) })
}

fn fits(events: &[Vec<u8>], limits: Limits) -> Result<(), Failed> {
    let bytes: usize = events.iter().map(Vec::len).sum();
    if events.len() > limits.events_max || bytes > limits.bytes_max || events.iter().any(|event| event.len() > EVENT_MAX) {
        Err(Failed::TooLarge)
    } else if events.len() > limits.events_left || bytes > limits.bytes_left {
        Err(Failed::Full)
    } else {
        Ok(())
    }
}

impl<E: Entity> TypedCell<E> {
    fn apply(&mut self, of: Subject, event: E::Event) -> Result<After, String> {
        let after = caught(|| {
            self.state.evolve(&event);
            let mut rows = Rows::new(of.organization, of.entity, of.position);
            self.state.rows(&event, &mut rows);
            let mut effects = Effects::new(of.organization, of.entity, of.position);
            E::effects(&event, &mut effects);
            After { position: of.position, rows: rows.changes, asks: effects.asks, records: effects.records }
        })?;
        if after.asks.len() + after.records.len() > EFFECTS_MAX {
            return Err(format!("an event has more than {EFFECTS_MAX} effects"));
        }
        if self.kind.live.is_some() {
            self.fresh.push(Some(event));
        }
        Ok(after)
    }
}

impl<E: Entity> Cell for TypedCell<E> {
    fn run(&mut self, command: &str, body: &[u8], at: &At, limits: Limits) -> Result<Made, Failed> {
        let run = *self.kind.commands.get(command).ok_or(Failed::UnknownCommand)?;
        run(self, body, at, limits)
    }

    fn note(&mut self) {
        if self.kind.live.is_some() {
            self.fresh.push(None);
        }
    }

    fn replay(&mut self, of: Subject, event: &[u8]) -> Result<After, String> {
        let event: E::Event = decode(event).map_err(|error| format!("the event does not decode: {error}"))?;
        let after = self.apply(of, event);
        self.fresh.clear();
        after
    }

    fn due(&self) -> Result<Option<Timestamp>, String> {
        caught(|| self.state.due())
    }

    fn state(&self) -> Result<Vec<u8>, String> {
        caught(|| encode(&self.state))
    }

    fn is_watched(&self) -> bool {
        !self.fresh.is_empty()
    }

    fn committed(&mut self, of: Subject, timeline: u32) {
        let Some(live) = &self.kind.live else { return };
        let events = std::mem::take(&mut self.fresh);
        let commit = LiveCommit {
            organization: of.organization,
            entity: of.entity,
            timeline,
            first: of.position,
            events: &events,
            state: &self.state,
        };
        if let Err(cause) = caught(|| live.committed(&commit)) {
            tracing::error!(kind = E::KIND, entity = %of.entity.0, cause, "a live actor panicked over a commit");
        }
    }
}

pub(crate) fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("events, replies and states are plain data, which CBOR takes whole");
    bytes
}

pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ciborium::de::Error<std::io::Error>> {
    ciborium::from_reader(bytes)
}

fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| said(&*panic))
}

fn said(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string).or_else(|| panic.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "a panic without words".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KindTable, simulation::nouns::No};
    use lyceum_storage::Kind;
    use serde::Deserialize;

    /// In its third format.
    #[derive(Clone, Default, Serialize, Deserialize)]
    struct Third {
        kept: u64,
        #[serde(default)]
        added_in_the_third: u64,
    }

    impl Entity for Third {
        const KIND: &'static str = "third";
        const STATE: u32 = 3;
        type Event = ();
        type Rejection = No;

        fn evolve(&mut self, (): &()) {}
    }

    #[derive(Serialize)]
    struct Second {
        kept: u64,
    }

    #[test]
    fn a_snapshot_of_this_format_and_the_one_before_is_read_and_any_other_means_replay() {
        let kinds = KindTable::new().kind::<Third>(|k| k);
        let third = kinds.get(Kind::new("third")).unwrap();
        let stored = encode(&Second { kept: 7 });
        let restored = |version: u32, state: &[u8]| third.restore(version, state).map(|cell| cell.state().unwrap());
        let read = encode(&Third { kept: 7, added_in_the_third: 0 });
        assert_eq!(restored(2, &stored), Some(read.clone()));
        assert_eq!(restored(3, &read), Some(read));
        for other in [0, 1, 4] {
            assert_eq!(restored(other, &stored), None, "format {other}");
        }
        assert_eq!(restored(3, b"\xff"), None, "one that does not decode");
    }

    #[test]
    fn what_fits_an_empty_commit_waits_for_the_next_and_what_fits_none_is_too_large() {
        let limits = Limits { events_left: 2, bytes_left: 100, events_max: 4, bytes_max: 2 * EVENT_MAX };
        let fitting = |sizes: &[usize]| fits(&sizes.iter().map(|size| vec![0; *size]).collect::<Vec<_>>(), limits);
        assert!(fitting(&[]).is_ok() && fitting(&[50, 50]).is_ok());
        for full in [&[51, 50][..], &[1, 1, 1], &[EVENT_MAX]] {
            assert!(matches!(fitting(full), Err(Failed::Full)), "{full:?}");
        }
        for too_large in [&[EVENT_MAX + 1][..], &[1, 1, 1, 1, 1], &[EVENT_MAX, EVENT_MAX, 1]] {
            assert!(matches!(fitting(too_large), Err(Failed::TooLarge)), "{too_large:?}");
        }
    }
}
