use lyceum_cluster::Request;
use lyceum_domain::{core::UserId, user::ShowProfile};
use poem_openapi::{Object, OpenApi, param::Path};
use uuid::Uuid;

use crate::{
    api::{Answer, Api, Documented, Operation, objects::RoleName, pictures, tagged, v1::Tag},
    auth::Auth,
};

pub struct ShowUser(pub Api);

/// Somebody's profile.
#[derive(Object)]
struct UserProfile {
    id: Uuid,
    display_name: String,
    bio: String,
    picture_url: Option<String>,
    roles: Vec<RoleName>,
}

impl Documented for ShowUser {
    const DOCUMENT: Operation = Operation::new("show_user").tagged().errors(&["not_found"]).reply(
        r#"{
            "id": "018f0c1e-7c00-7000-8000-000000000001", "display_name": "Nimal Perera", "bio": "", "picture_url": null,
            "roles": ["student", "mentor"]
        }"#,
    );
}

#[OpenApi(tag = "Tag::Accounts")]
impl ShowUser {
    /// Somebody of the same organization
    #[oai(path = "/users/:id", method = "get", operation_id = "show_user")]
    async fn show_user(&self, auth: Auth, id: Path<Uuid>) -> Answer<UserProfile> {
        let caller = auth.signed_in()?;
        let user = UserId(id.0);
        let request = Request::new(caller.organization, caller.actor());
        let seen = self.0.ask(request, user, ShowProfile).await?;
        let keys = self.0.keys(caller.organization, &[user]).await?;
        let profile = seen.value;
        let shown = UserProfile {
            id: id.0,
            display_name: keys.open(&profile.display_name).unwrap_or_default(),
            bio: profile.bio.and_then(|bio| keys.open(&bio).ok()).unwrap_or_default(),
            picture_url: pictures::url(caller.organization, user, profile.picture),
            roles: profile.roles.into_iter().map(RoleName::from).collect(),
        };
        Ok(tagged(seen.position, shown))
    }
}
