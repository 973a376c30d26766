"""The kinds of arrays the engine works with."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
# Where somebody or something stands in a list.
Positions = NDArray[np.intp]
# Scores as whole numbers of the resolution.
Integers = NDArray[np.int64]
# Parts of the week, or weeks, as bits.
Bits = NDArray[np.uint64]
# How many bits two people share.
Shares = NDArray[np.uint8]
# Bits of codes.REFUSALS.
Mask = NDArray[np.uint16]
