# SPDX-License-Identifier: Apache-2.0
# keystoneauth takes any path segment that is a number for an API version, and cuts what stands behind it.
# Run: python3 keystoneauth_numeric_segment.py
from keystoneauth1 import discover


def version(text):
    try:
        return discover.normalize_version_number(text)
    except TypeError:
        return None


taken = [text for text in ("2024", "latest", "cloud-a") if version(text) is not None]
print("seen" if taken == ["2024", "latest"] else f"not seen: {taken}")
