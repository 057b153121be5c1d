//! Why a connection ends.

use super::Violation;

/// A close code with a meaning of the standard's own (RFC 6455, section 7.4). The platform's, from 4400, are the realtime frames'.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u16)]
pub enum CloseCode {
    Normal = 1000,
    GoingAway = 1001,
    Protocol = 1002,
    Unsupported = 1003,
    InvalidText = 1007,
    Policy = 1008,
    TooBig = 1009,
    Internal = 1011,
}

impl CloseCode {
    pub const fn number(self) -> u16 {
        self as u16
    }
}

/// The body of a close frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    pub code: u16,
    pub reason: String,
}

impl Close {
    /// Longest reason: a control frame carries 125 bytes, two of them the code.
    const REASON_MAX: usize = 123;

    /// A reason that does not fit is cut at a character.
    pub fn new(code: u16, reason: &str) -> Self {
        let mut end = reason.len().min(Self::REASON_MAX);
        while !reason.is_char_boundary(end) {
            end -= 1;
        }
        Self { code, reason: reason[..end].to_owned() }
    }

    pub(super) fn parse(body: &[u8]) -> Result<Option<Self>, Violation> {
        match body {
            [] => Ok(None),
            [_] => Err(Violation::Protocol("a close body has two bytes or more")),
            [high, low, reason @ ..] => {
                let code = u16::from_be_bytes([*high, *low]);
                if !may_be_sent(code) {
                    return Err(Violation::Protocol("this close code may not be sent"));
                }
                let reason = std::str::from_utf8(reason).map_err(|_| Violation::Text)?;
                Ok(Some(Self { code, reason: reason.to_owned() }))
            }
        }
    }

    pub(super) fn body(&self) -> Vec<u8> {
        let mut body = self.code.to_be_bytes().to_vec();
        body.extend_from_slice(self.reason.as_bytes());
        body
    }
}

/// 1004 to 1006 and 1015 name what never travels; the rest below 3000 is the IANA registry's.
const fn may_be_sent(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}
