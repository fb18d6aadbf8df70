//! What the caller of a mutation can mend.

use async_graphql::{Error, Result, SimpleObject};

use super::error::fail;
use crate::directory;

/// Something about a mutation that its caller can mend.
#[derive(SimpleObject, Clone, Debug)]
pub(crate) struct UserError {
    /// What kind it is.
    code: String,
    /// What to do about it.
    message: String,
    /// Where it is among the arguments, from the outside in.
    path: Vec<String>,
}

impl UserError {
    pub(crate) fn new(code: &str, path: &[&str], message: &str) -> Self {
        Self {
            code: code.to_owned(),
            message: message.to_owned(),
            path: path.iter().map(|part| (*part).to_owned()).collect(),
        }
    }

    /// The same below these arguments.
    pub(crate) fn below(mut self, path: &[&str]) -> Self {
        let path = path.iter().map(|part| (*part).to_owned());
        self.path.splice(0..0, path);
        self
    }
}

/// What was done, or what is to be mended in the argument `input`; anything else fails the field.
pub(crate) fn settle<T>(
    outcome: std::result::Result<T, directory::Error>,
) -> Result<(Option<T>, Vec<UserError>), Error> {
    settle_below(&["input"], outcome)
}

/// What was done, or what is to be mended below `outer` in the arguments; anything else fails the field.
pub(crate) fn settle_below<T>(
    outer: &[&str],
    outcome: std::result::Result<T, directory::Error>,
) -> Result<(Option<T>, Vec<UserError>), Error> {
    match outcome {
        Ok(done) => Ok((Some(done), Vec::new())),
        Err(directory::Error::Unfit { field, sentence }) => {
            let path = [outer, &[field]].concat();
            Ok((None, vec![UserError::new("INVALID", &path, &sentence)]))
        }
        Err(error) => Err(fail(error)),
    }
}
