//! Enums that the API has from the domain: what is one's own to name and to document, with the same variants.

/// `mirror!(domain::State => State { A, B })`: a variant too few does not compile.
macro_rules! mirror {
    ($from:ty => $to:ty { $($variant:ident),+ $(,)? }) => {
        impl From<$from> for $to {
            fn from(value: $from) -> Self {
                match value {
                    $(<$from>::$variant => Self::$variant,)+
                }
            }
        }
    };
}

pub(super) use mirror;
