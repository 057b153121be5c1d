//! What goes into a shard's state machine and what comes out: the shell does it, and answers with the same `job`.

use std::borrow::Cow;

use bytes::Bytes;
use lyceum_domain::core::{Actor, PersonKeys};
use lyceum_storage::{
    AppendError, Commit, EntityKey, Head, StoreError,
    placement::{Parked, Snapshot},
    streams::StreamRecord,
    views::RowWrite,
};
use uuid::Uuid;

use super::{
    envelope::{EffectId, Origin},
    trace::Trace,
};
use crate::kinds::Refusal;

/// Number of a piece of work, so that an answer that comes too late is known.
pub type Job = u64;

/// What a step knows of the time.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    pub ms: i64,
    /// Whether this node's lease holds: nothing is answered without it.
    pub lease: bool,
}

/// Where an entity's effects go; each lane is in order, one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lane {
    Entity(EntityKey),
    Stream(&'static str),
}

/// One effect on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EffectRef {
    pub from: EntityKey,
    pub lane: Lane,
    pub id: EffectId,
}

/// Who waits for a command's outcome. `W` is the shell's.
#[derive(Debug)]
pub enum Waiter<W> {
    Caller(W),
    /// Another entity's lane, perhaps on another shard.
    Effect(EffectRef),
    /// This entity's own lane: the command is the receiver's answer.
    Own(Lane, EffectId),
    Nobody,
}

/// A command for an entity.
#[derive(Debug)]
pub struct Delivery<W> {
    pub key: EntityKey,
    pub command: Cow<'static, str>,
    pub body: Bytes,
    pub origin: Origin,
    pub actor: Actor,
    pub keys: PersonKeys,
    /// Fresh randomness, the source of ids where there is no request id.
    pub nonce: [u8; 32],
    /// Not decided after this.
    pub deadline_ms: i64,
    pub trace: Trace,
    pub waiter: Waiter<W>,
}

/// The outcome of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    Done(Vec<u8>),
    Refused(Refusal),
    KeyReused,
    Busy,
    /// Later, perhaps; what it was may have been done.
    Unavailable(String),
    /// The same again will fail again: a panic, an unknown command, a body that does not decode.
    Poison(String),
    /// The deadline passed before it was decided.
    Expired,
}

/// Where an entity stands in storage.
#[derive(Debug)]
pub struct Loaded {
    pub head: Head,
    pub cursor: Option<Bytes>,
    pub snapshot: Option<Snapshot>,
}

#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "commands are the most frequent input: a box would cost each an allocation")]
pub enum Input<W> {
    /// The shard is ours: these entities may have undelivered effects, those are parked.
    Own {
        shard: u32,
        marked: Vec<EntityKey>,
        parked: Vec<Parked>,
    },
    Command(Delivery<W>),
    /// An effect of `EffectRef::from` was received.
    Told(EffectRef, Told),
    Loaded {
        key: EntityKey,
        job: Job,
        result: Result<Loaded, StoreError>,
    },
    Read {
        key: EntityKey,
        job: Job,
        result: Result<Vec<Commit>, StoreError>,
    },
    Marked {
        key: EntityKey,
        job: Job,
        done: bool,
    },
    Appended {
        key: EntityKey,
        attempt: Uuid,
        outcome: Result<(), AppendError>,
    },
    Settled {
        key: EntityKey,
        job: Job,
        done: bool,
    },
    CursorSaved {
        key: EntityKey,
        job: Job,
        done: bool,
    },
    ParkSaved {
        key: EntityKey,
        job: Job,
        done: bool,
    },
    Unpark(EntityKey),
    /// An operator's word about a parked lane.
    ResumeLane {
        key: EntityKey,
        lane: String,
        order: LaneOrder,
        waiter: Waiter<W>,
    },
    /// Which lanes do not get on.
    ListLanes {
        waiter: Waiter<W>,
    },
    Unlisted {
        key: EntityKey,
        job: Job,
        done: bool,
    },
    Reminders {
        shard: u32,
        until_ms: i64,
        due: Option<Vec<(EntityKey, i64)>>,
    },
    Tick,
    Drain,
}

#[derive(Debug)]
pub enum Output<W> {
    /// Read head (raised to `fence` first), cursor and snapshot.
    Load {
        key: EntityKey,
        job: Job,
        fence: Option<u64>,
    },
    Read {
        key: EntityKey,
        job: Job,
        from: u64,
    },
    Mark {
        key: EntityKey,
        job: Job,
        shard: u32,
        round: u64,
    },
    DropMarks {
        shard: u32,
        round: u64,
    },
    Append(Commit),
    /// Write the rows, then the reminder (a `Some` is a change).
    Settle {
        key: EntityKey,
        job: Job,
        rows: Vec<RowWrite>,
        reminder: Option<(u32, Option<i64>)>,
    },
    /// Save the cursor, then the snapshot, never the other way round.
    SaveCursor {
        key: EntityKey,
        job: Job,
        cursor: Bytes,
        snapshot: Option<Snapshot>,
    },
    Park {
        job: Job,
        parked: Parked,
    },
    /// The lane is parked no more.
    Unlist {
        job: Job,
        key: EntityKey,
        lane: String,
    },
    ScanReminders {
        shard: u32,
        until_ms: i64,
        limit: usize,
    },
    Send(Delivery<W>),
    Stream {
        effect: EffectRef,
        stream: &'static str,
        record: StreamRecord,
    },
    Reply(W, Told),
    Told(EffectRef, Told),
    /// Another node has a higher epoch: this one must stop deciding.
    Deposed,
}

/// What an operator wants of a parked lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LaneOrder {
    Retry,
    /// Its first effect is given up for ever.
    Skip,
}

/// A lane whose first effect was tried and not received so far.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct StuckLane {
    pub organization: Uuid,
    pub kind: String,
    pub id: Uuid,
    /// As operators name it.
    pub lane: String,
    /// Of that effect's event.
    pub position: u64,
    /// Effects that wait in the lane, that one too.
    pub waiting: usize,
    /// When it was first tried.
    pub since_ms: i64,
    pub cause: String,
}

/// A lane as a cursor stores it and, written out, an operator names it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LaneName {
    Entity(super::envelope::Sender),
    Stream(String),
}

/// `kind/id` of an entity, or a stream's name.
impl std::fmt::Display for LaneName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Entity(to) => write!(f, "{}/{}", to.kind, to.id),
            Self::Stream(name) => f.write_str(name),
        }
    }
}

impl Lane {
    pub fn name(&self) -> LaneName {
        match self {
            Self::Entity(key) => LaneName::Entity(super::envelope::Sender::of(key)),
            Self::Stream(name) => LaneName::Stream((*name).to_owned()),
        }
    }
}
