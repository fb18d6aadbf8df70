//! What an operation costs, known before it runs: its complexity, as the schema counts it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextValidation};
use async_graphql::{Request, ServerError, ValidationMode, ValidationResult, async_trait};

use super::schema::{Mutation, Query, Schema};
use super::subscription::Subscription;

/// Counts what operations cost. It holds a schema of its own that stops where execution would begin: the schema tells the
/// complexity to extensions alone, and one installed in the schema that executes makes every field slower.
pub struct Meter(Schema);

impl Default for Meter {
    fn default() -> Self {
        let schema =
            async_graphql::Schema::build(Query::default(), Mutation::default(), Subscription)
                .validation_mode(ValidationMode::Fast)
                .register_output_type::<super::object::Node>()
                .extension(Counting)
                .finish();
        Self(schema)
    }
}

impl Meter {
    /// The complexity of the operation that a request selects; `None` when the schema cannot execute it anyway.
    pub async fn cost(&self, request: Request) -> Option<usize> {
        let counted = Counted::default();
        let answer = self.0.execute(request.data(counted.clone())).await;
        // The extension ends every request without an error of its own.
        answer
            .errors
            .is_empty()
            .then(|| counted.0.load(Ordering::Relaxed))
    }
}

#[derive(Clone, Default)]
struct Counted(Arc<AtomicUsize>);

struct Counting;

impl ExtensionFactory for Counting {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Counting {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let result = next.run(ctx).await?;
        if let Some(counted) = ctx.data_opt::<Counted>() {
            counted.0.store(result.complexity, Ordering::Relaxed);
        }
        Err(Vec::new())
    }
}
