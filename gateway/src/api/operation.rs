//! What an operation says of itself, beside its types.

/// How an operation takes an `Idempotency-Key`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// A read, or what may be sent twice as it is.
    Ignored,
    Heeded,
    Wanted,
}

/// What an operation's document says beyond its types.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is said by a method of its own")]
pub struct Operation {
    pub id: &'static str,
    /// Nobody needs to be signed in.
    pub public: bool,
    /// A limit counts it.
    pub limited: bool,
    pub key: Key,
    /// It answers one thing with its `ETag`.
    pub tagged: bool,
    /// It sets the session's cookie, or ends it.
    pub cookie: bool,
    /// The status of success, where it is not 200 or 204.
    pub status: Option<u16>,
    /// A second good status (202: under way).
    pub or_accepted: bool,
    /// Codes of its own, beside those of every operation.
    pub errors: &'static [&'static str],
    /// JSON examples.
    pub request: Option<&'static str>,
    pub reply: Option<&'static str>,
}

/// An operation that says so.
pub trait Documented {
    const DOCUMENT: Operation;
}

impl Operation {
    pub const fn new(id: &'static str) -> Self {
        let (public, limited, key, tagged, cookie, or_accepted) = (false, true, Key::Heeded, false, false, false);
        Self { id, public, limited, key, tagged, cookie, status: None, or_accepted, errors: &[], request: None, reply: None }
    }

    pub const fn public(mut self) -> Self {
        self.public = true;
        self
    }

    pub const fn unlimited(mut self) -> Self {
        self.limited = false;
        self
    }

    pub const fn keyed(mut self) -> Self {
        self.key = Key::Wanted;
        self
    }

    pub const fn unkeyed(mut self) -> Self {
        self.key = Key::Ignored;
        self
    }

    pub const fn tagged(mut self) -> Self {
        self.tagged = true;
        self
    }

    pub const fn cookie(mut self) -> Self {
        self.cookie = true;
        self
    }

    pub const fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    pub const fn or_accepted(mut self) -> Self {
        self.or_accepted = true;
        self
    }

    pub const fn errors(mut self, codes: &'static [&'static str]) -> Self {
        self.errors = codes;
        self
    }

    pub const fn request(mut self, example: &'static str) -> Self {
        self.request = Some(example);
        self
    }

    pub const fn reply(mut self, example: &'static str) -> Self {
        self.reply = Some(example);
        self
    }
}
