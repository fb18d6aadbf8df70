//! The fields of a document, the same for offers and practitioners.

use tantivy::schema::{
    BytesOptions, FAST, Field, INDEXED, IndexRecordOption, STRING, Schema, TextFieldIndexing,
    TextOptions,
};

use super::profile::{AREA_SET, HOURS, MARKS, TRAITS};

/// Raised when the fields or what goes into them change: an index of another version is made anew.
pub(super) const VERSION: &str = "5";

/// The fields of a document.
#[derive(Clone)]
pub(super) struct Fields {
    pub(super) schema: Schema,
    /// The id of the service or practitioner, to replace its documents.
    pub(super) subject: Field,
    pub(super) subject_high: Field,
    pub(super) subject_low: Field,
    pub(super) location_high: Field,
    pub(super) location_low: Field,
    pub(super) owner_high: Field,
    /// With an index, to find what belongs to an organization.
    pub(super) owner_low: Field,
    /// The words of the names of the service and of its organization.
    pub(super) names: Field,
    /// Everything that is said, whole, in Indonesian and in English stems; names twice, so that they count more.
    pub(super) texts: [Field; 3],
    /// The name of the service as a whole, folded, for suggestions.
    pub(super) title: Field,
    /// The name of the organization as a whole, folded, for suggestions.
    pub(super) owner: Field,
    /// Ids of the terms it has and of the terms above them.
    pub(super) terms: Field,
    /// The codes of the region it stands in and of the areas around that.
    pub(super) regions: Field,
    /// The same region as a number.
    pub(super) region: Field,
    /// The areas it is for, as numbers.
    pub(super) areas: Field,
    /// The square of the grid it stands in.
    pub(super) square: Field,
    pub(super) latitude: Field,
    pub(super) longitude: Field,
    /// The day on which it was last assured.
    pub(super) assured: Field,
    /// The pieces it shares with other offers: see [`super::profile`].
    pub(super) marks: Field,
    pub(super) traits: Field,
    pub(super) hours: Field,
    pub(super) area_set: Field,
}

/// The names of the three ways of cutting words, as Tantivy knows them.
pub(super) const WAYS: [&str; 3] = ["whole", "indonesian", "english"];

impl Fields {
    pub(super) fn new() -> Self {
        let mut schema = Schema::builder();
        let text = |way: &str| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(way)
                .set_index_option(IndexRecordOption::WithFreqs);
            TextOptions::default().set_indexing_options(indexing)
        };
        let piece = || BytesOptions::default().set_fast();
        Self {
            subject: schema.add_text_field("subject", STRING),
            subject_high: schema.add_u64_field("subject_high", FAST),
            subject_low: schema.add_u64_field("subject_low", FAST),
            location_high: schema.add_u64_field("location_high", FAST),
            location_low: schema.add_u64_field("location_low", FAST),
            owner_high: schema.add_u64_field("owner_high", FAST),
            owner_low: schema.add_u64_field("owner_low", FAST | INDEXED),
            names: schema.add_text_field("names", text("whole")),
            texts: WAYS.map(|way| schema.add_text_field(&format!("text_{way}"), text(way))),
            title: schema.add_text_field("title", STRING),
            owner: schema.add_text_field("owner", STRING),
            terms: schema.add_text_field("terms", STRING),
            regions: schema.add_text_field("regions", STRING),
            region: schema.add_u64_field("region", FAST),
            areas: schema.add_u64_field("areas", INDEXED),
            square: schema.add_u64_field("square", INDEXED),
            latitude: schema.add_f64_field("latitude", FAST),
            longitude: schema.add_f64_field("longitude", FAST),
            assured: schema.add_u64_field("assured", FAST),
            marks: schema.add_bytes_field(MARKS, piece()),
            traits: schema.add_bytes_field(TRAITS, piece()),
            hours: schema.add_bytes_field(HOURS, piece()),
            area_set: schema.add_bytes_field(AREA_SET, piece()),
            schema: schema.build(),
        }
    }
}
