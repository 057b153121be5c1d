use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Me, PEOPLE, PROFILES, Profile, Rejection, Revocation, SignIn, SignInId,
    erasure::{self, Erasure},
    partition, people_partition, people_sort,
};
use crate::{
    core::{At, Effects, Entity, EntityId, Personal, Role, Rows, Timestamp, UserId, Words},
    mentor, reservation,
};

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub(super) status: Status,
    pub(super) me: Option<Me>,
    pub(super) credential: Words,
    /// Raised with each new password.
    pub(super) credential_version: u32,
    pub(super) reset: Option<Reset>,
    /// In the order of opening.
    pub(super) sign_ins: Vec<SignIn>,
    /// The email's.
    pub(super) reservation: Option<EntityId>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    #[default]
    New,
    Pending {
        reservation: EntityId,
        until: Timestamp,
    },
    Active,
    Refused,
    Erased,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reset {
    #[serde(with = "serde_bytes")]
    pub hash: [u8; 32],
    pub until: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Registered {
        email: Personal<String>,
        display_name: Personal<String>,
        zone: String,
        credential: Words,
        reservation: EntityId,
        until: Timestamp,
        at: Timestamp,
    },
    EmailClaimed {
        reservation: EntityId,
    },
    Activated {
        at: Timestamp,
    },
    RegistrationRefused {
        reservation: EntityId,
        reason: Refusal,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<Timestamp>,
    },
    ProfileUpdated {
        display_name: Personal<String>,
        bio: Option<Personal<String>>,
        zone: String,
        directory: Option<Directory>,
    },
    PictureSet {
        blob: Uuid,
        directory: Option<Directory>,
    },
    PictureRemoved {
        directory: Option<Directory>,
    },
    RoleGranted {
        role: Role,
        directory: Option<Directory>,
    },
    RoleRevoked {
        role: Role,
    },
    PasswordChanged {
        credential: Words,
        at: Timestamp,
    },
    ResetSet {
        #[serde(with = "serde_bytes")]
        hash: [u8; 32],
        until: Timestamp,
    },
    SignInOpened {
        id: SignInId,
        device: Option<Personal<String>>,
        at: Timestamp,
    },
    SignInRotated {
        id: SignInId,
        generation: u32,
        at: Timestamp,
    },
    SignInsRevoked {
        ids: Vec<SignInId>,
        reason: Revocation,
        at: Timestamp,
    },
    /// For good.
    Erased {
        person: UserId,
        reservation: Option<EntityId>,
        picture: Option<Uuid>,
        /// When they came.
        since: Option<Timestamp>,
        at: Timestamp,
    },
}

/// What a mentor's entry in the directory shows from now on; in an event when the person is, or becomes, a mentor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directory {
    pub display_name: Personal<String>,
    pub picture: Option<Uuid>,
}

/// Why an account never became active.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    EmailTaken,
    TimedOut,
}

impl User {
    /// The account as it may be used.
    pub(super) fn active(&self) -> Result<&Me, Rejection> {
        match (&self.status, &self.me) {
            (Status::Active, Some(me)) => Ok(me),
            (Status::Pending { .. }, _) => Err(Rejection::Pending),
            _ => Err(Rejection::NotFound),
        }
    }

    /// The account, for its own person.
    pub(super) fn own(&self, at: &At) -> Result<&Me, Rejection> {
        if at.is_user(UserId(at.entity.0)) { self.active() } else { Err(Rejection::NotFound) }
    }

    /// For an event after which a mentor is called `display_name` and looks like `picture`.
    pub(super) fn directory(profile: &Profile, display_name: &Personal<String>, picture: Option<Uuid>) -> Option<Directory> {
        profile.roles.contains(&Role::Mentor).then(|| Directory { display_name: display_name.clone(), picture })
    }

    fn profile(&mut self, change: impl FnOnce(&mut Profile)) {
        if let Some(me) = &mut self.me {
            change(&mut me.profile);
        }
    }
}

impl Entity for User {
    const KIND: &'static str = "user";
    const STATE: u32 = 4; // 3 would read refused accounts that keep what was said
    type Event = Event;
    type Rejection = Rejection;

    fn evolve(&mut self, event: &Event) {
        match event {
            Event::Registered { email, display_name, zone, credential, reservation, until, at } => {
                self.status = Status::Pending { reservation: *reservation, until: *until };
                self.reservation = Some(*reservation);
                self.credential.clone_from(credential);
                self.credential_version = 1;
                let profile = Profile {
                    id: email.person,
                    display_name: display_name.clone(),
                    bio: None,
                    zone: zone.clone(),
                    picture: None,
                    roles: [Role::Student].into(),
                    registered_at: *at,
                };
                self.me = Some(Me { email: email.clone(), profile });
            }
            Event::EmailClaimed { .. } => {}
            Event::Erased { .. } => {
                let credential_version = self.credential_version;
                *self = Self { status: Status::Erased, credential_version, ..Self::default() };
            }
            Event::Activated { .. } => self.status = Status::Active,
            Event::RegistrationRefused { .. } => *self = Self { status: Status::Refused, ..Self::default() },
            Event::ProfileUpdated { display_name, bio, zone, .. } => self.profile(|profile| {
                profile.display_name.clone_from(display_name);
                profile.bio.clone_from(bio);
                profile.zone.clone_from(zone);
            }),
            Event::PictureSet { blob, .. } => self.profile(|profile| profile.picture = Some(*blob)),
            Event::PictureRemoved { .. } => self.profile(|profile| profile.picture = None),
            Event::RoleGranted { role, .. } => self.profile(|profile| {
                profile.roles.insert(*role);
            }),
            Event::RoleRevoked { role } => self.profile(|profile| {
                profile.roles.remove(role);
            }),
            Event::PasswordChanged { credential, .. } => {
                self.credential.clone_from(credential);
                self.credential_version += 1;
                self.reset = None;
            }
            Event::ResetSet { hash, until } => self.reset = Some(Reset { hash: *hash, until: *until }),
            Event::SignInOpened { id, device, at } => {
                let sign_in = SignIn { id: *id, device: device.clone(), generation: 1, opened_at: *at, rotated_at: *at };
                self.sign_ins.push(sign_in);
            }
            Event::SignInRotated { id, generation, at } => {
                if let Some(sign_in) = self.sign_ins.iter_mut().find(|sign_in| sign_in.id == *id) {
                    sign_in.generation = *generation;
                    sign_in.rotated_at = *at;
                }
            }
            Event::SignInsRevoked { ids, .. } => self.sign_ins.retain(|sign_in| !ids.contains(&sign_in.id)),
        }
    }

    fn effects(event: &Event, out: &mut Effects) {
        let holder = out.entity.0;
        match event {
            Event::Registered { reservation, until, .. } => {
                out.ask("claim", *reservation, &reservation::Claim { holder, until: *until });
            }
            Event::EmailClaimed { reservation } => out.ask("confirm", *reservation, &reservation::Confirm { holder }),
            Event::RegistrationRefused { reservation, at, .. } => {
                out.tell("release", *reservation, &reservation::Release { holder });
                // nobody will ever ask for what a refused one said
                if let Some(at) = *at {
                    let person = UserId(holder);
                    out.record(erasure::STREAM, &Erasure { version: erasure::VERSION, person, picture: None, at });
                }
            }
            Event::ProfileUpdated { directory: Some(directory), .. }
            | Event::PictureSet { directory: Some(directory), .. }
            | Event::PictureRemoved { directory: Some(directory) }
            | Event::RoleGranted { directory: Some(directory), .. } => {
                let Directory { display_name, picture } = directory.clone();
                out.tell("describe", out.entity, &mentor::Describe { display_name, picture });
            }
            Event::RoleRevoked { role: Role::Mentor } => out.tell("retire", out.entity, &mentor::Retire),
            Event::Erased { person, reservation, picture, at, .. } => {
                if let Some(reservation) = reservation {
                    out.tell("release", *reservation, &reservation::Release { holder });
                }
                out.tell("erase", out.entity, &mentor::Erase);
                out.record(erasure::STREAM, &Erasure { version: erasure::VERSION, person: *person, picture: *picture, at: *at });
            }
            _ => {}
        }
    }

    fn rows(&self, event: &Event, out: &mut Rows) {
        if let Event::Erased { person, since, .. } = event {
            if let Some(since) = since {
                out.delete(PEOPLE, people_partition(), &people_sort(*since, *person));
            }
            return out.delete(PROFILES, &partition(*person), &[]);
        }
        let shown = matches!(
            event,
            Event::Activated { .. }
                | Event::ProfileUpdated { .. }
                | Event::PictureSet { .. }
                | Event::PictureRemoved { .. }
                | Event::RoleGranted { .. }
                | Event::RoleRevoked { .. }
        );
        if let (true, Ok(me)) = (shown, self.active()) {
            let Profile { id, registered_at, .. } = me.profile;
            out.put(PROFILES, &partition(id), &[], &me.profile);
            out.put(PEOPLE, people_partition(), &people_sort(registered_at, id), &me.profile);
        }
    }

    fn due(&self) -> Option<Timestamp> {
        match self.status {
            Status::Pending { until, .. } => Some(until),
            _ => None,
        }
    }
}
