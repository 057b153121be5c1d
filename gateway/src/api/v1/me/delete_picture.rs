use lyceum_domain::user::RemovePicture;
use poem_openapi::OpenApi;

use super::show;
use crate::{
    api::{Answer, Api, Documented, Operation, objects::Me, storage, tagged, v1::Tag},
    auth::Auth,
};

pub struct DeletePicture(pub Api);

impl Documented for DeletePicture {
    const DOCUMENT: Operation = Operation::new("delete_picture").tagged().reply(show::EXAMPLE);
}

#[OpenApi(tag = "Tag::Accounts")]
impl DeletePicture {
    /// Remove one's own picture
    #[oai(path = "/me/picture", method = "delete", operation_id = "delete_picture")]
    async fn delete_picture(&self, auth: Auth) -> Answer<Me> {
        let caller = auth.signed_in()?;
        let old = self.0.ask(caller.request("delete_picture")?, caller.user, RemovePicture).await?;
        if let Some(blob) = old {
            self.0.node().store().blobs.delete(caller.organization.0, blob).await.map_err(storage)?;
        }
        self.0.people().forget(caller.organization, caller.user);
        let (position, me) = show::read(&self.0, &caller).await?;
        Ok(tagged(position, me))
    }
}
