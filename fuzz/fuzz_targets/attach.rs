//! A file of any kind on its way into a case: what is kept holds nothing that would be taken out a second time.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use reentry::evidence::item::{self, Clean};

fuzz_target!(|data: &[u8]| {
    let Some((kind, data)) = data.split_first() else { return };
    let name = ["note.txt", "page.har", "picture.png", "export.csv"][usize::from(*kind) % 4];
    let Ok(kept) = item::prepare(name, &mut Cursor::new(data)) else { return };
    if !kept.redacted.contains_key("picture-rewritten") {
        assert!(matches!(item::clean(&kept.bytes), Clean::AsItIs { .. }), "{kept:?}");
    }
    let again =
        item::prepare(&kept.name, &mut Cursor::new(&kept.bytes)).expect("what is kept is taken again");
    // A recording that is rebuilt says of what.
    if !kept.redacted.contains_key("har-rebuilt") {
        assert_eq!(again.bytes, kept.bytes);
    }
});
