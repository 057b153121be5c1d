//! The `lyceum` program's commands.

mod config;
mod doctor;
mod organization;
mod parked;
mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use lyceum_gateway::config::{Flags, load};

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
    /// What the running server cannot go on with by itself, and the word that it may.
    #[command(subcommand)]
    Parked(parked::Command),
    /// Look whether all is well set up: settings, ports, disk, clock, certificate. Ends with 1 when something is an error.
    Doctor(doctor::Arguments),
    /// Print the settings in force, or what settings there are.
    Config(config::Arguments),
}

pub fn run() -> anyhow::Result<ExitCode> {
    let cli = Cli::parse();
    let config = load(&cli.flags);
    match cli.command {
        // says itself what is wrong with them
        Command::Doctor(arguments) => return doctor::run(config, &arguments),
        Command::Serve => serve::run(config?),
        Command::Demo(demo) => demo.run(config?),
        Command::Organization(command) => organization::run(&config?, command),
        Command::Parked(command) => parked::run(&config?, command),
        Command::Config(arguments) => config::run(&config?, &arguments),
    }?;
    Ok(ExitCode::SUCCESS)
}
