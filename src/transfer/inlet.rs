//! Writes what the readers send: in batches, in the order in which records refer to each other, in one transaction.

use std::sync::Arc;

use entity::object::{Field, Kind, Object, in_order, object};
use rustc_hash::{FxHashMap, FxHashSet};
use uuid::Uuid;

use super::record::{Item, Nesting, Origin, Record};
use super::report::{Problem, ProblemCode, Report};
use super::told_by_terms;
use crate::directory::{Draft, Editor, Error, Names, Outcome, Regions, copy_id, likenesses};
use crate::store::{Cell, Key};

/// How many records are written at once: enough for few statements, few enough for little memory.
const BATCH: usize = 4_000;

/// The receiving end of an import.
pub struct Inlet {
    editor: Editor,
    regions: Arc<Regions>,
    waiting: Vec<Record>,
    /// Records that name one which has not come yet.
    held: Vec<Record>,
    /// Where a record became a row of its own because its row belongs to another: item and id, by the record's number.
    copies: FxHashMap<u64, (u64, Uuid)>,
    /// Where the organizations stand that came new, when those are to be compared with all others.
    registered: Option<FxHashMap<Uuid, Origin>>,
    report: Report,
}

impl Inlet {
    /// An inlet that writes through `editor`.
    pub fn new(editor: Editor, regions: Arc<Regions>) -> Self {
        Self {
            editor,
            regions,
            waiting: Vec::with_capacity(BATCH),
            held: Vec::new(),
            copies: FxHashMap::default(),
            registered: None,
            report: Report::default(),
        }
    }

    /// Tells at the end which new organizations may be in the directory already.
    pub fn watching_duplicates(self) -> Self {
        Self {
            registered: Some(FxHashMap::default()),
            ..self
        }
    }

    /// Takes one item from a reader.
    pub async fn take(&mut self, item: Item) -> Result<(), Error> {
        match item {
            Item::Problem(problem) => self.report.add(problem),
            Item::Record(record) => {
                self.waiting.push(record);
                if self.waiting.len() >= BATCH {
                    let records = std::mem::replace(&mut self.waiting, Vec::with_capacity(BATCH));
                    self.write(records).await?;
                }
            }
        }
        Ok(())
    }

    /// Writes what is left, settles references, and keeps or undoes it all: kept when nothing is wrong, or when
    /// `keeps_good` says to keep the sound records.
    pub async fn finish(mut self, keeps_good: bool, is_trial: bool) -> Result<Report, Error> {
        let records = std::mem::take(&mut self.waiting);
        self.write(records).await?;
        self.settle(keeps_good).await?;
        self.warn_of_duplicates().await?;
        self.report.is_written = !is_trial && (keeps_good || self.report.errors() == 0);
        if self.report.is_written {
            self.editor.commit().await?;
        } else {
            self.editor.roll_back().await?;
        }
        Ok(self.report)
    }

    async fn write(&mut self, mut records: Vec<Record>) -> Result<(), Error> {
        for record in &mut records {
            place(&self.regions, record);
        }
        let filled = located(&self.regions, &records);
        let told = told_by_terms::told(&records);
        // What is nested comes right after what it is nested in, so only the last item can go on.
        let last = records.last().and_then(|record| record.nesting);
        let mut groups: FxHashMap<&'static str, Vec<Record>> = FxHashMap::default();
        for record in records {
            groups.entry(record.object.name).or_default().push(record);
        }
        for object in in_order() {
            if let Some(records) = groups.remove(object.name) {
                self.put(object, records).await?;
            }
        }
        if let Some(last) = last {
            self.copies.retain(|_, (item, _)| *item >= last.item);
        }
        told_by_terms::write(&mut self.editor, &told).await?;
        if let Some(location) = object("location") {
            self.editor.fill(location, "region_code", filled).await?;
        }
        Ok(())
    }

    async fn put(&mut self, object: &'static Object, records: Vec<Record>) -> Result<(), Error> {
        let (drafts, sources): (Vec<Draft>, Vec<(Origin, Option<Nesting>)>) = records
            .into_iter()
            .map(|mut record| {
                self.follow(&mut record);
                record.draft.follow_merges(self.editor.store(), object);
                (record.draft, (record.origin, record.nesting))
            })
            .unzip();
        let outcomes = self.editor.put(object, &drafts).await?;
        self.note_copies(object, &drafts, &sources).await?;
        for ((draft, (origin, nesting)), outcome) in drafts.into_iter().zip(sources).zip(outcomes) {
            let counts = self.report.counts.entry(object.name).or_default();
            match outcome {
                Outcome::Created => {
                    counts.created += 1;
                    if let (Some(registered), "organization", Key::Id(id)) =
                        (&mut self.registered, object.name, &draft.key)
                    {
                        registered.insert(*id, origin);
                    }
                }
                Outcome::Updated => counts.updated += 1,
                Outcome::Unchanged => counts.unchanged += 1,
                Outcome::BrokenReference(_) => self.held.push(Record {
                    object,
                    draft,
                    origin,
                    nesting,
                }),
                Outcome::Incomplete(field) => {
                    counts.refused += 1;
                    let expected = format!("a value: no {} can be without it", object.name);
                    self.report.add(Problem::new(
                        ProblemCode::Missing,
                        &origin,
                        field.name,
                        "",
                        &expected,
                    ));
                }
            }
        }
        Ok(())
    }

    /// Hangs a record on the copy of the record around it, where that became one.
    fn follow(&self, record: &mut Record) {
        let copy = record
            .nesting
            .and_then(|nesting| self.copies.get(&nesting.parent?));
        if let (Some((_, copy)), Some(owner)) = (copy, record.draft.owner) {
            for (at, cell) in &mut record.draft.cells {
                if *at == owner {
                    *cell = Cell::Id(*copy);
                }
            }
        }
    }

    /// Remembers which of the drafts became copies, for the sake of what is nested in them.
    async fn note_copies(
        &mut self,
        object: &'static Object,
        drafts: &[Draft],
        sources: &[(Origin, Option<Nesting>)],
    ) -> Result<(), Error> {
        let nested: Vec<(&Key, usize, Uuid, Nesting)> = drafts
            .iter()
            .zip(sources)
            .filter_map(|(draft, (_, nesting))| {
                let nesting = nesting.filter(|nesting| nesting.has_parts)?;
                let at = draft.owner?;
                match draft.cells.iter().find(|(place, _)| *place == at)? {
                    (_, Cell::Id(owner)) => Some((&draft.key, at, *owner, nesting)),
                    _ => None,
                }
            })
            .collect();
        let keys: Vec<Key> = nested.iter().map(|(key, ..)| (*key).clone()).collect();
        let rows = self.editor.rows(object, &keys).await?;
        for (key, at, owner, nesting) in nested {
            let held = rows.get(key).and_then(|row| row.cells.get(at));
            if let (Some(Cell::Id(held)), Key::Id(id)) = (held, key)
                && *held != owner
            {
                self.copies
                    .insert(nesting.serial, (nesting.item, copy_id(*id, owner)));
            }
        }
        Ok(())
    }

    /// Warns of new organizations that may be in the directory already, or twice in the input.
    async fn warn_of_duplicates(&mut self) -> Result<(), Error> {
        let Some(registered) = self.registered.take() else {
            return Ok(());
        };
        let new: FxHashSet<Uuid> = registered.keys().copied().collect();
        for pair in likenesses(&self.editor, &new).await? {
            let Some(origin) = registered.get(&pair.id) else {
                continue;
            };
            let expected = format!(
                "another organization than \"{}\" ({}), which it may be",
                pair.other_name, pair.other
            );
            let code = ProblemCode::PossibleDuplicate;
            self.report
                .add(Problem::new(code, origin, "name", &pair.name, &expected));
        }
        Ok(())
    }

    /// Writes held records whose references have come in the meantime, then reports the rest. With `keeps_good` a
    /// record that can do without a broken reference is kept without it.
    async fn settle(&mut self, keeps_good: bool) -> Result<(), Error> {
        loop {
            let held = std::mem::take(&mut self.held);
            let before = held.len();
            let mut groups: FxHashMap<&'static str, Vec<Record>> = FxHashMap::default();
            for record in held {
                groups.entry(record.object.name).or_default().push(record);
            }
            for object in in_order() {
                if let Some(records) = groups.remove(object.name) {
                    self.put(object, records).await?;
                }
            }
            if self.held.is_empty() {
                return Ok(());
            }
            if self.held.len() < before {
                continue;
            }
            self.report_broken(keeps_good).await?;
            if !keeps_good {
                return Ok(());
            }
        }
    }

    async fn report_broken(&mut self, keeps_good: bool) -> Result<(), Error> {
        let held = std::mem::take(&mut self.held);
        // Their own references are what is broken; those to them are not, and no references go round in a circle.
        let awaited: FxHashSet<(&str, Key)> = held
            .iter()
            .map(|record| (record.object.name, record.draft.key.clone()))
            .collect();
        for mut record in held {
            let mut is_kept = keeps_good;
            for (field, target, key) in references(&record) {
                let Some(target_object) = object(target) else {
                    continue;
                };
                if awaited.contains(&(target, key.clone())) {
                    continue;
                }
                let keys = [key];
                if !self.editor.rows(target_object, &keys).await?.is_empty() {
                    continue;
                }
                let [key] = keys;
                let expected = match key {
                    Key::Id(_) => {
                        format!("the id of a known {target}, in the file or in the directory")
                    }
                    Key::Code(_) => format!("the code of a known {target}"),
                };
                let problem = Problem::new(
                    ProblemCode::BrokenReference,
                    &record.origin,
                    field.name,
                    &key.to_string(),
                    &expected,
                );
                self.report.add(problem);
                record.draft.clear(record.object, field.name);
                is_kept &= !field.is_required_in_tables;
            }
            if is_kept {
                self.held.push(record);
            } else {
                self.report
                    .counts
                    .entry(record.object.name)
                    .or_default()
                    .refused += 1;
            }
        }
        Ok(())
    }
}

/// Resolves the region of a location or service area from its own identifier.
fn place(regions: &Regions, record: &mut Record) {
    let identifier = match record.object.name {
        "location" => match record.draft.get(record.object, "external_identifier_type") {
            Some(Cell::Text(kind)) if kind.to_lowercase().contains("kemendagri") => {
                "external_identifier"
            }
            _ => return,
        },
        "service_area" => "uri",
        _ => return,
    };
    let stated = matches!(
        record.draft.get(record.object, "region_code"),
        Some(Cell::Text(_))
    );
    if let (false, Some(Cell::Text(identifier))) =
        (stated, record.draft.get(record.object, identifier))
        && let Some(place) = regions.by_identifier(identifier)
    {
        record
            .draft
            .set(record.object, "region_code", Cell::Text(place.code.clone()));
    }
}

/// The locations whose addresses name a region.
fn located(regions: &Regions, records: &[Record]) -> Vec<(Uuid, String)> {
    records
        .iter()
        .filter(|record| record.object.name == "address")
        .filter_map(|record| {
            let text = |field| match record.draft.get(record.object, field) {
                Some(Cell::Text(text)) => Some(text.as_str()),
                _ => None,
            };
            let names = Names {
                province: text("state_province"),
                regency: text("city"),
                district: text("region"),
                village: None,
            };
            let is_indonesian =
                text("country").is_some_and(|country| country.eq_ignore_ascii_case("ID"));
            let place = regions.resolve(&names).filter(|_| is_indonesian)?;
            match record.draft.get(record.object, "location_id") {
                Some(Cell::Id(id)) => Some((*id, place.code.clone())),
                _ => None,
            }
        })
        .collect()
}

fn references(record: &Record) -> Vec<(&'static Field, &'static str, Key)> {
    record
        .draft
        .cells
        .iter()
        .filter_map(|(index, cell)| {
            let field = record.object.fields.get(*index)?;
            match (field.kind, cell) {
                (Kind::Reference(target), Cell::Id(id)) => Some((field, target, Key::Id(*id))),
                (Kind::Region, Cell::Text(code)) => {
                    Some((field, "region", Key::Code(code.clone().into())))
                }
                _ => None,
            }
        })
        .collect()
}
