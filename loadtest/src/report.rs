//! One JSON object a line, on standard output and in the file.

use std::{fs::File, io::Write, path::Path};

use anyhow::Context;
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
pub struct Line<'a> {
    pub name: &'a str,
    pub value: f64,
    pub unit: &'a str,
    pub higher_is_better: bool,
    pub baseline: Baseline<'a>,
    pub conditions: Value,
}

/// The same work by a peer or against the raw limit, in the line's unit.
#[derive(Serialize)]
pub struct Baseline<'a> {
    pub name: &'a str,
    pub value: f64,
}

pub struct Report {
    file: File,
    only: Option<String>,
}

fn wants(only: Option<&str>, line: &str) -> bool {
    only.is_none_or(|prefix| line.starts_with(prefix))
}

impl Report {
    pub fn open(path: &Path, only: Option<String>) -> anyhow::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        // a part that is measured again replaces its own lines
        let former = if only.is_some() { std::fs::read_to_string(path).unwrap_or_default() } else { String::new() };
        let mut file = File::create(path).with_context(|| format!("opening {}", path.display()))?;
        let name = |line: &str| Some(serde_json::from_str::<Value>(line).ok()?["name"].as_str()?.to_owned());
        let kept = |line: &&str| name(line).is_some_and(|name| !wants(only.as_deref(), &name));
        for line in former.lines().filter(kept) {
            writeln!(file, "{line}")?;
        }
        Ok(Self { file, only })
    }

    pub fn wants(&self, line: &str) -> bool {
        wants(self.only.as_deref(), line)
    }

    pub fn print(&mut self, line: &Line<'_>) -> anyhow::Result<()> {
        if !self.wants(line.name) {
            return Ok(());
        }
        let line = Line {
            value: round(line.value),
            baseline: Baseline { value: round(line.baseline.value), ..line.baseline },
            conditions: line.conditions.clone(),
            ..*line
        };
        let mut text = serde_json::to_string(&line)?;
        text.push('\n');
        std::io::stdout().write_all(text.as_bytes())?;
        self.file.write_all(text.as_bytes())?;
        Ok(())
    }
}

/// Three digits say more than a run's noise.
pub fn round(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let scale = 10f64.powf(2.0 - value.abs().log10().floor());
    if scale >= 1.0 { (value * scale).round() / scale } else { value.round() }
}

pub fn progress(text: &str) {
    eprintln!("bench: {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_values_keep_three_digits_and_large_ones_their_whole_part() {
        assert!((round(0.012_345) - 0.0123).abs() < 1e-9);
        assert!((round(123_456.7) - 123_457.0).abs() < 1e-9);
    }

    #[test]
    fn only_the_lines_with_the_prefix_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.jsonl");
        let mut report = Report::open(&path, Some("entity.".into())).unwrap();
        for name in ["entity.memory", "http.read"] {
            let baseline = Baseline { name: "raw", value: 2.0 };
            report
                .print(&Line { name, value: 1.0, unit: "bytes", higher_is_better: false, baseline, conditions: Value::Null })
                .unwrap();
        }
        let text = std::fs::read_to_string(path).unwrap();
        assert_eq!(text.lines().count(), 1);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["name"], "entity.memory");
    }
}
