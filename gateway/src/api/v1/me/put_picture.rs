use bytes::Bytes;
use lyceum_domain::user::SetPicture;
use poem_openapi::{ApiRequest, OpenApi, payload::Binary};

use super::show;
use crate::{
    api::{Answer, Api, Documented, Operation, objects::Me, storage, tagged, v1::Tag},
    auth::Auth,
    picture,
    problem::Problem,
};

pub struct PutPicture(pub Api);

/// The picture's file.
#[derive(ApiRequest)]
enum PictureBody {
    #[oai(content_type = "image/png")]
    Png(Binary<Vec<u8>>),
    #[oai(content_type = "image/jpeg")]
    Jpeg(Binary<Vec<u8>>),
    #[oai(content_type = "image/webp")]
    Webp(Binary<Vec<u8>>),
}

impl Documented for PutPicture {
    const DOCUMENT: Operation = Operation::new("put_picture").tagged().errors(&["picture_invalid"]).reply(show::EXAMPLE);
}

#[OpenApi(tag = "Tag::Accounts")]
impl PutPicture {
    /// Set one's own picture
    ///
    /// At most 5 MB; the middle square is kept, 512 × 512.
    #[oai(path = "/me/picture", method = "put", operation_id = "put_picture")]
    async fn put_picture(&self, auth: Auth, body: PictureBody) -> Answer<Me> {
        let caller = auth.signed_in()?;
        let (PictureBody::Png(Binary(bytes)) | PictureBody::Jpeg(Binary(bytes)) | PictureBody::Webp(Binary(bytes))) = body;
        let decoder = self.0.decoder().await?;
        let jpeg = tokio::task::spawn_blocking(move || picture::remake(&bytes)).await.map_err(Problem::internal)??;
        drop(decoder);
        let (organization, blobs) = (caller.organization, &self.0.node().store().blobs);
        let request = caller.request("put_picture")?;
        // a retry is the same blob
        let id = request.id.map_or_else(rand::random, |id| id.0);
        let blob = self.0.picture_id(caller.user, &id, &jpeg);
        blobs.put(organization.0, blob, Bytes::from(jpeg)).await.map_err(storage)?;
        // before the command: what a person's profile names must never be swept
        blobs.adopt(organization.0, blob).await.map_err(storage)?;
        let old = self.0.ask(request, caller.user, SetPicture { blob }).await?;
        if let Some(old) = old {
            blobs.delete(organization.0, old).await.map_err(storage)?;
        }
        self.0.people().forget(organization, caller.user);
        let (position, me) = show::read(&self.0, &caller).await?;
        Ok(tagged(position, me))
    }
}
