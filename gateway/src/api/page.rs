//! Lists in pages, by opaque cursors.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use lyceum_cluster::RowOf;
use poem_openapi::{
    Object,
    types::{ParseFromJSON, ToJSON, Type},
};

use crate::problem::Problem;

/// Most items of a page.
pub const LIMIT_MAX: usize = 100;
/// Most bytes of a sort key.
pub const CURSOR_MAX: usize = 255;
const LIMIT: usize = 20;

/// A page of a list; `next` is null on the last.
#[derive(Clone, Debug, Object)]
pub struct Page<T: Type + ParseFromJSON + ToJSON + Send + Sync> {
    pub items: Vec<T>,
    /// Give it as `cursor` for what follows.
    pub next: Option<String>,
}

/// Where a page begins: behind this sort key.
pub struct Cursor;

impl Cursor {
    pub fn read(cursor: Option<&str>) -> Result<Option<Bytes>, Problem> {
        let refused = || Problem::new("cursor_invalid", "use a `cursor` as a page's `next` gave it, or none");
        let read = |text: &str| URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| bytes.len() <= CURSOR_MAX).ok_or_else(refused);
        Ok(cursor.map(read).transpose()?.map(Bytes::from))
    }

    pub fn write(sort: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(sort)
    }

    /// Cuts one row too many off and says where the next page begins. Ask for `limit + 1` rows.
    pub fn cut<T>(mut rows: Vec<RowOf<T>>, limit: usize) -> (Vec<RowOf<T>>, Option<String>) {
        if rows.len() <= limit {
            return (rows, None);
        }
        rows.truncate(limit);
        let next = rows.last().map(|row| Self::write(&row.sort));
        (rows, next)
    }
}

/// The client's `limit`, or ours; the document says the bounds, and what is outside them does not come here.
pub fn limit(asked: Option<u32>) -> usize {
    asked.map_or(LIMIT, |asked| usize::try_from(asked).unwrap_or(LIMIT_MAX).clamp(1, LIMIT_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(n: u8) -> Vec<RowOf<u8>> {
        (0..n).map(|value| RowOf { sort: vec![value], version: 1, value }).collect()
    }

    #[test]
    fn a_page_ends_where_the_next_begins() {
        let (page, next) = Cursor::cut(rows(3), 2);
        assert_eq!(page.len(), 2);
        assert_eq!(Cursor::read(next.as_deref()).unwrap().unwrap()[..], [1]);
        assert_eq!(Cursor::cut(rows(2), 2).1, None);
    }

    #[test]
    fn a_cursor_of_nobody_is_refused_and_limits_are_bounded() {
        assert_eq!(Cursor::read(Some("!")).unwrap_err().code(), "cursor_invalid");
        assert_eq!((limit(None), limit(Some(0)), limit(Some(1000))), (20, 1, 100));
    }
}
