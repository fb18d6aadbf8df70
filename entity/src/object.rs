//! The words in which each table describes itself: its key, its fields, what they may hold, and how HSDS nests it.
//! Writing, history, import and export read these descriptions, so a field is named in one place: the file of its table.

use std::sync::LazyLock;

/// One kind of record and the table that keeps it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Object {
    /// The name of the object and of its table, such as `service_at_location`.
    pub name: &'static str,
    /// The column that is the key: `id`, or `code` for regions.
    pub key: &'static str,
    /// The file of HSDS's tabular form, such as `services.csv`; empty for what is ours alone.
    pub csv: &'static str,
    /// The fields apart from the key, in HSDS's order, then ours.
    pub fields: &'static [Field],
    /// The properties that hold arrays of other objects.
    pub lists: &'static [List],
    /// The properties that hold one other object.
    pub singles: &'static [Single],
    /// Whether HSDS lets the object carry `attributes`.
    pub has_attributes: bool,
    /// Whether HSDS lets the object carry `metadata`.
    pub has_metadata: bool,
}

impl Object {
    /// The place and description of the field called `name`.
    pub fn field(&self, name: &str) -> Option<(usize, &'static Field)> {
        self.fields
            .iter()
            .enumerate()
            .find(|(_, field)| field.name == name)
    }
}

/// One field of an object: a column of its table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// The name, the same in HSDS and in the table.
    pub name: &'static str,
    /// What the field may hold.
    pub kind: Kind,
    /// HSDS requires it in JSON and in tables.
    pub is_required: bool,
    /// HSDS requires it in tables only, where nesting cannot say it.
    pub is_required_in_tables: bool,
    /// The table refuses a row without it.
    pub is_never_null: bool,
    /// The field is HSDS's; ours are not read from or written to HSDS files.
    pub is_hsds: bool,
    /// The field tells of a person; the log says that it changed and not what it holds.
    pub is_personal: bool,
}

impl Field {
    /// A field of the HSDS object.
    pub const fn hsds(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            is_required: false,
            is_required_in_tables: false,
            is_never_null: false,
            is_hsds: true,
            is_personal: false,
        }
    }

    /// A field that Jembatan adds.
    pub const fn ours(name: &'static str, kind: Kind) -> Self {
        Self {
            is_hsds: false,
            ..Self::hsds(name, kind)
        }
    }

    /// HSDS requires the field.
    pub const fn required(self) -> Self {
        Self {
            is_required: true,
            ..self
        }
    }

    /// HSDS requires the field in the tabular form.
    pub const fn required_in_tables(self) -> Self {
        Self {
            is_required_in_tables: true,
            ..self
        }
    }

    /// The field tells of a person.
    pub const fn personal(self) -> Self {
        Self {
            is_personal: true,
            ..self
        }
    }

    /// The table refuses a row without the field.
    pub const fn never_null(self) -> Self {
        Self {
            is_never_null: true,
            ..self
        }
    }
}

/// What a field may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A web address or another URI.
    Uri,
    /// An e-mail address.
    Email,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A day as `YYYY-MM-DD`, kept as published.
    Date,
    /// A moment in RFC 3339, kept as published.
    DateTime,
    /// One word of a closed set.
    OneOf(&'static [&'static str]),
    /// The id of a row of the named table, which must be there.
    Reference(&'static str),
    /// The code of a region, which must be there.
    Region,
    /// An id that may name something outside the directory.
    Id,
}

/// A property that holds an array of other objects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct List {
    /// The property, such as `phones`.
    pub property: &'static str,
    /// The object in the array, such as `phone`.
    pub object: &'static str,
    /// The field of that object which holds the id of this one, such as `service_id`.
    pub owner: &'static str,
}

/// A property that holds one other object.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Single {
    /// The property, such as `organization`.
    pub property: &'static str,
    /// The object it holds.
    pub object: &'static str,
    /// The field of this object which holds its id, such as `organization_id`.
    pub reference: &'static str,
}

/// All objects of HSDS, each after those it refers to.
pub const OBJECTS: &[Object] = &[
    crate::taxonomy::OBJECT,
    crate::taxonomy_term::OBJECT,
    crate::organization::OBJECT,
    crate::program::OBJECT,
    crate::location::OBJECT,
    crate::service::OBJECT,
    crate::service_at_location::OBJECT,
    crate::contact::OBJECT,
    crate::phone::OBJECT,
    crate::address::OBJECT,
    crate::schedule::OBJECT,
    crate::service_area::OBJECT,
    crate::language::OBJECT,
    crate::accessibility::OBJECT,
    crate::cost_option::OBJECT,
    crate::required_document::OBJECT,
    crate::unit::OBJECT,
    crate::service_capacity::OBJECT,
    crate::funding::OBJECT,
    crate::organization_identifier::OBJECT,
    crate::url::OBJECT,
    crate::meta_table_description::OBJECT,
    crate::attribute::OBJECT,
    crate::metadata::OBJECT,
];

/// What Jembatan keeps beside HSDS, each after what it refers to. Regions come before all of HSDS.
pub const OURS: &[Object] = &[
    crate::region::OBJECT,
    crate::term_label::OBJECT,
    crate::term_mapping::OBJECT,
    crate::eligibility_rule::OBJECT,
    crate::holiday::OBJECT,
    crate::practitioner::OBJECT,
    crate::qualification::OBJECT,
    crate::extra_property::OBJECT,
];

/// The tables whose rows hang on rows of any other, each after those on whose rows its own may hang.
const ON_ANY: [&str; 3] = ["attribute", "metadata", "extra_property"];

/// All objects, each after those it refers to or hangs on.
pub fn in_order() -> &'static [&'static Object] {
    static IN_ORDER: LazyLock<Vec<&'static Object>> = LazyLock::new(|| {
        let mut left: Vec<&'static Object> = OBJECTS.iter().chain(OURS).collect();
        let mut ordered: Vec<&Object> = Vec::with_capacity(left.len());
        while !left.is_empty() {
            let names: Vec<&str> = left.iter().map(|object| object.name).collect();
            let waits = |object: &Object| {
                object.fields.iter().any(|field| match field.kind {
                    Kind::Reference(other) => other != object.name && names.contains(&other),
                    Kind::Region => object.name != "region" && names.contains(&"region"),
                    _ => false,
                })
            };
            let (waiting, ready): (Vec<_>, Vec<_>) = left.iter().partition(|object| waits(object));
            // No references go round in a circle; if they did, the order of the lists would do.
            if ready.is_empty() {
                ordered.extend(waiting);
                break;
            }
            ordered.extend(ready);
            left = waiting;
        }
        // None of these is referred to.
        ordered.sort_by_key(|object| ON_ANY.iter().position(|name| *name == object.name));
        ordered
    });
    &IN_ORDER
}

/// The object called `name`.
pub fn object(name: &str) -> Option<&'static Object> {
    OBJECTS
        .iter()
        .chain(OURS)
        .find(|object| object.name == name)
}
