"""A run as others' machines read it: JUnit XML for a build, Markdown for the summary of a pull request."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from service.render.words import visible

if TYPE_CHECKING:
    from evals.gates import Compared, Passed
    from evals.runs import Run
    from evals.scores import Measure


def render_junit(run: "Run", gates: "Sequence[Passed]") -> str:
    """A suite for each suite, its measures as properties; a case for each gate, and one that it ran."""
    root = ET.Element("testsuites", name="storytree eval")
    for ran in run.suites:
        ours = [one for one in gates if one.gate.suite == ran.scores.suite]
        broken = sum(not one.holds for one in ours)
        counts = {
            "tests": str(len(ours) + 1),
            "failures": str(broken),
            "errors": "0",
            "time": f"{ran.seconds:.1f}",
        }
        suite = ET.SubElement(root, "testsuite", {"name": ran.scores.suite, **counts})
        told = ET.SubElement(suite, "properties")
        for measure in ran.scores.measures:
            ET.SubElement(told, "property", name=visible(measure.name), value=_shown(measure.value))
        ET.SubElement(suite, "testcase", classname=ran.scores.suite, name="ran")
        for one in ours:
            _case(suite, one)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode")


def _case(suite: ET.Element, one: "Passed") -> None:
    case = ET.SubElement(suite, "testcase", classname=one.gate.suite, name=str(one.gate))
    if not one.holds:
        ET.SubElement(case, "failure", message=f"it is {_shown(one.value)}")


def render_summary(run: "Run", rows: "Sequence[Compared]", gates: "Sequence[Passed]") -> str:
    """Tables that GitHub shows."""
    return "\n".join([*_gates(gates), *_suites(run, rows)])


def _gates(gates: "Sequence[Passed]") -> Iterator[str]:
    if gates:
        yield "| gate | value | holds |\n|---|--:|---|"
    for one in gates:
        yield f"| `{one.gate}` | {_shown(one.value)} | {'yes' if one.holds else '**no**'} |"
    if gates:
        yield ""


def _suites(run: "Run", rows: "Sequence[Compared]") -> Iterator[str]:
    found = {(one.suite, one.second.name): one for one in rows}
    for ran in run.suites:
        yield f"### {ran.scores.suite}\n\n| measure | value | 95 % | scored | not scored | difference |"
        yield "|---|--:|---|--:|--:|---|"
        for one in ran.scores.measures:
            yield _row(one, found.get((ran.scores.suite, one.name)))
        yield ""


def _row(one: "Measure", other: "Compared | None") -> str:
    interval = _ends(one.low, one.high)
    gone = sum(one.unscored.values())
    apart = ""
    if other and other.difference.value is not None:
        ends = _ends(other.difference.low, other.difference.high)
        star = r" \*" if other.surely else ""
        apart = f"{other.difference.value:+.3f} ({ends}){star}"
    name = visible(one.name).replace("|", "\\|").replace("`", "'")
    return f"| `{name}` | {_shown(one.value)} | {interval} | {one.scored:,} | {gone:,} | {apart} |"


def _shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _ends(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:.3f} to {high:.3f}"
