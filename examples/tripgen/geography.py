"""Distances on the globe, and how long a traveller needs for them on foot or by taxi."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import asin, ceil, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6_371.0088  # mean radius, IUGG
STREETS_PER_CROW = 1.3  # streets are about a third longer than the straight line

WALKING_KM_PER_HOUR = 4.5

TAXI_WAIT_MINUTES = 5
TAXI_TOWN_KM = 5.0  # the first kilometres lead through town, the rest over faster roads
TAXI_TOWN_KM_PER_HOUR = 22.0
TAXI_ROAD_KM_PER_HOUR = 48.0

TAXI_BASE_FARE_KRW = 4_800  # Seoul's day tariff of 2023: 4,800 won for 1.6 km, then 100 won per 131 m
TAXI_BASE_KM = 1.6
TAXI_STEP_FARE_KRW = 100
TAXI_STEP_KM = 0.131


@dataclass(frozen=True, slots=True)
class Location:
    """A point on the globe, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Leg:
    """The way from one stop to the next."""

    mode: str
    distance_km: float
    travel_minutes: int
    fare_krw: int


Legs = Mapping[tuple[str, str], Leg]
"""The way between any two spots of one trip, by their ids."""


def crow_distance_km(here: Location, there: Location) -> float:
    """Return the great-circle distance, by the haversine formula."""
    phi_here, phi_there = radians(here.latitude), radians(there.latitude)
    half_phi = (phi_there - phi_here) / 2
    half_lambda = radians(there.longitude - here.longitude) / 2
    haversine = sin(half_phi) ** 2 + cos(phi_here) * cos(phi_there) * sin(half_lambda) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(haversine)))


def walking_minutes(distance_km: float) -> int:
    """Return the minutes on foot, rounded up."""
    return ceil(distance_km / WALKING_KM_PER_HOUR * 60)


def taxi_minutes(distance_km: float) -> int:
    """Return the minutes by taxi, waiting for it included."""
    town_km = min(distance_km, TAXI_TOWN_KM)
    road_km = distance_km - town_km
    return TAXI_WAIT_MINUTES + ceil((town_km / TAXI_TOWN_KM_PER_HOUR + road_km / TAXI_ROAD_KM_PER_HOUR) * 60)


def taxi_fare_krw(distance_km: float) -> int:
    """Return what the meter shows at the end of the ride."""
    steps = ceil(max(0.0, distance_km - TAXI_BASE_KM) / TAXI_STEP_KM)
    return TAXI_BASE_FARE_KRW + steps * TAXI_STEP_FARE_KRW


def leg_between(here: Location, there: Location, walks_up_to_minutes: int) -> Leg:
    """Return the way between two points: on foot where that is short enough, by taxi otherwise."""
    distance_km = crow_distance_km(here, there) * STREETS_PER_CROW
    on_foot_minutes = walking_minutes(distance_km)
    if on_foot_minutes <= walks_up_to_minutes:
        return Leg("walk", distance_km, on_foot_minutes, 0)
    return Leg("taxi", distance_km, taxi_minutes(distance_km), taxi_fare_krw(distance_km))


def all_legs(spots: Iterable[tuple[str, Location]], walks_up_to_minutes: int) -> Legs:
    """Return the way between every two spots, so that planning never computes one twice."""
    known = list(spots)
    return {
        (here_id, there_id): leg_between(here, there, walks_up_to_minutes)
        for here_id, here in known
        for there_id, there in known
    }
