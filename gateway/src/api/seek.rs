//! Lists sought by part of a name. Names are sealed, so rows are opened and looked at one by one.

use lyceum_domain::core::{Table, text::folded};
use lyceum_storage::views::Range;
use poem_openapi::types::{ParseFromJSON, ToJSON, Type};
use serde::de::DeserializeOwned;

use super::{Api, Cursor, Page, outcome::problem};
use crate::{auth::Caller, problem::Problem};

/// Rows read at a time.
const ROWS_AT_ONCE: usize = 100;
/// Most rows that one request opens; its page says where to go on.
const ROWS_MAX: usize = 1_000;

/// Where the rows are, and whether the last comes first.
pub struct Listed<'a> {
    pub table: Table,
    pub partition: &'a [u8],
    pub reverse: bool,
}

/// Somebody in such a list.
pub trait Sought: Type + ParseFromJSON + ToJSON + Send + Sync {
    type Row: DeserializeOwned + Send + Sync;

    fn name(&self) -> &str;

    /// The items of these rows, as the caller may see them.
    fn all(api: &Api, caller: &Caller, rows: Vec<Self::Row>) -> impl Future<Output = Result<Vec<Self>, Problem>> + Send;
}

/// A page of those who have each word of `wanted` in their name, whatever the case; of all without.
pub async fn seek<T: Sought>(
    api: &Api,
    caller: &Caller,
    Listed { table, partition, reverse }: Listed<'_>,
    wanted: Option<&str>,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<T>, Problem> {
    let wanted = folded(wanted.unwrap_or_default());
    let wanted: Vec<_> = wanted.split_whitespace().collect();
    let mut behind = Cursor::read(cursor)?;
    let (mut items, mut next, mut read) = (Vec::new(), None, 0);
    while items.len() < limit && read < ROWS_MAX {
        let (after, before) = if reverse { (None, behind.clone()) } else { (behind.clone(), None) };
        let range = Range { after, before, reverse };
        let rows =
            api.node().rows::<T::Row>(table, caller.organization, partition, range, ROWS_AT_ONCE).await.map_err(problem)?;
        let (sorts, values): (Vec<_>, Vec<_>) = rows.into_iter().map(|row| (row.sort, row.value)).unzip();
        let (count, mut taken) = (values.len(), 0);
        for (sort, item) in sorts.into_iter().zip(T::all(api, caller, values).await?) {
            if items.len() == limit {
                break;
            }
            taken += 1;
            next = Some(Cursor::write(&sort));
            behind = Some(sort.into());
            let name = folded(item.name());
            // in any order: a surname may come first
            if wanted.iter().all(|word| name.contains(word)) {
                items.push(item);
            }
        }
        read += taken;
        if taken == count && count < ROWS_AT_ONCE {
            next = None;
            break;
        }
    }
    Ok(Page { items, next })
}
