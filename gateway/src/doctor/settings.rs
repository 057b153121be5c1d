//! Whether the settings can be read at all.

use super::Finding;
use crate::{
    config::{ConfigError, Log},
    logs,
};

const CHECK: &str = "settings";

pub fn check(log: &Log) -> Finding {
    match logs::filter(log) {
        Ok(_) => Finding::ok(CHECK, "they can be read; `lyceum config` shows those in force"),
        Err(error) => Finding::error(
            CHECK,
            format!("`log.filter` cannot be read: {error}"),
            "write it like `log.filter=info,lyceum_gateway=debug`",
        ),
    }
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
    fn a_filter_that_a_start_would_refuse_is_found() {
        let mut log = Log::default();
        assert_eq!(check(&log).level, Level::Ok);
        log.filter = "a=b=c".into();
        let finding = check(&log);
        assert!(finding.level == Level::Error && finding.found.starts_with("`log.filter`"), "{finding:?}");
        assert!(unread(&ConfigError::new("`tls` wants both")).found.contains("`tls` wants both"));
    }
}
