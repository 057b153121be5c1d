//! Calls over TCP: each worker listens on a port of its own.

use std::net::SocketAddr;

use super::{
    Finding,
    port::{self, State},
    server::Running,
};
use crate::config::Media;

const CHECK: &str = "media.tcp";

pub fn check(media: &Media, running: Option<&Running>) -> Finding {
    let Some(first) = media.tcp else { return unset(media) };
    let found: Vec<_> =
        media.tcp_addresses().into_iter().map(|address| (address, port::tcp(&address.to_string(), running))).collect();
    judge(first, &found)
}

fn unset(media: &Media) -> Finding {
    let said = if media.turn.is_empty() {
        "not set: whose network stops UDP has no calls, unless by a TURN server (`media.turn`)"
    } else {
        "not set: whose network stops UDP calls by the TURN server"
    };
    Finding::ok(CHECK, said)
}

fn judge(first: SocketAddr, found: &[(SocketAddr, State)]) -> Finding {
    match found.iter().find(|(_, state)| !matches!(state, State::Free | State::Ours)) {
        Some((address, state)) => port::judge(CHECK, &address.to_string(), state),
        None if first.port() == 0 => Finding::warning(
            CHECK,
            format!("{first}: the system chooses a port for each worker at every start, and no firewall knows them"),
            "set a port, like `media.tcp=0.0.0.0:8180`",
        ),
        None => {
            let ours = found.iter().filter(|(_, state)| *state == State::Ours).count();
            let ours = if ours == 0 { String::new() } else { format!(", {ours} held by our own running server") };
            Finding::ok(CHECK, format!("a port for each of {} workers from {first} on{ours}", found.len()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn one_port_that_is_taken_stops_a_worker() {
        let at = |port| SocketAddr::from(([127, 0, 0, 1], port));
        assert_eq!(judge(at(1), &[(at(1), State::Free), (at(2), State::Ours)]).level, Level::Ok);
        assert!(judge(at(1), &[(at(1), State::Free), (at(2), State::Ours)]).found.ends_with("1 held by our own running server"));
        assert_eq!(judge(at(0), &[(at(0), State::Free)]).level, Level::Warning);
        let taken = judge(at(1), &[(at(1), State::Free), (at(2), State::Taken(None))]);
        assert!(taken.level == Level::Error && taken.found.starts_with("127.0.0.1:2"), "{taken:?}");
    }

    #[test]
    fn without_it_people_are_told_what_is_missing() {
        assert!(check(&Media::default(), None).found.contains("`media.turn`"));
        let turn = Media { turn: vec!["turn:turn.example".into()], ..Media::default() };
        assert!(check(&turn, None).found.ends_with("by the TURN server"));
    }
}
