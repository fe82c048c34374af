"""Values of the kernel: what is accepted, what is refused, what is shown."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yitang.kernel import citizen_id, clock, credit_code, ids, masking, text
from yitang.kernel.errors import Refusal


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", " 11010519491231002x ", "１１０１０５１９４９１２３１００２Ｘ"])
def test_valid_citizen_ids_in_any_typing(number: str) -> None:
    assert citizen_id.parse(number).number == text.identifier(number)


@pytest.mark.parametrize("number", ["110105194912310021", "11010519491331002X", "1101051949123100", "", "١١٠١٠٥١٩٤٩١٢٣١٠٠٢", "'; DROP TABLE"])
def test_wrong_citizen_ids_are_refused_by_name(number: str) -> None:
    with pytest.raises(citizen_id.CitizenIdInvalid) as refusal:
        citizen_id.parse(number)
    assert refusal.value.zh_text.startswith("身份证号不对：")


def test_fifteen_digits_are_a_number_of_the_past() -> None:
    old = citizen_id.parse("110105491231002")
    assert old.first_generation
    assert old.to_18().number == "11010519491231002X"
    assert (old.birth_on, old.is_female, old.last4) == (date(1949, 12, 31), True, "1002")
    assert old.age_on(date(2019, 12, 30)) == 69
    assert old.age_on(date(2019, 12, 31)) == 70


@given(st.integers(0, 17), st.integers(1, 9))
def test_one_mistyped_digit_never_passes(place: int, shift: int) -> None:
    number = "110105194912310038"
    body = number[:17]
    good = body + citizen_id.check_digit(body)
    digit = good[place]
    other = str((int(digit) + shift) % 10) if digit.isdigit() else str(shift)
    wrong = good[:place] + other + good[place + 1 :]
    with pytest.raises(citizen_id.CitizenIdInvalid):
        citizen_id.parse(wrong)


def test_credit_codes() -> None:
    assert credit_code.parse("91350100m000100y43").last4 == "0Y43"
    for wrong in ("91350100M000100Y44", "91350100M000100I43", "1"):
        with pytest.raises(credit_code.CreditCodeInvalid):
            credit_code.parse(wrong)


@pytest.mark.parametrize(
    ("full", "shown"),
    [("张三", "张*"), ("欧阳修", "欧阳*"), ("欧阳", "欧*"), ("阿凡提·买买提", "阿*·*"), ("阿卜杜热西提·买买提依明江", "阿*·*"), ("María González", "M*")],
)
def test_names_are_masked(full: str, shown: str) -> None:
    assert masking.name(full) == shown


def test_numbers_are_masked() -> None:
    assert masking.id_number("11010519491231002X") == "110***********002X"
    assert masking.phone("13800001234") == "138****1234"
    assert masking.staff_name("张小三") == "张*三"
    assert masking.staff_name("李四") == "李*"
    assert masking.vin("LFV2A2157A3067571") == "067571"


def test_text_is_kept_whole_or_refused() -> None:
    assert text.clean("  𠮷野·阿依古丽 🚗 ") == "𠮷野·阿依古丽 🚗"
    with pytest.raises(text.TextTooLong) as refusal:
        text.clean("名" * 201)
    assert "200" in refusal.value.zh_text
    assert "201" in refusal.value.en_text
    for bad in ("a\x00b", "a\u202eb", "a\nb", "a\u2028b", "a\u200fb", "a\ud800b"):
        with pytest.raises(text.TextHasControls):
            text.clean(bad)


def test_a_refusal_says_what_why_and_how_in_both_languages() -> None:
    class Closed(Refusal):
        code = "closed"
        zh = "{hall}已下班"
        en = "{hall} is closed"
        cure_zh = "明天来"
        cure_en = "Come tomorrow"
        article = "R164 Art.3"

    assert Closed(hall="1号厅").as_dict() == {
        "code": "closed", "zh": "1号厅已下班", "en": "1号厅 is closed", "article": "R164 Art.3", "cure_zh": "明天来", "cure_en": "Come tomorrow",
    }  # fmt: skip


@given(st.integers(0, (1 << 48) - 1), st.binary(min_size=10, max_size=10))
def test_ids_sort_by_time_and_say_it(ms: int, random: bytes) -> None:
    value = ids.uuid7(ms, random)
    assert (value.version, value.variant) == (7, "specified in RFC 4122")
    if ms < 253402300800000:
        assert ids.uuid7_time(value) == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


def test_ids_refuse_what_they_cannot_hold() -> None:
    for ms, random in ((-1, bytes(10)), (1 << 48, bytes(10)), (0, bytes(9))):
        with pytest.raises(ValueError, match="uuid7"):
            ids.uuid7(ms, random)


def test_the_virtual_clock_runs_at_its_rate_and_back() -> None:
    at = datetime(2026, 11, 29, 19, 0, tzinfo=UTC)
    fast = clock.VirtualClock(at, datetime(1999, 2, 1, tzinfo=UTC), 60.0)
    later = at + timedelta(seconds=10)
    assert fast.at(later) == datetime(1999, 2, 1, 0, 10, tzinfo=UTC)
    assert fast.inverse(fast.at(later)) == later


def test_a_day_of_the_office_begins_at_midnight_in_shanghai() -> None:
    assert clock.local_day_bounds(date(2026, 11, 24)) == (datetime(2026, 11, 23, 16, tzinfo=UTC), datetime(2026, 11, 24, 16, tzinfo=UTC))
    with clock.fixed(datetime(2026, 11, 23, 16, 30, tzinfo=UTC)) as still:
        assert clock.today() == date(2026, 11, 24)
        still.move(timedelta(hours=-1))
        assert clock.today() == date(2026, 11, 23)
