//! `If-Match`: change only what the client has seen.

use crate::problem::Problem;

/// The position that the client saw, out of its header; `None` where it takes whatever there is.
pub fn seen(if_match: Option<&str>) -> Result<Option<u64>, Problem> {
    let refused = || Problem::new("etag_stale", "this is no `ETag` of ours; send the one that you got, or none");
    match if_match.map(str::trim) {
        None | Some("*") => Ok(None),
        Some(tag) => {
            let tag = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).ok_or_else(refused)?;
            // as it was sent: no `+7`, no `07`
            let position: u64 = tag.parse().map_err(|_| refused())?;
            if position.to_string() == tag { Ok(Some(position)) } else { Err(refused()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_a_position_and_anything_else_matches_nothing() {
        assert_eq!((seen(None), seen(Some("*")), seen(Some("\"7\""))), (Ok(None), Ok(None), Ok(Some(7))));
        for foreign in ["7", "W/\"7\"", "\"+7\"", "\"07\"", "\"seven\"", "\"", ""] {
            assert_eq!(seen(Some(foreign)).unwrap_err().code(), "etag_stale", "{foreign}");
        }
    }
}
