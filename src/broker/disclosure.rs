//! What may be told of demand: numbers in whole fives, so made that none of them, and no difference between any of them,
//! tells of fewer than five. It knows numbers and areas alone; `docs/RESOURCE_MAP.md` says why it is safe.

use std::collections::BTreeMap;

use crate::search::{AREA_NATION, DISTRICT, PROVINCE, REGENCY, areas_around};

/// The least that is told.
pub(super) const LEAST: u64 = 5;

/// Releases numbers of areas in whole fives. A district releases its fives and hands what is left over to its regency,
/// that to its province, and that to the country; what the country has left is told nowhere. What is known of an area
/// smaller than a district counts there. What an area has released is no part of what another has.
pub(super) fn release(numbers: impl IntoIterator<Item = (u64, u64)>) -> Vec<(u64, u64)> {
    let mut waiting: BTreeMap<(u8, u64), u64> = BTreeMap::new();
    for (area, number) in numbers {
        let area = area - area % DISTRICT;
        *waiting.entry((rank(area), area)).or_default() += number;
    }
    let mut released = Vec::new();
    // What is handed on goes to an area of a higher rank, which comes later.
    while let Some(((_, area), number)) = waiting.pop_first() {
        let left = number % LEAST;
        if number > left {
            released.push((area, number - left));
        }
        if let Some(around) = areas_around(area).next() {
            *waiting.entry((rank(around), around)).or_default() += left;
        }
    }
    released
}

/// Districts first, the country last.
fn rank(area: u64) -> u8 {
    if area == AREA_NATION {
        3
    } else if area.is_multiple_of(PROVINCE) {
        2
    } else if area.is_multiple_of(REGENCY) {
        1
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::search::is_inside;

    /// A small country: two provinces of two regencies of two districts each.
    const AREAS: [u64; 15] = [
        0,
        1_100_000_000,
        1_101_000_000,
        1_101_010_000,
        1_101_020_000,
        1_102_000_000,
        1_102_010_000,
        1_102_020_000,
        1_200_000_000,
        1_201_000_000,
        1_201_010_000,
        1_201_020_000,
        1_202_000_000,
        1_202_010_000,
        1_202_020_000,
    ];

    type World = BTreeMap<u64, u64>;

    fn worlds(most: u64) -> impl Strategy<Value = World> {
        let numbers = proptest::collection::vec(0..=most, AREAS.len());
        numbers.prop_map(|numbers| AREAS.into_iter().zip(numbers).collect())
    }

    fn sum_inside(numbers: impl IntoIterator<Item = (u64, u64)>, around: u64) -> u64 {
        let inside = numbers
            .into_iter()
            .filter(|(area, _)| is_inside(*area, around));
        inside.map(|(_, number)| number).sum()
    }

    /// What is told of each area: what was released in it.
    fn told(world: &World) -> Vec<u64> {
        let released = release(world.clone());
        let told = AREAS.map(|area| sum_inside(released.iter().copied(), area));
        told.to_vec()
    }

    /// The worlds in which some people of an area are people of no smaller area than the one around it; of the country,
    /// those with other numbers.
    fn other_worlds(world: &World, area: u64) -> Vec<World> {
        let inside: Vec<u64> = AREAS
            .into_iter()
            .filter(|one| is_inside(*one, area))
            .collect();
        let mut others = Vec::new();
        let mut gone = world.clone();
        gone.extend(inside.into_iter().map(|one| (one, 0)));
        match areas_around(area).next() {
            Some(around) => {
                let moved = sum_inside(world.clone(), area);
                *gone.entry(around).or_default() += moved;
                others.push(gone);
            }
            None => others.push(gone),
        }
        let mut more = world.clone();
        *more.entry(area).or_default() += 1;
        others.push(more);
        others
    }

    proptest! {
        #[test]
        fn what_is_told_adds_up_and_is_never_more_than_there_is(world in worlds(12)) {
            let released = release(world.clone());
            for (area, number) in &released {
                prop_assert!(*number >= LEAST && number % LEAST == 0, "{area} released {number}");
            }
            for area in AREAS {
                let there = sum_inside(world.clone(), area);
                let told = sum_inside(released.clone(), area);
                let parts = AREAS.into_iter().filter(|part| areas_around(*part).next() == Some(area));
                let parts: u64 = parts.map(|part| sum_inside(released.clone(), part)).sum();
                prop_assert!(told <= there && parts <= told && (told - parts).is_multiple_of(LEAST));
                prop_assert!(there >= LEAST || told == 0, "a small cell is not told");
            }
            prop_assert!(sum_inside(world, 0) - sum_inside(released, 0) < LEAST);
        }

        #[test]
        fn every_small_cell_may_as_well_have_another_number(world in worlds(3)) {
            let told_now = told(&world);
            for area in AREAS {
                let number = sum_inside(world.clone(), area);
                if (1..LEAST).contains(&number) {
                    let others = other_worlds(&world, area);
                    let is_hidden = others.iter().any(|other| {
                        sum_inside(other.clone(), area) != number && told(other) == told_now
                    });
                    prop_assert!(is_hidden, "{area} has {number} in {world:?}");
                }
            }
        }
    }
}
