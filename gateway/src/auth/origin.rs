//! Pages of strangers may not use a browser's cookie or open its sockets.

use http::{HeaderMap, Method, header};

use crate::problem::Problem;

/// The origins whose pages may; requests without `Origin` are not a page's.
#[derive(Clone, Debug)]
pub struct Origins(Vec<String>);

impl Origins {
    pub fn new(public_url: &str, more: &[String]) -> Self {
        let all = std::iter::once(public_url).chain(more.iter().map(String::as_str));
        Self(all.map(|origin| origin.trim_end_matches('/').to_ascii_lowercase()).collect())
    }

    /// For methods that change something, and for sockets.
    pub fn check(&self, method: &Method, headers: &HeaderMap) -> Result<(), Problem> {
        if method.is_safe() { Ok(()) } else { self.check_always(headers) }
    }

    pub fn check_always(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let refused = || Problem::new("origin_refused", "pages of this origin may not do that; see the setting `origins`");
        match headers.get(header::ORIGIN) {
            None => Ok(()),
            Some(origin) => {
                let origin = origin.to_str().map_err(|_| refused())?.to_ascii_lowercase();
                if self.0.contains(&origin) { Ok(()) } else { Err(refused()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_pages_change_things() {
        let origins = Origins::new("https://lyceum.example/", &["https://app.example".to_owned()]);
        let check = |method, origin: Option<&str>| {
            let mut headers = HeaderMap::new();
            if let Some(origin) = origin {
                headers.insert("origin", origin.parse().unwrap());
            }
            origins.check(&method, &headers).is_ok()
        };
        assert!(check(Method::POST, None) && check(Method::POST, Some("https://lyceum.example")));
        assert!(check(Method::POST, Some("https://app.example")) && check(Method::GET, Some("https://evil.example")));
        assert!(!check(Method::POST, Some("https://evil.example")) && !check(Method::DELETE, Some("null")));
        assert!(!check(Method::POST, Some("https://lyceum.example.evil.example")));
    }
}
