//! The documents are true: their commands run, what they name exists, and their answers look as shown.
//!
//! `lyceum`, `curl` and `node` commands run as written, in a folder of their own, against the real program: only the port is another.
//! `make TARGET` would build and test everything again, so `make -n TARGET` has to know the target; what `make up` starts is started.
#![expect(clippy::unwrap_used, reason = "tests")]

mod asvs;
mod install;
mod markdown;
mod mentions;
#[path = "../journeys/support/port.rs"]
mod port;
mod program;
mod run;
mod settings;
mod shape;
mod tree;
mod walkthroughs;

/// Says all of them.
fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
