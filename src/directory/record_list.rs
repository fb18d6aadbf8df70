//! Lists of the kinds of records that HSDS lists, numbered or one part after another.

use std::collections::BTreeSet;

use entity::object::Object;
use entity::{
    address, attribute, location, organization, service, service_area, service_at_location,
    taxonomy, taxonomy_term,
};
use rustc_hash::FxHashSet;
use sea_orm::sea_query::{ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, QueryFilter, Select};
use uuid::Uuid;

use super::distance::metres_between;
use super::error::Error;
use super::read::{Directory, holds, marked};
use super::region::{COUNTRY_URI, parent_code};
use crate::store::{Keyset, Slice};

/// Which records; all that is stated must hold, and of several values of one any.
#[derive(Debug, Clone, Default)]
pub struct RecordFilter {
    /// With one of these ids; services at locations of the services with them.
    pub ids: Option<Vec<Uuid>>,
    /// Words that the name holds, in any case.
    pub name: Option<String>,
    /// Marked with one of these terms. An organization has the marks of its services too, and a service at a location
    /// those of its service.
    pub terms: Vec<Uuid>,
    /// Marked with a term of one of these taxonomies; a term that is of one of them.
    pub taxonomies: Vec<Uuid>,
    /// Services of one of these organizations.
    pub organizations: Vec<Uuid>,
    /// Services that say that they were changed at this moment, such as `2026-01-31T08:00:00Z`, or later; and those that
    /// do not say when.
    pub modified_since: Option<String>,
    /// Terms directly below one of these.
    pub parents: Vec<Uuid>,
    /// Terms without a broader one.
    pub is_top: bool,
    /// Services at these locations, or for an area that holds one of these regions.
    pub around: Option<Around>,
}

/// Where a postcode is.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// Locations.
    pub locations: Vec<Uuid>,
    /// Codes of regions, with those around them, up to the country.
    pub regions: Vec<String>,
}

/// From where on a list goes.
#[derive(Debug, Clone, Copy)]
pub enum Start {
    /// From the record with this number, beginning at 0.
    Number(u64),
    /// From the record after this one.
    After(Uuid),
}

/// Asks one table of those that are listed.
macro_rules! listed {
    ($($table:ident)*) => {
        impl Directory {
            /// The ids of at most `first` records, in their order.
            pub async fn record_ids(
                &self,
                object: &'static Object,
                filter: &RecordFilter,
                from: Start,
                first: u64,
            ) -> Result<Vec<Uuid>, Error> {
                let slice = Slice {
                    keyset: Keyset { table: object.name, column: "", is_descending: false },
                    after: match from {
                        Start::After(id) => Some((String::new(), id)),
                        Start::Number(_) => None,
                    },
                    skip: match from {
                        Start::Number(number) => number,
                        Start::After(_) => 0,
                    },
                    first,
                };
                let condition = self.record_condition(object, filter);
                Ok(match object.name {
                    $(stringify!($table) => self.reader.page_ids::<$table::Entity>(&slice, |select| select.filter(condition)).await?.rows,)*
                    _ => Vec::new(),
                })
            }

            /// How many records the filter admits.
            pub async fn count_records(&self, object: &'static Object, filter: &RecordFilter) -> Result<u64, Error> {
                let condition = self.record_condition(object, filter);
                Ok(match object.name {
                    $(stringify!($table) => self.reader.count::<$table::Entity>(|select| select.filter(condition)).await?,)*
                    _ => 0,
                })
            }
        }
    };
}

listed! { service organization service_at_location taxonomy taxonomy_term }

impl Directory {
    fn record_condition(&self, object: &Object, filter: &RecordFilter) -> Condition {
        match object.name {
            "service" => self.service_records(filter),
            "organization" => organization_records(filter),
            "service_at_location" => self.service_at_location_records(filter),
            "taxonomy" => Condition::all()
                .add_option(named(taxonomy::Column::Name, filter))
                .add_option(with_ids(taxonomy::Column::Id, filter)),
            _ => term_records(filter),
        }
    }

    fn service_records(&self, filter: &RecordFilter) -> Condition {
        use service::Column;
        let organizations: FxHashSet<Uuid> = filter
            .organizations
            .iter()
            .map(|id| self.reader.standing_for(*id))
            .collect();
        Condition::all()
            .add_option(with_ids(Column::Id, filter))
            .add_option(any_id(Column::OrganizationId, organizations))
            .add_option(marked(Column::Id, &filter.terms))
            .add_option(of_taxonomies(Column::Id, filter))
            .add_option(filter.modified_since.as_deref().map(|since| {
                let unsaid = Column::LastModified.is_null();
                unsaid.or(Column::LastModified.gte(since))
            }))
    }

    fn service_at_location_records(&self, filter: &RecordFilter) -> Condition {
        use service_at_location::Column;
        let services = self.service_records(filter);
        let services = (!services.is_empty()).then(|| {
            let chosen = Query::select()
                .column(service::Column::Id)
                .from(service::Entity)
                .cond_where(services)
                .to_owned();
            Column::ServiceId.in_subquery(chosen)
        });
        let around = filter.around.as_ref().map(|around| {
            let standing = Column::LocationId.is_in(around.locations.iter().copied());
            let found = Condition::any().add(standing);
            if around.regions.is_empty() {
                return found;
            }
            use service_area::Column::{ServiceAtLocationId, ServiceId};
            found
                .add(Column::Id.in_subquery(serving(ServiceAtLocationId, &around.regions)))
                .add(Column::ServiceId.in_subquery(serving(ServiceId, &around.regions)))
        });
        Condition::all().add_option(services).add_option(around)
    }

    /// Where a postcode is, by the addresses that name it: the places there and those who serve it, or the places no
    /// farther from its middle than `proximity_m`, nearest first.
    pub async fn around_postcode(
        &self,
        postcode: &str,
        proximity_m: Option<f64>,
    ) -> Result<Around, Error> {
        let with_it = |select: Select<address::Entity>| {
            select.filter(address::Column::PostalCode.eq(postcode))
        };
        let addresses = self.reader.all::<address::Entity>(with_it).await?;
        let ids = addresses.iter().filter_map(|address| address.location_id);
        let found = self.reader.by_ids::<location::Entity>(ids).await?;
        let Some(proximity_m) = proximity_m else {
            let codes = found
                .values()
                .filter_map(|place| place.region_code.as_deref());
            let regions: BTreeSet<String> = codes
                .flat_map(|code| std::iter::successors(Some(code), |code| parent_code(code)))
                .map(str::to_owned)
                .collect();
            return Ok(Around {
                locations: found.into_keys().collect(),
                regions: regions.into_iter().collect(),
            });
        };
        let points: Vec<(f64, f64)> = found.values().filter_map(|place| point(place)).collect();
        let Some(middle) = middle(&points) else {
            return Ok(Around::default());
        };
        let [south, north, west, east] = square_around(middle, proximity_m);
        let near = |select: Select<location::Entity>| {
            use location::Column;
            select
                .filter(Column::Latitude.between(south, north))
                .filter(Column::Longitude.between(west, east))
        };
        let mut places: Vec<(f64, Uuid)> = Vec::new();
        for place in self.reader.all::<location::Entity>(near).await? {
            // A place that is kept secret shows no point here, wherever it is.
            let distance_m = point(&place).map(|point| metres_between(middle, point));
            places.extend(
                distance_m
                    .filter(|far| *far <= proximity_m)
                    .map(|far| (far, place.id)),
            );
        }
        places.sort_unstable_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        places.truncate(MOST_PLACES);
        Ok(Around {
            locations: places.into_iter().map(|(_, id)| id).collect(),
            regions: Vec::new(),
        })
    }
}

/// The most places around a postcode; a statement takes 32,766 values on SQLite.
const MOST_PLACES: usize = 10_000;

/// A degree of latitude is this long at the least.
const DEGREE_M: f64 = 110_500.0;

/// The edges of a square in degrees that holds all points no farther than this: south, north, west, east.
fn square_around((latitude, longitude): (f64, f64), far_m: f64) -> [f64; 4] {
    let up = far_m / DEGREE_M;
    let aside = up / latitude.to_radians().cos().max(0.01);
    [
        latitude - up,
        latitude + up,
        longitude - aside,
        longitude + aside,
    ]
}

fn point(place: &location::Model) -> Option<(f64, f64)> {
    place.latitude.zip(place.longitude)
}

/// The middle of some points; `None` of none.
fn middle(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let (mut count, mut sum) = (0.0, (0.0, 0.0));
    for (latitude, longitude) in points {
        count += 1.0;
        sum = (sum.0 + latitude, sum.1 + longitude);
    }
    (count > 0.0).then_some((sum.0 / count, sum.1 / count))
}

/// Those in this column who serve one of these regions, or the whole country.
fn serving(owner: service_area::Column, regions: &[String]) -> SelectStatement {
    use service_area::Column;
    let regions = Column::RegionCode.is_in(regions.iter().map(String::as_str));
    Query::select()
        .column(owner)
        .from(service_area::Entity)
        .and_where(owner.is_not_null())
        .and_where(regions.or(Column::Uri.eq(COUNTRY_URI)))
        .to_owned()
}

fn organization_records(filter: &RecordFilter) -> Condition {
    use organization::Column;
    let of_services = Condition::all()
        .add_option(marked(service::Column::Id, &filter.terms))
        .add_option(of_taxonomies(service::Column::Id, filter));
    let own = Condition::all()
        .add_option(marked(Column::Id, &filter.terms))
        .add_option(of_taxonomies(Column::Id, filter));
    let is_marked = (!own.is_empty()).then(|| {
        let owners = Query::select()
            .column(service::Column::OrganizationId)
            .from(service::Entity)
            .and_where(service::Column::OrganizationId.is_not_null())
            .cond_where(of_services)
            .to_owned();
        Condition::any()
            .add(own)
            .add(Column::Id.in_subquery(owners))
    });
    Condition::all()
        .add_option(with_ids(Column::Id, filter))
        .add_option(named(Column::Name, filter))
        .add_option(is_marked)
}

fn term_records(filter: &RecordFilter) -> Condition {
    use taxonomy_term::Column;
    let of = filter.taxonomies.iter().copied();
    Condition::all()
        .add_option(with_ids(Column::Id, filter))
        .add_option(named(Column::Name, filter))
        .add_option(any_id(Column::TaxonomyId, of))
        .add_option(any_id(Column::ParentId, filter.parents.iter().copied()))
        .add_option(filter.is_top.then(|| Column::ParentId.is_null()))
}

fn named<C: ColumnTrait>(column: C, filter: &RecordFilter) -> Option<SimpleExpr> {
    filter.name.as_deref().map(|name| holds(column, name))
}

fn with_ids<C: ColumnTrait>(column: C, filter: &RecordFilter) -> Option<SimpleExpr> {
    let ids = filter.ids.as_ref()?;
    Some(column.is_in(ids.iter().copied()))
}

/// The column holds one of these ids; nothing is asked when there are none.
fn any_id<C: ColumnTrait>(column: C, ids: impl IntoIterator<Item = Uuid>) -> Option<SimpleExpr> {
    let mut ids = ids.into_iter().peekable();
    ids.peek().is_some().then(|| column.is_in(ids))
}

/// The row with this id is marked with a term of one of the taxonomies.
fn of_taxonomies<C: ColumnTrait>(id: C, filter: &RecordFilter) -> Option<SimpleExpr> {
    use attribute::{Column, Entity};
    let of = any_id(
        taxonomy_term::Column::TaxonomyId,
        filter.taxonomies.iter().copied(),
    )?;
    let terms = Query::select()
        .column(taxonomy_term::Column::Id)
        .from(taxonomy_term::Entity)
        .and_where(of)
        .to_owned();
    let marked = Query::select()
        .column(Column::LinkId)
        .from(Entity)
        .and_where(Column::LinkId.is_not_null())
        .and_where(Column::TaxonomyTermId.in_subquery(terms))
        .to_owned();
    Some(id.in_subquery(marked))
}
