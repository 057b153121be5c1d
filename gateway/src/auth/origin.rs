//! Pages of strangers may not use a browser's cookie or open its sockets.

use http::{HeaderMap, HeaderValue, Method, header};

use crate::problem::Problem;

/// The origins whose pages may; requests without `Origin` are not a page's.
#[derive(Clone, Debug)]
pub struct Origins {
    own: Vec<String>,
    /// By the setting `origins`: these read answers too, which browsers let no other page do.
    others: Vec<String>,
}

impl Origins {
    pub fn new(public_url: &str, more: &[String]) -> Self {
        Self { own: names(&plain(public_url)), others: more.iter().map(|origin| plain(origin)).collect() }
    }

    /// Whether answers differ by origin.
    pub const fn is_shared(&self) -> bool {
        !self.others.is_empty()
    }

    /// The `Origin` as it came, where it is one of the setting's.
    pub fn shared(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = headers.get(header::ORIGIN)?;
        self.others.contains(&origin.to_str().ok()?.to_ascii_lowercase()).then(|| origin.clone())
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
                if self.own.contains(&origin) || self.others.contains(&origin) { Ok(()) } else { Err(refused()) }
            }
        }
    }
}

/// As a browser writes it (RFC 6454, section 6.1): in small letters, without a slash behind it or its scheme's own port.
fn plain(origin: &str) -> String {
    let origin = origin.trim_end_matches('/').to_ascii_lowercase();
    let port = if origin.starts_with("https:") { ":443" } else { ":80" };
    origin.strip_suffix(port).unwrap_or(&origin).to_owned()
}

/// This machine by its name is this machine by its number too: nobody else can serve a page there.
fn names(own: &str) -> Vec<String> {
    let port = own.strip_prefix("http://localhost").filter(|port| port.is_empty() || port.starts_with(':'));
    let numbers = port.map(|port| ["127.0.0.1", "[::1]"].map(|number| format!("http://{number}{port}")));
    [own.to_owned()].into_iter().chain(numbers.into_iter().flatten()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_shared_with_the_settings_origins_only() {
        let origins = Origins::new("https://lyceum.example", &["https://app.example/".to_owned()]);
        let shared = |origin: &str| origins.shared(&HeaderMap::from_iter([(header::ORIGIN, origin.parse().unwrap())])).is_some();
        assert!(shared("https://app.example") && !shared("https://app.example.evil.example") && !shared("null"));
        assert!(!shared("https://lyceum.example") && origins.shared(&HeaderMap::new()).is_none());
    }

    #[test]
    fn on_ones_own_machine_the_name_and_the_number_are_the_same() {
        let check = |own, origin: &str| {
            let headers = HeaderMap::from_iter([(header::ORIGIN, origin.parse().unwrap())]);
            Origins::new(own, &[]).check(&Method::POST, &headers).is_ok()
        };
        for origin in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"] {
            assert!(check("http://localhost:8080", origin), "{origin}");
            assert!(!check("https://lyceum.example", origin), "{origin}");
        }
        assert!(!check("http://localhost:8080", "http://127.0.0.1:8081"));
        assert!(!check("http://localhost.example", "http://127.0.0.1"));
    }

    #[test]
    fn an_origin_is_the_same_with_its_schemes_own_port() {
        for (set, browser) in [
            ("https://School.example:443/", "https://school.example"),
            ("http://localhost:80", "http://localhost"),
            ("http://localhost:80", "http://127.0.0.1"),
            ("https://school.example:80", "https://school.example:80"),
            ("http://[::1]:80", "http://[::1]"),
            ("http://[fe80::80]", "http://[fe80::80]"),
        ] {
            let headers = HeaderMap::from_iter([(header::ORIGIN, browser.parse().unwrap())]);
            assert!(Origins::new(set, &[]).check_always(&headers).is_ok(), "{set}");
            assert!(
                Origins::new("https://lyceum.example", &[set.to_owned()]).shared(&headers).is_some() || browser.contains("127"),
                "{set}"
            );
        }
    }

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
