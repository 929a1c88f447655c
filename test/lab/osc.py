# SPDX-License-Identifier: Apache-2.0
"""Runs the stock OpenStack client many times without importing it each time (that is most of its 1.5 seconds).

Reads {"args": [...], "env": {...}} lines, forks, runs `openstack` in the child with nothing shared but loaded modules,
answers {"code", "stdout", "stderr"}.
"""
import importlib
import json
import os
import pkgutil
import sys
import tempfile

import openstackclient
from openstackclient import shell

for name in ('compute.v2', 'image.v2', 'network.v2', 'volume.v3', 'identity.v3', 'object.v1', 'common'):
    package = importlib.import_module('openstackclient.' + name)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(package.__name__ + '.' + module.name)


def child(order, out, err):
    os.environ.clear()
    os.environ.update(order['env'])
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    try:
        code = shell.main(order['args'])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


for line in sys.stdin:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()
        if pid == 0:
            try:
                child(json.loads(line), out, err)
            finally:
                os._exit(70)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        out.seek(0)
        err.seek(0)
        print(json.dumps({'code': code, 'stdout': out.read().decode(), 'stderr': err.read().decode()}), flush=True)
