use poem_openapi::{OpenApi, param::Path};

use crate::{
    api::{Answer, Api, Documented, Operation, json, objects::Organization, v1::Tag},
    auth::Auth,
};

pub struct ShowOrganization(pub Api);

impl Documented for ShowOrganization {
    const DOCUMENT: Operation = Operation::new("show_organization")
        .public()
        .unlimited()
        .errors(&["not_found"])
        .reply(r#"{ "slug": "demo", "name": "Demo College" }"#);
}

#[OpenApi(tag = "Tag::Accounts")]
impl ShowOrganization {
    /// An organization, before signing in
    #[oai(path = "/organizations/:slug", method = "get", operation_id = "show_organization")]
    async fn show_organization(&self, auth: Auth, slug: Path<String>) -> Answer<Organization> {
        let _visitor = auth.anyone();
        Ok(json(self.0.organization(&slug.0).await?.into()))
    }
}
