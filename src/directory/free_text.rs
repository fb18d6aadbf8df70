//! Texts in free words: how long they may be, and that a required one says something.

use super::error::Error;

/// The most letters of one text.
const LONGEST: usize = 2_000;

/// A text that may be left out, without blanks around it; nothing when it is blank.
pub(super) fn optional(field: &'static str, text: Option<&str>) -> Result<Option<String>, Error> {
    let text = text.map(str::trim).unwrap_or_default();
    let is_unfit = text.chars().count() > LONGEST || text.contains('\0');
    if is_unfit {
        let sentence = format!("Use at most {LONGEST} letters, and no NUL.");
        return Err(Error::unfit(field, sentence));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// A text that must say something, without blanks around it.
pub(super) fn required(field: &'static str, text: &str) -> Result<String, Error> {
    let blank = || Error::unfit(field, "Give a text that is not blank.");
    optional(field, Some(text))?.ok_or_else(blank)
}
