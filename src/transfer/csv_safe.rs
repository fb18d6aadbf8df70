//! Text in CSV files that a spreadsheet would run as a formula is made harmless with an apostrophe before it (OWASP, CSV
//! injection), and read back without it.

use std::borrow::Cow;

/// What a formula, or what a spreadsheet takes for one, begins with.
const BEGINNINGS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// What is put before such text.
const GUARD: char = '\'';

/// Text as it may stand in a cell.
pub(super) fn safe_cell(text: &str) -> Cow<'_, str> {
    // A guard that stands there already gets another, so that taking one away gives back what it was.
    if is_formula(text.trim_start_matches(GUARD)) {
        Cow::Owned(format!("{GUARD}{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text that [`safe_cell`] made harmless.
pub(super) fn plain_cell(cell: &str) -> &str {
    match cell.strip_prefix(GUARD) {
        Some(text) if is_formula(text.trim_start_matches(GUARD)) => text,
        _ => cell,
    }
}

/// The same for text that must be told to the letter: text without letters is a lone guard, so that a blank cell is left
/// for what is not known.
pub(super) fn exact_cell(text: &str) -> Cow<'_, str> {
    if is_guards(text) {
        Cow::Owned(format!("{GUARD}{text}"))
    } else {
        safe_cell(text)
    }
}

/// The text that [`exact_cell`] was given; `None` for a blank cell.
pub(super) fn exact_text(cell: &str) -> Option<&str> {
    match cell.strip_prefix(GUARD) {
        Some(text) if is_guards(text) => Some(text),
        _ if cell.is_empty() => None,
        _ => Some(plain_cell(cell)),
    }
}

fn is_guards(text: &str) -> bool {
    text.chars().all(|letter| letter == GUARD)
}

/// Whether a spreadsheet may run it. A sign with nothing after it but what telephone numbers hold calls nothing and reads
/// nothing, and a guard would end up in what others dial.
fn is_formula(text: &str) -> bool {
    let is_number = |rest: &str| {
        let is_of_number = |letter: char| letter.is_ascii_digit() || " ().-".contains(letter);
        rest.starts_with(|letter: char| letter.is_ascii_digit() || letter == '(')
            && rest.chars().all(is_of_number)
    };
    text.starts_with(BEGINNINGS) && !text.strip_prefix(['+', '-']).is_some_and(is_number)
}
