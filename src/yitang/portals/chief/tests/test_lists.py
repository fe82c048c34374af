"""The chief's lists: what the address asks for is shown, and what it cannot mean is not taken for a filter."""

from typing import Any

from tests.trials.people import staff

from yitang.processes.payments.tests.factories import unpaid


def test_a_state_that_no_case_has_is_no_filter(city: dict[str, Any]) -> None:
    unpaid(city)
    chief = staff(city, "chief")
    everything = chief.get("/chief/cases").content.decode()
    assert "data-rows" in everything
    none = chief.get("/chief/cases", {"state": "filed"}).content.decode()
    assert "没有“已归档”的业务" in none
    for unknown in ("nothing", "Filed", "issued"):
        page = chief.get("/chief/cases", {"state": unknown}).content.decode()
        assert "没有“" not in page
        assert "data-rows" in page
        assert 'href="?state=" aria-current="true"' in page


def test_on_a_day_without_a_case_an_unknown_state_says_so(city: dict[str, Any]) -> None:
    assert "今天还没有受理业务" in staff(city, "chief").get("/chief/cases", {"state": "nothing"}).content.decode()
