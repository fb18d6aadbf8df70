//! The data inside the binary: regions, our taxonomies and the codes of Open Eligibility. A store takes it in when it is
//! opened for the first time, and again when a newer binary brings a newer version; nothing else in the store changes.
//! The file is long because the form of every shipped file stands here beside what is made of it.

use std::collections::BTreeMap;

use entity::object::{Object, object};
use entity::shipped_data;
use include_dir::{Dir, include_dir};
use rustc_hash::FxHashMap;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde::Deserialize;
use uuid::Uuid;

use super::draft::Draft;
use super::editor::{Editor, Outcome};
use super::error::Error;
use super::region::{Level, parent_code};
use crate::store::{Cell, Key};

static REGIONS: &str = include_str!("../../data/regions.csv");
static OPEN_ELIGIBILITY: &str = include_str!("../../data/open_eligibility.csv");
static TAXONOMIES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/data/taxonomies");

/// The namespace of the ids of what is shipped, so that a term has the same id in every directory.
const NAMESPACE: Uuid = Uuid::from_u128(0x6a65_6d62_6174_416e_8000_6469_7265_6374);

/// How many rows are written at once.
const ROWS_A_WRITE: usize = 1_000;

/// The id of a shipped term by its global code, such as `need:N09` or `oe:1101`.
pub fn term_id(global_code: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("term:{global_code}").as_bytes())
}

/// The codes of the taxonomies that ship.
pub fn taxonomy_codes() -> impl Iterator<Item = &'static str> {
    TAXONOMIES
        .files()
        .filter_map(|file| file.path().file_stem()?.to_str())
}

/// The id of a shipped taxonomy by its code, such as `need`.
pub fn taxonomy_id(code: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("taxonomy:{code}").as_bytes())
}

/// The id of a row that is named by what it holds, such as one made from a spreadsheet.
pub fn derived_id(content: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, content.as_bytes())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaxonomyFile {
    taxonomy: TaxonomyHead,
    term: Vec<Term>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaxonomyHead {
    code: String,
    name: BTreeMap<String, String>,
    description: BTreeMap<String, String>,
    version: String,
    uri: Option<String>,
}

type Labels = BTreeMap<String, Vec<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Term {
    code: String,
    parent: Option<String>,
    name: BTreeMap<String, String>,
    description: BTreeMap<String, String>,
    #[serde(default)]
    synonym: Labels,
    #[serde(default)]
    slang: Labels,
    #[serde(default)]
    abbreviation: Labels,
    #[serde(default)]
    legal: Labels,
    #[serde(default)]
    neutral: Labels,
    #[serde(default)]
    deprecated: Labels,
    #[serde(default)]
    mapping: Vec<Mapping>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mapping {
    relation: String,
    to: String,
}

/// Takes in the parts of the shipped data that the store does not have in this version. Returns how many rows changed.
pub async fn take_in(editor: &mut Editor) -> Result<usize, Error> {
    let taxonomies: String = TAXONOMIES
        .files()
        .filter_map(|file| file.contents_utf8())
        .chain([OPEN_ELIGIBILITY])
        .collect();
    let held: FxHashMap<String, String> = shipped_data::Entity::find()
        .all(editor.transaction())
        .await
        .map_err(crate::store::Fault::from)?
        .into_iter()
        .map(|row| (row.part, row.fingerprint))
        .collect();
    let mut written = 0;
    for (part, content) in [("regions", REGIONS), ("taxonomies", taxonomies.as_str())] {
        let fingerprint = derived_id(content).to_string();
        if held.get(part) == Some(&fingerprint) {
            continue;
        }
        written += match part {
            "regions" => take_in_regions(editor).await?,
            _ => take_in_taxonomies(editor).await?,
        };
        let row = shipped_data::ActiveModel {
            part: Set(part.to_owned()),
            fingerprint: Set(fingerprint),
        };
        let replace = OnConflict::column(shipped_data::Column::Part)
            .update_column(shipped_data::Column::Fingerprint)
            .to_owned();
        shipped_data::Entity::insert(row)
            .on_conflict(replace)
            .exec_without_returning(editor.transaction())
            .await
            .map_err(crate::store::Fault::from)?;
    }
    Ok(written)
}

#[derive(Deserialize)]
struct RegionRow {
    code: String,
    name: String,
    latitude: Option<f64>,
    longitude: Option<f64>,
    time_zone: Option<String>,
}

async fn take_in_regions(editor: &mut Editor) -> Result<usize, Error> {
    let region = described("region")?;
    let mut zones: FxHashMap<String, String> = FxHashMap::default();
    let mut drafts = Vec::new();
    for row in csv::Reader::from_reader(REGIONS.as_bytes()).deserialize() {
        let row: RegionRow = row.map_err(Error::internal)?;
        let level = Level::of(&row.code).ok_or_else(|| Error::internal(row.code.clone()))?;
        let province = row.code.split('.').next().unwrap_or_default().to_owned();
        if let Some(zone) = row.time_zone {
            zones.insert(province.clone(), zone);
        }
        let mut draft = Draft::new(Key::Code(row.code.clone().into()));
        draft.set(region, "parent_code", optional(parent_code(&row.code)));
        draft.set(region, "level", text(level.as_str()));
        draft.set(region, "name", text(&row.name));
        draft.set(
            region,
            "time_zone",
            optional(zones.get(&province).map(String::as_str)),
        );
        if let Some((latitude, longitude)) = row.latitude.zip(row.longitude) {
            draft.set(region, "latitude", Cell::Number(latitude));
            draft.set(region, "longitude", Cell::Number(longitude));
            draft.set(region, "coordinates_from", text("SEAT"));
        }
        drafts.push(draft);
    }
    // Centroids that an operator has imported are finer than the shipped seats.
    let keys: Vec<Key> = drafts.iter().map(|draft| draft.key.clone()).collect();
    let held = editor.rows(region, &keys).await?;
    let from = region.field("coordinates_from").map(|(at, _)| at);
    for draft in &mut drafts {
        let imported = held
            .get(&draft.key)
            .zip(from)
            .and_then(|(row, at)| row.cells.get(at))
            .is_some_and(|cell| *cell == text("IMPORTED"));
        if imported {
            draft.cells.retain(|(at, _)| {
                region.fields.get(*at).is_some_and(|field| {
                    !matches!(field.name, "latitude" | "longitude" | "coordinates_from")
                })
            });
        }
    }
    put_all(editor, region, &drafts).await
}

async fn take_in_taxonomies(editor: &mut Editor) -> Result<usize, Error> {
    let mut files = Vec::new();
    for file in TAXONOMIES.files() {
        let content = file
            .contents_utf8()
            .ok_or_else(|| Error::internal(file.path().display().to_string()))?;
        files.push(toml::from_str::<TaxonomyFile>(content).map_err(Error::internal)?);
    }
    let mut taxonomies = Vec::new();
    let mut terms = Vec::new();
    let mut labels = Vec::new();
    let mut mappings = Vec::new();
    for file in &files {
        let taxonomy = &file.taxonomy;
        taxonomies.push(taxonomy_draft(taxonomy)?);
        for term in &file.term {
            terms.push(term_draft(taxonomy, term)?);
            labels.extend(label_drafts(taxonomy, term)?);
            mappings.extend(mapping_drafts(taxonomy, term)?);
        }
    }
    let (open_eligibility, its_terms) = open_eligibility()?;
    taxonomies.push(open_eligibility);
    terms.extend(its_terms);
    let mut written = 0;
    for (name, drafts) in [
        ("taxonomy", taxonomies),
        ("taxonomy_term", terms),
        ("term_label", labels),
        ("term_mapping", mappings),
    ] {
        written += put_all(editor, described(name)?, &drafts).await?;
    }
    Ok(written)
}

fn taxonomy_draft(head: &TaxonomyHead) -> Result<Draft, Error> {
    let object = described("taxonomy")?;
    let mut draft = Draft::new(taxonomy_id(&head.code));
    draft.set(object, "code", text(&head.code));
    draft.set(
        object,
        "name",
        optional(head.name.get("en").map(String::as_str)),
    );
    draft.set(
        object,
        "description",
        optional(head.description.get("en").map(String::as_str)),
    );
    draft.set(object, "version", text(&head.version));
    draft.set(object, "uri", optional(head.uri.as_deref()));
    Ok(draft)
}

fn term_draft(taxonomy: &TaxonomyHead, term: &Term) -> Result<Draft, Error> {
    let object = described("taxonomy_term")?;
    let code = |code: &str| format!("{}:{code}", taxonomy.code);
    let mut draft = Draft::new(term_id(&code(&term.code)));
    draft.set(object, "code", text(&term.code));
    draft.set(
        object,
        "name",
        optional(term.name.get("id").map(String::as_str)),
    );
    draft.set(
        object,
        "description",
        optional(term.description.get("id").map(String::as_str)),
    );
    draft.set(object, "language", text("ind"));
    draft.set(
        object,
        "taxonomy",
        optional(taxonomy.name.get("en").map(String::as_str)),
    );
    draft.set(object, "taxonomy_id", Cell::Id(taxonomy_id(&taxonomy.code)));
    if let Some(parent) = &term.parent {
        draft.set(object, "parent_id", Cell::Id(term_id(&code(parent))));
    }
    Ok(draft)
}

fn label_drafts(taxonomy: &TaxonomyHead, term: &Term) -> Result<Vec<Draft>, Error> {
    let object = described("term_label")?;
    let global_code = format!("{}:{}", taxonomy.code, term.code);
    let mut drafts = Vec::new();
    let mut label = |language: &str, label: &str, kind: &str, description: Option<&str>| {
        let mut draft = Draft::new(derived_id(&format!(
            "label:{global_code}:{language}:{kind}:{label}"
        )));
        draft.set(object, "taxonomy_term_id", Cell::Id(term_id(&global_code)));
        draft.set(object, "language", text(language));
        draft.set(object, "label", text(label));
        draft.set(object, "kind", text(kind));
        draft.set(object, "description", optional(description));
        drafts.push(draft);
    };
    for (language, name) in &term.name {
        label(
            language,
            name,
            "PREFERRED",
            term.description.get(language).map(String::as_str),
        );
    }
    for (kind, labels) in [
        ("SYNONYM", &term.synonym),
        ("SLANG", &term.slang),
        ("ABBREVIATION", &term.abbreviation),
        ("LEGAL", &term.legal),
        ("NEUTRAL", &term.neutral),
        ("DEPRECATED", &term.deprecated),
    ] {
        for (language, names) in labels {
            for name in names {
                label(language, name, kind, None);
            }
        }
    }
    Ok(drafts)
}

fn mapping_drafts(taxonomy: &TaxonomyHead, term: &Term) -> Result<Vec<Draft>, Error> {
    let object = described("term_mapping")?;
    let from = format!("{}:{}", taxonomy.code, term.code);
    Ok(term
        .mapping
        .iter()
        .map(|mapping| {
            let relation = mapping.relation.to_uppercase();
            let mut draft = Draft::new(derived_id(&format!(
                "mapping:{from}:{relation}:{}",
                mapping.to
            )));
            draft.set(object, "from_term_id", Cell::Id(term_id(&from)));
            draft.set(object, "to_term_id", Cell::Id(term_id(&mapping.to)));
            draft.set(object, "relation", text(&relation));
            draft
        })
        .collect())
}

#[derive(Deserialize)]
struct OpenEligibilityRow {
    code: String,
    parent: Option<String>,
    name: String,
}

fn open_eligibility() -> Result<(Draft, Vec<Draft>), Error> {
    let head = TaxonomyHead {
        code: "oe".to_owned(),
        name: BTreeMap::from([("en".to_owned(), "Open Eligibility".to_owned())]),
        description: BTreeMap::from([(
            "en".to_owned(),
            "Services and situations as numbered by Open Eligibility 2.0, under CC BY-SA 3.0."
                .to_owned(),
        )]),
        version: "2.0".to_owned(),
        uri: None,
    };
    let object = described("taxonomy_term")?;
    let mut terms = Vec::new();
    for row in csv::Reader::from_reader(OPEN_ELIGIBILITY.as_bytes()).deserialize() {
        let row: OpenEligibilityRow = row.map_err(Error::internal)?;
        let mut draft = Draft::new(term_id(&format!("oe:{}", row.code)));
        draft.set(object, "code", text(&row.code));
        draft.set(object, "name", text(&row.name));
        draft.set(object, "language", text("eng"));
        draft.set(object, "taxonomy", text("Open Eligibility"));
        draft.set(object, "taxonomy_id", Cell::Id(taxonomy_id("oe")));
        if let Some(parent) = row.parent {
            draft.set(
                object,
                "parent_id",
                Cell::Id(term_id(&format!("oe:{parent}"))),
            );
        }
        terms.push(draft);
    }
    Ok((taxonomy_draft(&head)?, terms))
}

async fn put_all(
    editor: &mut Editor,
    object: &'static Object,
    drafts: &[Draft],
) -> Result<usize, Error> {
    let mut written = 0;
    for drafts in drafts.chunks(ROWS_A_WRITE) {
        for (draft, outcome) in drafts.iter().zip(editor.put(object, drafts).await?) {
            match outcome {
                Outcome::Created | Outcome::Updated => written += 1,
                Outcome::Unchanged => {}
                Outcome::Incomplete(field) | Outcome::BrokenReference(field) => {
                    return Err(Error::internal(format!(
                        "shipped {} {}: {}",
                        object.name, draft.key, field.name
                    )));
                }
            }
        }
    }
    Ok(written)
}

fn described(name: &str) -> Result<&'static Object, Error> {
    object(name).ok_or_else(|| Error::internal(format!("no object {name}")))
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn optional(text: Option<&str>) -> Cell {
    text.map_or(Cell::Null, |text| Cell::Text(text.to_owned()))
}
