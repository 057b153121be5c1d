//! The refresh token's cookie: browsers keep it where no script reads it.

use http::HeaderMap;

#[derive(Clone, Copy, Debug)]
pub struct RefreshCookie {
    pub secure: bool,
}

impl RefreshCookie {
    /// Over https no other host can set one of this name, a sister host of the same domain neither, and browsers want it for all paths
    /// (RFC 6265bis, 4.1.3.2). Over http nothing keeps others from it, and it goes to the session's own paths only.
    const fn place(self) -> (&'static str, &'static str) {
        if self.secure { ("__Host-lyceum_refresh", "/") } else { ("lyceum_refresh", "/v1/session") }
    }

    pub fn set(self, token: &str, max_age_secs: i64) -> String {
        let (name, path) = self.place();
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{name}={token}; Path={path}; Max-Age={max_age_secs}; HttpOnly; SameSite=Strict{secure}")
    }

    pub fn clear(self) -> String {
        self.set("", 0)
    }

    pub fn read(self, headers: &HeaderMap) -> Option<String> {
        let (own, _) = self.place();
        // bytes: what a sister host sets beside it may be anything
        let lines = headers.get_all(http::header::COOKIE).iter().map(http::HeaderValue::as_bytes);
        let mut pairs = lines.flat_map(|line| line.split(|byte| *byte == b';')).filter_map(|pair| {
            let value = pair.trim_ascii().strip_prefix(own.as_bytes())?.strip_prefix(b"=")?;
            str::from_utf8(value).ok()
        });
        pairs.find(|value| !value.is_empty()).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(cookies: &str) -> HeaderMap {
        HeaderMap::from_iter([(http::header::COOKIE, cookies.parse().unwrap())])
    }

    #[test]
    fn it_is_found_among_others_and_out_of_scripts_reach() {
        let plain = RefreshCookie { secure: false };
        assert_eq!(plain.read(&sent("theme=dark; lyceum_refresh=abc; x=1")).as_deref(), Some("abc"));
        let set = plain.set("abc", 60);
        assert!(set.contains("Path=/v1/session;") && set.contains("HttpOnly; SameSite=Strict") && !set.contains("Secure"));
    }

    #[test]
    fn what_another_program_of_the_domain_keeps_in_its_cookies_hides_nothing() {
        let own = RefreshCookie { secure: true };
        for beside in ["x=café", "né=1", "\u{a0}__Host-lyceum_refresh=theirs", "__Host-lyceum_refresh"] {
            let own = own.read(&HeaderMap::from_iter([(
                http::header::COOKIE,
                http::HeaderValue::from_bytes(format!("{beside}; __Host-lyceum_refresh=own").as_bytes()).unwrap(),
            )]));
            assert_eq!(own.as_deref(), Some("own"), "{beside:?}");
        }
    }

    #[test]
    fn over_https_one_that_a_sister_host_can_set_is_not_looked_at() {
        let own = RefreshCookie { secure: true };
        assert_eq!(own.read(&sent("lyceum_refresh=theirs; __Host-lyceum_refresh=own")).as_deref(), Some("own"));
        assert_eq!(own.read(&sent("lyceum_refresh=theirs")), None);
        let set = own.set("abc", 60);
        assert!(
            set.starts_with("__Host-lyceum_refresh=abc; Path=/;") && set.contains("; Secure") && !set.contains("Domain"),
            "{set}"
        );
    }
}
