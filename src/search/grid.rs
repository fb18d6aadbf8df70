//! The globe in squares of a tenth of a degree, some 11 km wide, so that the index passes over what is far away.

/// Squares in a row around the globe.
const ROW: f64 = 3_600.0;

/// Beyond this many squares it is faster to measure every offer.
const MOST: usize = 400;

/// Metres in a degree of latitude, rounded down so that a square is rather taken than left out.
const DEGREE_M: f64 = 110_500.0;

/// The number of the square a point lies in.
pub(super) fn square(latitude: f64, longitude: f64) -> u64 {
    number(row(latitude), column(longitude))
}

/// The squares that hold every point within `radius_m` metres; `None` when there are too many of them.
pub(super) fn squares_around((latitude, longitude): (f64, f64), radius_m: f64) -> Option<Vec<u64>> {
    let height = radius_m / DEGREE_M;
    let (south, north) = (latitude - height, latitude + height);
    // Degrees of longitude are shortest on the side of the poles.
    let shortest = south.abs().max(north.abs());
    if shortest >= 89.0 {
        return None;
    }
    let width = height / shortest.to_radians().cos();
    let (west, east) = (longitude - width, longitude + width);
    if west < -180.0 || east > 180.0 {
        return None;
    }
    let mut squares = Vec::new();
    let mut at_row = row(south);
    while at_row <= row(north) {
        let mut at_column = column(west);
        while at_column <= column(east) {
            if squares.len() == MOST {
                return None;
            }
            squares.push(number(at_row, at_column));
            at_column += 1.0;
        }
        at_row += 1.0;
    }
    Some(squares)
}

fn row(latitude: f64) -> f64 {
    ((latitude + 90.0) * 10.0).floor()
}

fn column(longitude: f64) -> f64 {
    ((longitude + 180.0) * 10.0).floor()
}

/// At most 6,483,600, so nothing is lost between the kinds of number.
#[expect(
    clippy::as_conversions,
    reason = "both are whole, not negative and small"
)]
fn number(row: f64, column: f64) -> u64 {
    (row * ROW + column) as u64
}
