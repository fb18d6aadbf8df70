//! Writes what the readers send: in batches, in the order in which records refer to each other, in one transaction.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::object::{Object, in_order, object};
use rustc_hash::{FxHashMap, FxHashSet};
use uuid::Uuid;

use super::placing::{located, place};
use super::record::{Item, Nesting, Origin, Record};
use super::report::{Matches, Problem, ProblemCode, Report};
use super::told_by_terms;
use crate::directory::{Draft, Editor, Error, Outcome, Regions, copy_id, likenesses, match_import};
use crate::store::{Cell, Key};

/// How many records are written at once: enough for few statements, few enough for little memory.
const BATCH: usize = 4_000;

/// Where a record comes from.
struct Source {
    origin: Origin,
    nesting: Option<Nesting>,
    said: Vec<(usize, String)>,
}

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
    /// The locations that came new, when those and the organizations are to be matched with what was there.
    placed: Option<(FxHashMap<Uuid, Origin>, DateTime<Utc>)>,
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
            placed: None,
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

    /// Matches at the end what came new with what was there.
    pub fn matching(self, now: DateTime<Utc>) -> Self {
        Self {
            placed: Some((FxHashMap::default(), now)),
            ..self.watching_duplicates()
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
        self.match_new().await?;
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
        let stored = if self.editor.store().has_merged() {
            let keys: Vec<Key> = records.iter().map(|it| it.draft.key.clone()).collect();
            self.editor.rows(object, &keys).await?
        } else {
            FxHashMap::default()
        };
        let (drafts, sources): (Vec<Draft>, Vec<Source>) = records
            .into_iter()
            .map(|mut record| {
                self.follow(&mut record);
                let row = stored.get(&record.draft.key);
                record.draft.follow_merges(self.editor.store(), object, row);
                let source = Source {
                    origin: record.origin,
                    nesting: record.nesting,
                    said: record.said,
                };
                (record.draft, source)
            })
            .unzip();
        let outcomes = self.editor.put(object, &drafts).await?;
        self.note_copies(object, &drafts, &sources).await?;
        for ((draft, source), outcome) in drafts.into_iter().zip(sources).zip(outcomes) {
            let Source {
                origin,
                nesting,
                said,
            } = source;
            let counts = self.report.counts.entry(object.name).or_default();
            match outcome {
                Outcome::Created => {
                    counts.created += 1;
                    let noted = match object.name {
                        "organization" => self.registered.as_mut(),
                        "location" => self.placed.as_mut().map(|(placed, _)| placed),
                        _ => None,
                    };
                    if let (Some(noted), Key::Id(id)) = (noted, &draft.key) {
                        noted.insert(*id, origin);
                    }
                }
                Outcome::Updated => counts.updated += 1,
                Outcome::Unchanged => counts.unchanged += 1,
                Outcome::BrokenReference(_) => self.held.push(Record {
                    object,
                    draft,
                    origin,
                    nesting,
                    said,
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
        sources: &[Source],
    ) -> Result<(), Error> {
        let nested: Vec<(&Key, usize, Uuid, Nesting)> = drafts
            .iter()
            .zip(sources)
            .filter_map(|(draft, source)| {
                let nesting = source.nesting.filter(|nesting| nesting.has_parts)?;
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

    /// Matches new organizations and locations with those that were there, and reports it.
    async fn match_new(&mut self) -> Result<(), Error> {
        let (Some((placed, now)), Some(registered)) = (self.placed.take(), &mut self.registered)
        else {
            return Ok(());
        };
        let organizations: FxHashSet<Uuid> = registered.keys().copied().collect();
        let locations: FxHashSet<Uuid> = placed.keys().copied().collect();
        let found = match_import(&mut self.editor, &organizations, &locations, now).await?;
        let mut matches = Matches::new(organizations.len(), locations.len());
        for matched in found {
            let origin = match matched.entity {
                "organization" => registered.remove(&matched.id),
                _ => placed.get(&matched.id).cloned(),
            };
            if let Some(origin) = origin {
                matches.add(&matched, &origin);
            }
        }
        self.report.matches = Some(matches);
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
            let references: Vec<_> = record.draft.references(record.object).collect();
            for (at, field, target, key) in references {
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
                let mut said = record.said.iter();
                let said = said.find(|(place, _)| *place == at);
                let found = said.map_or_else(|| key.to_string(), |(_, text)| text.clone());
                let problem = Problem::new(
                    ProblemCode::BrokenReference,
                    &record.origin,
                    field.name,
                    &found,
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
