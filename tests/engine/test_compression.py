"""Tests that compressed data can be decompressed, and is as short as with zlib's defaults."""

from __future__ import annotations

import random
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrbrd.engine.chunks import FASTEST_LEVEL, MOST_WINDOW, deflate

EDGES = [0, 1, 255, 256, 257, 511, 512, 2**MOST_WINDOW - 1, 2**MOST_WINDOW, 300_000]


@given(st.binary(max_size=5_000))
def test_compressed_data_can_be_decompressed(data: bytes) -> None:
    assert zlib.decompress(deflate(data)) == data


@pytest.mark.parametrize("length", EDGES)
@pytest.mark.parametrize("is_random", [True, False])
def test_data_of_any_length_can_be_decompressed(length: int, is_random: bool) -> None:
    noise = random.Random(length).randbytes(length)
    data = noise if is_random else bytes(length)
    assert zlib.decompress(deflate(data)) == data


@pytest.mark.parametrize("lines", [1, 10, 64, 500])
def test_a_small_window_does_not_lengthen_compressed_logs(lines: int) -> None:
    text = "".join(f'{n}\t{n * 7919}\t-\t{{"runsOffBat":{n % 7}}}\n' for n in range(lines)).encode()
    assert len(deflate(text)) <= len(zlib.compress(text, FASTEST_LEVEL)) * 1.05 + 8
