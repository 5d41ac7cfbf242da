"""Pictures of what was measured: drawn here, shown as images that can neither run nor fetch anything."""

import base64
import sys
from typing import TYPE_CHECKING, Any, cast

from service.render.words import visible

if TYPE_CHECKING:
    from evals.scores import Picture

WIDTH, ROW, FRAME = 760, 22, 110
"""Pixels: of a picture, of the height that a label takes, and of what is around the bars."""
LABELS = 12
"""Below a line that are written out."""
COLOURS = ("#2f6b52", "#8a6d1d", "#6f6a61", "#4f6db0", "#a8503c", "#80559c", "#2d8790", "#9a8f3c")
_INK = "#7d776d"
"""Legible on light paper and on dark."""


def image(picture: "Picture") -> str:
    """The address of an SVG image that holds all of it."""
    from lxml import etree  # pyright: ignore[reportAttributeAccessIssue,reportUnknownVariableType]

    xml = cast("Any", etree)
    tree = _chart(picture).render_tree()
    for node in [*tree.iter("{*}script"), *tree.iter(xml.Comment)]:
        node.getparent().remove(node)
    drawn: bytes = xml.tostring(tree)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode('ascii')}"


def _chart(picture: "Picture") -> Any:
    if picture.clouds:
        return _clouds(picture)
    if picture.points:
        return _line(picture)
    return _over(picture) if picture.follow else _bars(picture)


def _bars(picture: "Picture") -> Any:
    height = FRAME + ROW * max(1, len(picture.labels)) * max(1, len(picture.bars))
    chart = _pygal().HorizontalBar(**_plain(height), range=(0, 1), show_legend=len(picture.bars) > 1)
    # The first label is drawn at the bottom.
    chart.x_labels = [visible(label) for label in reversed(picture.labels)]
    for name, values in picture.bars.items():
        chart.add(name, list(reversed(values)))
    return _named(chart, picture)


def _line(picture: "Picture") -> Any:
    chart = _pygal().XY(**_plain(FRAME + 320), range=(0, 1), xrange=(0, 1))
    chart.add("told", [*picture.points])
    chart.add("as it should be", [(0, 0), (1, 1)], show_dots=False)
    return _named(chart, picture)


def _over(picture: "Picture") -> Any:
    """What follows one another, from left to right; few of many labels are written out."""
    every = 1 + len(picture.labels) // LABELS
    plain = _plain(FRAME + 260)
    chart = _pygal().Line(
        **plain, range=(0, 1), show_minor_x_labels=False, x_label_rotation=30, x_labels_major_every=every
    )
    chart.x_labels = [visible(label) for label in picture.labels]
    for name, values in picture.bars.items():
        chart.add(visible(name), list(values))
    return _named(chart, picture)


def _clouds(picture: "Picture") -> Any:
    furthest = max(across for cloud in picture.clouds.values() for across, _ in cloud)
    titles = {"x_title": visible(picture.across), "y_title": visible(picture.up)}
    around = {"range": (0, 1), "xrange": (0, 1.05 * furthest or 1)}
    chart = _pygal().XY(**_plain(FRAME + 320), **around, **titles, stroke=False, dots_size=4)
    for name, cloud in picture.clouds.items():
        chart.add(visible(name), list(cloud))
    return _named(chart, picture)


def _pygal() -> Any:
    """The library, without the finder of its plug-ins: that answers every later import with a warning."""
    import pygal

    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != pygal.__name__]
    return pygal


def _named(chart: Any, picture: "Picture") -> Any:
    """Its parts by a name of its own, where the library takes one by chance."""
    chart.uuid = "picture"
    chart.title = visible(picture.title)
    return chart


def _plain(height: int) -> dict[str, Any]:
    from pygal.style import Style

    ink = dict.fromkeys(("foreground", "foreground_strong", "foreground_subtle"), _INK)
    bare = dict.fromkeys(("background", "plot_background"), "transparent")
    style = cast("Any", Style)(**ink, **bare, font_family="sans-serif", colors=COLOURS, label_font_size=12)
    return {
        "js": [],
        "style": style,
        "width": WIDTH,
        "height": height,
        "explicit_size": True,
        "truncate_legend": -1,
    }
