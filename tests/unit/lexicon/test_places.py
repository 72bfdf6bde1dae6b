from datetime import date, timedelta

import pytest

from pipeline.lexicon import read_csv
from pipeline.lexicon.gazetteer import load_gazetteer
from pipeline.lexicon.gazetteer_rows import first_day, last_day
from pipeline.lexicon.people_names import fold
from pipeline.lexicon.places import cities_named, find_city, load_successions


@pytest.mark.parametrize(
    ("name", "day", "label"),
    [
        ("Moscow", date(1956, 10, 19), "Moscow [SUN]"),
        ("Moscow", date(1993, 4, 1), "Moscow [RUS]"),
        ("Leningrad", date(1970, 5, 1), "Leningrad [SUN]"),
        ("Tashkent", date(1966, 1, 10), "Tashkent [SUN]"),
        ("Tashkent", date(1992, 5, 2), "Tashkent [UZB]"),
        ("Prague", date(1989, 12, 29), "Prague [CSK]"),
        ("Prague", date(1993, 1, 1), "Prague [CZE]"),
        ("Belgrade", date(1961, 9, 1), "Belgrade [YUG]"),
        ("Belgrade", date(2005, 1, 1), "Belgrade [SCG]"),
        ("Sarajevo", date(1995, 1, 1), "Sarajevo [BIH]"),
        ("Leipzig", date(1989, 10, 9), "Leipzig [DDR]"),
        ("Hamburg", date(1989, 10, 9), "Hamburg [DEU]"),
        ("Saigon", date(1970, 3, 1), "Saigon [RVN]"),
        ("Hanoi", date(1973, 9, 21), "Hanoi [VDR]"),
        ("Hanoi", date(1994, 8, 1), "Hanoi [VNM]"),
        ("Kinshasa", date(1980, 1, 1), "Kinshasa [COD]"),
        ("Rangoon", date(1977, 8, 11), "Yangon [MMR]"),
        ("Dhaka", date(1960, 1, 1), "Dhaka [PAK]"),
        ("Juba", date(2010, 1, 1), "Juba [SDN]"),
        ("Ottawa", date(1960, 1, 1), "Ottawa [CAN]"),
    ],
)
def test_a_place_belongs_to_the_state_of_its_day(name: str, day: date, label: str) -> None:
    assert [entity.label for entity in load_gazetteer().lookup(name, day)] == [label]


def test_states_follow_one_another_without_a_gap() -> None:
    gazetteer = load_gazetteer()
    for row in load_successions():
        today, then = gazetteer.state(row.today), gazetteer.state(row.then)
        assert today is not None
        assert then is not None
        assert first_day(then.valid_from) <= first_day(row.valid_from), row
        last = last_day(row.valid_to)
        assert last <= last_day(then.valid_to), row
        if not row.places:
            after = last + timedelta(days=1)
            starts = {first_day(today.valid_from), *(first_day(r.valid_from) for r in load_successions())}
            assert after in starts or after == last_day(then.valid_to), row


def test_limited_successions_name_places_that_are_there() -> None:
    for row in load_successions():
        for key in filter(None, row.places.split(";")):
            assert load_gazetteer().entity(f"place:{key}").iso3 == row.today
        assert not row.name or row.places.count(";") == 0 < len(row.places)


@pytest.mark.parametrize(
    ("name", "near", "day", "label"),
    [
        ("Garissa", [], date(2015, 4, 2), "Garissa [KEN]"),
        ("Kharkiv", [], date(2022, 11, 11), "Kharkiv [UKR]"),
        ("Poitiers", ["FRA"], date(2019, 6, 3), "Poitiers [FRA]"),
        ("Poitiers", [], date(2019, 6, 3), None),
        ("Valencia", [], date(2019, 6, 3), None),
        ("Valencia", ["VEN"], date(2019, 6, 3), "Valencia [VEN]"),
        ("Valencia", ["VEN", "ESP"], date(2019, 6, 3), None),
        ("Mobile", [], date(2019, 6, 3), None),
        ("Voronezh", ["SUN"], date(1960, 1, 1), "Voronezh [SUN]"),
        ("Atlantis", [], date(1960, 1, 1), None),
    ],
)
def test_cities_of_the_world_need_a_state_or_a_name_of_their_own(
    name: str, near: list[str], day: date, label: str | None
) -> None:
    found = find_city(name, near, day)
    assert (found.label if found else None) == label


def test_every_city_lies_in_a_state_of_today() -> None:
    states = {row["iso3"] for row in read_csv("states.csv") if not row["valid_to"]}
    cities = read_csv("cities.csv")
    assert len(cities) > 15_000
    assert all(city["iso3"] in states and int(city["population"]) >= 30_000 for city in cities)


def test_the_cities_stand_in_the_order_in_which_they_are_searched() -> None:
    keys = [(fold(row["name"]), -int(row["population"])) for row in read_csv("cities.csv")]
    assert keys == sorted(keys)


def test_the_search_finds_every_city_and_its_namesakes() -> None:
    rows = read_csv("cities.csv")
    for number, row in enumerate(rows[::50]):
        name = row["name"].upper() if number % 2 else row["name"]
        namesakes = [other for other in rows if fold(other["name"]) == fold(name)]
        found = [(city.name, city.iso3, str(city.population)) for city in cities_named(name)]
        assert found == [(other["name"], other["iso3"], other["population"]) for other in namesakes]
    assert cities_named("Misato, Saitama")[0].iso3 == "JPN"
    assert cities_named("") == cities_named("Zzyzx") == cities_named("'") == ()
