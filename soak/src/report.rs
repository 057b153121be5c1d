//! One line for each long test, in the file that `SOAK_REPORT` names.

use std::{env, fs::OpenOptions, io::Write, time::Duration};

pub fn say(name: &str, unit: &str, done: u64, wanted: u64, took: Duration, seed: u64) {
    let line = format!("| {name} | {done} {unit} | {wanted} | {} | {seed} |\n", seconds(took));
    print!("soak: {line}");
    let Some(path) = env::var_os("SOAK_REPORT") else { return };
    // one write a line: tests run side by side
    let written = OpenOptions::new().create(true).append(true).open(&path).and_then(|mut file| file.write_all(line.as_bytes()));
    written.unwrap_or_else(|error| panic!("the report {}: {error}", path.display()));
}

fn seconds(took: Duration) -> String {
    if took.as_secs() >= 100 { format!("{} s", took.as_secs()) } else { format!("{:.1} s", took.as_secs_f64()) }
}
