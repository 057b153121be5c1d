use std::time::{Duration, SystemTime};

use lyceum_domain::core::Timestamp;
use lyceum_media::turn_credential;
use poem_openapi::{Object, OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, Shown, json,
        objects::{Room, Time},
        v1::Tag,
    },
    auth::Auth,
};

/// A TURN credential outlives any one call, and not by much.
const LIFETIME: Duration = Duration::from_hours(6);

pub struct IceServers(pub Api);

/// For the `iceServers` of a peer connection.
#[derive(Object)]
struct IceServerList {
    ice_servers: Vec<IceServer>,
    /// When the credentials run out.
    expires_at: Time,
}

#[derive(Object)]
#[oai(skip_serializing_if_is_none)]
struct IceServer {
    urls: Vec<String>,
    username: Option<String>,
    credential: Option<String>,
}

impl Documented for IceServers {
    const DOCUMENT: Operation = Operation::new("ice_servers")
        .errors(&["not_found"])
        .reply(r#"{ "ice_servers": [{ "urls": ["stun:stun.example.org:3478"] }], "expires_at": "2026-03-01T15:30:00.000Z" }"#);
}

#[OpenApi(tag = "Tag::Rooms")]
impl IceServers {
    /// STUN and TURN servers for a call, with short-lived credentials
    #[oai(path = "/rooms/:id/ice-servers", method = "get", operation_id = "ice_servers")]
    async fn ice_servers(&self, auth: Auth, id: Path<Uuid>) -> Answer<IceServerList> {
        let caller = auth.signed_in()?;
        Room::seen(&self.0, &caller, id.0).await?;
        let (media, now) = (&self.0.config().media, self.0.now());
        let mut ice_servers = Vec::new();
        if !media.stun.is_empty() {
            ice_servers.push(IceServer { urls: media.stun.clone(), username: None, credential: None });
        }
        if let (Some(secret), false) = (&media.turn_secret, media.turn.is_empty()) {
            let since = SystemTime::UNIX_EPOCH + Duration::from_millis(now.0.unsigned_abs());
            let made = turn_credential(secret.expose().as_bytes(), &caller.user.0.to_string(), since, LIFETIME);
            let (username, credential) = (Some(made.username), Some(made.credential));
            ice_servers.push(IceServer { urls: media.turn.clone(), username, credential });
        }
        let expires_at = Time(Timestamp(now.0.saturating_add_unsigned(LIFETIME.as_secs() * 1000)));
        Ok(json(IceServerList { ice_servers, expires_at }))
    }
}
