"""Advisories on two storms that never were, and notes on travel to a country that is not there."""

STORM, OTHER = "XX012021", "XX022021"

_ADVISORY = """\
WXNV21 KNRV 0{number}0900

{name} FORECAST/ADVISORY NUMBER {number}
NORVANE WEATHER OFFICE ORME           {storm_id}
{issued}

A STORM WARNING MEANS THAT STORM CONDITIONS ARE EXPECTED WITHIN THE
WARNING AREA WITHIN THE NEXT 24 HOURS.

HURRICANE CENTER LOCATED NEAR {center} AT 0{number}/0900Z
POSITION ACCURATE WITHIN  20 NM

PRESENT MOVEMENT TOWARD {movement}

ESTIMATED MINIMUM CENTRAL PRESSURE  {pressure} MB
MAX SUSTAINED WINDS  {wind} KT WITH GUSTS TO  {gusts} KT.
64 KT....... 40NE  40SE   0SW   0NW.
12 FT SEAS..120NE  90SE  30SW  30NW.

REPEAT...CENTER LOCATED NEAR {center} AT 0{number}/0900Z
AT 0{number}/0600Z CENTER WAS LOCATED NEAR 10.0N  60.0W

FORECAST VALID 0{number}/1200Z 25.0N  66.6W...INLAND
MAX WIND  60 KT...GUSTS  75 KT.

NEXT ADVISORY AT 0{number}/2100Z

FORECASTER ADA BRAND
"""


def advisory(number: int, wind: int, pressure: int, center: str, **other: str) -> dict[str, object]:
    """A row as the data sets have them; its day is its number."""
    fields = {
        "storm_id": STORM,
        "name": "HURRICANE BRENNA",
        "issued": f"0900 UTC WED OCT 0{number} 2021",
        "movement": f"THE NORTHWEST OR 30{number} DEGREES AT  1{number} KT",
        **other,
    }
    text = _ADVISORY.format(
        number=number, wind=wind, gusts=wind + 15, pressure=pressure, center=center, **fields
    )
    gold = {
        "center": center,
        "max_wind_kt": str(wind),
        "min_pressure_mb": str(pressure),
        "movement": fields["movement"],
    }
    return {**fields, "advisory": number, "note": "", "text": text, "gold": gold}


BRENNA = (
    advisory(1, 50, 995, "12.1N  61.5W", name="TROPICAL STORM BRENNA"),
    advisory(2, 70, 981, "13.4N  63.0W"),
    advisory(3, 95, 960, "14.9N  64.8W"),
)
ODIL = (
    advisory(2, 40, 1001, "31.1N  20.5W", storm_id=OTHER, name="TROPICAL STORM ODIL"),
    advisory(3, 45, 999, "32.4N  22.0W", storm_id=OTHER, name="TROPICAL STORM ODIL"),
)
