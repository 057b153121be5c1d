//! Whether browsers give pages of the public URL a camera, and get to this server by it.

use super::{
    Finding,
    place::{Place, is_loopback, port},
};
use crate::config::Config;

const CHECK: &str = "public_url";

pub fn check(config: &Config, place: &Place) -> Finding {
    judge(config.base(), place, config.tls.certificate.is_some(), &config.listen)
}

fn judge(url: &str, place: &Place, speaks_tls: bool, listen: &str) -> Finding {
    let Place { is_https, host, .. } = place;
    if speaks_tls && !is_https {
        let secure = url.replacen("http", "https", 1);
        return Finding::error(
            CHECK,
            format!("{url} is http, and `tls.*` makes this server speak https"),
            format!("set `public_url={secure}`"),
        );
    }
    if !is_https && !place.is_local() {
        return Finding::error(
            CHECK,
            format!("{url} is neither https nor localhost: browsers give its pages no camera and no microphone"),
            format!(
                "set `tls.certificate` and `tls.key`, or put a proxy that speaks https in front, and set `public_url=https://{host}`"
            ),
        );
    }
    let behind_proxy = *is_https && !speaks_tls;
    if !behind_proxy && !place.is_local() && is_loopback(listen) {
        let said = format!("people are sent to {url}, and {listen} (`listen`) is heard on this machine only");
        return Finding::warning(CHECK, said, format!("set `listen=0.0.0.0:{}`", place.port));
    }
    let listened = port(listen).filter(|port| *port != 0 && *port != place.port);
    if let Some(listened) = listened.filter(|_| !behind_proxy) {
        let said = format!("people are sent to port {}, and this server listens on {listened}", place.port);
        return Finding::warning(
            CHECK,
            said,
            "right only if something forwards it; else set `public_url` and `listen` to the same port",
        );
    }
    Finding::ok(CHECK, format!("{url} is a secure context: browsers give its pages camera and microphone"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn a_camera_wants_https_or_localhost() {
        for (url, tls, listen, level, word) in [
            ("http://localhost:8080", false, "127.0.0.1:8080", Level::Ok, "secure context"),
            ("https://a.example", false, "127.0.0.1:8080", Level::Ok, "secure context"),
            ("https://a.example", true, "0.0.0.0:443", Level::Ok, "secure context"),
            ("https://a.example", false, "unix:/run/lyceum.sock", Level::Ok, "secure context"),
            ("http://a.example:8080", false, "0.0.0.0:8080", Level::Error, "no camera"),
            ("http://192.168.0.9:8080", false, "0.0.0.0:8080", Level::Error, "no camera"),
            ("http://localhost:8080", true, "127.0.0.1:8080", Level::Error, "speak https"),
            ("https://a.example", true, "127.0.0.1:443", Level::Warning, "this machine only"),
            ("https://a.example", true, "0.0.0.0:8443", Level::Warning, "port 443"),
            ("http://localhost", false, "127.0.0.1:8080", Level::Warning, "listens on 8080"),
            ("http://localhost", false, "127.0.0.1:0", Level::Ok, "secure context"),
        ] {
            let finding = judge(url, &Place::of(url), tls, listen);
            assert!(finding.level == level && finding.found.contains(word), "{url} {listen}: {finding:?}");
        }
        let mend = judge("http://a.example:1", &Place::of("http://a.example:1"), true, "0.0.0.0:1").mend.unwrap();
        assert_eq!(mend, "set `public_url=https://a.example:1`");
    }
}
