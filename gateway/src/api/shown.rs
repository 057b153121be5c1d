//! One entity as the API shows it.

use lyceum_cluster::Request;
use lyceum_domain::core::{Command, EntityId, Seen};
use uuid::Uuid;

use super::{Answer, Api, tagged};
use crate::{auth::Caller, problem::Problem};

/// An object that one entity tells.
pub trait Shown: Sized + Send {
    type Row: Send;
    type Show: Command<Reply = Seen<Self::Row>>;
    const SHOW: Self::Show;

    /// The objects of these rows, as the caller may see them.
    fn all(api: &Api, caller: &Caller, rows: Vec<Self::Row>) -> impl Future<Output = Result<Vec<Self>, Problem>> + Send;

    /// The object of one entity, with its position.
    fn seen(api: &Api, caller: &Caller, id: Uuid) -> impl Future<Output = Result<(u64, Self), Problem>> + Send {
        async move {
            let seen = api.ask(Request::new(caller.organization, caller.actor()), EntityId(id), Self::SHOW).await?;
            let shown = Self::all(api, caller, vec![seen.value]).await?.pop();
            Ok((seen.position, shown.ok_or_else(|| Problem::internal("one row in, no object out"))?))
        }
    }
}

/// Shows it.
pub async fn show<S: Shown>(api: &Api, caller: &Caller, id: Uuid) -> Answer<S> {
    let (position, shown) = S::seen(api, caller, id).await?;
    Ok(tagged(position, shown))
}

/// Asks the entity for a change and shows what it is then.
pub async fn change<S: Shown>(api: &Api, caller: &Caller, request: Request, id: Uuid, change: impl Command) -> Answer<S> {
    api.ask(request, EntityId(id), change).await?;
    show(api, caller, id).await
}
