# SPDX-License-Identifier: Apache-2.0
# Holds each stanza of a .zuul.yaml to Zuul's own schema. What only a scheduler knows (which pipelines and labels there are) is not
# asked. Ends with 1, and a line for each fault.
import sys

import voluptuous
import yaml
from zuul import configloader


class Context:
    """What the schemas of a parser ask of its surroundings: nothing."""


SCHEMAS = {
    "job": configloader.JobParser.schema,
    "project": configloader.ProjectParser(Context()).getSchema(),
}
NODESET = configloader.NodeSetParser(Context()).anon_schema

faults = []
with open(sys.argv[1], encoding="utf-8") as file:
    stanzas = yaml.safe_load(file)
for index, stanza in enumerate(stanzas):
    (kind, value), = stanza.items()
    if kind not in SCHEMAS:
        faults.append(f"stanza {index}: {kind} is not looked for here")
        continue
    try:
        SCHEMAS[kind](value)
        if isinstance(value.get("nodeset"), dict):
            NODESET(value["nodeset"])
    except voluptuous.Invalid as error:
        faults.append(f"{kind} {value.get('name', index)}: {error}")
print("\n".join(faults) or f"{len(stanzas)} stanzas are right")
sys.exit(1 if faults else 0)
