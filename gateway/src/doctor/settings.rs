//! Whether the settings can be read at all.

use super::Finding;
use crate::config::ConfigError;

const CHECK: &str = "settings";

/// Of settings that were read.
pub fn check() -> Finding {
    Finding::ok(CHECK, "they can be read; `lyceum config` shows those in force")
}

pub fn unread(error: &ConfigError) -> Finding {
    Finding::error(
        CHECK,
        error.to_string(),
        "mend that first, nothing else was looked at; `lyceum config --schema` lists all settings",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Level;

    #[test]
    fn settings_that_a_start_would_refuse_are_an_error() {
        assert_eq!(check().level, Level::Ok);
        let finding = unread(&ConfigError::new("`tls` wants both"));
        assert!(finding.level == Level::Error && finding.found.contains("`tls` wants both"), "{finding:?}");
    }
}
