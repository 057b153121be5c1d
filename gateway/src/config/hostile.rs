//! Settings files that nobody wrote on purpose.

use std::fs;

use lyceum_soak::Corpus;

use super::{Flags, load};

/// Operators read what is wrong on a terminal, with the beginning of the line at fault.
const SAID_MAX: usize = 12 * 4 * 600;

#[test]
fn files_are_settings_or_refused_in_few_words_and_secrets_are_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lyceum.toml");
    let flags = Flags { config: Some(file.clone()), ..Flags::default() };
    fs::write(&file, format!("listen = \"{}", "x".repeat(1_000_000))).unwrap();
    assert!(load(&flags).unwrap_err().to_string().len() < SAID_MAX);
    let corpus = Corpus::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/settings"), []);
    corpus.check("configuration", |bytes| {
        fs::write(&file, bytes).unwrap();
        match load(&flags) {
            Ok(config) => {
                let shown = format!("{config:?}{}", serde_json::to_string(&config).unwrap());
                let secret = config.media.turn_secret.as_ref().map(|secret| secret.expose().to_owned());
                // a short secret is part of other words
                assert!(secret.is_none_or(|secret| secret.len() < 12 || !shown.contains(&secret)));
            }
            Err(error) => {
                let said = error.to_string();
                assert!(said.len() <= SAID_MAX, "{} bytes about {}", said.len(), bytes.len());
            }
        }
    });
}
