//! What is hidden from one reader, and how lists leave it out in SQL.

use entity::{location, organization, practitioner, program, service, service_at_location};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, SimpleExpr, UnionType};
use uuid::Uuid;

use super::door::Sight;

/// The lifecycles of organizations that are not there for everyone.
pub const NOT_PUBLIC: [&str; 3] = ["DRAFT", "PENDING", "SUSPENDED"];

/// What is hidden from one reader at one moment.
#[derive(Debug, Clone)]
pub struct Veil {
    /// Whether anything is.
    pub(super) is_drawn: bool,
    /// Stands for the reader's own organizations among what is hidden from others; nil for none.
    pub(super) own_key: Uuid,
    pub(super) own: Vec<Uuid>,
    pub(super) sight: Sight,
}

/// The hidden organizations, by id.
fn organizations(veil: &Veil) -> SelectStatement {
    let id = || Expr::col(Alias::new("id"));
    let mut merged = Query::select()
        .expr(id())
        .from(Alias::new("merged_organization"))
        .to_owned();
    if veil.sight == Sight::Everything {
        return merged;
    }
    let by_lifecycle = Query::select()
        .expr(id())
        .from(Alias::new("organization"))
        .and_where(Expr::col(Alias::new("lifecycle")).is_in(NOT_PUBLIC))
        .and_where_option((!veil.own.is_empty()).then(|| id().is_not_in(veil.own.iter().copied())))
        .to_owned();
    merged.union(UnionType::All, by_lifecycle).to_owned()
}

/// The row of `table` belongs to a hidden organization.
pub(super) fn of_hidden_organization(veil: &Veil, table: &str) -> SimpleExpr {
    let owner = || Expr::col((Alias::new(table), Alias::new("organization_id")));
    owner()
        .is_not_null()
        .and(owner().in_subquery(organizations(veil)))
}

/// It is a hidden organization.
pub(super) fn is_hidden_organization(veil: &Veil) -> SimpleExpr {
    Expr::col((organization::Entity, organization::Column::Id)).in_subquery(organizations(veil))
}

/// The service is of a hidden organization; one of none is hidden with its program.
pub(super) fn is_hidden_service(veil: &Veil) -> SimpleExpr {
    of_hidden_organization(veil, "service").or(of_hidden_program(veil))
}

/// The service at a location is of a hidden service or at a hidden location. Only one of no service asks whose the location
/// is: where a shown service is, nothing but another location's answering for it hides it.
pub(super) fn is_hidden_offer(veil: &Veil) -> SimpleExpr {
    use service_at_location::{Column, Entity};
    let service = || Expr::col((Entity, Column::ServiceId));
    let place = || Expr::col((Entity, Column::LocationId));
    let hidden = Query::select()
        .expr(Expr::col((location::Entity, location::Column::Id)))
        .from(location::Entity)
        .and_where(is_hidden_location(veil))
        .to_owned();
    let is_of_hidden = service()
        .is_not_null()
        .and(service().in_subquery(services(veil)));
    let is_at_matched = place().in_subquery(matched_locations(&["record_id"]));
    let is_at_hidden = service().is_null().and(place().in_subquery(hidden));
    let is_at = place().is_not_null().and(is_at_matched.or(is_at_hidden));
    is_of_hidden.or(is_at)
}

fn of_hidden_program(veil: &Veil) -> SimpleExpr {
    let programs = Query::select()
        .expr(Expr::col((program::Entity, program::Column::Id)))
        .from(program::Entity)
        .and_where(of_hidden_organization(veil, "program"))
        .to_owned();
    let program = || Expr::col((service::Entity, service::Column::ProgramId));
    Expr::col((service::Entity, service::Column::OrganizationId))
        .is_null()
        .and(program().is_not_null())
        .and(program().in_subquery(programs))
}

/// The hidden services, by id: in two parts, so that each goes by an index.
fn services(veil: &Veil) -> SelectStatement {
    let part = |condition: SimpleExpr| {
        Query::select()
            .expr(Expr::col((service::Entity, service::Column::Id)))
            .from(service::Entity)
            .and_where(condition)
            .to_owned()
    };
    part(of_hidden_organization(veil, "service"))
        .union(UnionType::All, part(of_hidden_program(veil)))
        .to_owned()
}

/// The locations of imports that stand for another, or may: another answers for them until it is decided otherwise.
pub(super) fn matched_locations(columns: &[&str]) -> SelectStatement {
    let column = |name: &str| Expr::col(Alias::new(name));
    Query::select()
        .exprs(columns.iter().map(|name| column(name)))
        .from(Alias::new("import_match"))
        .and_where(column("entity").eq("location"))
        .and_where(column("state").is_in(["PENDING", "SAME"]))
        .to_owned()
}

/// Another location answers for it, or it is used by hidden organizations alone: kept by them or by nobody, and every
/// service and practitioner there is theirs. It asks from what is hidden, which is little beside what is not.
pub(super) fn is_hidden_location(veil: &Veil) -> SimpleExpr {
    use service_at_location::{Column as Offer, Entity as Offers};
    let id = || Expr::col((location::Entity, location::Column::Id));
    let owner = || Expr::col((location::Entity, location::Column::OrganizationId));
    let place = || Expr::col((Offers, Offer::LocationId));
    let works = || {
        let column = practitioner::Column::LocationId;
        Expr::col((practitioner::Entity, column))
    };
    let offered = || Expr::col((Offers, Offer::ServiceId));
    let kept = Query::select()
        .expr(id())
        .from(location::Entity)
        .and_where(of_hidden_organization(veil, "location"))
        .to_owned();
    let served = Query::select()
        .expr(place())
        .from(Offers)
        .and_where(place().is_not_null())
        .and_where(offered().in_subquery(services(veil)))
        .to_owned();
    let worked = Query::select()
        .expr(works())
        .from(practitioner::Entity)
        .and_where(works().is_not_null())
        .and_where(of_hidden_organization(veil, "practitioner"))
        .to_owned();
    let theirs = kept
        .clone()
        .union(UnionType::All, served)
        .union(UnionType::All, worked)
        .to_owned();
    let serves_others = Query::select()
        .expr(Expr::val(1))
        .from(Offers)
        .and_where(place().equals((location::Entity, location::Column::Id)))
        .and_where(offered().is_not_null())
        .and_where(offered().not_in_subquery(services(veil)))
        .to_owned();
    let works_for_others = Query::select()
        .expr(Expr::val(1))
        .from(practitioner::Entity)
        .and_where(works().equals((location::Entity, location::Column::Id)))
        .and_where(of_hidden_organization(veil, "practitioner").not())
        .to_owned();
    let is_theirs = id()
        .in_subquery(theirs)
        .and(owner().is_null().or(id().in_subquery(kept)))
        .and(Expr::exists(serves_others).not())
        .and(Expr::exists(works_for_others).not());
    is_theirs.or(id().in_subquery(matched_locations(&["record_id"])))
}
