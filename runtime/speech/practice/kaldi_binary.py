"""Owns Kaldi's binary notation: tokens, numbers, vectors and matrices as its readers want them."""

from __future__ import annotations

import struct

import numpy as np

BINARY = b"\0B"


def token(text: str) -> bytes:
    return text.encode() + b" "


def integer(value: int) -> bytes:
    return b"\x04" + struct.pack("<i", value)


def single(value: float) -> bytes:
    return b"\x04" + struct.pack("<f", value)


def double(value: float) -> bytes:
    return b"\x08" + struct.pack("<d", value)


def integers(values: list[int]) -> bytes:
    return b"\x04" + struct.pack("<i", len(values)) + np.array(values, "<i4").tobytes()


def vector(values: np.ndarray | list[float]) -> bytes:
    numbers = np.ascontiguousarray(values, "<f4")
    return b"FV " + integer(len(numbers)) + numbers.tobytes()


def matrix(values: np.ndarray) -> bytes:
    numbers = np.ascontiguousarray(values, "<f4")
    return b"FM " + integer(numbers.shape[0]) + integer(numbers.shape[1]) + numbers.tobytes()


def double_vector(values: np.ndarray | list[float]) -> bytes:
    numbers = np.ascontiguousarray(values, "<f8")
    return b"DV " + integer(len(numbers)) + numbers.tobytes()


def double_matrix(values: np.ndarray) -> bytes:
    numbers = np.ascontiguousarray(values, "<f8")
    return b"DM " + integer(numbers.shape[0]) + integer(numbers.shape[1]) + numbers.tobytes()


def double_diagonal(size: int, value: float) -> bytes:
    """A packed symmetric matrix with one value along its diagonal."""
    packed = [value if column == row else 0.0 for row in range(size) for column in range(row + 1)]
    return b"DP " + integer(size) + np.array(packed, "<f8").tobytes()
