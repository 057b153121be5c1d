pub mod delete;
pub mod edit;
pub mod list;
pub mod post;
pub mod react;
pub mod unreact;
