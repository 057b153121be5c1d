//! Short-lived credentials for a TURN server that shares a secret with us (coturn's REST scheme):
//! the username carries the expiry, the password is its HMAC, and nobody has to ask anybody.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sha1::{Digest, Sha1};

const BLOCK: usize = 64;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnCredential {
    pub username: String,
    /// Base64, as clients hand it on.
    pub credential: String,
    pub expires_at: SystemTime,
}

/// A credential for `user` that the TURN server takes until `now + lifetime`.
pub fn turn_credential(secret: &[u8], user: &str, now: SystemTime, lifetime: Duration) -> TurnCredential {
    let expires_at = now + lifetime;
    let seconds = expires_at.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let username = format!("{seconds}:{user}");
    let credential = base64(&hmac_sha1(secret, username.as_bytes()));
    TurnCredential { username, credential, expires_at }
}

/// RFC 2104.
fn hmac_sha1(key: &[u8], message: &[u8]) -> [u8; 20] {
    let mut block = [0; BLOCK];
    if key.len() > BLOCK {
        block[..20].copy_from_slice(&Sha1::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let inner = Sha1::new().chain_update(block.map(|byte| byte ^ 0x36)).chain_update(message).finalize();
    Sha1::new().chain_update(block.map(|byte| byte ^ 0x5c)).chain_update(inner).finalize().into()
}

/// Standard alphabet with padding.
fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIFETIME: Duration = Duration::from_mins(10);

    #[test]
    fn hmac_agrees_with_rfc_2202() {
        let short = hmac_sha1(b"Jefe", b"what do ya want for nothing?");
        assert_eq!(base64(&short), "7/zfauXrL6LSdBbV8YTfnCWafHk=");
        let long = hmac_sha1(&[0xaa; 80], b"Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(base64(&long), "qkrl4VJy0A6VcFY3zoo7Ve1AIRI=");
    }

    #[test]
    fn the_username_carries_the_expiry() {
        let now = UNIX_EPOCH + Duration::from_secs(1_000);
        let made = turn_credential(b"secret", "ada", now, LIFETIME);
        assert_eq!(made.username, "1600:ada");
        assert_eq!(made.expires_at, now + LIFETIME);
        assert_eq!(made.credential.len(), 28, "twenty bytes in base64");
        assert_ne!(made.credential, turn_credential(b"other", "ada", now, LIFETIME).credential);
    }
}
