//! Squares that a telephone reads: addresses, telephone numbers, ids, fingerprints. Never a secret.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};

/// White modules that must surround the code.
pub const QUIET: i32 = 4;

/// A run of dark modules in one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Where it begins, quiet zone not counted.
    pub column: i32,
    /// Its row, from the top.
    pub row: i32,
    /// How many modules.
    pub length: i32,
}

/// The code's side in modules and its dark runs; nothing when the text is too long for one code.
#[must_use]
pub fn runs(content: &str) -> Option<(i32, Vec<Run>)> {
    let code = QrCode::encode_text(content, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let mut runs = Vec::new();
    for row in 0..size {
        let mut column = 0;
        while column < size {
            let length = (column..size).map_while(|at| code.get_module(at, row).then_some(1)).sum();
            if length > 0 {
                runs.push(Run { column, row, length });
            }
            column += length.max(1);
        }
    }
    Some((size, runs))
}

/// The code as an image inside the page, black on white.
#[must_use]
pub fn svg(content: &str) -> String {
    let Some((size, runs)) = runs(content) else { return String::new() };
    let side = size + 2 * QUIET;
    let mut svg = format!(
        "<svg viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"QR code of the text below\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\""
    );
    for Run { column, row, length } in runs {
        let _ = write!(svg, "M{} {}h{length}v1h-{length}z", column + QUIET, row + QUIET);
    }
    svg.push_str("\"/></svg>");
    svg
}
