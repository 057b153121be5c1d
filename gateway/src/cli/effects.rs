use lyceum_cluster::LaneOrder;
use lyceum_gateway::{
    config::Config,
    operator::{self, LaneState, Lanes, List, Resume, Resumed, StuckLane},
};

use super::entity::{Entity, Form, blocking};

#[derive(clap::Subcommand)]
pub enum Command {
    /// Effects that do not get on: which, since when, why.
    List {
        #[command(flatten)]
        form: Form,
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
pub struct Lane {
    #[command(flatten)]
    entity: Entity,
    /// As the list shows it: kind/id of the receiver, or a stream's name.
    #[arg(long)]
    lane: String,
}

pub fn run(config: &Config, command: Command) -> anyhow::Result<()> {
    blocking(async {
        match command {
            Command::List { form } => list(config, &form).await,
            Command::Retry { lane } => resume(config, lane, LaneOrder::Retry).await,
            Command::Skip { lane } => resume(config, lane, LaneOrder::Skip).await,
        }
    })
}

async fn list(config: &Config, form: &Form) -> anyhow::Result<()> {
    let listed: Lanes = operator::call(&config.operator(), "/effects", &List {}).await?;
    if form.print(&listed)? {
        return Ok(());
    }
    for StuckLane { entity, lane, state, position, since, cause } in &listed.lanes {
        let (state, since) = (state_word(*state), since.as_deref().unwrap_or("an unknown time"));
        say!("{} --lane {lane}\n    {state} at position {position} since {since}: {cause}", Entity::flags(entity));
    }
    if listed.total == 0 {
        say!("nothing is stuck: every effect was received, or is on its way");
    } else if listed.total > listed.lanes.len() {
        say!("and {} more, shown once these go on", listed.total - listed.lanes.len());
    }
    Ok(())
}

const fn state_word(state: LaneState) -> &'static str {
    match state {
        LaneState::Parked => "parked",
        LaneState::Waiting => "waiting, and tried again by itself,",
    }
}

async fn resume(config: &Config, lane: Lane, order: LaneOrder) -> anyhow::Result<()> {
    let resume = Resume { entity: lane.entity.name(), lane: lane.lane, order };
    let Resumed {} = operator::call(&config.operator(), "/effects/resume", &resume).await?;
    say!("the lane goes on");
    Ok(())
}
