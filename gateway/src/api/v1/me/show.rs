use poem_openapi::OpenApi;

use crate::{
    api::{Answer, Api, Documented, Operation, objects::Me, tagged, v1::Tag},
    auth::{Auth, Caller},
    problem::Problem,
};

pub struct ShowMe(pub Api);

impl Documented for ShowMe {
    const DOCUMENT: Operation = Operation::new("show_me").tagged().reply(EXAMPLE);
}

#[OpenApi(tag = "Tag::Accounts")]
impl ShowMe {
    /// One's own account
    #[oai(path = "/me", method = "get", operation_id = "show_me")]
    async fn show_me(&self, auth: Auth) -> Answer<Me> {
        let caller = auth.signed_in()?;
        let (position, me) = read(&self.0, &caller).await?;
        Ok(tagged(position, me))
    }
}

/// The caller's account as it stands now, with its position.
pub async fn read(api: &Api, caller: &Caller) -> Result<(u64, Me), Problem> {
    let request = lyceum_cluster::Request::new(caller.organization, caller.actor());
    let seen = api.ask(request, caller.user, lyceum_domain::user::ShowMe).await?;
    let keys = api.keys(caller.organization, &[caller.user]).await?;
    let me = Me::of(&seen.value, &keys, api.place(caller.organization).await?)?;
    Ok((seen.position, me))
}

pub const EXAMPLE: &str = r#"{
    "id": "018f0c1e-7c00-7000-8000-000000000001", "email": "nimal@example.org", "display_name": "Nimal Perera",
    "bio": "Second year, physics.", "zone": "Asia/Colombo", "roles": ["student"], "picture_url": null,
    "organization": { "slug": "demo", "name": "Demo College" }
}"#;
