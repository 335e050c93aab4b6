#!/usr/bin/env python3
"""Prints `engine/src/terraform/source/aws_names.rs`: `terraform providers schema -json | aws_names.py`.

What the names of arguments tell wrong of the AWS provider's maps and blocks, in configuration written in JSON.
"""

import collections
import json
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).parents[2] / "src/terraform/source"
RULE = (SOURCE / "json.rs").read_text()


def listed(name: str) -> set[str]:
    return set(re.findall(r'"(\w+)"', re.search(rf"const {name}: .*?=\s*\[(.*?)\];", RULE, re.S)[1]))


ENDS, NAMES = listed("MAPS"), listed("NAMED_MAPS")


def looks_like_map(name: str) -> bool:
    return name in NAMES or any(name == end or name.endswith(f"_{end}") for end in ENDS)


def walk(block: dict, subject: str, maps: dict, blocks: dict) -> None:
    for name, attribute in block.get("attributes", {}).items():
        is_set = attribute.get("optional") or attribute.get("required")
        if is_set and isinstance(attribute.get("type"), list) and attribute["type"][0] in ("map", "object"):
            maps[name].add(subject)
    for name, inner in block.get("block_types", {}).items():
        blocks[name].add(subject)
        walk(inner["block"], subject, maps, blocks)


def table(name: str, doc: str, entries: list[str]) -> None:
    kind = '(&str, &str)' if entries and entries[0].startswith("(") else "&str"
    print(f"{'' if name == 'MAPS' else chr(10)}/// {doc}\n#[rustfmt::skip]\nconst {name}: [{kind}; {len(entries)}] = [")
    line = "   "
    for entry in entries:
        if len(line) + len(entry) > 118:
            print(line)
            line = "   "
        line += f" {entry},"
    print(f"{line}\n];")


def main() -> None:
    (schema,) = [it for key, it in json.load(sys.stdin)["provider_schemas"].items() if key.endswith("/hashicorp/aws")]
    maps, blocks = collections.defaultdict(set), collections.defaultdict(set)
    walk(schema["provider"]["block"], "aws", maps, blocks)
    for key, prefix in (("resource_schemas", ""), ("data_source_schemas", "data.")):
        for kind, it in schema[key].items():
            walk(it["block"], prefix + kind, maps, blocks)
    both = maps.keys() & blocks.keys()
    clear = lambda name: sorted(maps[name] ^ blocks[name])  # noqa: E731
    # What is written by hand stays.
    print((SOURCE / "aws_names.rs").read_text().partition("/// Maps everywhere")[0], end="")
    table("MAPS", "Maps everywhere that do not look like one.",
          [f'"{it}"' for it in sorted(maps.keys() - both) if not looks_like_map(it)])
    table("BLOCKS", "Blocks everywhere that look like a map.",
          [f'"{it}"' for it in sorted(blocks.keys() - both) if looks_like_map(it)])
    pairs = [(kind, it) for it in both for kind in clear(it) if (kind in maps[it]) != looks_like_map(it)]
    table("ELSEWHERE", "What is a map here, a block there, and the other thing than its name says in these types.",
          [f'("{kind}", "{name}")' for kind, name in sorted(pairs)])


if __name__ == "__main__":
    main()
