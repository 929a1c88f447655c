# SPDX-License-Identifier: Apache-2.0
"""commands.py FILE [IDP PROTOCOL ISSUER RULES]   (called by up.sh and small.sh, with the client's variables)

Runs each line of FILE by the stock OpenStack client, loaded once. A command that fails is tried again; the client's interactive
mode would go on as if it had not. What is there already is done. Then, where a provider is named, reads back what the lot made.
Ends with the first command that goes on failing, in its own words.
"""
import json
import os
import shlex
import sys
import tempfile
import time

from openstackclient import shell

TRIES, PAUSE = 4, 3
app = None


def once(args, fresh):
    """(code, standard output, standard error). One login serves all, as in the interactive mode; another attempt logs in anew."""
    global app
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        saved = [os.dup(1), os.dup(2)]
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        try:
            if app is None or fresh:
                app = shell.OpenStackShell()
                code = app.run(args)
            else:
                code = app.run_subcommand(args)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except Exception as error:
            code = 1
            print(error, file=sys.stderr)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for number, copy in enumerate(saved, 1):
                os.dup2(copy, number)
                os.close(copy)
        out.seek(0)
        err.seek(0)
        return code or 0, out.read().decode(), err.read().decode()


def run(args):
    for attempt in range(TRIES):
        if attempt:
            time.sleep(PAUSE)
        code, out, err = once(args, attempt > 0)
        print('$ openstack %s\n%s%s' % (shlex.join(args), out, err), flush=True)
        if code == 0:
            return out
        if 'create' in args and '(HTTP 409)' in err:
            # Of an attempt whose answer was lost, or of an earlier start: with the rules of then.
            return run(['mapping', 'set'] + args[2:]) if args[:2] == ['mapping', 'create'] else out
    raise SystemExit('openstack %s ended with %d, %d times:\n%s' % (shlex.join(args), code, TRIES, err + out))


def shown(*args):
    return json.loads(run(list(args) + ['-f', 'json']))


def same(what, seen, wanted):
    if seen != wanted:
        raise SystemExit('%s: %s, and not %s' % (what, json.dumps(seen), json.dumps(wanted)))


for line in open(sys.argv[1]):
    if line.strip():
        run(shlex.split(line))
if len(sys.argv) > 2:
    idp, protocol, issuer, rules = sys.argv[2:]
    provider = shown('identity', 'provider', 'show', idp)
    same('the issuers of ' + idp, provider['remote_ids'], [issuer])
    same('whether %s is enabled' % idp, provider['enabled'], True)
    mapping = shown('federation', 'protocol', 'show', '--identity-provider', idp, protocol)['mapping']
    same('the rules of ' + mapping, shown('mapping', 'show', mapping)['rules'], json.load(open(rules)))
