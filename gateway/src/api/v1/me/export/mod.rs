mod file;
mod parts;
mod sent;

use std::time::Duration;

use poem_openapi::{ApiResponse, OpenApi};
use tokio::sync::mpsc;

use crate::{
    api::{Api, Documented, Operation, v1::Tag},
    auth::Auth,
    problem::Problem,
};
use file::{File, FileBody};

pub struct ExportMe(pub Api);

/// Parts of the file that wait for a slow reader.
const PARTS_MAX: usize = 4;
/// Nobody reads one file for longer.
const READING_MAX: Duration = Duration::from_mins(10);

#[derive(ApiResponse)]
enum ExportAnswer {
    /// The file
    #[oai(status = 200)]
    File(
        FileBody,
        /// To be kept under this name.
        #[oai(header = "Content-Disposition")]
        String,
        /// By nobody in between.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

impl Documented for ExportMe {
    const DOCUMENT: Operation = Operation::new("export_me").reply(parts::EXAMPLE);
}

#[OpenApi(tag = "Tag::Accounts")]
impl ExportMe {
    /// All that is kept of oneself, as a file
    ///
    /// It is made while it is read: one that ends early is not valid JSON.
    #[oai(path = "/me/export", method = "get", operation_id = "export_me")]
    async fn export_me(&self, auth: Auth) -> Result<ExportAnswer, Problem> {
        let caller = auth.signed_in()?;
        let api = self.0.clone();
        caller.met(api.limits().export(caller.user)?);
        // what can be refused is refused before the file begins
        let account = parts::account(&api, &caller).await?;
        let (out, parts) = mpsc::channel(PARTS_MAX);
        tokio::spawn(async move {
            let file = File::begin(out);
            if tokio::time::timeout(READING_MAX, parts::write(&api, &caller, account, file)).await.is_err() {
                tracing::info!("an export was read too slowly and cut off");
            }
        });
        let body = sent::sent(parts).await?;
        let name = "attachment; filename=\"lyceum-export.json\"".to_owned();
        Ok(ExportAnswer::File(FileBody(body), name, "no-store".to_owned()))
    }
}
