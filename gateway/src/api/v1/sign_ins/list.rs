use lyceum_cluster::Request;
use lyceum_domain::user;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::{
    api::{Answer, Api, Documented, Operation, json, objects::Time, v1::Tag},
    auth::{Auth, Caller},
    problem::Problem,
};

pub struct ListSignIns(pub Api);

/// Where one is signed in.
#[derive(Object)]
struct SignIns {
    items: Vec<SignIn>,
}

/// A device, a browser.
#[derive(Object)]
pub struct SignIn {
    id: Uuid,
    device: String,
    created_at: Time,
    last_used_at: Time,
    /// The one that asks.
    pub current: bool,
}

impl Documented for ListSignIns {
    const DOCUMENT: Operation = Operation::new("list_sign_ins").reply(
        r#"{ "items": [{
            "id": "018f0c1e-7c00-7000-8000-000000000002", "device": "Chromium on Linux", "created_at": "2026-03-01T09:30:00.000Z",
            "last_used_at": "2026-03-02T08:00:00.000Z", "current": true
        }] }"#,
    );
}

#[OpenApi(tag = "Tag::Accounts")]
impl ListSignIns {
    /// Where one is signed in
    ///
    /// At most twenty; the latest used first.
    #[oai(path = "/sign-ins", method = "get", operation_id = "list_sign_ins")]
    async fn list_sign_ins(&self, auth: Auth) -> Answer<SignIns> {
        let caller = auth.ends_sign_ins()?;
        Ok(json(SignIns { items: sign_ins(&self.0, &caller).await? }))
    }
}

/// Of the caller.
pub async fn sign_ins(api: &Api, caller: &Caller) -> Result<Vec<SignIn>, Problem> {
    let request = Request::new(caller.organization, caller.actor());
    let sign_ins = api.ask(request, caller.user, user::ListSignIns).await?;
    let keys = api.keys(caller.organization, &[caller.user]).await?;
    let shown = sign_ins.into_iter().map(|sign_in| SignIn {
        id: sign_in.id.0,
        device: sign_in.device.and_then(|device| keys.open(&device).ok()).unwrap_or_default(),
        created_at: sign_in.opened_at.into(),
        last_used_at: sign_in.rotated_at.into(),
        current: sign_in.id == caller.sign_in,
    });
    Ok(shown.collect())
}
