mod delete_picture;
mod export;
mod put_picture;
mod show;
mod update;

use crate::api::table::operations;

operations!(show::ShowMe, update::UpdateMe, put_picture::PutPicture, delete_picture::DeletePicture, export::ExportMe);
