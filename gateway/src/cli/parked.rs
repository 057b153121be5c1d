use lyceum_cluster::LaneOrder;
use lyceum_gateway::{
    config::Config,
    operator::{self, ListParked, Listed, Name, Parked, Resume, Resumed},
};
use uuid::Uuid;

#[derive(clap::Subcommand)]
pub enum Command {
    /// List what cannot go on by itself: where, at which position, why.
    List,
    /// Serve a parked entity again.
    Serve {
        #[command(flatten)]
        entity: Entity,
    },
    /// Let a parked lane go on with the effect that it stopped at.
    Retry {
        #[command(flatten)]
        lane: Lane,
    },
    /// Let a parked lane go on without that effect, which is given up for ever.
    Skip {
        #[command(flatten)]
        lane: Lane,
    },
}

#[derive(clap::Args)]
pub struct Entity {
    #[arg(long)]
    organization: Uuid,
    #[arg(long)]
    kind: String,
    #[arg(long)]
    id: Uuid,
}

#[derive(clap::Args)]
pub struct Lane {
    #[command(flatten)]
    entity: Entity,
    /// As the list shows it: kind/id of the receiver, or a stream's name.
    #[arg(long)]
    lane: String,
}

pub fn run(config: &Config, command: Command) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match command {
            Command::List => list(config).await,
            Command::Serve { entity } => resume(config, Resume { entity: entity.name(), lane: None }).await,
            Command::Retry { lane } => resume(config, lane.order(LaneOrder::Retry)).await,
            Command::Skip { lane } => resume(config, lane.order(LaneOrder::Skip)).await,
        }
    })
}

async fn list(config: &Config) -> anyhow::Result<()> {
    let Listed { total, parked } = operator::call(&config.operator(), "/parked", &ListParked {}).await?;
    for Parked { entity, lane, position, cause } in &parked {
        let lane = lane.as_ref().map(|lane| format!(" --lane {lane}")).unwrap_or_default();
        println!("--organization {} --kind {} --id {}{lane}", entity.organization, entity.kind, entity.id);
        println!("    at position {position}: {cause}");
    }
    if total > parked.len() {
        println!("and {} more, shown once these go on", total - parked.len());
    }
    Ok(())
}

async fn resume(config: &Config, resume: Resume) -> anyhow::Result<()> {
    let Resumed {} = operator::call(&config.operator(), "/parked/resume", &resume).await?;
    Ok(())
}

impl Entity {
    fn name(self) -> Name {
        Name { organization: self.organization, kind: self.kind, id: self.id }
    }
}

impl Lane {
    fn order(self, order: LaneOrder) -> Resume {
        Resume { entity: self.entity.name(), lane: Some((self.lane, order)) }
    }
}
