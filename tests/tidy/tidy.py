"""The rules of the house, checked: tidy.py ROOT RULE prints each breach as file:line and exits 1 if there is one."""

import pathlib
import re
import sys

FLOORS = {"proto": 1, "eventstore": 2, "projections": 3, "services": 4}
SOURCE = {".h", ".cc"}
LINE_COLUMNS = 120  # columns of a source line
FILE_LINES = 400  # lines of a source file; about 150 is what we aim at
TOP_LEVEL = {
    "CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md",
    "proto", "services", "eventstore", "projections", "deploy", "tests", "docs",
}  # the card's rooms; CMake and licence readers look for their two files only here
# What only one floor may name, as it is written in an #include.
ONE_PLACE = {
    "rocksdb/": "eventstore",
    "openssl/sha": "eventstore",
    "openssl/evp": "eventstore",
    "openssl/hmac": "eventstore",
    "grpcpp/": "services",
    "prometheus/": "services",
}
ONE_PLACE_EXCEPTIONS = {"services/cli/certs.cc", "services/cli/certs_x509.cc"}  # make certificates, no log cryptography

INCLUDE = re.compile(r'^\s*#include\s+["<]([^">]+)[">]')


def sources(root):
    for folder in [*FLOORS, "deploy", "tests"]:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SOURCE and path.is_file():
                yield path


def includes(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1)


def floors(root):
    """A folder includes itself and lower floors only; generated code (homeward/…) belongs to floor 1."""
    for path in sources(root):
        home = path.relative_to(root).parts[0]
        for number, name in includes(path):
            target = name.split("/")[0]
            if home in FLOORS and target in FLOORS and FLOORS[target] > FLOORS[home]:
                yield path, number, f"{home} (floor {FLOORS[home]}) includes {target} (floor {FLOORS[target]})"
            if home in FLOORS and target in {"tests", "deploy"}:
                yield path, number, f"{home} includes {target}"
            if home in FLOORS and home != "services" and name.endswith(".grpc.pb.h"):
                yield path, number, "only services/ names gRPC stubs"


def headers_used(root):
    """Every header is included by somebody, every .cc stands in a CMakeLists.txt or is globbed there."""
    all_sources = list(sources(root))
    included = {name for path in all_sources for _, name in includes(path)}
    for path in all_sources:
        name = str(path.relative_to(root))
        if path.suffix == ".h" and name not in included:
            yield path, 1, "nobody includes this header"
        if path.suffix == ".cc" and not listed(root, path):
            yield path, 1, "no CMakeLists.txt builds this file"


def listed(root, path):
    folder = path.parent
    while folder != root.parent:
        cmake = folder / "CMakeLists.txt"
        if cmake.exists():
            text = cmake.read_text(encoding="utf-8")
            name = str(path.relative_to(folder))
            if name in text or glob_covers(text, path.relative_to(folder)):
                return True
        folder = folder.parent
    return False


def glob_covers(text, relative):
    for match in re.finditer(r"file\((GLOB(?:_RECURSE)?)[^)]*\)", text):
        for pattern in re.findall(r"[\w./*]+\.cc", match.group(0)):
            if match.group(1) == "GLOB_RECURSE" and relative.match(pattern.split("/")[-1]):
                return True
            if relative.match(pattern) and len(relative.parts) == len(pathlib.PurePath(pattern).parts):
                return True
    return False


def lines(root):
    for path in sources(root):
        text = path.read_text(encoding="utf-8").splitlines()
        if len(text) > FILE_LINES:
            yield path, len(text), f"{len(text)} lines; {FILE_LINES} at most"
        for number, line in enumerate(text, 1):
            if len(line) > LINE_COLUMNS:
                yield path, number, f"{len(line)} columns; {LINE_COLUMNS} at most"
            if "\t" in line or line != line.rstrip():
                yield path, number, "tab or trailing space"


def readmes(root):
    """Each folder of source says in a README what it does."""
    for folder in sorted({path.parent for path in sources(root)}):
        if folder.relative_to(root).parts[0] == "tests":
            folder = root / "tests"
        if not (folder / "README.md").exists():
            yield folder, 1, "no README.md"


def top_level(root):
    for path in sorted(root.iterdir()):
        if path.name not in TOP_LEVEL and not path.name.startswith("."):
            yield path, 1, "does not belong at the top level"


def names_one_place(root):
    for path in sources(root):
        name = str(path.relative_to(root))
        home = name.split("/")[0]
        if home not in FLOORS or name in ONE_PLACE_EXCEPTIONS:
            continue
        for number, target in includes(path):
            for prefix, owner in ONE_PLACE.items():
                if target.startswith(prefix) and home != owner:
                    yield path, number, f"only {owner}/ names {prefix}"


def packages_named(root):
    """Each Debian package says why it earned its place."""
    for path in sorted((root / "deploy").glob("packages*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#") and "#" not in line:
                yield path, number, "a package without its reason"


REASON = re.compile(r'"([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)(?=":|"|: )')
# Who refuses nobody: the command line and the verifier say what they found; errors/ repeats reasons with next steps.
NO_REFUSALS = ("services/cli/", "services/errors/", "services/logging/", "eventstore/archive/")
TEST_CASE = re.compile(r"^TEST(?:_[FP])?\((\w+),\s*(\w+)\)", re.M)


def refusals(root):
    """Each reason that a source gives stands in docs/refusals.md, and each test that the page names exists."""
    page = root / "docs" / "refusals.md"
    text = page.read_text(encoding="utf-8") if page.exists() else ""
    told = set(re.findall(r"`([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+)`", text)) - {"UNAVAILABLE", "RESOURCE_EXHAUSTED"}
    given = set()
    for path in sources(root):
        name = str(path.relative_to(root))
        if name.split("/")[0] not in FLOORS or name.startswith(NO_REFUSALS):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for reason in REASON.findall(line):
                given.add(reason)
                if reason not in told:
                    yield path, number, f"{reason} does not stand in docs/refusals.md"
    for reason in sorted(told - given):
        yield page, 1, f"no source gives {reason}"
    tests = {".".join(case) for path in (root / "tests").rglob("*_test.cc")
             for case in TEST_CASE.findall(path.read_text(encoding="utf-8"))}
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.split(" | ")
        if not line.startswith("| ") or len(cells) < 6 or cells[0] == "| what was wrong":
            continue
        named = re.findall(r"`([^`]+)`", cells[5])
        if not named and "none yet: " not in cells[5]:
            yield page, number, "a refusal without a test"
        for test in named:
            if test not in tests and not (test.startswith("tests/") and (root / test).exists()):
                yield page, number, f"there is no test {test}"


# Agencies that carry out the law today: which one does is a row of deploy/rules.
OFFICE = re.compile(r"\b(?:Bộ|Sở|Phòng|Cục) (?:Lao|Y tế|Công|Quốc|Nội|Tư|Tài)|LĐTBXH|MOLISA|\bMinistry of\b"
                    r"|\bDepartments? of (?:Labour|Health)\b")
PERIOD = re.compile(r"(?<![\w.])[1-9]\d* \* k(?:Day|Week|Month)|\bkDay\w* \* [1-9]|\b(?:days|weeks|months)[({][1-9]")
NUMBER = re.compile(r"(?<![\w.\"])[1-9]\d*(?![\w.\"])")


def rules_are_data(root):
    """No ministry, no province, no period of a rule in code: they are rows of deploy/rules."""
    rows = "".join(path.read_text(encoding="utf-8") for path in sorted((root / "deploy" / "rules").rglob("*.rules")))
    names = set()
    for vi, en in re.findall(r'level=province[^"]*"([^"]+)" title_en="([^"]+)"', rows):
        names |= {re.sub("^(?:Tỉnh|Thành phố) ", "", vi), re.sub(" (?:Province|City)$", "", en)}
    province = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(names)) or r"(?!)")
    codes = set(re.findall(r"rule_code=(\w+)", rows))
    for path in sources(root):
        if path.relative_to(root).parts[0] not in FLOORS:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if OFFICE.search(line):
                yield path, number, "names an office: that is a row of deploy/rules"
            if province.search(line):
                yield path, number, "names a province: that is a row of deploy/rules"
            period = any(code in codes for code in re.findall(r'"(\w+)"', line)) and NUMBER.search(line.split("//")[0])
            if "projections" in path.parts and (period or PERIOD.search(line)):
                yield path, number, "says how long: that is a row of deploy/rules"


RULES = [rules_are_data, refusals, floors, headers_used, lines, readmes, top_level, names_one_place, packages_named]


def main(root, rule):
    root = pathlib.Path(root)
    chosen = {r.__name__: r for r in RULES}[rule]
    breaches = list(chosen(root))
    for path, number, what in breaches:
        print(f"{path.relative_to(root)}:{number}: {what}")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
