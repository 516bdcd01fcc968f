# Homebrew formula, rendered by .packaging/render.py for each release. Not edited by hand.
class Reentry < Formula
  desc "Walks a locked-out Microsoft 365 administrator back in, offline"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license "MIT"

  on_macos do
    on_arm do
      url "@DOWNLOADS@/reentry-@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256 reentry-@VERSION@-aarch64-apple-darwin.tar.gz@"
    end
    on_intel do
      url "@DOWNLOADS@/reentry-@VERSION@-x86_64-apple-darwin.tar.gz"
      sha256 "@SHA256 reentry-@VERSION@-x86_64-apple-darwin.tar.gz@"
    end
  end

  on_linux do
    on_arm do
      url "@DOWNLOADS@/reentry-@VERSION@-aarch64-unknown-linux-gnu.tar.gz"
      sha256 "@SHA256 reentry-@VERSION@-aarch64-unknown-linux-gnu.tar.gz@"
    end
    on_intel do
      url "@DOWNLOADS@/reentry-@VERSION@-x86_64-unknown-linux-gnu.tar.gz"
      sha256 "@SHA256 reentry-@VERSION@-x86_64-unknown-linux-gnu.tar.gz@"
    end
  end

  def install
    bin.install "reentry"
    generate_completions_from_executable(bin/"reentry", "completions")
    (man1/"reentry.1").write Utils.safe_popen_read(bin/"reentry", "man")
  end

  test do
    assert_match "BlockedByConditionalAccess", shell_output("#{bin}/reentry signin explain 53003")
  end
end
