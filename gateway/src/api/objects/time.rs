//! Times as RFC 3339 in UTC with milliseconds.

use std::borrow::Cow;

use lyceum_domain::core::Timestamp;
use poem_openapi::{
    Object,
    registry::{MetaSchema, MetaSchemaRef},
    types::{ParseError, ParseFromJSON, ParseResult, ToJSON, Type},
};
use serde_json::Value;

/// An instant, `2026-03-01T09:30:00.000Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(pub Timestamp);

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
        let time: jiff::Timestamp = text.parse().map_err(|_| ParseError::custom("not a time like 2026-03-01T09:30:00Z"))?;
        Ok(Self(Timestamp(time.as_millisecond())))
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
}
