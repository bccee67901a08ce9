"""Tests of learning to tell classes apart by dense vectors: what a discriminant adds, in whichever space it is solved."""

import numpy as np
import pytest

from runtime.understanding import linear


def examples(rows: int, width: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Classes that differ in one number each, and vary far more in the last one, which says nothing."""
    chance = np.random.default_rng(0)
    labels = np.arange(rows) % classes
    vectors = 0.05 * chance.standard_normal((rows, width))
    vectors[np.arange(rows), labels] += 1.0
    vectors[:, -1] = chance.choice([-1.0, 1.0], rows)
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), labels


@pytest.mark.parametrize(("rows", "width"), [(12, 40), (60, 8)], ids=["fewer examples than numbers", "more"])
def test_a_space_of_examples_or_of_numbers_gives_the_same(rows, width):
    chance = np.random.default_rng(1)
    some, sides = chance.standard_normal((rows, width)), chance.standard_normal((width, 3))
    plain = np.linalg.inv(some.T @ some + 0.5 * np.eye(width)) @ sides
    assert np.allclose(linear._solved(some, 0.5, sides), plain)


def test_what_varies_within_classes_counts_little():
    vectors, labels = examples(12, 20, 3)
    found = linear.fit(vectors, labels, np.ones(12), 4)
    known = linear.fit(vectors[:, :-1], labels, np.ones(12), 4)
    turned = vectors.copy()
    turned[:, -1] *= -1
    assert (found.logits(turned)[:, :3].argmax(axis=1) == labels).all()
    assert np.abs(found.weights[-1, :3]).max() < 0.2 * np.abs(found.weights[:-1, :3]).max()
    assert (known.logits(vectors[:, :-1])[:, :3].argmax(axis=1) == labels).all()


def test_one_example_a_class_is_told_by_the_softmax_alone():
    vectors = np.eye(3, dtype=np.float32)
    softmax = linear._softmax(vectors, np.arange(3), np.ones(3))
    found = linear._with_discriminant(softmax, vectors, np.arange(3), np.ones(3), np.array([True, True, False]))
    assert found is softmax
