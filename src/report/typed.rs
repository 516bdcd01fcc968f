//! Ids typed off a picture: which letters to compare with it once more.

use super::harmless::shown;
use crate::signin::Field;
use crate::signin::typed::{Compare, Part};

/// One value with its doubts, as lines to read beside the picture.
#[must_use]
pub fn compare(value: &Compare) -> String {
    let name = name(value.field);
    let mut text = format!("   {name}  {}\n", shown(&value.typed));
    if let Some(Part { number, has, wanted }) = value.part {
        text.push_str(&match number {
            0 => format!(
                "      it has {has} characters besides hyphens; a real one has {wanted}, as 8-4-4-4-12\n"
            ),
            _ => format!("      part {number} has {has} characters instead of {wanted}\n"),
        });
    }
    let certain = value.doubts.iter().filter(|d| d.certain);
    for doubt in certain {
        let typed = shown(&doubt.typed.to_string()).into_owned();
        text.push_str(&match doubt.perhaps {
            '?' => format!("      character {} is '{typed}', which no {name} has\n", doubt.position),
            perhaps => format!(
                "      character {} is '{typed}'; on the picture it is perhaps {perhaps}\n",
                doubt.position
            ),
        });
    }
    let silent: Vec<String> =
        value.doubts.iter().filter(|d| !d.certain).map(|d| format!("{} ({})", d.position, d.typed)).collect();
    if !silent.is_empty() {
        text.push_str(&format!(
            "      compare once more, 8 and b are easily confused: character {}\n",
            silent.join(", ")
        ));
    }
    if value.wrong && value.doubts.is_empty() && value.part.is_none() {
        text.push_str(match value.field {
            Field::Code => "      an error code is 4 to 8 digits\n",
            Field::Timestamp => "      a time looks like 2026-11-22T01:17:25Z\n",
            _ => "      the hyphens belong after characters 8, 12, 16 and 20\n",
        });
    }
    text
}

/// What the page calls a field.
#[must_use]
pub fn name(field: Field) -> &'static str {
    match field {
        Field::RequestId => "Request ID",
        Field::CorrelationId => "Correlation ID",
        Field::Timestamp => "Timestamp",
        Field::Code => "Error Code",
        other => other.name(),
    }
}
