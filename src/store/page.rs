//! Keyset pages: one statement a page, however deep the reader is in the list.

use entity::object::object;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, Order, SimpleExpr};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

/// What a list is ordered by: a text column, then the id; or the id alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keyset {
    /// The table.
    pub table: &'static str,
    /// The text column; rows without it come first, as if it held nothing. Empty for the id alone.
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
    /// How many rows to pass over.
    pub skip: u64,
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
    pub(crate) fn apply<E: EntityTrait>(&self, select: Select<E>) -> Select<E> {
        let id = Expr::col((Alias::new(self.keyset.table), Alias::new("id")));
        let mut order: Vec<SimpleExpr> = self.keyset.value().into_iter().collect();
        let mut seen: Vec<SimpleExpr> = Vec::new();
        if let Some((value, seen_id)) = &self.after {
            if !order.is_empty() {
                seen.push(Expr::val(value.as_str()));
            }
            seen.push(Expr::val(*seen_id));
        }
        order.push(id);
        let mut select = select.limit(self.first + 1);
        if self.skip > 0 {
            select = select.offset(self.skip);
        }
        if !seen.is_empty() {
            let (row, seen) = (Expr::tuple(order.clone()), Expr::tuple(seen));
            select = select.filter(if self.keyset.is_descending {
                row.lt(seen)
            } else {
                row.gt(seen)
            });
        }
        let direction = if self.keyset.is_descending {
            Order::Desc
        } else {
            Order::Asc
        };
        for expression in order {
            select = select.order_by(expression, direction.clone());
        }
        select
    }
}

impl Keyset {
    /// What comes before the id in the order. Written as the index has it, so that the index serves the page.
    fn value(&self) -> Option<SimpleExpr> {
        if self.column.is_empty() {
            return None;
        }
        let column = Expr::col((Alias::new(self.table), Alias::new(self.column)));
        let is_never_null = object(self.table)
            .and_then(|object| object.field(self.column))
            .is_some_and(|(_, field)| field.is_never_null);
        Some(if is_never_null {
            column
        } else {
            Func::coalesce([column, Expr::val("")]).into()
        })
    }
}
