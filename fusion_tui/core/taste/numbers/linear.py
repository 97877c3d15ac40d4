"""Symmetric positive definite matrices as lists of rows: just enough for Newton's method."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from operator import mul

Matrix = Sequence[Sequence[float]]


def dot(left: Sequence[float], right: Sequence[float]) -> float:
    """The inner product; the shorter one decides how far."""
    total: float = sum(map(mul, left, right))
    return total


def cholesky(matrix: Matrix) -> list[list[float]]:
    """The lower factor, each row up to its diagonal; raises `ValueError` unless positive definite."""
    factor: list[list[float]] = []
    for i, source in enumerate(matrix):
        row: list[float] = []
        for j, above in enumerate(factor):
            row.append((source[j] - dot(row, above)) / above[j])
        row.append(sqrt(source[i] - dot(row, row)))
        factor.append(row)
    return factor


def forward(factor: Matrix, right: Sequence[float]) -> list[float]:
    """The solution of `L x = right`."""
    solution: list[float] = []
    for row, value in zip(factor, right, strict=True):
        solution.append((value - dot(row, solution)) / row[-1])
    return solution


def backward(factor: Matrix, right: Sequence[float]) -> list[float]:
    """The solution of `L' x = right`."""
    rest = list(right)
    for i in range(len(rest) - 1, -1, -1):
        row = factor[i]
        rest[i] /= row[i]
        for j in range(i):
            rest[j] -= row[j] * rest[i]
    return rest


def solve(factor: Matrix, right: Sequence[float]) -> list[float]:
    """The solution of `L L' x = right`."""
    return backward(factor, forward(factor, right))
