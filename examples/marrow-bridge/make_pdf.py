# ruff: noqa: INP001
"""Make sources/week-5/aio-interim-report-summary.pdf, byte for byte the same each time (needs fpdf2).

The document is fictional. Run it from anywhere: python make_pdf.py
"""

from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF

TARGET = Path(__file__).parent / "sources" / "week-5" / "aio-interim-report-summary.pdf"
ISSUED = datetime(2025, 4, 2, 9, 0, tzinfo=UTC)
TITLE = "Collapse of the Marrow Bridge on 4 March 2025: summary of the interim report"
ISSUED_BY = "Port Ellery, 2 April 2025. Presented by Dr Helena Orlend, chief investigator."
FOOTER = "Fictional source written for the Storytree example."

SECTIONS = {
    "1. What happened": """
        At 07:52 on Tuesday, 4 March 2025, the middle span of the Marrow Bridge in Port Ellery fell
        into the Marrow channel. The span was 96 metres long and hung between piers 4 and 5 on four
        hanger pins. At the date of this report 15 people are known to have died, 33 were injured
        and one person is missing.
    """,
    "2. Cause": """
        The Accident Investigation Office (AIO) finds that the collapse began with the fracture of
        hanger pin 3 at pier 4. A fatigue crack, which had started from a corrosion pit, had passed
        through 80 per cent of the section of the pin before the final fracture. When pin 3 failed,
        its load passed to pin 4, which failed within a second.
    """,
    "3. Causes that were examined and set aside": """
        Contact by a vessel: no mark was found on the piers or on the sand barge Amber Teal. Scour:
        the bed at pier 4 lay within 40 centimetres of its designed level. Explosive: none of 31
        samples was positive. Overload on the day: the two heaviest lorries on the span weighed 38
        and 39 tonnes; the limit is 40 tonnes. The raising of the limit from 32 tonnes in 1998 did,
        however, make the crack grow faster.
    """,
    "4. Inspection and maintenance": """
        The principal inspection of October 2022 reported cracks in two of the four hanger pins and
        gave the bridge condition grade 4. It recommended that all four pins be renewed within
        twelve months. The Roads Directorate deferred the work, priced at 6.8 million crowns, in the
        budgets for 2023 and 2024. Sensors that were fitted in 2020 to give warning of movement had
        been out of order since November 2024. Their repair was a duty of the maintenance
        contractor, the Velmouth Group.
    """,
    "5. Recommendations": """
        The AIO makes nine recommendations. The first is that every pin-and-hanger bridge in Norvane
        be closed until its pins have been examined; there are three. The second is that the result
        of every principal inspection be sent to the Minister of Transport and published.
    """,
    "6. Next steps": """
        This report is provisional. The final report will be published by 30 September 2025. It is
        not the purpose of the AIO to apportion blame or liability.
    """,
}


class Report(FPDF):
    """The summary, with the office's name above and the notice of fiction below every page."""

    def header(self) -> None:
        self.set_font("Helvetica", "B", 9)
        self.cell(0, 6, "ACCIDENT INVESTIGATION OFFICE - REPUBLIC OF NORVANE", new_x="LMARGIN", new_y="NEXT")

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Helvetica", "I", 8)
        self.cell(0, 6, f"{FOOTER} Page {self.page_no()}", align="C")


def make() -> bytes:
    """Return the PDF."""
    pdf = Report(format="A4")
    pdf.set_compression(False)  # another zlib would give other bytes
    pdf.set_creation_date(ISSUED)
    pdf.set_title(TITLE)
    pdf.set_author("Accident Investigation Office (fictional)")
    pdf.set_auto_page_break(True, margin=20)
    pdf.add_page()
    pdf.set_font("Helvetica", "B", 15)
    pdf.multi_cell(0, 8, TITLE, new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Helvetica", size=10)
    pdf.multi_cell(0, 6, ISSUED_BY, new_x="LMARGIN", new_y="NEXT")
    for heading, text in SECTIONS.items():
        pdf.ln(3)
        pdf.set_font("Helvetica", "B", 11)
        pdf.cell(0, 7, heading, new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("Helvetica", size=10)
        pdf.multi_cell(0, 5.5, " ".join(text.split()), align="L", new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(make())
