//! Records that their consumer gave up, and an operator's word what becomes of them.

use lyceum_actors::{CONSUMED, Consumed, Dead, DeadOrder};
use lyceum_storage::StoreError;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Name, effects::List, entities::time, plain::plain};
use crate::{api::Api, problem::Problem};

/// Letters of one stream in an answer; those behind them come once these are settled.
const LISTED_MAX: usize = 100;
const UNKNOWN: &str = "unknown: a former program laid it there";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeadLetters {
    pub total: u64,
    pub letters: Vec<DeadLetter>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct DeadLetter {
    pub stream: String,
    /// Its place among the stream's dead letters.
    pub offset: u64,
    /// Who sent it.
    pub entity: Name,
    pub since: Option<String>,
    pub cause: String,
    /// What is sealed stays sealed.
    pub record: Value,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    pub stream: String,
    /// The last of them; all before it are settled alike.
    pub through: u64,
    pub order: DeadOrder,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Settled {
    pub count: u64,
}

pub async fn list_dead(api: &Api, _: List) -> Result<DeadLetters, Problem> {
    let streams = &*api.node().store().streams;
    let (mut total, mut letters) = (0, Vec::new());
    for consumed in CONSUMED {
        total += consumed.dead_count(streams).await.map_err(|error| refused(&error))?;
        let dead = consumed.dead(streams, LISTED_MAX).await.map_err(|error| refused(&error))?;
        letters.extend(dead.into_iter().map(|dead| letter(consumed, dead)));
    }
    Ok(DeadLetters { total, letters })
}

pub async fn settle(api: &Api, settle: Settle) -> Result<Settled, Problem> {
    let Settle { stream, through, order } = settle;
    let unknown = || {
        let names = CONSUMED.map(|consumed| consumed.stream).join(", ");
        Problem::new("not_found", format!("nobody consumes a stream `{stream}`; those consumed are {names}"))
    };
    let consumed = Consumed::named(&stream).ok_or_else(unknown)?;
    let count = consumed.settle(&*api.node().store().streams, through, order).await.map_err(|error| refused(&error))?;
    if count == 0 {
        let said = format!("no dead letter of {stream} lies at {through} or before it; `lyceum dead list` shows those that do");
        return Err(Problem::new("not_found", said));
    }
    tracing::info!(stream, through, count, ?order, "dead letters were settled by an operator");
    Ok(Settled { count })
}

fn letter(consumed: Consumed, dead: Dead) -> DeadLetter {
    let Dead { offset, record, cause } = dead;
    let (cause, at_ms) = cause.map_or_else(|| (UNKNOWN.to_owned(), None), |(cause, at_ms)| (cause, Some(at_ms)));
    DeadLetter {
        stream: consumed.stream.to_owned(),
        offset,
        entity: Name::of(&record.key),
        since: at_ms.map(time),
        cause,
        record: plain(&record.body),
    }
}

/// Operators read the cause itself.
fn refused(error: &StoreError) -> Problem {
    Problem::new("unavailable", error.to_string())
}
