mod accept;
mod ask;
mod decline;
mod list;
mod propose;
mod show;
mod withdraw;

use crate::api::table::operations;

operations!(
    ask::AskMentor,
    list::ListMentoringRequests,
    show::ShowMentoringRequest,
    accept::AcceptMentoringRequest,
    decline::DeclineMentoringRequest,
    propose::ProposeMentoringRequest,
    withdraw::WithdrawMentoringRequest
);
