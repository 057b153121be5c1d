//! Access tokens: EdDSA over claims, good for five minutes, checked without a look at any store.

use std::time::Duration;

use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation,
    jwk::{Jwk, JwkSet, ThumbprintHash},
};
use lyceum_domain::{
    core::{Actor, OrganizationId, Role, Timestamp, UserId},
    user::SignInId,
};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::problem::Problem;

/// How long a token is good. What it says (roles) is so old at most.
pub const LIFETIME: Duration = Duration::from_mins(5);

const AUDIENCE: &str = "lyceum";
/// Checked tokens that are remembered: a signature costs more than all the rest of a read.
const REMEMBERED: u64 = 100_000;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    pub sub: UserId,
    pub org: OrganizationId,
    pub roles: Vec<Role>,
    /// The sign-in it was made under.
    pub sid: SignInId,
    pub iat: i64,
    pub exp: i64,
    iss: String,
    aud: String,
}

impl Claims {
    pub fn actor(&self) -> Actor {
        Actor::User { id: self.sub, roles: self.roles.clone() }
    }

    pub fn expires_at(&self) -> Timestamp {
        Timestamp(self.exp * 1000)
    }
}

/// Makes and checks access tokens.
pub struct Tokens {
    issuer: String,
    header: Header,
    sign: EncodingKey,
    check: DecodingKey,
    validation: Validation,
    keys: JwkSet,
    /// By the token's hash, what a good signature stood under.
    good: Cache<[u8; 32], Claims>,
}

impl Tokens {
    /// `seed` is the installation's; the same seed makes the same key after a restart.
    pub fn new(seed: &[u8; 32], issuer: &str) -> Result<Self, jsonwebtoken::errors::Error> {
        let sign = EncodingKey::from_ed_der(&pkcs8(seed));
        let mut jwk = Jwk::from_encoding_key(&sign, Algorithm::EdDSA)?;
        let id = jwk.thumbprint(ThumbprintHash::SHA256)?;
        jwk.common.key_id = Some(id.clone());
        let check = DecodingKey::from_jwk(&jwk)?;
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(id);
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // the caller's clock decides, below
        validation.validate_exp = false;
        let good = Cache::builder().max_capacity(REMEMBERED).time_to_live(LIFETIME).build();
        Ok(Self { issuer: issuer.to_owned(), header, sign, check, validation, keys: JwkSet { keys: vec![jwk] }, good })
    }

    pub fn issue(
        &self,
        now: Timestamp,
        organization: OrganizationId,
        user: UserId,
        roles: Vec<Role>,
        sign_in: SignInId,
    ) -> Result<String, Problem> {
        let iat = now.0.div_euclid(1000);
        let exp = iat + i64::try_from(LIFETIME.as_secs()).expect("five minutes");
        let (iss, aud) = (self.issuer.clone(), AUDIENCE.to_owned());
        let claims = Claims { sub: user, org: organization, roles, sid: sign_in, iat, exp, iss, aud };
        jsonwebtoken::encode(&self.header, &claims, &self.sign).map_err(Problem::internal)
    }

    pub fn check(&self, now: Timestamp, token: &str) -> Result<Claims, Problem> {
        let hash = *blake3::hash(token.as_bytes()).as_bytes();
        let claims = if let Some(claims) = self.good.get(&hash) {
            claims
        } else {
            let claims = self.signed(token)?;
            self.good.insert(hash, claims.clone());
            claims
        };
        // made before a clock was set back, it would be good for as long as that took
        let is_ahead = claims.iat * 1000 > now.0 + i64::try_from(LIFETIME.as_millis()).expect("five minutes");
        if is_ahead || now.0 >= claims.exp * 1000 {
            return Err(Problem::new("token_expired", "the access token ran out; refresh the session"));
        }
        Ok(claims)
    }

    /// How many checked tokens are remembered, and how many may be.
    pub fn remembered(&self) -> (u64, u64) {
        (self.good.entry_count(), REMEMBERED)
    }

    fn signed(&self, token: &str) -> Result<Claims, Problem> {
        let refused = |_| Problem::new("unauthorized", "the access token is not one of ours");
        Ok(jsonwebtoken::decode::<Claims>(token, &self.check, &self.validation).map_err(refused)?.claims)
    }

    /// The public keys, for others who check our tokens.
    pub fn keys(&self) -> &JwkSet {
        &self.keys
    }
}

/// RFC 8410: a PKCS #8 envelope around the 32 bytes.
fn pkcs8(seed: &[u8; 32]) -> Zeroizing<Vec<u8>> {
    let mut der = Zeroizing::new(vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20]);
    der.extend_from_slice(seed);
    der
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_772_357_400_000);

    fn tokens() -> Tokens {
        Tokens::new(&[7; 32], "https://lyceum.example").unwrap()
    }

    fn issue(tokens: &Tokens) -> String {
        tokens.issue(NOW, OrganizationId::default(), UserId::default(), vec![Role::Student], SignInId::default()).unwrap()
    }

    #[test]
    fn a_token_says_who_until_it_runs_out_however_often_it_was_shown() {
        let tokens = tokens();
        let token = issue(&tokens);
        for _ in 0..2 {
            let claims = tokens.check(NOW, &token).unwrap();
            assert_eq!((claims.sub, claims.roles), (UserId::default(), vec![Role::Student]));
        }
        let late = Timestamp(NOW.0 + 300_000);
        assert_eq!(tokens.check(late, &token).unwrap_err().code(), "token_expired");
        let set_back = Timestamp(NOW.0 - 400_000);
        assert_eq!(tokens.check(set_back, &token).unwrap_err().code(), "token_expired", "a day ahead it would be good for a day");
    }

    #[test]
    fn another_key_another_issuer_and_changed_claims_are_refused() {
        let tokens = tokens();
        let token = issue(&tokens);
        tokens.check(NOW, &token).unwrap();
        let other_key = Tokens::new(&[8; 32], "https://lyceum.example").unwrap();
        let other_issuer = Tokens::new(&[7; 32], "https://evil.example").unwrap();
        let mut forged: Vec<_> = token.split('.').collect();
        forged[1] = "eyJyb2xlcyI6WyJhZG1pbiJdfQ";
        for refused in [other_key.check(NOW, &token), other_issuer.check(NOW, &token), tokens.check(NOW, &forged.join("."))] {
            assert_eq!(refused.unwrap_err().code(), "unauthorized");
        }
    }

    #[test]
    fn an_unsigned_token_is_refused() {
        let unsigned = format!("eyJhbGciOiJub25lIn0.{}.", issue(&tokens()).split('.').nth(1).unwrap());
        assert!(tokens().check(NOW, &unsigned).is_err());
    }
}
