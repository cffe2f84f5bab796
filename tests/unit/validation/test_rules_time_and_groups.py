"""Rules on periods, groups, coordinates and units."""

import pytest

from tests.unit.validation.bench import Bench, Edit


def dates(bench: Bench, *starts: str) -> list[Edit]:
    return [bench.cell("periods", row, "start_date", start) for row, start in enumerate(starts)]


def test_that_a_start_date_missing_beside_others_is_found(bench: Bench) -> None:
    assert bench.only("period-order-ambiguous", *dates(bench, "2027-01-01", "")).key == {"period": "2028"}


def test_that_periods_without_dates_in_another_order_than_their_names_are_found(bench: Bench) -> None:
    edits = [*dates(bench, "", ""), bench.add("periods", period="2026", years=1)]
    assert "2026, 2027, 2028" in bench.only("period-order-by-name", *edits).message


def test_that_periods_without_dates_in_the_order_of_their_names_are_fine(bench: Bench) -> None:
    assert bench.issues(*dates(bench, "", ""), bench.add("periods", period="10000", years=1)) == []


def test_that_two_periods_starting_on_one_day_are_found(bench: Bench) -> None:
    assert "period 2027" in bench.only("period-start-shared", *dates(bench, "2027-01-01", "2027-01-01")).message


def test_that_overlapping_periods_are_found(bench: Bench) -> None:
    assert "184 days before" in bench.only("period-overlap", *dates(bench, "2027-01-01", "2027-07-01")).message


def test_that_a_gap_between_periods_is_found(bench: Bench) -> None:
    assert "after period 2027" in bench.only("period-gap", *dates(bench, "2027-01-01", "2029-01-01")).message


def test_that_quarters_of_unequal_days_are_fine(bench: Bench) -> None:
    edits = [bench.cell("periods", row, "years", 0.25) for row in (0, 1)]
    assert bench.issues(*edits, *dates(bench, "2027-01-01", "2027-04-01")) == []


def test_that_groups_in_a_circle_are_found(bench: Bench) -> None:
    edits = [bench.add("groups", group="Stores", member="All"), bench.add("groups", group="All", member="Stores")]
    assert [issue.value for issue in bench.all_of("group-cycle", *edits)] == ["All", "Stores"]


def test_that_a_group_without_a_member_that_fits_is_found(bench: Bench) -> None:
    issue = bench.only("group-without-fitting-member", bench.cell("facility_limits", 0, "group", "Stores"))
    assert "a facility" in issue.message


def test_that_members_which_cannot_stand_there_are_named(bench: Bench) -> None:
    issues = bench.all_of("group-member-ignored", bench.add("groups", group="DCs", member="Omaha"))
    assert {(issue.table, issue.column) for issue in issues} == {("lanes", "origin"), ("facility_limits", "group")}
    assert all("leaves out Omaha" in issue.message for issue in issues)


def many_sites(bench: Bench) -> list[Edit]:
    return [
        bench.add(
            "customers", customer=f"Town {number}", latitude=40.0 + number / 10, longitude=-88.0, status="exclude"
        )
        for number in range(8)
    ]


def test_that_coordinates_at_zero_are_found(bench: Bench) -> None:
    zero = bench.add("customers", customer="Nowhere", latitude=0, longitude=0, status="exclude")
    bench.only("coordinates-zero", *many_sites(bench), zero)


def test_that_swapped_coordinates_are_found(bench: Bench) -> None:
    swapped = bench.add("customers", customer="Chicago", latitude=-87.6, longitude=41.9, status="exclude")
    assert bench.only("coordinates-swapped", *many_sites(bench), swapped).key == {"customer": "Chicago"}


@pytest.mark.parametrize(("longitude", "hint"), [(87.6, "opposite sign"), (140.0, "")])
def test_that_a_site_far_from_all_others_is_found(bench: Bench, longitude: float, hint: str) -> None:
    far = bench.add("customers", customer="Far", latitude=41.9, longitude=longitude, status="exclude")
    message = bench.only("coordinates-far", *many_sites(bench), far).message
    assert (hint or "from the middle as most sites.") in message
    assert ("opposite sign" in message) == bool(hint)


def test_that_a_number_of_another_unit_is_found(bench: Bench) -> None:
    edits = [bench.cell("demand", 0, "quantity", 0.3)]
    edits += [
        bench.add("demand", customer="Detroit", product="Water", period=p, quantity=0.2) for p in ("2027", "2028")
    ]
    edits += [bench.cell("demand", 1, "quantity", 0.2), bench.cell("demand", 3, "quantity", 0.2)]
    edits += [bench.cell("demand", 2, "quantity", 250.0)]
    assert "0.2" in bench.only("number-outlier", *edits).message
