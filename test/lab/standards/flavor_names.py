# SPDX-License-Identifier: Apache-2.0
# What the reference parser of the SCS standards says of flavor names: its folder is the argument, the names come as a JSON
# array, and an array of the same length goes out: null for what it refuses, false for what is none of the standard's business.
import json
import logging
import sys

sys.path.insert(0, sys.argv[1])
logging.disable(logging.CRITICAL)
from scs_0100_flavor_naming import flavor_names  # noqa: E402

# As the test of the scope has it: today's syntax, and those of before tolerated.
read = flavor_names.ParsingStrategy(
    vstr="v3",
    parsers=(flavor_names.parser_v3,),
    tolerated_parsers=(flavor_names.parser_v2, flavor_names.parser_v1),
)


def verdict(name):
    if not name.startswith("SCS-"):
        return False
    try:
        parsed = read(name)
    except ValueError:
        return None
    spec = flavor_names.flavorname_to_dict(parsed)
    return {
        "syntax": "v1" if _only_v1(name) else "v3",
        "canonical": flavor_names.outputter(parsed),
        "short": flavor_names.outputter(parsed.shorten()),
        "cpus": spec.pop("cpus"),
        "ramGiB": spec.pop("ram"),
        "diskGB": spec.pop("disk", None),
        "extraSpecs": spec,
    }


def _only_v1(name):
    try:
        flavor_names.parser_v3(name)
    except ValueError:
        return True
    return False


json.dump([verdict(name) for name in json.load(sys.stdin)], sys.stdout)
