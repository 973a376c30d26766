"""What every answer of the platform carries, whatever its status."""

import re

from django.http import HttpResponseBase

ALWAYS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICTER = {"Referrer-Policy": "no-referrer"}  # an address with a secret in it
CONTENT_POLICY = {  # the whole of it; script-src is this answer's nonce
    "default-src": "'none'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
# A file somebody sent opens in a box of its own; a mail on show has its own style sheet, by nonce.
OWN_POLICY = {
    "programmes:stored_file": ("sandbox",),
    "programmes:text_preview": ("style-src",),
    "programmes:platform_text_preview": ("style-src",),
}
NONCE = re.compile(r"'nonce-([A-Za-z0-9+/=]{22,})'")
NOTHING_PERSONAL = {"account_logout", "site:favicon"}  # nobody is signed in any more; the same for everybody


def content_policy(answer: HttpResponseBase) -> dict[str, str]:
    """The directives of the answer."""
    directives = answer.headers.get("Content-Security-Policy", "").split(";")
    return {name: value for each in directives for name, _, value in [each.strip().partition(" ")] if name}


def nonce_of(answer: HttpResponseBase) -> str:
    found = NONCE.fullmatch(content_policy(answer).get("script-src", ""))
    return found[1] if found else ""


def missing(answer: HttpResponseBase, *, signed_in: bool) -> list[str]:
    """What should be there and is not."""
    found = [
        name for name, value in ALWAYS.items() if answer.headers.get(name) not in {value, STRICTER.get(name, value)}
    ]
    told = content_policy(answer)
    found += [name for name, value in CONTENT_POLICY.items() if told.get(name) != value]
    found += sorted(set(told) - set(CONTENT_POLICY) - {"script-src"})
    if not nonce_of(answer):
        found.append("nonce")
    for name in ("camera", "microphone", "geolocation"):
        if f"{name}=()" not in answer.headers.get("Permissions-Policy", ""):
            found.append(name)
    if "X-Request-ID" not in answer.headers:
        found.append("X-Request-ID")
    kept = answer.headers.get("Cache-Control", "")
    if signed_in and not ("no-store" in kept or "private" in kept):
        found.append("no-store")
    return found


DATA = 'type="application/ld+json"'  # for search engines; no browser runs it


def refused_by_the_browser(answer: HttpResponseBase) -> list[str]:
    """Scripts without this answer's nonce, code and style inside the page: the browser would not obey them."""
    if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
        return []
    html = answer.content.decode()  # type: ignore[attr-defined]  # not streaming
    scripts = [tag for tag in re.findall(r"<script\b[^>]*>", html) if DATA not in tag]
    found = [tag for tag in scripts if f'nonce="{nonce_of(answer)}"' not in tag or "src=" not in tag]
    found += re.findall(r"<style\b[^>]*>", html)
    return found + re.findall(r"<[^>]*\s(?:style|on[a-z]+)=[\"'][^>]*>", html)


def wrong_headers(name: str, answer: HttpResponseBase, *, signed_in: bool) -> list[str]:
    """What is wrong with the answer of this URL name, in words."""
    personal = signed_in and name not in NOTHING_PERSONAL
    found = [each for each in missing(answer, signed_in=personal) if each not in OWN_POLICY.get(name, ())]
    if "unsafe" in answer.headers.get("Content-Security-Policy", ""):
        found.append("unsafe")
    return found + refused_by_the_browser(answer)
