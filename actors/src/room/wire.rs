//! Between the media's words and the frames'.

use std::collections::BTreeMap;

use lyceum_domain::{call_room, core::UserId};
use lyceum_media as media;
use uuid::Uuid;

use crate::frames::{
    ErrorCode,
    call::{Connection, MediaStats, Mid, Slot, Source, SourceState},
};

pub const fn source(source: Source) -> media::Source {
    match source {
        Source::Microphone => media::Source::Microphone,
        Source::Camera => media::Source::Camera,
        Source::Screen => media::Source::Screen,
        Source::ScreenAudio => media::Source::ScreenAudio,
    }
}

const fn shown(source: media::Source) -> Source {
    match source {
        media::Source::Microphone => Source::Microphone,
        media::Source::Camera => Source::Camera,
        media::Source::Screen => Source::Screen,
        media::Source::ScreenAudio => Source::ScreenAudio,
    }
}

impl From<Source> for call_room::Source {
    fn from(source: Source) -> Self {
        match source {
            Source::Microphone => Self::Microphone,
            Source::Camera => Self::Camera,
            Source::Screen => Self::Screen,
            Source::ScreenAudio => Self::ScreenAudio,
        }
    }
}

impl From<call_room::Source> for Source {
    fn from(source: call_room::Source) -> Self {
        match source {
            call_room::Source::Microphone => Self::Microphone,
            call_room::Source::Camera => Self::Camera,
            call_room::Source::Screen => Self::Screen,
            call_room::Source::ScreenAudio => Self::ScreenAudio,
        }
    }
}

pub fn sources(sources: BTreeMap<Mid, Source>) -> BTreeMap<String, media::Source> {
    sources.into_iter().map(|(mid, named)| (mid.into_inner(), source(named))).collect()
}

pub const fn refusal(error: &media::MediaError) -> ErrorCode {
    match error {
        media::MediaError::Offer(_) => ErrorCode::BAD_OFFER,
        media::MediaError::NotJoined => ErrorCode::NOT_IN_CALL,
        media::MediaError::RoomFull | media::MediaError::Busy { .. } => ErrorCode::BUSY,
        media::MediaError::Stopped => ErrorCode::UNAVAILABLE,
    }
}

pub const fn stats(media::Stats { received, lost, sent }: media::Stats) -> MediaStats {
    MediaStats { received, lost, sent }
}

pub const fn connection(connection: Connection) -> media::Connection {
    match connection {
        Connection::Publish => media::Connection::Publish,
        Connection::Subscribe => media::Connection::Subscribe,
    }
}

pub fn slots(slots: BTreeMap<String, Option<(Uuid, media::Source)>>) -> BTreeMap<String, Option<Slot>> {
    let slot = |(user, source)| Slot { user_id: UserId(user), source: shown(source) };
    slots.into_iter().map(|(mid, showing)| (mid, showing.map(slot))).collect()
}

pub fn tracks(
    tracks: BTreeMap<Uuid, BTreeMap<media::Source, media::Published>>,
) -> BTreeMap<UserId, BTreeMap<Source, SourceState>> {
    let state = |(source, published): (media::Source, media::Published)| (shown(source), SourceState { muted: published.muted });
    tracks.into_iter().map(|(user, sources)| (UserId(user), sources.into_iter().map(state).collect())).collect()
}
