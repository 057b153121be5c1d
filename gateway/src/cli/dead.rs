use lyceum_actors::DeadOrder;
use lyceum_gateway::{
    config::Config,
    operator::{self, DeadLetter, DeadLetters, List, Settle, Settled},
};

use super::entity::{Entity, Form, blocking, lines};

#[derive(clap::Subcommand)]
pub enum Command {
    /// Records that their consumer gave up, in the order in which they lie: which, since when, why.
    List {
        #[command(flatten)]
        form: Form,
    },
    /// Have a record, and all of its stream that lie before it, tried again.
    Retry {
        #[command(flatten)]
        letters: Letters,
    },
    /// Give a record, and all of its stream that lie before it, up for ever.
    Drop {
        #[command(flatten)]
        letters: Letters,
    },
}

#[derive(clap::Args)]
pub struct Letters {
    /// As the list shows it: `notifications` or `erasures`.
    #[arg(long)]
    stream: String,
    /// The last record that is meant, as the list shows it.
    #[arg(long)]
    through: u64,
}

pub fn run(config: &Config, command: Command) -> anyhow::Result<()> {
    blocking(async {
        match command {
            Command::List { form } => list(config, &form).await,
            Command::Retry { letters } => {
                let count = settle(config, letters, DeadOrder::Retry).await?;
                say!("{count} are tried again");
                Ok(())
            }
            Command::Drop { letters } => {
                let count = settle(config, letters, DeadOrder::Drop).await?;
                say!("{count} are given up for ever");
                Ok(())
            }
        }
    })
}

async fn list(config: &Config, form: &Form) -> anyhow::Result<()> {
    let found: DeadLetters = operator::call(&config.operator(), "/dead", &List {}).await?;
    if form.print(&found)? {
        return Ok(());
    }
    let shown = found.letters.len() as u64;
    let behind = match found.total {
        0 => Some("nothing was given up: every record was taken, or is on its way".to_owned()),
        total => (total > shown).then(|| format!("and {} more, shown once these are settled", total - shown)),
    };
    lines(found.letters.iter().map(row).chain(behind));
    Ok(())
}

fn row(letter: &DeadLetter) -> String {
    let DeadLetter { stream, offset, entity, since, cause, record } = letter;
    let since = since.as_deref().unwrap_or("an unknown time");
    let entity = Entity::flags(entity);
    format!("--stream {stream} --through {offset}\n    since {since}: {cause}\n    of {entity}: {record}")
}

async fn settle(config: &Config, letters: Letters, order: DeadOrder) -> anyhow::Result<u64> {
    let Letters { stream, through } = letters;
    let Settled { count } = operator::call(&config.operator(), "/dead/settle", &Settle { stream, through, order }).await?;
    Ok(count)
}
