"""Distances and travel times, checked against known places and against what holds for all distances."""

import pytest
from examples.tripgen.geography import (
    Location,
    crow_distance_km,
    leg_between,
    taxi_fare_krw,
    taxi_minutes,
    walking_minutes,
)
from hypothesis import given
from hypothesis import strategies as st

SEOUL = Location(37.5665, 126.9780)
BUSAN = Location(35.1796, 129.0756)

locations = st.builds(Location, st.floats(33, 39), st.floats(124, 131))
distances_km = st.floats(0, 200)


def test_seoul_and_busan_lie_325_km_apart() -> None:
    assert crow_distance_km(SEOUL, BUSAN) == pytest.approx(325, abs=1)


def test_half_way_around_the_globe_is_as_far_as_it_gets() -> None:
    assert crow_distance_km(Location(0, 0), Location(0, 180)) == pytest.approx(20_015, abs=1)


@given(locations, locations)
def test_the_way_back_is_as_far(here: Location, there: Location) -> None:
    assert crow_distance_km(here, there) == pytest.approx(crow_distance_km(there, here))


@given(locations, locations, locations)
def test_no_detour_is_shorter(here: Location, between: Location, there: Location) -> None:
    detour_km = crow_distance_km(here, between) + crow_distance_km(between, there)
    assert crow_distance_km(here, there) <= detour_km + 1e-6


@given(distances_km, distances_km)
def test_farther_never_takes_less_time_or_money(one_km: float, other_km: float) -> None:
    near_km, far_km = sorted((one_km, other_km))
    for needs in (walking_minutes, taxi_minutes, taxi_fare_krw):
        assert needs(near_km) <= needs(far_km)


def test_a_kilometre_and_a_half_takes_twenty_minutes_on_foot() -> None:
    assert walking_minutes(1.5) == 20


def test_the_base_fare_covers_the_first_kilometres() -> None:
    assert taxi_fare_krw(1.6) == 4_800
    assert taxi_fare_krw(1.7) == 4_900


@given(locations, locations, st.integers(5, 60))
def test_nobody_walks_longer_than_agreed(here: Location, there: Location, walks_up_to_minutes: int) -> None:
    leg = leg_between(here, there, walks_up_to_minutes)
    assert leg.mode == "taxi" or (leg.travel_minutes <= walks_up_to_minutes and leg.fare_krw == 0)
