"""A mail as it would go out, shown on a page whose content policy takes no styles in attributes."""

import re

STYLE = re.compile(r' style="([^"]*)"')  # what somebody typed has its quotes written as &quot;


def for_page(html: str, nonce: str) -> str:
    """The same mail with every inline style in one sheet that carries the nonce of the page."""
    rules: dict[str, int] = {}

    def numbered(found: re.Match[str]) -> str:
        return f' data-style="{rules.setdefault(found[1], len(rules))}"'

    marked = STYLE.sub(numbered, html)
    sheet = "".join(f'[data-style="{number}"]{{{style}}}' for style, number in rules.items())
    own = marked.replace("<style>", f'<style nonce="{nonce}">')
    return own.replace("<style ", f'<style nonce="{nonce}">{sheet}</style><style ', 1)
