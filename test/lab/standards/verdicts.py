# SPDX-License-Identifier: Apache-2.0
# What the tests of the SCS scope say of clouds that are only described: the folder of the suite and the time that it is (Unix
# seconds) are the arguments, descriptions come as a JSON array in the words of openstacksdk, and for each one an object from the
# test's id to `pass`, `fail` or `unknown` goes out. Only what judges by reading is asked; no cloud is there.
import json
import logging
import sys
import time
import types
from unittest import mock

sys.path.insert(0, sys.argv[1])
now = float(sys.argv[2])
time.time = lambda: now
# The modules import the SDK for the sake of type hints and exceptions.
sdk = mock.MagicMock()
sys.modules["openstack"] = sdk
sys.modules["openstack.exceptions"] = types.SimpleNamespace(ResourceNotFound=LookupError)
sys.modules["boto3"] = mock.MagicMock()
logging.disable(logging.CRITICAL)
import openstack_test  # noqa: E402


class Row(dict):
    __getattr__ = dict.get


def connection(cloud):
    rules = cloud["rules"]
    network = types.SimpleNamespace(default_security_group_rules=lambda: [Row(rule) for rule in rules])
    return types.SimpleNamespace(
        service_catalog=[{"type": kind} for kind in cloud["services"]],
        list_flavors=lambda get_extra: [Row(one) for one in cloud["flavors"]],
        list_images=lambda show_all: [Row(one) for one in cloud["images"]],
        list_volume_types=lambda: [Row(one) for one in cloud["volumeTypes"]],
        network=network,
    )


def verdict(container, test):
    try:
        return "pass" if getattr(container, test.replace("-", "_")) else "fail"
    except BaseException:
        return "unknown"


def verdicts(cloud, tests):
    sdk.connect = lambda **_: connection(cloud)
    container = openstack_test.make_container("cloud")
    return {test: verdict(container, test) for test in tests}


asked = json.load(sys.stdin)
json.dump([verdicts(cloud, asked["tests"]) for cloud in asked["clouds"]], sys.stdout)
