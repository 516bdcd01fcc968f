//! How far two spellings are apart: the one measure for every "did you mean".
//!
//! It counts letters. It refuses to judge: how many slips a hint may forgive depends on the list it comes from.

/// How many letters must change to turn one word into the other.
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().take(60).collect();
    let mut row: Vec<usize> = (0..=a.len()).collect();
    for (i, c) in b.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, d) in a.iter().enumerate() {
            let here = (corner + usize::from(*d != c)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], here);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn a_slip_is_one() {
        assert_eq!([distance("compliant", "compliant"), distance("complient", "compliant")], [0, 1]);
        assert_eq!(
            [distance("", "abc"), distance("tenat", "tenant"), distance("\u{e9}t\u{e9}", "ete")],
            [3, 1, 2]
        );
    }
}
