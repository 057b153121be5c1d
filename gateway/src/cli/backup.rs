use std::{
    io::{self, IsTerminal, Read, stderr},
    num::NonZeroU64,
    path::PathBuf,
    process::ExitCode,
    thread,
    time::{Duration, Instant},
};

use lyceum_gateway::{
    backup::{self, PipeWriter, Target, Verified, pack, pipe},
    config::Config,
    operator::{self, AskLogEnd, BackUp, CallError, LogEndsAt},
    run::store_options,
};
use lyceum_storage::verify::MEND_LOG;

use super::{
    alone::{opened, stored},
    entity::{Form, blocking},
};

#[derive(clap::Args)]
pub struct BackUpArguments {
    /// Where it is kept: a file that ends with `.tar`, or an empty or new folder.
    target: PathBuf,
    /// MiB that are read in a second at most, so that the server keeps its disk.
    #[arg(long, default_value = "64")]
    mib_per_second: NonZeroU64,
}

#[derive(clap::Args)]
pub struct RestoreArguments {
    /// The tar or the folder that `lyceum backup` made.
    backup: PathBuf,
    /// Your copy of the master key, where `store.master_key_file` names none.
    #[arg(long, value_name = "FILE")]
    master_key: Option<PathBuf>,
}

#[derive(clap::Args)]
pub struct VerifyArguments {
    /// The tar or the folder that `lyceum backup` made; the data folder if it is left out.
    backup: Option<PathBuf>,
    #[command(flatten)]
    form: Form,
}

pub fn back_up(config: &Config, arguments: &BackUpArguments) -> anyhow::Result<()> {
    let target = Target::of(&arguments.target)?;
    let per_second = arguments.mib_per_second.checked_mul(NonZeroU64::new(1024 * 1024).unwrap_or(NonZeroU64::MIN));
    let (writer, reader) = pipe();
    let (tell, told) = std::sync::mpsc::channel();
    let config = config.clone();
    let making = thread::spawn(move || make(&config, per_second, &writer, &tell));
    // nothing comes where it could not begin
    let Ok(bytes) = told.recv() else { return joined(making) };
    let mut progress = Progress { from: reader, bytes, got: 0, began: Instant::now(), said: Instant::now() };
    let kept = backup::store(&target, &mut progress);
    let got = progress.got;
    drop(progress);
    let made = joined(making);
    // what went wrong there was handed on to here, not the other way round
    kept?;
    made?;
    let checked = backup::verify_backup(&arguments.target)?;
    if !checked.faults.is_empty() {
        self::tell(&checked);
        anyhow::bail!(
            "no restore takes {}: what it was made of is damaged. Keep the backups of before, and mend what is named there",
            arguments.target.display()
        );
    }
    if !checked.lost.is_empty() {
        self::tell(&checked);
        anyhow::bail!(
            "{} is kept, but it lacks what is named there, which was lost before. Put that back, and keep the backups of before",
            arguments.target.display()
        );
    }
    for half in &checked.half_erased {
        say!("TO DO: {half}");
    }
    say!("backed up {} to {}, and looked at all of it again", size(got), arguments.target.display());
    Ok(())
}

fn joined(making: thread::JoinHandle<anyhow::Result<()>>) -> anyhow::Result<()> {
    making.join().unwrap_or_else(|_| Err(anyhow::anyhow!("the backup's thread panicked: report this as a bug")))
}

/// From the running server, or from the folder where none runs. Tells first how many bytes there will be.
fn make(
    config: &Config,
    per_second: Option<NonZeroU64>,
    writer: &PipeWriter,
    tell: &std::sync::mpsc::Sender<u64>,
) -> anyhow::Result<()> {
    let nobody = std::cell::Cell::new(false);
    blocking(async {
        match operator::download(&config.operator(), "/backup", &BackUp { per_second }, tell, writer).await {
            Err(CallError::Nobody { .. }) => nobody.set(true),
            done => done?,
        }
        Ok(())
    })?;
    if !nobody.get() {
        return Ok(());
    }
    stored(config)?;
    let store = opened(config, lyceum_storage::open(&store_options(config)).map_err(Into::into))?;
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let frozen = runtime.block_on(store.backup.freeze())?;
    // whoever waits for it reads what follows
    let _ = tell.send(frozen.bytes());
    let packed = pack(&frozen, writer.clone().buffered(), per_second);
    if let Err(error) = &packed {
        writer.send(Err(io::Error::other(error.to_string())));
    }
    packed?;
    Ok(())
}

/// Fails where the backup lacked something: what was restored is there, and is not whole.
pub fn restore(config: &Config, arguments: &RestoreArguments) -> anyhow::Result<ExitCode> {
    lyceum_gateway::logs::start(&config.log, None)?;
    let restored = backup::restore(&arguments.backup, store_options(config), arguments.master_key.as_deref())?;
    let backup::Restored { checked, lost, half_erased, made_at, timeline } = restored;
    for lost in &lost {
        say!("DAMAGED: {lost}");
    }
    for half in &half_erased {
        say!("TO DO: {half}");
    }
    say!(
        "restored {} files, {} commits of {} things, as of {made_at}, into {}, timeline {timeline}; {}",
        checked.files,
        checked.commits,
        checked.entities,
        config.data.display(),
        if lost.is_empty() {
            "start it with `lyceum serve`"
        } else {
            "put back what is named there, then start it with `lyceum serve`"
        },
    );
    say!(
        "sign-ins and reset links that were ended since are valid again; to end all of an organization before you start it: \
         `lyceum organization sign-out --slug SLUG`"
    );
    Ok(status(lost.is_empty()))
}

pub fn verify(config: &Config, arguments: &VerifyArguments) -> anyhow::Result<ExitCode> {
    let verified = if let Some(backup) = &arguments.backup {
        backup::verify_backup(backup)?
    } else {
        let end = end(config)?;
        backup::verify_folder(&config.data, &config.master_key_file(), end.map(Into::into))?
    };
    if !arguments.form.print(&verified)? {
        tell(&verified);
    }
    Ok(status(verified.is_whole()))
}

fn status(is_whole: bool) -> ExitCode {
    if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn tell(verified: &Verified) {
    let Verified { checked, faults, lost, unread, half_erased, notes } = verified;
    for note in notes {
        say!("{note}");
    }
    for half in half_erased {
        say!("TO DO: {half}");
    }
    for fault in faults.iter().chain(lost) {
        say!("DAMAGED: {fault}");
    }
    for unread in unread {
        say!("UNREAD: {unread}");
    }
    let rest = if verified.is_whole() {
        "all is as it was written"
    } else if faults.is_empty() && lost.is_empty() {
        "no damage was found in what could be read"
    } else {
        "restore what is damaged or gone from a backup"
    };
    say!(
        "{} records, {} commits of {} things, {} blobs looked at: {rest}",
        checked.records,
        checked.commits,
        checked.entities,
        checked.blobs,
    );
    if faults.iter().any(|fault| fault.contains("log segment")) {
        say!("a file of the log is not replaced: {MEND_LOG}");
    }
}

/// Where the running server's log ends; `None` where none runs.
fn end(config: &Config) -> anyhow::Result<Option<LogEndsAt>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match runtime.block_on(operator::call(&config.operator(), "/log-end", &AskLogEnd {})) {
        Ok(end) => Ok(Some(end)),
        Err(CallError::Nobody { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Says how far it is, each second on a terminal and more seldom in a log.
struct Progress<R> {
    from: R,
    bytes: u64,
    got: u64,
    began: Instant,
    said: Instant,
}

impl<R: Read> Read for Progress<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let got = self.from.read(bytes)?;
        self.got += got as u64;
        let shown = stderr().is_terminal();
        let every = Duration::from_secs(if shown { 1 } else { 10 });
        let ends = got == 0 && shown && self.began.elapsed() > every;
        if self.said.elapsed() >= every || ends {
            self.said = Instant::now();
            let share = (self.got * 100).checked_div(self.bytes).unwrap_or(100).min(100);
            let line = format!("{share:>3} %, {} of {}", size(self.got), size(self.bytes));
            if shown { eprint!("\r{line}{}", if ends { "\n" } else { "   " }) } else { eprintln!("{line}") }
        }
        Ok(got)
    }
}

fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown with one digit")]
    let mib = bytes as f64 / (1024.0 * 1024.0);
    if mib < 1024.0 { format!("{mib:.1} MiB") } else { format!("{:.1} GiB", mib / 1024.0) }
}
