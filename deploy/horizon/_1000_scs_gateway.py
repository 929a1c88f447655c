# SPDX-License-Identifier: Apache-2.0
# Horizon in front of the SCS Federation Gateway: for openstack_dashboard/local/local_settings.d/, Horizon 23 and 27.

# The Keystone of this dashboard. Every cloud is a region of its catalogue.
OPENSTACK_KEYSTONE_URL = "https://gateway.example.org/identity/v3"
OPENSTACK_SSL_CACERT = "/etc/ssl/certs/ca-certificates.crt"

# Who has no session is sent to the gateway, which sends them to the identity provider: to the one it has, or to the one they choose.
# Both lines of the redirect have to be there for the logout below to be used.
WEBSSO_ENABLED = True
WEBSSO_CHOICES = (("openid", "Log in with your organisation"),)
WEBSSO_INITIAL_CHOICE = "openid"
WEBSSO_DEFAULT_REDIRECT = True
WEBSSO_DEFAULT_REDIRECT_PROTOCOL = "openid"
WEBSSO_DEFAULT_REDIRECT_REGION = OPENSTACK_KEYSTONE_URL

# Ends the login at the gateway, then at the identity provider.
WEBSSO_DEFAULT_REDIRECT_LOGOUT = "https://gateway.example.org/identity/v3/auth/websso/logout"

# The one Keystone above, whatever a request names as the page that it came from.
WEBSSO_USE_HTTP_REFERER = False

# Sessions stay at the server: with two regions one is larger than browsers keep in a cookie (4,096 bytes).
# The cache is one that all processes of Horizon share; Django's own memory of one process forgets sessions. Its threads share a
# client of it (django-compressor's), so each call needs a connection of its own: else one thread reads another's answer, a session.
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.memcached.PyMemcacheCache",
        "LOCATION": "127.0.0.1:11211",
        "OPTIONS": {"use_pooling": True},
    },
}
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

# The password files that Horizon would offer are of no use here: people make an application credential instead.
SHOW_OPENRC_FILE = False
SHOW_OPENSTACK_CLOUDS_YAML = False
