//! `GeoPoint` as clients see it.

use async_graphql::SimpleObject;

/// A point on the globe.
#[derive(SimpleObject, Clone, Copy, Debug, PartialEq)]
pub struct GeoPoint {
    /// Latitude in WGS 84 decimal degrees.
    latitude: f64,
    /// Longitude in WGS 84 decimal degrees.
    longitude: f64,
}

impl GeoPoint {
    /// The point, when both coordinates are known.
    pub(crate) fn of(latitude: Option<f64>, longitude: Option<f64>) -> Option<Self> {
        latitude.zip(longitude).map(|(latitude, longitude)| Self {
            latitude,
            longitude,
        })
    }
}
