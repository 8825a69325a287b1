"""From which network address a request came."""

import ipaddress

from django.conf import settings


def address_of(request):
    """The visitor's address, or «unknown».

    X-Forwarded-For is believed only from a proxy of TRUSTED_PROXIES, and there from the right: the addresses further
    left were written by the visitor.
    """
    address = _parsed(request.META.get("REMOTE_ADDR", ""))
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while forwarded and address is not None and _is_trusted(address):
        before = _parsed(forwarded.pop())
        if before is None:
            break
        address = before
    return "unknown" if address is None else str(address)


def is_of(text, networks):
    """Whether an address lies in one of these networks; a text that is no address lies in none."""
    address = _parsed(text)
    return address is not None and any(address in ipaddress.ip_network(one) for one in networks)


def _is_trusted(address):
    return any(address in ipaddress.ip_network(proxy) for proxy in settings.TRUSTED_PROXIES)


def _parsed(text):
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
