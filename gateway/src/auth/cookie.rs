//! The refresh token's cookie: browsers keep it where no script reads it, and send it to the session's own path only.

use http::HeaderMap;

#[derive(Clone, Copy, Debug)]
pub struct RefreshCookie {
    pub secure: bool,
}

const NAME: &str = "lyceum_refresh";
const PATH: &str = "/v1/session";

impl RefreshCookie {
    pub fn set(self, token: &str, max_age_secs: i64) -> String {
        let secure = if self.secure { "; Secure" } else { "" };
        format!("{NAME}={token}; Path={PATH}; Max-Age={max_age_secs}; HttpOnly; SameSite=Strict{secure}")
    }

    pub fn clear(self) -> String {
        self.set("", 0)
    }

    pub fn read(headers: &HeaderMap) -> Option<String> {
        let lines = headers.get_all(http::header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(name, value)| *name == NAME && !value.is_empty()).map(|(_, value)| value.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_found_among_others_and_out_of_scripts_reach() {
        let mut headers = HeaderMap::new();
        headers.insert("cookie", "theme=dark; lyceum_refresh=abc; x=1".parse().unwrap());
        assert_eq!(RefreshCookie::read(&headers).as_deref(), Some("abc"));
        let set = RefreshCookie { secure: true }.set("abc", 60);
        assert!(set.contains("HttpOnly; SameSite=Strict; Secure") && set.contains("Path=/v1/session;"));
    }
}
