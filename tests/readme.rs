//! The README's console blocks are run, so that they stay true.

#[test]
fn console_blocks_are_true() {
    trycmd::TestCases::new().case("README.md").env("COLUMNS", "80");
}
