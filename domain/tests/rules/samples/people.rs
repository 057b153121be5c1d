use lyceum_domain::{
    core::{Role, Words},
    organization::{self, Profile},
    reservation,
    user::{self, Directory, Refusal, Revocation, SignInId},
};

use super::{NOW, STUDENT, all, id, sealed};

const PHC: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g";

pub fn organization() -> Vec<Vec<u8>> {
    use organization::Event;
    let (slug, name, zone) = ("royal".into(), "Royal College".to_owned(), "Asia/Colombo".to_owned());
    all(&[
        Event::Created(Profile { slug, name: name.clone(), zone: zone.clone(), created_at: NOW }),
        Event::Updated { name, zone },
    ])
}

pub fn reservation() -> Vec<Vec<u8>> {
    use reservation::Event;
    let holder = id(7);
    all(&[
        Event::Claimed { holder, until: NOW },
        Event::Confirmed { holder },
        Event::Released { holder },
        Event::Lapsed { holder },
    ])
}

pub fn user() -> Vec<Vec<u8>> {
    use user::Event;
    let reservation = id(9).into();
    let name = sealed(STUDENT, 1, "Ada Lovelace");
    let directory = Some(Directory { display_name: name.clone(), picture: Some(id(5)) });
    let sign_in = SignInId(id(100));
    let credential = Words::from(sealed(STUDENT, 4, PHC));
    all(&[
        Event::Registered {
            email: sealed(STUDENT, 0, "ada@example.org"),
            display_name: name.clone(),
            zone: "UTC".into(),
            credential: credential.clone(),
            reservation,
            until: NOW,
            at: NOW,
        },
        Event::EmailClaimed { reservation },
        Event::Activated { at: NOW },
        Event::RegistrationRefused { reservation, reason: Refusal::EmailTaken, at: Some(NOW) },
        Event::ProfileUpdated {
            display_name: name,
            bio: Some(sealed(STUDENT, 2, "Analyst.")),
            zone: "UTC".into(),
            directory: directory.clone(),
        },
        Event::PictureSet { blob: id(5), directory: directory.clone() },
        Event::PictureRemoved { directory: directory.clone() },
        Event::RoleGranted { role: Role::Mentor, directory },
        Event::RoleRevoked { role: Role::Mentor },
        Event::PasswordChanged { credential, at: NOW },
        Event::ResetSet { hash: [5; 32], until: NOW },
        Event::SignInOpened { id: sign_in, device: Some(sealed(STUDENT, 3, "Firefox")), at: NOW },
        Event::SignInRotated { id: sign_in, generation: 2, at: NOW },
        Event::SignInsRevoked { ids: vec![sign_in], reason: Revocation::Reused, at: NOW },
        Event::Erased { person: STUDENT, reservation: Some(reservation), picture: Some(id(5)), since: Some(NOW), at: NOW },
    ])
}
