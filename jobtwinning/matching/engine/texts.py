"""How much two free texts have in common, by the words they share whatever their form; rare words weigh more."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain

import numpy as np
import scipy
from numpy.typing import NDArray

WORD = re.compile(r"[^\W\d_]{2,}")
# Every word is looked up in Dutch first, whatever the language of its text: one word, one lemma.
LANGUAGES = ("nl", "en")


@dataclass(frozen=True, slots=True, eq=False)
class TextVectors:
    """A row per person of length 1 (or 0 without words); known tells who wrote something."""

    rows: "scipy.sparse.csr_matrix"
    known: NDArray[np.bool_]


@lru_cache(maxsize=100_000)
def lemma_of(word: str) -> str:
    """The form under which all forms of a word count, Dutch or English, without accents; lower case.

    The dictionary is asked again about its own answer, since it may say that les comes from lessen and lessen from
    les; of such a ring the shortest word stands for all. A word it does not know, or with a slip, stays itself.
    """
    lemmatize = _dictionary()
    ring: list[str] = []
    while word not in ring:
        ring.append(word)
        word = _plain(lemmatize(word))
    return min(ring[ring.index(word) :], key=lambda form: (len(form), form))


def _plain(word: str) -> str:
    """Lower case without accents and without the dash in the dictionary's samen_werken."""
    letters = unicodedata.normalize("NFKD", word.lower().replace("_", ""))
    return "".join(char for char in letters if not unicodedata.combining(char))


def words_of(text: str) -> dict[str, str]:
    """The words of a text that count, as somebody wrote them first, by lemma."""
    lemmas: dict[str, str] = {}
    for word in _words(text):
        if counts(lemma_of(word)):
            lemmas.setdefault(lemma_of(word), word)
    return lemmas


def counts(lemma: str) -> bool:
    """Whether a word says anything about what somebody wants."""
    return lemma not in _empty_lemmas()


def text_vectors(left: Sequence[str], right: Sequence[str]) -> tuple[TextVectors, TextVectors]:
    """Weighted lemma vectors (tf-idf) of both sides; the weights come from all texts together."""
    texts = [_words(text) for text in (*left, *right)]
    lemmas = {word: lemma_of(word) for word in set(chain.from_iterable(texts))}
    names = sorted(filter(counts, set(lemmas.values())))
    position = {name: index for index, name in enumerate(names)}
    column = {word: position.get(lemma, -1) for word, lemma in lemmas.items()}
    columns = np.array([column[word] for words in texts for word in words], dtype=np.intp)
    rows = np.repeat(np.arange(len(texts)), [len(words) for words in texts])[columns >= 0]
    columns = columns[columns >= 0]
    matrix = scipy.sparse.csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(texts), max(len(names), 1)))
    # Sorted by lemma, so that sums do not depend on the order of people or words.
    matrix.sum_duplicates()
    occurs = np.bincount(matrix.indices, minlength=len(names))
    matrix.data *= 1 + np.log(len(texts) / occurs[matrix.indices])
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(norms, np.diff(matrix.indptr))
    known = norms > 0
    split = len(left)
    return TextVectors(matrix[:split], known[:split]), TextVectors(matrix[split:], known[split:])


def _words(text: str) -> list[str]:
    return WORD.findall(unicodedata.normalize("NFC", text).lower())


@cache
def _empty_lemmas() -> frozenset[str]:
    text = files("jobtwinning.matching.engine").joinpath("data/empty_words.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return frozenset(lemma_of(word) for line in lines for word in line.split())


@cache
def _dictionary() -> Callable[[str], str]:
    """Looked up in the compact form: 12 MB instead of 76, and still quick since every word is asked once."""
    # Only where somebody wrote a text: opening the dictionaries takes a quarter of a second.
    from simplemma import lemmatize

    return lambda word: lemmatize(word, LANGUAGES, low_memory=True)
