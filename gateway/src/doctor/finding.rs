//! What a check says.

use std::fmt;

use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Ok,
    /// It works, and somebody will be sorry.
    Warning,
    /// Something does not work, or is not safe.
    Error,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at: a setting, where there is one.
    pub check: &'static str,
    pub level: Level,
    pub found: String,
    /// A command or a setting; absent where all is well.
    pub mend: Option<String>,
}

impl Finding {
    pub fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, level: Level::Ok, found: found.into(), mend: None }
    }

    pub fn warning(check: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { check, level: Level::Warning, found: found.into(), mend: Some(mend.into()) }
    }

    pub fn error(check: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { check, level: Level::Error, found: found.into(), mend: Some(mend.into()) }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub errors: usize,
    pub warnings: usize,
    pub findings: Vec<Finding>,
}

impl Report {
    pub fn new(findings: Vec<Finding>) -> Self {
        let count = |level| findings.iter().filter(|finding| finding.level == level).count();
        Self { errors: count(Level::Error), warnings: count(Level::Warning), findings }
    }

    /// Whether a server may be started so.
    pub const fn is_well(&self) -> bool {
        self.errors == 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Finding { check, level, found, mend } in &self.findings {
            let level = match level {
                Level::Ok => "ok",
                Level::Warning => "warning",
                Level::Error => "error",
            };
            writeln!(f, "{level:8} {check:22} {found}")?;
            if let Some(mend) = mend {
                writeln!(f, "{:31} mend: {mend}", "")?;
            }
        }
        let many = |count, what| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        write!(f, "{}, {}", many(self.errors, "error"), many(self.warnings, "warning"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_counts_and_shows_how_to_mend() {
        let report = Report::new(vec![
            Finding::ok("clock", "it goes"),
            Finding::warning("console", "not built", "run `make web`"),
            Finding::error("listen", "taken", "stop it"),
        ]);
        assert!(!report.is_well() && Report::new(report.findings[..2].to_vec()).is_well());
        let shown = report.to_string();
        assert!(shown.contains("ok       clock") && shown.contains("mend: run `make web`"), "{shown}");
        assert!(shown.ends_with("1 error, 1 warning"), "{shown}");
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!((&json["errors"], &json["findings"][2]["level"]), (&1.into(), &"error".into()));
        assert!(json["findings"][0]["mend"].is_null());
    }
}
