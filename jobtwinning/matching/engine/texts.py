"""How much two free texts have in common, by the words they share; rare words weigh more."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

# Words that say nothing about a goal; short words are left out already.
EMPTY_WORDS = frozenset(
    re.findall(
        r"\w+",
        "deze door ging graag heel hebben heeft jaar kunnen maar meer mijn naar niet onze over voor waar want "
        "welke werk willen wordt zijn zelf about also from have into like more much that their them they this want "
        "what when which will with work would your",
    )
)
WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True, eq=False)
class TextVectors:
    """A row per person of length 1 (or 0 without words); known tells who wrote something."""

    rows: sparse.csr_matrix
    known: NDArray[np.bool_]


def words_of(text: str) -> list[str]:
    """The words of a text that count, lower case."""
    return [word for word in WORD.findall(text.lower()) if word not in EMPTY_WORDS]


def text_vectors(left: Sequence[str], right: Sequence[str]) -> tuple[TextVectors, TextVectors]:
    """Weighted word vectors of both sides; the weights come from all texts together."""
    bags = [Counter(words_of(text)) for text in (*left, *right)]
    occurs = Counter(word for bag in bags for word in bag)
    column = {word: index for index, word in enumerate(sorted(occurs))}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, bag in enumerate(bags):
        words = sorted(bag)
        weights = np.array([bag[word] * (1 + np.log(len(bags) / occurs[word])) for word in words])
        rows += [row] * len(words)
        columns += [column[word] for word in words]
        values += list(weights / np.sqrt((weights * weights).sum())) if words else []
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(bags), max(len(column), 1)))
    known = np.array([bool(bag) for bag in bags], dtype=bool)
    split = len(left)
    return TextVectors(matrix[:split], known[:split]), TextVectors(matrix[split:], known[split:])
