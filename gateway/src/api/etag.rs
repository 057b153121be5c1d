//! `If-Match`: change only what the client has seen.

use crate::problem::Problem;

/// `seen` is the header, `position` where the thing stands now.
pub fn if_match(seen: Option<&str>, position: u64) -> Result<(), Problem> {
    match seen.map(str::trim) {
        None | Some("*") => Ok(()),
        Some(tag) if tag.trim_matches('"').parse() == Ok(position) => Ok(()),
        Some(_) => Err(Problem::new("etag_stale", "it has changed since you saw it; fetch it again")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_latest_state_matches() {
        assert_eq!((if_match(None, 7), if_match(Some("*"), 7), if_match(Some("\"7\""), 7)), (Ok(()), Ok(()), Ok(())));
        assert_eq!(if_match(Some("\"6\""), 7).unwrap_err().code(), "etag_stale");
    }
}
