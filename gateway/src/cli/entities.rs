use lyceum_gateway::{
    config::Config,
    operator::{
        self, Events, Happened, Ids, List, ListEntities, Look, LookEvents, Name, ParkedEntities, ParkedEntity, Resumed, Serve,
        Shown,
    },
};
use uuid::Uuid;

use super::entity::{Entity, Form, blocking, lines};

#[derive(clap::Subcommand)]
pub enum Command {
    /// The ids of one kind.
    List {
        /// The organization's id, or its name in links.
        #[arg(long)]
        organization: String,
        /// What they are: `user`, `channel`, `mentoring_request` …
        #[arg(long)]
        kind: String,
        /// Only those behind this one, as the last list ended.
        #[arg(long)]
        after: Option<Uuid>,
        #[command(flatten)]
        form: Form,
    },
    /// The state of an entity as it is now; what is sealed stays sealed.
    Show {
        #[command(flatten)]
        entity: Entity,
        #[command(flatten)]
        form: Form,
    },
    /// The state of an entity as it was behind a position.
    At {
        /// The last event that counts.
        position: u64,
        #[command(flatten)]
        entity: Entity,
        #[command(flatten)]
        form: Form,
    },
    /// What happened to an entity, in order: position, time, epoch, command, event.
    Events {
        #[command(flatten)]
        entity: Entity,
        /// The first position that is shown.
        #[arg(long, default_value_t = 1)]
        from: u64,
        /// How many are shown, at most 1000.
        #[arg(long, default_value_t = 100)]
        limit: usize,
        #[command(flatten)]
        form: Form,
    },
    /// Entities that are not served because an event of theirs cannot be applied.
    Parked {
        #[command(flatten)]
        form: Form,
    },
    /// Serve a parked entity again.
    Serve {
        #[command(flatten)]
        entity: Entity,
    },
}

pub fn run(config: &Config, command: Command) -> anyhow::Result<()> {
    blocking(async {
        match command {
            Command::List { organization, kind, after, form } => {
                list(config, ListEntities { organization, kind, after }, &form).await
            }
            Command::Show { entity, form } => show(config, entity.name(), None, &form).await,
            Command::At { position, entity, form } => show(config, entity.name(), Some(position), &form).await,
            Command::Events { entity, from, limit, form } => {
                events(config, LookEvents { entity: entity.name(), from, limit }, &form).await
            }
            Command::Parked { form } => parked(config, &form).await,
            Command::Serve { entity } => {
                let Resumed {} = operator::call(&config.operator(), "/entities/serve", &Serve { entity: entity.name() }).await?;
                say!("the entity is served again");
                Ok(())
            }
        }
    })
}

async fn list(config: &Config, list: ListEntities, form: &Form) -> anyhow::Result<()> {
    let found: Ids = operator::call(&config.operator(), "/entities", &list).await?;
    if form.print(&found)? {
        return Ok(());
    }
    let behind = match found.ids.last() {
        None => Some(format!("there is none of the kind {}", list.kind)),
        Some(last) => found.more.then(|| format!("and more: --after {last}")),
    };
    lines(found.ids.iter().map(Uuid::to_string).chain(behind));
    Ok(())
}

async fn show(config: &Config, entity: Name, at: Option<u64>, form: &Form) -> anyhow::Result<()> {
    let shown: Shown = operator::call(&config.operator(), "/entities/show", &Look { entity, at }).await?;
    if form.print(&shown)? {
        return Ok(());
    }
    let Shown { entity, position, last, at, epoch, state } = shown;
    say!("{} {}, position {position} of {last}, committed {at} under epoch {epoch}", entity.kind, entity.id);
    say!("{}", serde_json::to_string_pretty(&state)?);
    Ok(())
}

async fn events(config: &Config, look: LookEvents, form: &Form) -> anyhow::Result<()> {
    let found: Events = operator::call(&config.operator(), "/entities/events", &look).await?;
    if form.print(&found)? {
        return Ok(());
    }
    let head = format!("{:>8}  {:24}  {:>5}  {:20}  event", "position", "at", "epoch", "command");
    let row = |happened: &Happened| {
        let Happened { position, at, epoch, command, event, .. } = happened;
        format!("{position:>8}  {at:24}  {epoch:>5}  {command:20}  {event}")
    };
    let shown = found.events.last().map_or(0, |event| event.position);
    let behind = (shown < found.last).then(|| format!("and {} more: --from {}", found.last - shown, shown + 1));
    lines(std::iter::once(head).chain(found.events.iter().map(row)).chain(behind));
    Ok(())
}

async fn parked(config: &Config, form: &Form) -> anyhow::Result<()> {
    let found: ParkedEntities = operator::call(&config.operator(), "/entities/parked", &List {}).await?;
    if form.print(&found)? {
        return Ok(());
    }
    for ParkedEntity { entity, position, since, cause } in &found.parked {
        let since = since.as_deref().unwrap_or("an unknown time");
        say!("{}\n    at position {position} since {since}: {cause}", Entity::flags(entity));
    }
    if found.total == 0 {
        say!("nothing is parked: every entity is served");
    } else if found.total > found.parked.len() {
        say!("and {} more, shown once these are served", found.total - found.parked.len());
    }
    Ok(())
}
