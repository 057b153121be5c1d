//! In what form a body comes.

use http::{HeaderMap, header};

use crate::problem::Problem;

/// A body is read as it is: what unpacks to more than it has bytes could not be bounded by them.
pub fn check_coding(headers: &HeaderMap) -> Result<(), Problem> {
    let packed =
        headers.get_all(header::CONTENT_ENCODING).iter().any(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"));
    let advice = "a body is not unpacked here; send it as it is, without `Content-Encoding`";
    if packed { Err(Problem::new("media_type_unsupported", advice)) } else { Ok(()) }
}

/// JSON is `application/json`, and UTF-8 (RFC 8259, section 8.1). Where nothing is said, the operation says what it wants.
pub fn check_json(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(said) = headers.get(header::CONTENT_TYPE) else { return Ok(()) };
    let said = String::from_utf8_lossy(said.as_bytes()).to_ascii_lowercase();
    let mut parts = said.split(';').map(str::trim);
    let is_json = parts.next() == Some("application/json");
    let charset = parts.find_map(|part| part.strip_prefix("charset="));
    if is_json && charset.is_none_or(|charset| charset.trim_matches('"') == "utf-8") {
        return Ok(());
    }
    Err(Problem::new("media_type_unsupported", "`application/json` in UTF-8 is wanted"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_known_by_its_one_name_and_its_one_charset() {
        let fits = |said: &str| check_json(&HeaderMap::from_iter([(header::CONTENT_TYPE, said.parse().unwrap())])).is_ok();
        for json in
            ["application/json", "Application/JSON; charset=\"UTF-8\"", "application/json;charset=utf-8", "application/json;v=1"]
        {
            assert!(fits(json), "{json}");
        }
        for other in ["text/plain", "application/merge-patch+json", "application/json; charset=utf-16", "application/jsonp", ""] {
            assert!(!fits(other), "{other}");
        }
        assert!(check_json(&HeaderMap::new()).is_ok(), "the operation's to say");
    }
}
