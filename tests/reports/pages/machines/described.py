"""An answer against its description, strictly: no field that is answered is undescribed, none described is missing."""

import json
import re
import uuid
from datetime import date, datetime

from reports.pages.machines.views import DESCRIPTION

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
FORMATS = {"date": date.fromisoformat, "date-time": datetime.fromisoformat, "uuid": uuid.UUID}
KNOWN = {"type", "properties", "required", "items", "enum", "pattern", "format", "description", "$ref", "default"}


def document():
    return json.loads(DESCRIPTION.read_text(encoding="utf-8"))


def followed(node, whole):
    """What a `$ref` leads to."""
    while "$ref" in node:
        found = whole
        for step in node["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        node = found
    return node


def differences(value, schema, whole, place="answer"):
    """Sentences about where the value is not as the schema says."""
    schema = followed(schema, whole)
    unknown = schema.keys() - KNOWN
    if unknown:
        yield f"{place}: words of the schema that nobody checks: {sorted(unknown)}"
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if type(value) not in [TYPES[kind] for kind in kinds]:
        yield f"{place}: {type(value).__name__}, not {kinds}"
        return
    if value is not None and "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {value!r} is none of {schema['enum']}"
    if isinstance(value, str):
        yield from _of_text(value, schema, place)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from differences(one, schema["items"], whole, f"{place}[{number}]")
    elif isinstance(value, dict):
        yield from _of_object(value, schema, whole, place)


def _of_text(value, schema, place):
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{place}: {value!r} is not {schema['pattern']}"
    try:
        FORMATS.get(schema.get("format"), str)(value)
    except ValueError:
        yield f"{place}: {value!r} is no {schema['format']}"


def _of_object(value, schema, whole, place):
    described = schema["properties"]
    if value.keys() != described.keys():
        yield f"{place}: {sorted(value.keys() ^ described.keys())} is only answered or only described"
    if set(schema["required"]) != described.keys():
        yield f"{place}: each field is there always, so each is required"
    for key in value.keys() & described.keys():
        yield from differences(value[key], described[key], whole, f"{place}.{key}")


def schemas_reached(schema, whole, seen):
    """The names of the schemas that an answer may hold."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in seen:
            return seen
        seen.add(name)
        schema = followed(schema, whole)
    for inner in (*schema.get("properties", {}).values(), *filter(None, [schema.get("items")])):
        schemas_reached(inner, whole, seen)
    return seen
