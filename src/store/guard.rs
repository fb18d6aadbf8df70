//! What a viewer must not see of a confidential place, and what nobody may see of a person, table by table: rows that
//! are left out, fields that are emptied.

use entity::{
    accessibility, address, attribute, contact, cost_option, eligibility_rule, extra_property,
    funding, holiday, language, location, meta_table_description, metadata, organization,
    organization_identifier, phone, practitioner, program, qualification, region,
    required_document, schedule, service, service_area, service_at_location, service_capacity,
    taxonomy, taxonomy_term, term_label, term_mapping, unit, url,
};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::veil::{
    Veil, is_hidden_location, is_hidden_offer, is_hidden_organization, is_hidden_service,
    of_hidden_organization,
};

/// A table that rows may leave, with what is taken out.
pub trait Guarded: EntityTrait {
    /// For [`Sight::Public`](super::Sight::Public): leaves out rows that tell where a confidential place is.
    fn admit(select: Select<Self>) -> Select<Self> {
        select
    }

    /// For [`Sight::Public`](super::Sight::Public): empties the fields that tell where a confidential place is.
    fn redact(row: &mut Self::Model) {
        let _ = row;
    }

    /// For everyone: leaves out what belongs to people who did not consent to be shown.
    fn listed(select: Select<Self>) -> Select<Self> {
        select
    }

    /// The row is an organization that is hidden, or hangs on one; `None` for tables that are not listed, whose rows are
    /// shown with what they hang on.
    fn hidden(veil: &Veil) -> Option<SimpleExpr> {
        let _ = veil;
        None
    }

    /// For everyone: empties the fields that are kept and never shown.
    fn conceal(row: &mut Self::Model) {
        let _ = row;
    }
}

/// The number of letters in the code of a regency, such as `32.73`: the finest area shown for a confidential place.
const REGENCY_LETTERS: usize = 5;

impl Guarded for location::Entity {
    fn hidden(veil: &Veil) -> Option<SimpleExpr> {
        Some(is_hidden_location(veil))
    }

    fn redact(row: &mut location::Model) {
        if row.visibility == "PUBLIC" {
            return;
        }
        row.latitude = None;
        row.longitude = None;
        row.coordinate_precision = None;
        row.description = None;
        row.transportation = None;
        row.url = None;
        row.external_identifier = None;
        row.external_identifier_type = None;
        row.region_code = row
            .region_code
            .take()
            .map(|code| code.chars().take(REGENCY_LETTERS).collect());
    }
}

/// The row does not name a confidential place by this column. It looks each place up, because a list of all that are
/// confidential would be made anew for every statement.
fn is_of_no_secret<C: ColumnTrait>(owner: C) -> SimpleExpr {
    let place = Alias::new("location");
    let secret = Query::select()
        .expr(Expr::val(1))
        .from(place.clone())
        .and_where(Expr::col((place, Alias::new("id"))).equals((owner.entity_name(), owner)))
        .and_where(Expr::col(Alias::new("visibility")).eq("CONFIDENTIAL"))
        .to_owned();
    Expr::exists(secret).not()
}

/// The row names neither a confidential place nor an address of one.
fn tells_of_no_secret<C: ColumnTrait>(owner: C) -> SimpleExpr {
    let (place, address) = (Alias::new("location"), Alias::new("address"));
    let id = Alias::new("id");
    let secret = Query::select()
        .expr(Expr::val(1))
        .from(address.clone())
        .inner_join(
            place.clone(),
            Expr::col((place, id.clone())).equals((address.clone(), Alias::new("location_id"))),
        )
        .and_where(Expr::col((address, id)).equals((owner.entity_name(), owner)))
        .and_where(Expr::col(Alias::new("visibility")).eq("CONFIDENTIAL"))
        .to_owned();
    is_of_no_secret(owner).and(Expr::exists(secret).not())
}

impl Guarded for address::Entity {
    fn admit(select: Select<Self>) -> Select<Self> {
        select.filter(is_of_no_secret(address::Column::LocationId))
    }
}

impl Guarded for accessibility::Entity {
    fn admit(select: Select<Self>) -> Select<Self> {
        select.filter(is_of_no_secret(accessibility::Column::LocationId))
    }
}

impl Guarded for metadata::Entity {
    /// Values before and after hold what was taken out of the location or its addresses.
    fn admit(select: Select<Self>) -> Select<Self> {
        select.filter(tells_of_no_secret(metadata::Column::ResourceId))
    }
}

impl Guarded for extra_property::Entity {
    /// What HSDS has no name for may be where the place is.
    fn admit(select: Select<Self>) -> Select<Self> {
        select.filter(tells_of_no_secret(extra_property::Column::OwnerId))
    }
}

/// The row does not belong to a practitioner who did not consent to be shown. It looks each practitioner up, because a
/// list of all who did not may be long.
fn is_of_no_withheld<C: ColumnTrait>(owner: C) -> SimpleExpr {
    let practitioner = Alias::new("practitioner");
    let withheld = Query::select()
        .expr(Expr::val(1))
        .from(practitioner.clone())
        .and_where(Expr::col((practitioner, Alias::new("id"))).equals((owner.entity_name(), owner)))
        .and_where(Expr::col(Alias::new("consent")).ne("LISTED"))
        .to_owned();
    Expr::exists(withheld).not()
}

impl Guarded for practitioner::Entity {
    fn hidden(veil: &Veil) -> Option<SimpleExpr> {
        Some(of_hidden_organization(veil, "practitioner"))
    }

    fn listed(select: Select<Self>) -> Select<Self> {
        select.filter(practitioner::Column::Consent.eq("LISTED"))
    }
}

impl Guarded for qualification::Entity {
    fn listed(select: Select<Self>) -> Select<Self> {
        select.filter(is_of_no_withheld(qualification::Column::PractitionerId))
    }

    fn conceal(row: &mut qualification::Model) {
        row.number = None;
    }
}

impl Guarded for language::Entity {
    fn listed(select: Select<Self>) -> Select<Self> {
        select.filter(is_of_no_withheld(language::Column::PractitionerId))
    }
}

impl Guarded for schedule::Entity {
    fn listed(select: Select<Self>) -> Select<Self> {
        select.filter(is_of_no_withheld(schedule::Column::PractitionerId))
    }
}

impl Guarded for attribute::Entity {
    /// What is said of a confidential place or its address may name the place.
    fn admit(select: Select<Self>) -> Select<Self> {
        select.filter(tells_of_no_secret(attribute::Column::LinkId))
    }

    fn listed(select: Select<Self>) -> Select<Self> {
        select.filter(is_of_no_withheld(attribute::Column::LinkId))
    }
}

impl Guarded for contact::Entity {}
impl Guarded for cost_option::Entity {}
impl Guarded for eligibility_rule::Entity {}
impl Guarded for funding::Entity {}
impl Guarded for holiday::Entity {}
impl Guarded for meta_table_description::Entity {}
impl Guarded for organization::Entity {
    fn hidden(veil: &Veil) -> Option<SimpleExpr> {
        Some(is_hidden_organization(veil))
    }
}
impl Guarded for organization_identifier::Entity {}
impl Guarded for phone::Entity {}
impl Guarded for program::Entity {
    fn hidden(veil: &Veil) -> Option<SimpleExpr> {
        Some(of_hidden_organization(veil, "program"))
    }
}
impl Guarded for region::Entity {}
impl Guarded for required_document::Entity {}
impl Guarded for service::Entity {
    fn hidden(veil: &Veil) -> Option<SimpleExpr> {
        Some(is_hidden_service(veil))
    }
}
impl Guarded for service_area::Entity {}
impl Guarded for service_at_location::Entity {
    fn hidden(veil: &Veil) -> Option<SimpleExpr> {
        Some(is_hidden_offer(veil))
    }
}
impl Guarded for service_capacity::Entity {}
impl Guarded for taxonomy::Entity {}
impl Guarded for taxonomy_term::Entity {}
impl Guarded for term_label::Entity {}
impl Guarded for term_mapping::Entity {}
impl Guarded for unit::Entity {}
impl Guarded for url::Entity {}
