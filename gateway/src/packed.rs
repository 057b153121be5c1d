//! Text that many fetch, packed once, when somebody first asks for it so (RFC 9110, section 8.4.1.3). Answers about people are not: how long they become would tell of them.

use std::{
    io::Write as _,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, HeaderValue, header};
use poem::Response;

/// Shorter ones are one packet as they are.
const WORTH: usize = 1024;

#[derive(Clone)]
pub struct Packed {
    plain: Bytes,
    gzip: Arc<OnceLock<Option<Bytes>>>,
}

impl Packed {
    pub fn new(plain: Bytes) -> Self {
        Self { plain, gzip: Arc::default() }
    }

    /// The body of `response` for a client that asked with these headers.
    pub fn body(&self, asked: &HeaderMap, mut response: Response) -> Response {
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        let gzip = takes_gzip(asked).then(|| self.gzip.get_or_init(|| pack(&self.plain)).clone()).flatten();
        if gzip.is_some() {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response.set_body(gzip.unwrap_or_else(|| self.plain.clone()));
        response
    }

    pub fn len(&self) -> usize {
        self.plain.len()
    }
}

/// `None` where it is not worth it: short text, and what is packed already.
fn pack(plain: &[u8]) -> Option<Bytes> {
    if plain.len() < WORTH {
        return None;
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(plain).ok()?;
    encoder.finish().ok().filter(|gzip| gzip.len() < plain.len()).map(Bytes::from)
}

fn takes_gzip(asked: &HeaderMap) -> bool {
    let codings = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    codings.flat_map(|line| line.split(',')).any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = quality.trim().strip_prefix("q=").is_some_and(|quality| quality.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_takes_gzip_says_so() {
        for (said, takes) in
            [("gzip, deflate, br", true), ("br;q=1.0, GZIP;q=0.8", true), ("gzip;q=0", false), ("identity", false), ("", false)]
        {
            let asked = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(said))]);
            assert_eq!(takes_gzip(&asked), takes, "{said}");
        }
    }
}
