mod apply;
mod approve;
mod decline;
mod list;
mod mine;

use crate::api::table::operations;

operations!(
    apply::ApplyAsMentor,
    mine::ShowMyMentorApplication,
    list::ListMentorApplications,
    approve::ApproveMentorApplication,
    decline::DeclineMentorApplication
);
