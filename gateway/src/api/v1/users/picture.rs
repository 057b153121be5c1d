use lyceum_cluster::Request;
use lyceum_domain::{core::UserId, user::ShowProfile};
use poem_openapi::{
    ApiResponse, OpenApi,
    param::{Path, Query},
    payload::Binary,
};
use uuid::Uuid;

use crate::{
    api::{Api, Documented, Operation, pictures, storage, v1::Tag},
    auth::Auth,
    problem::Problem,
};

pub struct ShowPicture(pub Api);

#[derive(ApiResponse)]
enum Picture {
    /// The picture
    #[oai(status = 200, content_type = "image/jpeg")]
    Jpeg(
        Binary<Vec<u8>>,
        /// The address names the version, so browsers may keep it.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

impl Documented for ShowPicture {
    const DOCUMENT: Operation = Operation::new("show_picture").public().unlimited().errors(&["not_found"]);
}

#[OpenApi(tag = "Tag::Accounts")]
impl ShowPicture {
    /// Somebody's picture
    ///
    /// The address, as `picture_url` gave it, is the permission: a page's `<img>` sends no token.
    #[oai(path = "/users/:id/picture", method = "get", operation_id = "show_picture")]
    async fn show_picture(
        &self,
        auth: Auth,
        id: Path<Uuid>,
        /// As in `picture_url`.
        v: Query<String>,
    ) -> Result<Picture, Problem> {
        let _visitor = auth.anyone();
        let none = || Problem::new("not_found", "there is no picture here");
        let (api, user) = (&self.0, UserId(id.0));
        let (organization, blob) = pictures::read(&v.0).ok_or_else(none)?;
        let profile = api.ask(Request::system(organization), user, ShowProfile).await.map_err(|_| none())?.value;
        let blob = profile.picture.filter(|picture| *picture == blob).ok_or_else(none)?;
        let bytes = api.node().store().blobs.get(organization.0, blob).await.map_err(storage)?;
        Ok(Picture::Jpeg(Binary(bytes.ok_or_else(none)?.to_vec()), "private, max-age=31536000, immutable".to_owned()))
    }
}
