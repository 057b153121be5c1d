use lyceum_domain::{
    channel::{self, Kind, Producer},
    inbox,
    notifications::{self, Notification},
};

use super::{ADMIN, MENTOR, NOW, STUDENT, all, id, sealed};

pub fn channel() -> Vec<Vec<u8>> {
    use channel::Event;
    let (position, author, sent_at, at, user) = (7, STUDENT, NOW, NOW, STUDENT);
    let producer = Some(Producer { id: id(5), sequence: 1 });
    let emoji = "👍".to_owned();
    let text = sealed(STUDENT, 0, "hello");
    all(&[
        Event::Opened {
            id: id(0x42),
            kind: Kind::Session(id(9)),
            title: sealed(STUDENT, 3, "Algebra").into(),
            members: vec![STUDENT, MENTOR],
            at,
        },
        Event::Closed { at },
        Event::MemberAdded { user, at },
        Event::MemberRemoved { user, at },
        Event::Posted { position, author, text: text.clone(), client_id: Some("c1".into()), producer, at },
        Event::Edited { position, author, sent_at, text, version: 9, at },
        Event::Deleted { position, author, sent_at, by: ADMIN, at },
        Event::Reacted { position, user, emoji: emoji.clone() },
        Event::Unreacted { position, user, emoji },
    ])
}

pub fn inbox() -> Vec<Vec<u8>> {
    use inbox::Event;
    let told = Notification::new(STUDENT, notifications::Kind::MentoringRequestAccepted, NOW);
    let notification = told.by(MENTOR).request(id(9)).session(id(11));
    all(&[
        Event::Taken { position: 7, notification },
        Event::Read { up_to: 7 },
        Event::ReadOne { position: 7 },
        Event::Erased { listed: vec![6, 7] },
    ])
}
