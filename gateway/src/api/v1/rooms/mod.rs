mod admit;
mod end;
mod ice_servers;
mod mute;
mod open;
mod remove;
mod show;

use crate::api::table::operations;

operations!(show::ShowRoom, open::OpenRoom, admit::Admit, mute::Mute, remove::Remove, end::EndRoom, ice_servers::IceServers);
