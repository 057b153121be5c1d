//! Passwords: argon2id on few cores, with a bounded queue, and a rule about guessing instead of character classes.

use std::sync::Arc;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;

use crate::problem::Problem;

/// Longest password, bytes: hashing more would cost the attacker nothing and us much.
pub const PASSWORD_MAX: usize = 256;
const PASSWORD_MIN: usize = 10;
/// Characters beside one's own name and address.
const OWN_APART_MIN: usize = 6;

/// Hashes and verifies.
#[derive(Clone)]
pub struct Passwords(Arc<Inner>);

struct Inner {
    hashes: usize,
    queue: usize,
    running: Semaphore,
    waiting: Semaphore,
    /// Verified where there is no account, so that time does not tell.
    dummy: String,
}

impl Passwords {
    /// At most `hashes` at once and `queue` behind them.
    pub fn new(hashes: usize, queue: usize) -> Self {
        let dummy = hash(&SecretString::from("nobody's password")).expect("argon2's defaults hash any text");
        let (running, waiting) = (Semaphore::new(hashes), Semaphore::new(hashes + queue));
        Self(Arc::new(Inner { hashes, queue, running, waiting, dummy }))
    }

    /// The PHC string to keep.
    pub async fn hash(&self, password: SecretString) -> Result<String, Problem> {
        self.run(move || hash(&password)).await?.map_err(Problem::internal)
    }

    /// Whether `password` made `phc`. `None` for nobody's account: takes as long and is never true.
    pub async fn verify(&self, password: SecretString, phc: Option<String>) -> Result<bool, Problem> {
        let known = phc.is_some();
        let phc = phc.unwrap_or_else(|| self.0.dummy.clone());
        Ok(self.run(move || verify(&password, &phc)).await? && known)
    }

    /// Whether a new password is hard enough to guess; `about` is what an attacker would try first (name, email). To tell takes
    /// milliseconds of long ones, so they wait with those to be hashed.
    pub async fn rule(&self, password: &SecretString, about: &[&str], pointer: &'static str) -> Result<(), Problem> {
        let password = password.clone();
        let about: Vec<String> = about.iter().map(|text| (*text).to_owned()).collect();
        let judge = move || rule(&password, &about, pointer);
        self.run(judge).await?
    }

    /// How many are being hashed, and how many wait.
    pub fn load(&self) -> (usize, usize) {
        let Inner { hashes, queue, running, waiting, .. } = &*self.0;
        let running = hashes - running.available_permits();
        let inside = hashes + queue - waiting.available_permits();
        (running, inside.saturating_sub(running))
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let Ok(_place) = self.0.waiting.try_acquire() else {
            let problem = Problem::new("busy", "too many people are signing in; try again in a moment");
            return Err(problem.retry_after(std::time::Duration::from_secs(2)));
        };
        let _core = self.0.running.acquire().await.expect("the semaphore is never closed");
        tokio::task::spawn_blocking(work).await.map_err(Problem::internal)
    }
}

fn hash(password: &SecretString) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.expose_secret().as_bytes())?.to_string())
}

fn verify(password: &SecretString, phc: &str) -> bool {
    let Ok(parsed) = PasswordHash::new(phc) else { return false };
    Argon2::default().verify_password(password.expose_secret().as_bytes(), &parsed).is_ok()
}

/// Characters that are left when the words that `about` has are taken out: a guesser puts them together in every way.
fn own_apart(password: &str, about: &[String]) -> usize {
    let lower = about.iter().map(|text| text.to_lowercase()).collect::<Vec<_>>();
    let words = lower.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric())).filter(|word| word.chars().count() > 2);
    let mut words: Vec<_> = words.collect();
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    words.into_iter().fold(password.to_lowercase(), |left, word| left.replace(word, "")).chars().count()
}

fn rule(password: &SecretString, about: &[String], pointer: &'static str) -> Result<(), Problem> {
    let text = password.expose_secret();
    if text.chars().count() < PASSWORD_MIN {
        return Err(Problem::field("password_weak", pointer, format!("take at least {PASSWORD_MIN} characters")));
    }
    if text.len() > PASSWORD_MAX {
        return Err(Problem::field("password_weak", pointer, format!("take at most {PASSWORD_MAX} bytes")));
    }
    if own_apart(text, about) < OWN_APART_MIN {
        return Err(Problem::field(
            "password_weak",
            pointer,
            "this is little more than a name or an address; add words of your own",
        ));
    }
    let found = zxcvbn::zxcvbn(text, &about.iter().map(String::as_str).collect::<Vec<_>>());
    if found.score() >= zxcvbn::Score::Three {
        return Ok(());
    }
    let warning = found.feedback().and_then(zxcvbn::feedback::Feedback::warning).map(|warning| warning.to_string());
    let detail = warning.unwrap_or_else(|| "this is easy to guess; add a word or two".to_owned());
    Err(Problem::field("password_weak", pointer, detail))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    #[tokio::test]
    async fn a_password_verifies_and_another_does_not() {
        let passwords = Passwords::new(1, 4);
        let phc = passwords.hash(secret("correct horse battery")).await.unwrap();
        assert!(phc.starts_with("$argon2id$"));
        assert!(passwords.verify(secret("correct horse battery"), Some(phc.clone())).await.unwrap());
        assert!(!passwords.verify(secret("correct horse"), Some(phc)).await.unwrap());
        assert!(!passwords.verify(secret("nobody's password"), None).await.unwrap());
    }

    #[tokio::test]
    async fn a_full_queue_is_busy() {
        let passwords = Passwords::new(1, 0);
        let place = passwords.0.waiting.try_acquire().unwrap();
        assert_eq!(passwords.hash(secret("correct horse battery")).await.unwrap_err().code(), "busy");
        assert_eq!(passwords.load(), (0, 1));
        drop(place);
    }

    #[test]
    fn what_is_easily_guessed_is_refused() {
        let about = ["Kamal Perera", "kamal.perera@example.org"].map(str::to_owned);
        let own = ["kamal.perera@example.org", "kamal.perera1", "KamalPerera1", "pererakamal", "kamalperera2006"];
        for weak in ["short", "password123", "qwertyuiop"].iter().chain(&own) {
            assert_eq!(rule(&secret(weak), &about, "/password").unwrap_err().code(), "password_weak", "{weak}");
        }
        assert_eq!(rule(&secret("a quiet river at dawn"), &about, "/password"), Ok(()));
    }
}
