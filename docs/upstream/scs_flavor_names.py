# SPDX-License-Identifier: Apache-2.0
# Where the reference parser of the SCS standards and the text of scs-0100 differ. Run, with a clone of
# github.com/SovereignCloudStack/standards: python3 scs_flavor_names.py standards/Tests/iaas
import logging
import sys

sys.path.insert(0, sys.argv[1])
logging.disable(logging.CRITICAL)
from scs_0100_flavor_naming import flavor_names  # noqa: E402


def takes(name):
    try:
        flavor_names.parser_v3(name)
        return True
    except ValueError:
        return False


# Shown as a good name in the text; it lacks the z of a generation of AMD.
print("SCS-2C-4-n_bms_3 is refused:", "not seen" if takes("SCS-2C-4-n_bms_3") else "seen")
# Outside of the grammar of the text.
for name in ("SCS-01V-4", "SCS-2C-.5", "SCS-1V-4-x10"):
    print(f"{name} is taken:", "seen" if takes(name) else "not seen")
