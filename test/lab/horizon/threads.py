# SPDX-License-Identifier: Apache-2.0
# threads.py SETTINGS PORT   The cache of these settings at a memcached on this port, one client for many threads, as django-compressor
# has it: each reads what it has written. Says how many did not.
import runpy
import sys
from concurrent.futures import ThreadPoolExecutor

import django
from django.conf import settings

caches = runpy.run_path(sys.argv[1])["CACHES"]
caches["default"]["LOCATION"] = f"127.0.0.1:{sys.argv[2]}"
settings.configure(CACHES=caches)
django.setup()
from django.core.cache import caches as made  # noqa: E402

cache = made["default"]


def wrong(thread: int) -> int:
    count = 0
    for turn in range(200):
        try:
            cache.set(f"key-{thread}", [thread, turn])
            count += cache.get(f"key-{thread}") != [thread, turn]
        except Exception:
            count += 1
    return count


with ThreadPoolExecutor(16) as pool:
    print(sum(pool.map(wrong, range(16))))
