//! What is read from, taken out of and added to session descriptions as text. str0m parses them in
//! full; this is what it leaves to us.

use std::collections::BTreeMap;

/// Twelve slots with every codec a browser knows stay well below.
pub(super) const SIZE_MAX: usize = 64 * 1_024;
/// Each media line costs on every packet of its connection.
pub(super) const LINES_MAX: usize = 24;

/// One media line of an offer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    pub mid: String,
    pub video: bool,
    pub direction: String,
    /// Port 0, unless that only says "on the first line's transport".
    pub stopped: bool,
}

pub(super) fn lines(sdp: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for text in sdp.lines() {
        if let Some(media) = text.strip_prefix("m=") {
            let port = media.split(' ').nth(1).unwrap_or_default();
            lines.push(Line { video: media.starts_with("video"), stopped: port == "0", ..Line::default() });
        } else if let Some(line) = lines.last_mut() {
            if let Some(mid) = text.strip_prefix("a=mid:") {
                mid.trim().clone_into(&mut line.mid);
            } else if text.trim() == "a=bundle-only" {
                line.stopped = false;
            } else if let Some(way @ ("sendonly" | "recvonly" | "sendrecv" | "inactive")) = text.trim().strip_prefix("a=") {
                way.clone_into(&mut line.direction);
            }
        }
    }
    lines
}

/// The first certificate fingerprint: it names a peer connection for as long as that lives.
pub(super) fn fingerprint(sdp: &str) -> Option<&str> {
    sdp.lines().find_map(|line| line.strip_prefix("a=fingerprint:")).map(str::trim)
}

/// The streams that an offer names (RFC 5576).
pub(super) fn streams(sdp: &str) -> impl Iterator<Item = u32> {
    sdp.lines().filter_map(|line| line.strip_prefix("a=ssrc:")?.split(' ').next()?.trim().parse().ok())
}

/// Without the client's candidates. An ICE-lite agent sends no checks: it learns a peer's address
/// from the peer's own, authenticated ones, so nobody can make us send anything anywhere, and names
/// (`.local`) need no resolving.
pub(super) fn without_candidates(sdp: &str) -> String {
    let kept = sdp.lines().filter(|line| !line.starts_with("a=candidate:") && !line.starts_with("a=end-of-candidates"));
    kept.flat_map(|line| [line.trim_end_matches('\r'), "\r\n"]).collect()
}

/// The answer with an upper bound for what the browser may send on each mid.
pub(super) fn with_limits(sdp: &str, kilobits: &BTreeMap<String, u32>) -> String {
    let mut out = String::with_capacity(sdp.len() + 64);
    for section in split_sections(sdp) {
        let mid = section.lines().find_map(|line| line.strip_prefix("a=mid:")).map(str::trim);
        let limit = mid.and_then(|mid| kilobits.get(mid));
        for line in section.lines() {
            out.extend([line, "\r\n"]);
            if let (Some(limit), true) = (limit, line.starts_with("c=")) {
                out.extend(["b=AS:", &limit.to_string(), "\r\n"]);
            }
        }
    }
    out
}

/// The session's lines, then each media line with its attributes.
fn split_sections(sdp: &str) -> Vec<&str> {
    let starts = sdp.match_indices("m=").map(|(at, _)| at).filter(|at| *at > 0 && sdp.as_bytes()[at - 1] == b'\n');
    let mut sections = Vec::new();
    let mut from = 0;
    for at in starts {
        sections.push(&sdp[from..at]);
        from = at;
    }
    sections.push(&sdp[from..]);
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFER: &str = "v=0\r\na=fingerprint:sha-256 AA:BB\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\n\
        a=mid:0\r\na=candidate:1 1 udp 1 x.local 9 typ host\r\na=sendonly\r\nm=video 0 UDP/TLS/RTP/SAVPF 96\r\n\
        c=IN IP4 0.0.0.0\r\na=mid:1\r\na=recvonly\r\n";

    #[test]
    fn an_offer_is_outlined() {
        let lines = lines(OFFER);
        assert_eq!(lines.len(), 2);
        assert_eq!((lines[0].mid.as_str(), lines[0].direction.as_str(), lines[0].video), ("0", "sendonly", false));
        assert_eq!((lines[1].mid.as_str(), lines[1].video, lines[1].stopped), ("1", true, true));
        assert_eq!(fingerprint(OFFER), Some("sha-256 AA:BB"));
        assert!(!without_candidates(OFFER).contains("candidate"));
        assert_eq!(
            streams("a=ssrc:5 cname:x\r\na=ssrc-group:FID 5 6\r\na=ssrc:6\r\na=ssrc:much\r\n").collect::<Vec<_>>(),
            [5, 6]
        );
    }

    #[test]
    fn a_limit_stands_in_its_own_section() {
        let limited = with_limits(OFFER, &BTreeMap::from([("1".to_owned(), 700)]));
        let video = limited.split("m=video").nth(1).unwrap();
        assert!(video.contains("b=AS:700\r\n"));
        assert!(!limited.split("m=video").next().unwrap().contains("b="));
    }
}
