//! Lists that are not HSDS: a CSV file of one kind of row, plain or gzipped, imported in one transaction.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use csv::{ReaderBuilder, Trim};
use flate2::read::MultiGzDecoder;
use serde::de::DeserializeOwned;

use super::inlet::Inlet;
use super::record::{Item, Origin};
use super::report::{Problem, ProblemCode, Report};
use super::source::recognise;
use crate::directory::{Editor, Error, Regions};
use crate::store::Store;

/// A list to import.
pub(super) struct List<'a> {
    pub(super) path: &'a Path,
    /// Who writes, in the change log.
    pub(super) actor: &'static str,
    /// The columns, as a sentence names them.
    pub(super) columns: &'static str,
    pub(super) keeps_good: bool,
}

/// Imports a list; `item` makes a record or a problem of each row.
pub(super) async fn import_list<R: DeserializeOwned>(
    store: Arc<Store>,
    list: List<'_>,
    now: DateTime<Utc>,
    mut item: impl FnMut(&Regions, R, Origin) -> Item,
) -> Result<Report, Error> {
    let regions = Arc::new(Regions::load(&store).await?);
    let editor = Editor::begin(store, list.actor, now).await?;
    let mut inlet = Inlet::new(editor, regions.clone());
    let file: Arc<str> = list.path.to_string_lossy().into();
    let malformed = |place: String, expected: String| {
        let origin = Origin {
            file: file.clone(),
            place,
        };
        Item::Problem(Problem::new(
            ProblemCode::Malformed,
            &origin,
            "",
            "",
            &expected,
        ))
    };
    match open(list.path) {
        Err(error) => {
            let expected = format!("a file that can be read ({error})");
            inlet.take(malformed(String::new(), expected)).await?;
        }
        Ok(input) => {
            let mut table = ReaderBuilder::new().trim(Trim::All).from_reader(input);
            for (index, row) in table.deserialize::<R>().enumerate() {
                let place = format!("row {}", index + 2);
                let item = match row {
                    Ok(row) => {
                        let origin = Origin {
                            file: file.clone(),
                            place,
                        };
                        item(&regions, row, origin)
                    }
                    Err(error) => {
                        malformed(place, format!("the columns {} ({error})", list.columns))
                    }
                };
                inlet.take(item).await?;
            }
        }
    }
    inlet.finish(list.keeps_good, false).await
}

fn open(path: &Path) -> std::io::Result<Box<dyn Read>> {
    recognise(path)?;
    let mut head = Vec::new();
    File::open(path)?.take(2).read_to_end(&mut head)?;
    let file = BufReader::new(File::open(path)?);
    Ok(if head == [0x1F, 0x8B] {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    })
}
