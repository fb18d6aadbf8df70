//! Text in CSV files that a spreadsheet would run as a formula is made harmless with an apostrophe before it (OWASP, CSV
//! injection).

use std::borrow::Cow;

/// What a formula, or what a spreadsheet takes for one, begins with.
const BEGINNINGS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Text as it may stand in a cell.
pub(super) fn safe_cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(BEGINNINGS) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}
