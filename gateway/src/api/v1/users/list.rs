use lyceum_domain::{
    core::{Role, UserId},
    user::{PEOPLE, Profile, people_partition},
};
use poem_openapi::{Object, OpenApi, param::Query};
use uuid::Uuid;

use crate::{
    api::{
        Answer, Api, Documented, Operation, Page, json, limit,
        objects::{RoleName, Time},
        pictures,
        seek::{Listed, Sought, seek},
        v1::Tag,
    },
    auth::{Auth, Caller},
    problem::Problem,
};

pub struct ListUsers(pub Api);

/// Somebody of the organization, as its administrators see them.
#[derive(Object)]
struct UserEntry {
    id: Uuid,
    display_name: String,
    picture_url: Option<String>,
    roles: Vec<RoleName>,
    registered_at: Time,
}

impl Documented for ListUsers {
    const DOCUMENT: Operation = Operation::new("list_users").errors(&["forbidden", "cursor_invalid"]).reply(
        r#"{
            "items": [{
                "id": "018f0c1e-7c00-7000-8000-000000000001", "display_name": "Nimal Perera", "picture_url": null,
                "roles": ["student", "mentor"], "registered_at": "2026-03-01T08:00:00.000Z"
            }],
            "next": null
        }"#,
    );
}

#[OpenApi(tag = "Tag::Accounts")]
impl ListUsers {
    /// People of the organization, the newest first, by part of a name; for administrators
    #[oai(path = "/users", method = "get", operation_id = "list_users")]
    async fn list_users(
        &self,
        auth: Auth,
        name: Query<Option<String>>,
        cursor: Query<Option<String>>,
        #[oai(name = "limit")] most: Query<Option<u32>>,
    ) -> Answer<Page<UserEntry>> {
        let caller = auth.require(Role::Admin)?;
        let listed = Listed { table: PEOPLE, partition: people_partition(), reverse: true };
        let page = seek::<UserEntry>(&self.0, &caller, listed, name.0.as_deref(), cursor.0.as_deref(), limit(most.0)).await?;
        Ok(json(page))
    }
}

impl Sought for UserEntry {
    type Row = Profile;

    fn name(&self) -> &str {
        &self.display_name
    }

    async fn all(api: &Api, caller: &Caller, rows: Vec<Profile>) -> Result<Vec<Self>, Problem> {
        let organization = caller.organization;
        let ids: Vec<UserId> = rows.iter().map(|profile| profile.id).collect();
        let keys = api.keys(organization, &ids).await?;
        let entry = |profile: Profile| Self {
            id: profile.id.0,
            display_name: keys.open(&profile.display_name).unwrap_or_default(),
            picture_url: pictures::url(organization, profile.id, profile.picture),
            roles: profile.roles.into_iter().map(RoleName::from).collect(),
            registered_at: profile.registered_at.into(),
        };
        Ok(rows.into_iter().map(entry).collect())
    }
}
