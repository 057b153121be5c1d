//! Times as RFC 3339 in UTC with milliseconds.

use std::borrow::Cow;

use lyceum_domain::core::Timestamp;
use poem_openapi::{
    Object,
    registry::{MetaSchema, MetaSchemaRef},
    types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type},
};
use serde_json::Value;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

const NANOS_PER_MILLI: i128 = 1_000_000;

/// An instant, `2026-03-01T09:30:00.000Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub Timestamp);

impl Time {
    /// By the grammar of RFC 3339, section 5.6, as the document's `date-time` says. Of a year that we can tell the time of.
    pub fn read(text: &str) -> Option<Self> {
        let is_joined = matches!(text.as_bytes().get(10)?, b'T' | b't');
        let time = is_joined.then(|| OffsetDateTime::parse(text, &Rfc3339).ok())??;
        let millis = i64::try_from(time.unix_timestamp_nanos() / NANOS_PER_MILLI).ok()?;
        jiff::Timestamp::from_millisecond(millis).ok().map(|time| Self(Timestamp(time.as_millisecond())))
    }
}

impl From<Timestamp> for Time {
    fn from(at: Timestamp) -> Self {
        Self(at)
    }
}

/// From when until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Object)]
#[oai(deny_unknown_fields)]
pub struct Span {
    pub start: Time,
    pub end: Time,
}

impl From<lyceum_domain::core::Span> for Span {
    fn from(span: lyceum_domain::core::Span) -> Self {
        Self { start: span.start.into(), end: span.end.into() }
    }
}

impl From<Span> for lyceum_domain::core::Span {
    fn from(span: Span) -> Self {
        Self { start: span.start.0, end: span.end.0 }
    }
}

impl Type for Time {
    const IS_REQUIRED: bool = true;
    type RawValueType = Self;
    type RawElementValueType = Self;

    fn name() -> Cow<'static, str> {
        "string_date-time".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format("string", "date-time")))
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Self> + 'a> {
        Box::new(std::iter::once(self))
    }
}

impl ToJSON for Time {
    fn to_json(&self) -> Option<Value> {
        let time = jiff::Timestamp::from_millisecond(self.0.0).unwrap_or(jiff::Timestamp::MAX);
        Some(format!("{time:.3}").into())
    }
}

impl ParseFromJSON for Time {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        let Some(Value::String(text)) = value else { return Err(ParseError::expected_type(value.unwrap_or_default())) };
        Self::read(&text).ok_or_else(|| ParseError::custom("not a time like 2026-03-01T09:30:00Z"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_offset_reads_and_utc_is_written() {
        let time = Time::parse_from_json(Some("2026-03-01T15:00:00+05:30".into())).unwrap();
        assert_eq!(time.to_json(), Some("2026-03-01T09:30:00.000Z".into()));
        assert!(Time::parse_from_json(Some("tomorrow".into())).is_err());
        assert!(Time::parse_from_json(Some(7.into())).is_err());
    }

    #[test]
    fn what_rfc_3339_does_not_write_is_no_time() {
        for (text, is) in [
            ("2026-03-01T09:30:00Z", "2026-03-01T09:30:00.000Z"),
            ("2026-03-01t09:30:00.1234567890123z", "2026-03-01T09:30:00.123Z"),
            ("2026-03-01T09:30:00-00:00", "2026-03-01T09:30:00.000Z"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
            ("2024-02-29T23:59:59.999+23:59", "2024-02-29T00:00:59.999Z"),
        ] {
            assert_eq!(Time::read(text).and_then(|time| time.to_json()), Some(is.into()), "{text}");
        }
        for text in [
            "2026-12-01T10:00Z",
            "20261201T100000Z",
            "2026-12-01T10:00:00,5Z",
            "2026-12-01T10:00:00+0530",
            "2026-12-01T10:00:00+05",
            "2026-12-01T10:00:00+05:30:15",
            "2026-12-01T10:00:00+24:00",
            "2026-12-01T10:00:00Z[Asia/Colombo]",
            "2026-12-01T10:00:00+05:30[Europe/Berlin]",
            "-000001-01-01T00:00:00Z",
            "2026-12-01 10:00:00Z",
            "2026-12-01é10:00:00Z",
            "2026-02-29T10:00:00Z",
            "2026-12-01T24:00:00Z",
            "2026-12-01T10:00:00",
            "",
        ] {
            assert_eq!(Time::read(text), None, "{text}");
        }
    }
}
