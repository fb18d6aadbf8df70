//! The token in the header `Authorization` (RFC 6750).

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::answer::Problem;

/// The token that a request brings; `None` when it brings none. A header of another form is refused rather than passed
/// over: whoever sends it thinks that they are known.
pub(super) fn token(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut given = headers.get_all(AUTHORIZATION).iter();
    let Some(header) = given.next() else {
        return Ok(None);
    };
    let token = header.to_str().ok().and_then(read);
    match (token, given.next()) {
        (Some(token), None) => Ok(Some(token)),
        _ => Err(Problem::unauthenticated()),
    }
}

/// The token in what such a header holds; `None` when it is of another form.
pub(super) fn read(text: &str) -> Option<String> {
    let (scheme, token) = text.split_once(' ')?;
    let is_token = !token.is_empty() && !token.contains(' ');
    (scheme.eq_ignore_ascii_case("Bearer") && is_token).then(|| token.to_owned())
}
