//! A made-up directory over the real areas of Indonesia, for trying, measuring and teaching: [`generate`] sends it as
//! any reader sends records. Names end in "(contoh)", numbers cannot be dialled, and no chance or clock has a say.
//! Called by the rest of `transfer` and by tests; the texts stand in the files named after the kind of provider.

mod belonging;
mod care;
mod choice;
mod community;
mod generate;
mod government;
mod health;
mod national;
mod place;
mod practitioner;
mod provider;
mod service;
mod site;
mod writer;

pub use generate::generate;
