"""Holds the JSON Schemas and the loaders together.

    check.py TREE PROGRAM SCRATCH KIND...

KIND is scenario or rubric. Prints a line for each test: "ok", or "bad", a
tab, its name, and of a bad one what is wrong, each after a tab. The last line
is "done". Begin at main().

A place in a file is a path: the keys and indices that lead to it. The schema
speaks of paths and the loader of lines and columns; read() knows which of a
file's lines and columns belong to which path.
"""

import functools
import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema

# What the loader reports, by number: this much is structure, which the schema
# must refuse as well, at the same path. All else is meaning (is a name there,
# can a reply be won), of which the schema must say nothing.
STRUCTURE = {
    20: "an unknown key",
    21: "a missing key",
    22: "a value of the wrong kind",
    23: "a number out of range",
    24: "an empty text",
    25: "another format",
    26: "a name that cannot be one",
    103: "no part of the talk",
    104: "no measure of a text",
    115: "a pattern too long",
    120: "no word",
    121: "a cue of no kind or two",
    122: "a measure without bounds",
    124: "a key that goes with another",
    130: "a code of no kind or two",
    132: "cuts, none or too many",
    133: "too many cues or codes",
    140: "a measure of no kind or two",
    305: "no kind of ending",
    321: "steps of a card, not four",
    322: "too many states",
    330: "a node that neither goes on nor ends",
    331: "no replies",
    337: "a key of a node that ends",
    338: "nothing said",
    342: "a carry from nowhere",
}
SYNTAX = range(1, 20)
UNKNOWN_KEY, FORMAT, TOO_MANY = 20, 25, (133, 322)

# Of these the schema can know nothing all the same.
BEYOND = {
    "rubric-cuts 13:51": "cuts that do not rise",
    "rubric-cuts 13:54": "cuts that do not rise",
    "rubric-measure-bounds 8:43": "bounds that cross",
    "rubric-words 4:38": "no letter in it",
    "rubric-words 7:34": "no letter in it",
    "rubric-wrong-kinds 22:74": "more than three decimals",
    "scenario-card-steps 12:48": "steps that do not rise",
    "scenario-heard 19:57": "no letter in it",
    "scenario-out-of-range 27:71": "the bounds of a state of the file",
}

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
BLANK = re.compile(r"\s*")
TEXT = r'"(?:\\.|[^"\\])*"'
COMMENT = re.compile(rf"({TEXT})|//[^\n]*|/\*.*?\*/", re.S)
TRAILING = re.compile(rf"({TEXT})|,(?=\s*[]}}])", re.S)
TABLE = re.compile(r"struct form_field (\w+)_fields\[\] = \{(.*?)\};", re.S)
FIELD = re.compile(r'\{\s*"([^"]+)",\s*FORM_(\w+),\s*(true|false)\s*\}')


# --- reading a file, with its places -----------------------------------------


def plain(text):
    """TEXT with comments and trailing commas blanked; each place stays."""
    def blank(match):
        return match[1] or re.sub(r"[^\n]", " ", match[0])
    return TRAILING.sub(blank, COMMENT.sub(blank, text))


class Document:
    """A file's value, and where each of its paths stands in its text."""

    def __init__(self, text):
        self.text = plain(text)
        self.key_start, self.start, self.end = {}, {}, {}
        self.at = 0
        self.skip()
        self.value = self.read(())
        self.skip()
        if self.at != len(text):
            raise ValueError(f"something follows at {self.at}")

    @functools.cached_property
    def paths(self):
        return {place_in(self.text, offset): path
                for starts in (self.start, self.key_start)
                for path, offset in starts.items()}

    def path_at(self, place):
        """The path of what begins at a place, or of the text that it is in;
        None where nothing does."""
        line, column = place
        start = max((at for at in self.paths
                     if at[0] == line and at[1] <= column), default=None)
        path = self.paths.get(start)
        return path if start == place or self.is_text(path) else None

    def is_text(self, path):
        start = self.start.get(path)
        return start is not None and self.text.startswith('"', start)

    def skip(self):
        self.at = BLANK.match(self.text, self.at).end()

    def take(self, mark):
        self.skip()
        if not self.text.startswith(mark, self.at):
            raise ValueError(f"no {mark} at {self.at}")
        self.at += len(mark)

    def read(self, path):
        self.start[path] = self.at
        first = self.text[self.at:self.at + 1]
        if first == "{":
            value = self.read_members(path)
        elif first == "[":
            value = self.read_elements(path)
        elif first == '"':
            value = self.read_text()
        else:
            value = self.read_word()
        self.end[path] = self.at
        return value

    def read_text(self):
        value, self.at = json.decoder.scanstring(self.text, self.at + 1)
        return value

    def read_word(self):
        for word, value in (("true", True), ("false", False), ("null", None)):
            if self.text.startswith(word, self.at):
                self.at += len(word)
                return value
        number = NUMBER.match(self.text, self.at)
        if not number:
            raise ValueError(f"no value at {self.at}")
        self.at = number.end()
        return json.loads(number.group())

    def goes_on(self, close, count):
        self.skip()
        if self.text.startswith(close, self.at):
            self.at += 1
            return False
        if count:
            self.take(",")
            self.skip()
        return True

    def read_members(self, path):
        members = {}
        self.take("{")
        while self.goes_on("}", len(members)):
            begin = self.at
            key = self.read_text()
            self.key_start[path + (key,)] = begin
            if key in members:
                raise ValueError(f"{key} twice")
            self.take(":")
            self.skip()
            members[key] = self.read(path + (key,))
        return members

    def read_elements(self, path):
        elements = []
        self.take("[")
        while self.goes_on("]", len(elements)):
            elements.append(self.read(path + (len(elements),)))
        return elements


def read(file):
    return Document(file.read_text(encoding="utf-8"))


def place_in(text, offset):
    return (text.count("\n", 0, offset) + 1,
            offset - text.rfind("\n", 0, offset))


def show(path):
    return "/".join(map(str, path)) or "the whole"


# --- what the schema says ----------------------------------------------------


class Schema:
    def __init__(self, file):
        self.root = json.loads(file.read_text(encoding="utf-8"))
        self.definitions = self.root["definitions"]
        self.validators = {}

    def resolve(self, schema):
        while isinstance(schema, dict) and "$ref" in schema:
            schema = self.definitions[schema["$ref"].rpartition("/")[2]]
        return schema

    def validator(self, node):
        if id(node) not in self.validators:
            whole = {**node, "definitions": self.definitions}
            self.validators[id(node)] = jsonschema.Draft7Validator(whole)
        return self.validators[id(node)]

    def errors(self, value, node=None):
        """A set of (path, keyword) for all that is wrong with VALUE, by NODE
        of the schema or the whole."""
        validator = self.validator(node or self.root)
        found = set()
        for error in validator.iter_errors(value):
            path = tuple(error.absolute_path)
            for at in paths_of(error, path):
                found.add((at, error.validator))
        return found


def paths_of(error, path):
    """Where the loader would report it: at a key, if it is about a key."""
    if "propertyNames" in error.schema_path:
        return [path + (error.instance,)]
    if error.validator == "additionalProperties":
        return [path + (key,) for key in error.instance
                if key not in error.schema["properties"]]
    if error.validator == "dependencies":
        return [path + (key,) for key, needs in error.validator_value.items()
                if key in error.instance and isinstance(needs, list)
                and not set(needs) <= set(error.instance)]
    return [path]


def walk(schema, value, node, path=()):
    """Every place of VALUE with its part of the schema, resolved."""
    node = schema.resolve(node)
    yield path, value, node
    if isinstance(value, dict):
        for key, member in value.items():
            below = node.get("properties", {}).get(
                key, node.get("additionalProperties"))
            if below:
                yield from walk(schema, member, below, path + (key,))
    if isinstance(value, list):
        for index, element in enumerate(value):
            yield from walk(schema, element, node["items"], path + (index,))


# --- tests -------------------------------------------------------------------


def report(name, wrong):
    words = ["bad" if wrong else "ok", name, *wrong[:40]]
    print("\t".join(re.sub(r"\s", " ", word) for word in words), flush=True)


def test_valid(file, schema):
    wrong = [f"{show(path)}: {keyword}"
             for path, keyword in sorted(schema.errors(read(file).value),
                                         key=str)]
    report(f"{file.name} is accepted", wrong)


def problems_of(file):
    """What tests/bad/ says is told: [(place, number)]."""
    found = []
    for line in file.with_suffix(".problems").read_text().splitlines():
        match = re.match(r"(\d+):(\d+) \[(\d+)\]", line)
        if match:
            line, column, number = map(int, match.groups())
            found.append(((line, column), number))
    return found


def follows(path, keyword, problems, document):
    """True of what need not be told: what follows from a misspelt key in the
    same object, or stands in what was too many to be looked at."""
    for place, number in problems:
        told = document.path_at(place)
        if (number == UNKNOWN_KEY and told[:-1] == path
                and keyword in ("oneOf", "anyOf", "dependencies")):
            return True
        if number in TOO_MANY and path[:len(told)] == told:
            return True
    return False


def test_bad(file, schema, beyond):
    problems = problems_of(file)
    if any(number in SYNTAX for _, number in problems):
        return
    document = read(file)
    errors = schema.errors(document.value)
    refused = {path for path, _ in errors}
    told, wrong = set(), []
    for place, number in problems:
        where = "%s %d:%d" % (file.stem, *place)
        path = document.path_at(place)
        told.add(path)
        known = number in STRUCTURE and where not in beyond
        beyond.discard(where)
        if known and path not in refused:
            wrong.append(f"[{number}] at {show(path or ())} is let pass")
        if not known and path in refused and not any(
                n in STRUCTURE and document.path_at(p) == path
                for p, n in problems if n != number):
            wrong.append(f"[{number}] at {show(path or ())} is refused")
    if FORMAT not in {number for _, number in problems}:
        wrong += [f"{keyword} at {show(path)} is refused, and not told"
                  for path, keyword in sorted(errors, key=str)
                  if path not in told
                  and not follows(path, keyword, problems, document)]
    report(f"bad/{file.stem}", wrong)


# --- the loaders' tables -----------------------------------------------------

KINDS = {"TEXT": {"string"}, "INTEGER": {"integer"}, "DECIMAL": {"number"},
         "BOOL": {"boolean"}, "ARRAY": {"array"}, "OBJECT": {"object"}}
CALLED = {"way": "reply"}


def types_of(schema, node):
    node = schema.resolve(node)
    if "enum" in node:
        return {"string"}
    types = node["type"]
    return {types} if isinstance(types, str) else set(types)


# Where the loader knows more of a cue than its table: a rubric's must have a
# `why`; a scenario has no cues above it for `all` and `none` to name.
CUE_NEEDS = {"rubric": {"why"}, "scenario": set()}
CUE_NEVER = {"rubric": set(), "scenario": {"all", "none"}}


def compare_table(schema, node, fields, always, never):
    """What differs between a table of a loader and an object of the schema;
    ALWAYS is required and NEVER refused without the table saying so."""
    wrong = []
    properties = node["properties"]
    for key in set(properties) ^ {key for key, _, _ in fields} ^ never:
        wrong.append(f"{key} is known to one of the two only")
    for key, kind, required in fields:
        if key not in properties:
            continue
        if (required == "true" or key in always) != (
                key in node.get("required", ())):
            wrong.append(f"{key} is required by one of the two only")
        if kind != "ANY" and types_of(schema, properties[key]) != KINDS[kind]:
            wrong.append(f"{key} is of another kind")
    return wrong


def test_tables(tree, schema, kind):
    """Each table of the loader is an object of the schema with the same keys,
    kinds and needs, and the other way round."""
    text = "".join((tree / "sim" / file).read_text() for file in
                   (f"{kind}/{kind}file.c", "rubric/cuefile.c"))
    tables = dict(TABLE.findall(text))
    wrong, seen = [], set()
    if len(tables) != len(re.findall(r"struct form_field \w+\[\]", text)):
        wrong.append("a table cannot be read")
    for name, body in tables.items():
        fields = FIELD.findall(body)
        name = CALLED.get(name, name)
        seen.add(name)
        node = schema.root if name == kind else schema.definitions.get(name)
        if node is None or len(fields) != body.count("FORM_"):
            wrong.append(f"{name}: no such object, or a table not to be read")
            continue
        always, never = set(), set()
        if name == "cue":
            always, never = CUE_NEEDS[kind], CUE_NEVER[kind]
        wrong += [f"{name}: {what}" for what in
                  compare_table(schema, node, fields, always, never)]
    objects = {name for name, node in schema.definitions.items()
               if "properties" in node}
    wrong += [f"{name}: no table of the loader" for name in objects - seen]
    report(f"{kind}: the loader's {len(tables)} tables", sorted(wrong))


def test_form(file, schema):
    """That it is a schema, explains every key, and closes every object."""
    jsonschema.Draft7Validator.check_schema(schema.root)
    wrong = []

    def look(node, path):
        if not isinstance(node, dict):
            return
        # A part of a condition need not say it all again.
        if ("properties" in node and path[-1:] != ("then",)
                and "dependencies" not in path[-2:-1]):
            if "additionalProperties" not in node:
                wrong.append(f"{show(path)} is open")
            for key, below in node["properties"].items():
                if below and not below.get("description", "").endswith(
                        (".", "?", '"', ")", "}")):
                    wrong.append(f"{show(path)}: nothing explains {key}")
        for key, below in node.items():
            look(below, path + (key,))

    look(schema.root, ())
    report(f"{file.name}: every key is explained, every object closed", wrong)


# --- taking a valid file apart -----------------------------------------------

# Of these, the first two that are refused.
WRONG_TYPES = ["1.5", '"5"', "null", "[]", "{}", "true", "5"]


class Mutants:
    """Copies of a valid file, each with one thing wrong that the schema
    refuses; where, and how it is called."""

    def __init__(self, name, document, schema, samples):
        self.name, self.document, self.schema = name, document, schema
        self.samples = samples
        self.list = []
        # What is refused as it is cannot be spoilt.
        refused = [at for at, _ in schema.errors(document.value)]
        for path, value, node in walk(schema, document.value, schema.root):
            if any(at[:len(path)] == path for at in refused):
                continue
            self.spoil_value(path, value, node)
            if isinstance(value, dict) and "properties" in node:
                self.spoil_members(path, value, node)
            if isinstance(value, dict) and "propertyNames" in node:
                self.insert(path, value, node, "No name!",
                            next(iter(value.values()), None))

    def add(self, what, path, spoilt, node, begin, end, new):
        """TEXT[BEGIN:END] becomes NEW, and what stands at PATH then is SPOILT.
        The loader must report one place that the schema does; a key that was
        put in, and its value, stand in NEW itself."""
        document = self.document
        text = document.text[:begin] + new + document.text[end:]
        places = set()
        for at, _ in self.schema.errors(spoilt, node):
            for starts in document.start, document.key_start:
                offset = starts.get(path + at, begin)
                if offset > begin:
                    offset += len(text) - len(document.text)
                places.add(place_in(text, offset))
            if path + at not in document.start:
                places.add(place_in(text, begin + new.find(": ") + 2))
        self.list.append((f"{self.name}: {what} at {show(path)}", places,
                          text))

    def replace(self, what, path, node, new):
        document = self.document
        self.add(what, path, json.loads(new), node, document.start[path],
                 document.end[path], new)

    def spoil_value(self, path, value, node):
        wrong = [new for new in WRONG_TYPES
                 if any(not at and keyword in ("type", "enum") for at, keyword
                        in self.schema.errors(json.loads(new), node))]
        for new in wrong[:2]:
            self.replace(new, path, node, new)
        for keyword, spoil in (
                ("enum", lambda _: "zzz"),
                ("pattern", lambda _: "No name*!"),
                ("minLength", lambda _: ""),
                ("maxLength", lambda n: "x" * (n + 1)),
                ("minimum", lambda n: n - 1),
                ("maximum", lambda n: n + 1)):
            if keyword in node and not isinstance(value, (list, dict)):
                self.replace(keyword, path, node,
                             json.dumps(spoil(node[keyword])))
        if isinstance(value, list) and "minItems" in node:
            self.replace("minItems", path, node, "[]")
        if isinstance(value, list) and "maxItems" in node:
            more = value + [value[-1] + 1 + i for i in range(9)]
            self.replace("maxItems", path, node, json.dumps(more))

    def spoil_members(self, path, value, node):
        self.insert(path, value, node, "zzz", 5)
        for key in value:
            rest = {k: v for k, v in value.items() if k != key}
            if self.schema.errors(rest, node):
                self.delete(path, rest, node, key)
        for key, below in node["properties"].items():
            name = (id(self.schema.resolve(node)), key)
            if key not in value and name in self.samples:
                self.insert(path, value, node, key, self.samples[name])

    def insert(self, path, value, node, key, member):
        spoilt = {**value, key: member}
        if self.schema.errors(spoilt, node):
            at = self.document.start[path] + 1
            self.add(f"{key} added", path, spoilt, node, at, at,
                     f"{json.dumps(key)}: {json.dumps(member)}, ")

    def delete(self, path, rest, node, key):
        document = self.document
        begin = document.key_start[path + (key,)]
        end = document.end[path + (key,)]
        comma = re.compile(r"\s*,").match(document.text, end)
        self.add(f"{key} deleted", path, rest, node, begin,
                 comma.end() if comma else end, "")


def run_check(program, folder, options, names):
    """All that `rapport check` finds: {file name: {(line, column)}}."""
    found = {}
    said = subprocess.run([program, "check", "--json", *options, *names],
                          cwd=folder, capture_output=True, check=False)
    if said.returncode != 1:
        raise RuntimeError(f"status {said.returncode}: {said.stderr[-500:]}")
    for line in said.stdout.decode().splitlines():
        if line.startswith("{"):
            problem = json.loads(line)
            found.setdefault(problem["file"], set()).add(
                (problem["line"], problem["column"]))
    return found


def test_mutants(program, scratch, mutants, options):
    folder = scratch / mutants.name
    folder.mkdir()
    names = []
    for number, (_, _, text) in enumerate(mutants.list):
        names.append(f"{number}.json")
        (folder / names[-1]).write_text(text, encoding="utf-8")
    found = run_check(program, folder, options, names)
    wrong = []
    for name, (what, places, _) in zip(names, mutants.list):
        if not places & found.get(name, set()):
            wrong.append(f"{what}: not refused there")
    report(f"{mutants.name}, spoilt in {len(names)} ways, is refused", wrong)


def samples_of(schema, documents):
    """A value of every key of every object: {(object, key): value}."""
    samples = {}
    for document in documents:
        for _, value, node in walk(schema, document.value, schema.root):
            if isinstance(value, dict):
                for key in value:
                    if key in node.get("properties", {}):
                        samples.setdefault((id(node), key), value[key])
    return samples


def test_coverage(name, schema, samples):
    nodes = [schema.root] + list(schema.definitions.values())
    nodes.append(schema.definitions.get("sample", {}).get(
        "properties", {}).get("given", {}))
    wrong = [f"{key} of an object" for node in nodes
             for key in node.get("properties", {})
             if (id(node), key) not in samples]
    report(f"{name}: every key occurs in what is spoilt", wrong)


def stub_rubric(tree):
    """A rubric that loads at once, with the codes that scenarios name."""
    codes = read(tree / "rubrics/alliance.json").value["codes"]
    code = {"title": "x", "source": "x", "from": {"met": 1}}
    cue = {"words": ["x"], "why": "x"}
    return json.dumps({
        "format": "rapport-rubric/1", "id": "stub", "version": 1,
        "language": "en", "title": "Stub", "about": "For a test.",
        "words": {"list": ["x"]}, "cues": {"met": cue, "unmet": cue},
        "codes": {name: code for name in [*codes, "shown"]},
        "main": {"of": {}, "else": "other"}})


def test_kind(tree, program, scratch, kind, options):
    folder = tree / f"{kind}s"
    schema = Schema(folder / f"{kind}.schema.json")
    test_form(folder / f"{kind}.schema.json", schema)
    test_tables(tree, schema, kind)
    fixtures = [folder / "skeleton.jsonc", tree / f"tests/schema/{kind}.json"]
    shipped = [f for f in sorted(folder.glob("*.json"))
               if not f.name.endswith(".schema.json")]
    for file in shipped + fixtures:
        test_valid(file, schema)
    beyond = {where for where in BEYOND if where.startswith(kind)}
    for file in sorted((tree / "tests/bad").glob(f"{kind}-*.json")):
        test_bad(file, schema, beyond)
    report(f"{kind}: what is beyond the schema is met", sorted(beyond))
    documents = [read(file) for file in fixtures]
    samples = samples_of(schema, documents)
    test_coverage(kind, schema, samples)
    for file, document in zip(fixtures, documents):
        mutants = Mutants(f"{kind}-{file.stem}", document, schema, samples)
        test_mutants(program, scratch, mutants, options)


def main():
    tree, program, scratch = (Path(word) for word in sys.argv[1:4])
    stub = scratch / "stub.json"
    stub.write_text(stub_rubric(tree))
    for kind in sys.argv[4:]:
        test_kind(tree, program, scratch, kind,
                  [f"--rubric={stub}"] if kind == "scenario" else [])
    print("done")


main()
