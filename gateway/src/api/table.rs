//! Many small APIs as one.

use std::collections::{BTreeMap, HashMap};

use poem::endpoint::BoxEndpoint;
use poem_openapi::{
    OpenApi,
    registry::{MetaApi, MetaPath, Registry},
};

/// Joins the operations of one path that live in several files: poem-openapi would write the path once for each.
pub struct Merged<T>(pub T);

impl<T: OpenApi> OpenApi for Merged<T> {
    fn meta() -> Vec<MetaApi> {
        let mut paths: BTreeMap<String, MetaPath> = BTreeMap::new();
        for path in T::meta().into_iter().flat_map(|api| api.paths) {
            match paths.get_mut(&path.path) {
                Some(known) => known.operations.extend(path.operations),
                None => {
                    paths.insert(path.path.clone(), path);
                }
            }
        }
        vec![MetaApi { paths: paths.into_values().collect() }]
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn add_routes(self, routes: &mut HashMap<String, HashMap<http::Method, BoxEndpoint<'static>>>) {
        self.0.add_routes(routes);
    }
}

/// The operations of a folder, each file's `struct Operation(pub Api)`: `apis` to serve them, `DOCUMENTS` to describe them.
macro_rules! operations {
    ($($operation:path),+ $(,)?) => {
        pub fn apis(api: &$crate::api::Api) -> impl poem_openapi::OpenApi + 'static {
            $crate::api::table::nested!(api, $($operation),+)
        }

        pub const DOCUMENTS: &[$crate::api::Operation] = &[$(<$operation as $crate::api::Documented>::DOCUMENT),+];
    };
}

/// The folders of a folder.
macro_rules! folders {
    ($($folder:ident),+ $(,)?) => {
        pub fn apis(api: &$crate::api::Api) -> impl poem_openapi::OpenApi + 'static {
            $crate::api::table::nested_folders!(api, $($folder),+)
        }

        pub const DOCUMENTS: &[&[$crate::api::Operation]] = &[$($folder::DOCUMENTS),+];
    };
}

macro_rules! nested {
    ($api:ident, $only:path) => { ($only($api.clone()), ()) };
    ($api:ident, $first:path, $($rest:path),+) => { ($first($api.clone()), $crate::api::table::nested!($api, $($rest),+)) };
}

macro_rules! nested_folders {
    ($api:ident, $only:ident) => { ($only::apis($api), ()) };
    ($api:ident, $first:ident, $($rest:ident),+) => { ($first::apis($api), $crate::api::table::nested_folders!($api, $($rest),+)) };
}

pub(crate) use {folders, nested, nested_folders, operations};
