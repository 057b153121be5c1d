use lyceum_domain::call_room::{Event, Source};

use super::{MENTOR, NOW, SPAN, STUDENT, all, id};

pub fn room() -> Vec<Vec<u8>> {
    let (user, at, source) = (STUDENT, NOW, Source::Microphone);
    all(&[
        Event::Created { id: id(0x42), session: id(9), host: MENTOR, participants: vec![STUDENT, MENTOR], times: SPAN },
        Event::Opened { at },
        Event::Knocked { user, at },
        Event::Admitted { user, at },
        Event::Joined { user, at },
        Event::Left { user, at },
        Event::Muted { user, source },
        Event::Unmuted { user, source },
        Event::Removed { user, at, session: Some(id(9)) },
        Event::Ended { by: Some(MENTOR), at, session: Some(id(9)) },
    ])
}
