mod list;
mod show;
mod topics;

use crate::api::table::operations;

operations!(list::ListMentors, topics::ListTopics, show::ShowMentor);
