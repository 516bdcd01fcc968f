//! How long a relationship runs: ISO 8601 durations as Graph writes them, and the time spans of PowerShell.

/// Reads a duration and rounds it down to days. Years count 365 days and months 30, as Graph's `P2Y` is 730 days.
///
/// Understood: `P730D`, `P2Y`, `P1Y6M`, `P26W`, `PT0S`, `PT48H`, and `180.00:00:00`, `00:00:00`.
#[must_use]
pub fn days(text: &str) -> Option<u32> {
    let text = text.trim();
    match text.strip_prefix(['P', 'p']) {
        Some(rest) => iso(rest),
        None => time_span(text),
    }
}

fn iso(text: &str) -> Option<u32> {
    let (mut seconds, mut digits, mut in_time, mut parts) = (0u64, String::new(), false, 0);
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let c = c.to_ascii_uppercase();
        if c == 'T' && digits.is_empty() && !in_time {
            in_time = true;
            continue;
        }
        let unit: u64 = match (c, in_time) {
            ('Y', false) => 365 * 86_400,
            ('M', false) => 30 * 86_400,
            ('W', false) => 7 * 86_400,
            ('D', false) => 86_400,
            ('H', true) => 3_600,
            ('M', true) => 60,
            ('S', true) => 1,
            _ => return None,
        };
        let count: u64 = digits.parse().ok()?;
        seconds = seconds.checked_add(count.checked_mul(unit)?)?;
        digits.clear();
        parts += 1;
    }
    (parts > 0 && digits.is_empty()).then_some(())?;
    u32::try_from(seconds / 86_400).ok()
}

/// `[d.]hh:mm:ss[.fraction]`
fn time_span(text: &str) -> Option<u32> {
    let (head, rest) = text.split_once(':')?;
    let clock = rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.'));
    (clock && rest.matches(':').count() == 1).then_some(())?;
    match head.split_once('.') {
        Some((days, hours)) => {
            hours.parse::<u32>().ok().filter(|h| *h < 24)?;
            days.parse().ok()
        }
        None => head.parse::<u32>().ok().map(|hours| hours / 24),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn graph_and_powershell_mean_the_same() {
        for (text, wanted) in [
            ("P730D", 730),
            ("P2Y", 730),
            ("p180d", 180),
            ("P1Y6M", 545),
            ("P26W", 182),
            ("PT0S", 0),
            ("P0D", 0),
            ("P1DT12H", 1),
            ("PT48H", 2),
            ("180.00:00:00", 180),
            ("00:00:00", 0),
            ("730.00:00:00.0000000", 730),
        ] {
            assert_eq!(days(text), Some(wanted), "{text}");
        }
        for text in
            ["", "P", "PT", "P5", "180", "six months", "PD", "1:2", "P-1D", "99999999999999999999.00:00:00"]
        {
            assert_eq!(days(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}|P[0-9YMWDTHS]{0,12}|[0-9.:]{0,30}") {
            let _ = days(&text);
        }

        #[test]
        fn days_survive_both_spellings(count in 0u32..1_000_000) {
            prop_assert_eq!(days(&format!("P{count}D")), Some(count));
            prop_assert_eq!(days(&format!("{count}.00:00:00")), Some(count));
        }
    }
}
