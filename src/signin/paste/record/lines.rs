use crate::signin::paste::clean::MAYBE_WRAP;

/// Line ends up to each character, so that "on the same line" and "in the same paragraph" cost nothing to ask.
pub(super) struct Lines {
    ends: Vec<u32>,
    blanks: Vec<u32>,
}

impl Lines {
    pub(super) fn new(text: &[char]) -> Self {
        let (mut ends, mut blanks) = (Vec::with_capacity(text.len() + 1), Vec::with_capacity(text.len() + 1));
        let (mut end, mut blank, mut empty) = (0, 0, false);
        for c in text {
            ends.push(end);
            blanks.push(blank);
            if matches!(*c, '\n' | MAYBE_WRAP) {
                end += 1;
                blank += u32::from(empty);
                empty = true;
            } else if !c.is_whitespace() {
                empty = false;
            }
        }
        ends.push(end);
        blanks.push(blank);
        Self { ends, blanks }
    }

    pub(super) fn same_line(&self, a: usize, b: usize) -> bool {
        self.ends[a.min(b)] == self.ends[a.max(b)]
    }

    pub(super) fn same_paragraph(&self, a: usize, b: usize) -> bool {
        self.blanks[a.min(b)] == self.blanks[a.max(b)]
    }

    pub(super) fn between(&self, a: usize, b: usize) -> u32 {
        self.ends[b.max(a)] - self.ends[a.min(b)]
    }
}
