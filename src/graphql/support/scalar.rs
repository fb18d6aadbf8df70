//! Text that must be of a certain form. What was published is passed on as it is; import has checked the form.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

use crate::directory;

macro_rules! text_scalars {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq)]
            pub struct $name(String);

            impl $name {
                /// The text as published.
                pub(crate) fn of(text: &(impl AsRef<str> + ?Sized)) -> Self {
                    Self(text.as_ref().to_owned())
                }
            }

            $(#[$doc])*
            #[Scalar]
            impl ScalarType for $name {
                fn parse(value: Value) -> InputValueResult<Self> {
                    match value {
                        Value::String(text) => Ok(Self(text)),
                        other => Err(InputValueError::expected_type(other)),
                    }
                }

                fn to_value(&self) -> Value {
                    Value::String(self.0.clone())
                }
            }
        )*
    };
}

impl Date {
    /// The day, where the text is one.
    pub(crate) fn day(&self) -> Option<chrono::NaiveDate> {
        self.0.parse().ok()
    }
}

impl DateTime {
    /// A moment as text.
    pub(crate) fn of_moment<Z: chrono::TimeZone<Offset: std::fmt::Display>>(
        moment: &chrono::DateTime<Z>,
    ) -> Self {
        Self(moment.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
    }

    /// The moment, where the text is one in RFC 3339.
    pub(crate) fn moment(&self) -> Option<chrono::DateTime<chrono::Utc>> {
        Some(chrono::DateTime::parse_from_rfc3339(&self.0).ok()?.to_utc())
    }
}

/// A place in the log of changes: a whole number as text, since it may outgrow `Int`. Later places are greater; 0 is the
/// beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Position(pub(crate) directory::Position);

/// A place in the log of changes: a whole number as text, since it may outgrow `Int`. Later places are greater; 0 is the
/// beginning.
#[Scalar]
impl ScalarType for Position {
    fn parse(value: Value) -> InputValueResult<Self> {
        let number = match &value {
            Value::String(text) => text.parse().ok(),
            Value::Number(number) => number.as_i64(),
            _ => None,
        };
        match number {
            Some(number @ 0..) => Ok(Self(number)),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

text_scalars! {
    /// A day as `YYYY-MM-DD`.
    Date;
    /// A moment in RFC 3339, such as `2026-01-31T08:00:00+07:00`.
    DateTime;
    /// A web address or another URI.
    Url;
    /// The ISO 639 code of a language, such as `id`, `jv` or `eng`.
    LanguageTag;
}

/// What a field holds as plain text; `None` when it holds nothing.
pub(crate) fn plain(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
