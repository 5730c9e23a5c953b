"""What the Health app of an iPhone exports, as far as the tests need it."""

from stretchlib.exchange import apple

DOCTYPE = """<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 12 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>
<!ATTLIST VisionPrescription
  brand CDATA #IMPLIED
<!ELEMENT RightEye EMPTY>
]>
"""


def workout(day=2, clock="07:30:00", zone="+0100", minutes="12.5", source="Watch", **changes):
    """One tag, on a day of March 2026; it ends at 07:42."""
    attributes = {
        "workoutActivityType": apple.FLEXIBILITY,
        "duration": minutes,
        "durationUnit": "min",
        "sourceName": source,
        "startDate": f"2026-03-{day:02} {clock} {zone}",
        "endDate": f"2026-03-{day:02} 07:42:00 {zone}",
        **changes,
    }
    written = " ".join(f'{key}="{value}"' for key, value in attributes.items() if value is not None)
    return f' <Workout {written}>\n  <MetadataEntry key="k" value="v"/>\n </Workout>\n'


def health(*inside: str, doctype: str = DOCTYPE) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    tags = "".join(inside)
    return f'{head}{doctype}<HealthData locale="en_GB">\n{tags}</HealthData>\n'.encode()
