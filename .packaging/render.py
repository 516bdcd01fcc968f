#!/usr/bin/env python3
"""Writes the Homebrew, Scoop and winget manifests of one release from its version, its place and its sums.

    render.py VERSION https://github.com/OWNER/NAME SHA256SUMS OUTPUT_FOLDER

A manifest names only files that SHA256SUMS holds, so that it cannot point at what was never built.
"""

import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
TEMPLATES = {
    "reentry.rb": "homebrew/reentry.rb",
    "scoop.json": "scoop/reentry.json",
    "winget/version.yaml": "winget/{owner}.reentry.yaml",
    "winget/locale.en-US.yaml": "winget/{owner}.reentry.locale.en-US.yaml",
    "winget/installer.yaml": "winget/{owner}.reentry.installer.yaml",
}


def main(version, repository, sums, output):
    if not re.fullmatch(r"\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?", version):
        sys.exit(f"{version!r} is no version")
    place = re.fullmatch(r"https://github\.com/([A-Za-z0-9-]+)/([A-Za-z0-9._-]+)", repository)
    if not place:
        sys.exit(f"{repository!r} is no repository")
    known = {}
    for line in pathlib.Path(sums).read_text().splitlines():
        sum, name = re.fullmatch(r"([0-9a-f]{64}) [ *](\S+)", line).groups()
        known[name] = sum
    owner = place[1]
    words = {"VERSION": version, "REPOSITORY": repository, "OWNER": owner, "DOWNLOADS": f"{repository}/releases/download/v{version}"}
    for template, name in TEMPLATES.items():
        text = (HERE / template).read_text()
        for word, value in words.items():
            text = text.replace(f"@{word}@", value)
        text = re.sub(r"@SHA256 (\S+)@", lambda m: known[m[1]], text)
        if left := re.findall(r"@[A-Z0-9]+[@ ]", text):
            sys.exit(f"{template}: nobody says what {left} is")
        target = pathlib.Path(output) / name.format(owner=owner)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        print(target)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
