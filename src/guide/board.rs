//! Which lines of a board an answer means: `1 3`, `1, 3 and 4`, `none`, `not known`.
//!
//! Only numbers that stand on the board count; a text that holds anything else is asked for again, because a door that
//! was meant and not understood would be lost for the night.

use crate::model::not_known;

/// Words for *none of these*.
const NONE: [&str; 9] = ["none", "none of these", "no", "nothing", "0", "keine", "aucun", "geen", "ninguno"];

/// Words between numbers.
const JOINTS: [&str; 6] = ["and", "und", "et", "en", "y", "+"];

/// The lines that a text means, from 0: some, none of them, or (inside) nothing because nobody knows. Nothing at all
/// where the text is no answer.
#[must_use]
pub fn read(text: &str, lines: usize) -> Option<Option<Vec<usize>>> {
    let text = text.trim().to_lowercase();
    if not_known(&text) || text == "?" {
        return Some(None);
    }
    if NONE.contains(&text.trim_end_matches(['.', '!'])) {
        return Some(Some(Vec::new()));
    }
    let mut chosen = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || ",;/&.".contains(c)) {
        if word.is_empty() || JOINTS.contains(&word) {
            continue;
        }
        let number: usize = word.trim_end_matches(')').parse().ok()?;
        let at = number.checked_sub(1).filter(|at| *at < lines)?;
        if !chosen.contains(&at) {
            chosen.push(at);
        }
    }
    (!chosen.is_empty()).then_some(Some(chosen))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn people_write_lists_in_many_ways() {
        for text in ["1 3", "1,3", "1 and 3", "3, 1", "1) 3)", "1 & 3", "1/3."] {
            let mut read = read(text, 5).unwrap().unwrap();
            read.sort_unstable();
            assert_eq!(read, [0, 2], "{text}");
        }
        assert_eq!(read("none", 5), Some(Some(vec![])));
        assert_eq!(read("no idea", 5), Some(None));
        for odd in ["", "6", "1 9", "the partner", "1 maybe", "-1"] {
            assert_eq!(read(odd, 5), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_stands_on_the_board(text in "\\PC{0,40}", lines in 1usize..10) {
            if let Some(Some(chosen)) = read(&text, lines) {
                prop_assert!(chosen.iter().all(|at| *at < lines));
            }
        }
    }
}
