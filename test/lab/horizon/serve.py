# SPDX-License-Identifier: Apache-2.0
"""Horizon by Django's own server, over TLS, with what collectstatic and compress have put into STATIC_ROOT.

serve.py PORT CERT KEY SETTINGS...    with these files in place of local_settings.py: nothing is written to where Horizon is
"""
import importlib.util
import os
import ssl
import sys

port, cert, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]


class Laid:
    """Finds local.local_settings in the files that were named; and once more, for Debian has snippets that come after it, as the
    last of which an operator lays what is meant to hold."""

    names = ('local.local_settings', 'last_settings')

    @staticmethod
    def find_spec(name, path=None, target=None):
        return importlib.util.spec_from_loader(name, Laid) if name in Laid.names else None

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        if module.__name__ == 'last_settings':
            exec('from openstack_dashboard.settings import *', module.__dict__)
        for file in sys.argv[4:]:
            module.__file__ = file
            with open(file, encoding='utf-8') as source:
                exec(compile(source.read(), file, 'exec'), module.__dict__)


sys.meta_path.insert(0, Laid)
os.environ['DJANGO_SETTINGS_MODULE'] = 'last_settings'

from django.conf import settings  # noqa: E402
from django.core.servers import basehttp  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import Http404  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.views.static import serve  # noqa: E402

dashboard = get_wsgi_application()


def application(environ, start_response):
    """What a web server serves beside Horizon: its static files."""
    path = environ.get('PATH_INFO', '')
    if not path.startswith(settings.STATIC_URL):
        return dashboard(environ, start_response)
    try:
        found = serve(RequestFactory().get(path), path[len(settings.STATIC_URL):], document_root=settings.STATIC_ROOT)
    except Http404:
        start_response('404 Not Found', [('Content-Length', '0')])
        return []
    start_response('200 OK', list(found.items()))
    return found.streaming_content


server = basehttp.ThreadedWSGIServer(('127.0.0.1', port), basehttp.WSGIRequestHandler)
server.daemon_threads = True
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)
# The handshake is each thread's own: one slow browser holds nobody up.
server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
server.base_environ['HTTPS'] = 'on'
server.set_app(application)
print('serving', flush=True)
server.serve_forever()
