"""Plate numbers and VINs."""

import pytest

from yitang.kernel import plate_number, vin


@pytest.mark.parametrize(
    ("text", "full", "colour"),
    [
        ("川S12345", "川S12345", "blue"), ("川S·A1B2C", "川SA1B2C", "blue"), ("鲁f.12d34", "鲁F12D34", "blue"), ("川SＤ１２３４５", "川SD12345", "green"),
        ("川SDA1234", "川SDA1234", "green"), ("川SK12345", "川SK12345", "green"),
        ("川S12345F", "川S12345F", "yellow-green"), ("川S1234学", "川S1234学", "yellow"),
        ("川S1234警", "川S1234警", "white"), ("粤Z1234港", "粤Z1234港", "black"),
    ],
)  # fmt: skip
def test_plate_numbers_as_typed(text: str, full: str, colour: str) -> None:
    found = plate_number.parse(text)
    assert (found.full, found.colour) == (full, colour)
    assert found.colour_zh


@pytest.mark.parametrize("text", ["", "川S1234", "川SI2345", "川S1234O", "SS12345", "川S123456", "川SL12345", "川S١٢٣٤٥F", "川SDA١٢٣٤", "'; --"])
def test_what_is_no_plate_number_is_refused(text: str) -> None:
    with pytest.raises(plate_number.PlateNumberInvalid):
        plate_number.parse(text)


def test_a_large_car_is_yellow_and_a_screen_shows_part() -> None:
    assert plate_number.parse("川S12345", large=True).colour == "yellow"
    assert plate_number.parse("川S12345").masked == "川S·**345"


def test_vins_and_their_check_digit() -> None:
    assert vin.parse("1m8gdm9axkp042788").check_fits
    assert vin.parse("LFV2A2157A3067571").last6 == "067571"
    assert not vin.parse("LFV2A2158A3067571").check_fits
    for wrong in ("", "LFV2A2157A306757", "LFV2A2157A306757O", "IFV2A2157A3067571"):
        with pytest.raises(vin.VinInvalid):
            vin.parse(wrong)
