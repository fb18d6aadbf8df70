//! Choices that look random and always fall the same way.

/// Answers questions about one thing: the same words and question always give the same answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Choice {
    seed: u64,
}

impl Choice {
    /// Choices about what these words name.
    pub(super) fn about(words: &str) -> Self {
        Self { seed: hash(words) }
    }

    /// A number that stands for the answer to `question`.
    pub(super) fn number(self, question: &str) -> u64 {
        mix(self.seed ^ hash(question))
    }

    /// A number from 0 up to, but not including, `limit`.
    pub(super) fn below(self, question: &str, limit: u32) -> u32 {
        u32::try_from(self.number(question) % u64::from(limit.max(1))).unwrap_or_default()
    }

    /// Whether this is one of the one in `many` for which the answer is yes.
    pub(super) fn is_one_in(self, question: &str, many: u32) -> bool {
        self.below(question, many) == 0
    }

    /// One item of a list; `None` when the list is empty.
    pub(super) fn one_of<'a, T>(self, question: &str, list: &'a [T]) -> Option<&'a T> {
        self.one_after(question, list, 0)
    }

    /// The item that many places after the one chosen, beginning again at the end of the list.
    pub(super) fn one_after<'a, T>(
        self,
        question: &str,
        list: &'a [T],
        after: u32,
    ) -> Option<&'a T> {
        let count = u32::try_from(list.len()).unwrap_or(u32::MAX).max(1);
        let place = (u64::from(self.below(question, count)) + u64::from(after)) % u64::from(count);
        list.get(usize::try_from(place).unwrap_or_default())
    }
}

/// FNV-1a, which is short and does not change between releases as the standard library's hash may.
fn hash(words: &str) -> u64 {
    words.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The last step of splitmix64: spreads seeds that differ little.
fn mix(seed: u64) -> u64 {
    let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
