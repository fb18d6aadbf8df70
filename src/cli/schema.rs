//! `jembatan schema`.

use anyhow::Result;

use super::Ending;
use crate::graphql::{self, SchemaLimits};

pub(super) fn run() -> Result<Ending> {
    let schema = graphql::build(SchemaLimits {
        depth: 15,
        complexity: 20_000,
        directives: 20,
    });
    print!("{}", graphql::sdl(&schema));
    Ok(Ending::Done)
}
