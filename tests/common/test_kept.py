"""Pieces kept for as long as public content stays as it is."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from common.kept import Kept, Pieces, content_version, kept


@pytest.fixture
def at():
    """Sets the version of the content, as the middleware does for a request."""
    token = content_version.set(None)
    yield content_version.set
    content_version.reset(token)


@pytest.fixture
def made():
    return []


@pytest.fixture
def double(made):
    @kept(2)
    def double(number):
        """Twice a number."""
        made.append(number)
        return 2 * number

    return double


@pytest.fixture
def doubles(made):
    def make(numbers):
        made.append(list(numbers))
        return {number: 2 * number for number in numbers if number < 100}

    return Pieces(make, most=3)


def test_a_result_is_made_once_a_version(at, double, made):
    at("1")
    assert [double(1), double(1), double(2)] == [2, 2, 4]
    assert made == [1, 2]
    at("2")
    assert double(1) == 2
    assert made == [1, 2, 1]


def test_outside_a_request_nothing_is_kept(double, made):
    assert [double(1), double(1)] == [2, 2]
    assert made == [1, 1]


def test_only_the_last_results_are_kept(at, double, made):
    at("1")
    for number in (1, 2, 3, 1):
        double(number)
    assert made == [1, 2, 3, 1]


def test_a_kept_function_is_called_as_before(double):
    assert (double.__name__, double.__doc__) == ("double", "Twice a number.")


def test_pieces_come_in_the_order_asked_and_are_made_together(at, doubles, made):
    at("1")
    assert doubles.of([2, 1]) == [4, 2]
    assert doubles.of([1, 3, 2]) == [2, 6, 4]
    assert made == [[2, 1], [3]]


def test_what_has_no_piece_is_left_out(at, doubles):
    at("1")
    assert doubles.of([1, 100, 2]) == [2, 4]


def test_another_version_has_pieces_of_its_own(at, doubles, made):
    at("1")
    doubles.of([1])
    at("2")
    doubles.of([1])
    assert made == [[1], [1]]


def test_of_too_many_pieces_the_oldest_go(at, doubles, made):
    at("1")
    doubles.of([1, 2, 3])
    doubles.of([4])
    assert doubles.of([4, 3, 2]) == [8, 6, 4]
    doubles.of([1])
    assert made == [[1, 2, 3], [4], [1]]


def test_more_than_are_kept_still_come_all_at_once(at, doubles):
    at("1")
    assert doubles.of([1, 2, 3, 4, 5]) == [2, 4, 6, 8, 10]
    assert doubles.of([5, 6]) == [10, 12]


def test_a_result_is_kept_under_the_key_it_is_given(at, made):
    shelf = Kept(2)

    def make():
        made.append(1)
        return len(made)

    assert [shelf.get("a", make), shelf.get("a", make)] == [1, 2]  # outside a request
    at("1")
    assert [shelf.get("a", make), shelf.get("a", make), shelf.get("b", make)] == [3, 3, 4]
    shelf.get("c", make)
    assert shelf.get("a", make) == 6
    at("2")
    assert shelf.get("a", make) == 7


def test_pieces_outside_a_request_are_not_kept(doubles, made):
    assert doubles.of([1]) == doubles.of([1]) == [2]
    assert made == [[1], [1]]


def test_who_asks_for_what_is_being_made_waits_for_it(made):
    """Eight threads at once, each with the version of its request."""
    shelf, together = Kept(5), Barrier(8)

    def make():
        made.append(1)
        return len(made)

    def ask(_):
        content_version.set("1")
        together.wait()
        return shelf.get("slow", make)

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(ask, range(8))) == {1}
    assert made == [1]
