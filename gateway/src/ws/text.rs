//! UTF-8 that arrives in pieces: a bad byte is refused when it comes, not when its message ends.

use super::Violation;

/// How much of the growing message is known to be UTF-8.
#[derive(Debug, Default)]
pub(super) struct Utf8(usize);

impl Utf8 {
    /// `message` is all that came so far; `last` when nothing follows.
    pub fn check(&mut self, message: &[u8], last: bool) -> Result<(), Violation> {
        match std::str::from_utf8(&message[self.0..]) {
            Ok(_) => self.0 = message.len(),
            Err(error) if error.error_len().is_none() && !last => self.0 += error.valid_up_to(),
            Err(_) => return Err(Violation::Text),
        }
        Ok(())
    }
}
