//! The `lyceum` program's commands.

/// Prints a line. Who reads it may have enough: then it is nobody's.
macro_rules! say {
    ($($text:tt)*) => { $crate::cli::entity::lines(std::iter::once(format!($($text)*))) };
}

mod alone;
mod backup;
mod config;
mod dead;
mod doctor;
mod effects;
mod entities;
mod entity;
mod organization;
mod serve;

pub use entity::is_written;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use lyceum_gateway::config::{Flags, load, load_over};

/// People meet, book and talk in real time.
#[derive(Parser)]
#[command(name = "lyceum", version)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the platform.
    Serve,
    /// Run the platform with an organization to try it, and print how to sign in.
    Demo(serve::Demo),
    /// Organizations and their people, also while the server runs.
    #[command(subcommand)]
    Organization(organization::Command),
    /// Single entities of the running server: their state, now or at a position, and what happened to them.
    #[command(subcommand)]
    Entities(entities::Command),
    /// Effects, what must follow a commit elsewhere, that do not get on; and the word that they may.
    #[command(subcommand)]
    Effects(effects::Command),
    /// Records that a stream's consumer gave up (notifications, erasures); and the word that they are tried again, or dropped.
    #[command(subcommand)]
    Dead(dead::Command),
    /// Copy all that is durable, while the server runs.
    Backup(backup::BackUpArguments),
    /// Make an empty data folder what a backup was.
    Restore(backup::RestoreArguments),
    /// Look at every stored byte: checksums, hash chains, keys; and what the log needs and is gone. Ends with 1 when something is damaged.
    Verify(backup::VerifyArguments),
    /// Look whether all is well set up: settings, ports, disk, clock, certificate. Ends with 1 when something is an error.
    Doctor(doctor::Arguments),
    /// Print the settings in force, or what settings there are.
    Config(config::Arguments),
}

pub fn run() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    let config = match cli.command {
        Command::Demo(_) => load_over(&cli.flags, &serve::Demo::defaults()),
        _ => load(&cli.flags),
    };
    match cli.command {
        // says itself what is wrong with them
        Command::Doctor(arguments) => return doctor::run(config, &arguments),
        Command::Verify(arguments) => return backup::verify(&config?, &arguments),
        Command::Backup(arguments) => backup::back_up(&config?, &arguments),
        Command::Restore(arguments) => return backup::restore(&config?, &arguments),
        Command::Serve => serve::run(config?),
        Command::Demo(demo) => demo.run(config?),
        Command::Organization(command) => organization::run(&config?, command),
        Command::Entities(command) => entities::run(&config?, command),
        Command::Effects(command) => effects::run(&config?, command),
        Command::Dead(command) => dead::run(&config?, command),
        Command::Config(arguments) => config::run(&config?, &arguments),
    }?;
    Ok(ExitCode::SUCCESS)
}
