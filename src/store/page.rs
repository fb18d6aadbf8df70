//! Keyset pages: one statement a page, however deep the reader is in the list.

use sea_orm::sea_query::{Alias, Cond, Expr, ExprTrait, Func, Order, SimpleExpr};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

/// What a list is ordered by: a text column, then the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keyset {
    /// The table.
    pub table: &'static str,
    /// The text column; rows without it come first, as if it were empty.
    pub column: &'static str,
    /// From Z to A.
    pub is_descending: bool,
}

/// Which part of a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// The order.
    pub keyset: Keyset,
    /// The value and id of the last row already seen.
    pub after: Option<(String, Uuid)>,
    /// How many rows at the most.
    pub first: u64,
}

/// A part of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Whether more rows follow.
    pub has_next: bool,
}

impl Slice {
    /// Orders and cuts the statement; it asks for one row more than wanted, to know whether more follow.
    pub(super) fn apply<E: EntityTrait>(&self, select: Select<E>) -> Select<E> {
        let Keyset { table, column, is_descending } = self.keyset;
        let value = || -> SimpleExpr {
            Func::coalesce([Expr::col((Alias::new(table), Alias::new(column))), Expr::val("")]).into()
        };
        let id = || Expr::col((Alias::new(table), Alias::new("id")));
        let order = if is_descending { Order::Desc } else { Order::Asc };
        let select = match &self.after {
            None => select,
            Some((seen, seen_id)) => {
                let (further, further_id) = if is_descending {
                    (value().lt(seen.as_str()), id().lt(*seen_id))
                } else {
                    (value().gt(seen.as_str()), id().gt(*seen_id))
                };
                let same = Cond::all().add(value().eq(seen.as_str())).add(further_id);
                select.filter(Cond::any().add(further).add(same))
            }
        };
        select
            .order_by(value(), order.clone())
            .order_by(id(), order)
            .limit(self.first + 1)
    }
}
