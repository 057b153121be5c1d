//! The parent of a node's live actors. It outlives every child's end: a failed session is closed and its client resumes, a
//! failed channel or room begins anew with a pause, both by the owner that finds them gone; here the failure is told.

use ractor::{Actor, ActorCell, ActorProcessingErr, ActorRef, SupervisionEvent};

struct Supervisor;

/// Begins the node's supervisor.
pub async fn start() -> Result<ActorCell, ractor::SpawnErr> {
    let (supervisor, _) = Actor::spawn(None, Supervisor, ()).await?;
    Ok(supervisor.get_cell())
}

impl Actor for Supervisor {
    type Msg = ();
    type State = ();
    type Arguments = ();

    async fn pre_start(&self, _: ActorRef<()>, (): ()) -> Result<(), ActorProcessingErr> {
        Ok(())
    }

    async fn handle_supervisor_evt(
        &self,
        _: ActorRef<()>,
        event: SupervisionEvent,
        (): &mut (),
    ) -> Result<(), ActorProcessingErr> {
        if let SupervisionEvent::ActorFailed(_, error) = event {
            tracing::error!(%error, "a live actor failed");
        }
        Ok(())
    }
}
