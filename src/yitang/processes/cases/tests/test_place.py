"""Where a licence was issued: the city and its counties are one place, another city is not."""

from dataclasses import replace
from typing import Any

import pytest

from yitang.kernel import clock
from yitang.processes.cases.renewing import Renewal
from yitang.processes.cases.tests.test_case import FULL
from yitang.processes.queue.tests.test_queue import clerk
from yitang.registers.offices.public import offices


@pytest.mark.parametrize(("where", "asked"), [("city", set()), ("county", set()), ("another city", {"dlicense", "declaration"})])
def test_the_old_licence_is_asked_for_away_from_home_only(city: dict[str, Any], where: str, asked: set[str]) -> None:
    # R162 Art.63, 70: only outside the place of issue (核发地以外) Art.64 is added.
    found = {one.kind: one for one in offices()}
    here = replace(found["city"], name_zh="别的市车管所", code="ELSE", authority="ELSE") if where == "another city" else found[where]
    seen = replace(FULL, old_licence_shown=False, health_declared=False)
    matter = Renewal().find(clerk(city, 3), city["cast"]["renew"].number, seen, "test")
    missing = {one.material for one in Renewal().findings(matter, here, clock.today()).missing}
    assert missing == asked
