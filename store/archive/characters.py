"""Zero characters on their way to PostgreSQL, which keeps them in no text, and back."""

import re

from psycopg.types.string import StrDumperUnknown, TextLoader

_ESCAPE = "\ufdd0"
"""No character, and never to be one: "0" after it stands for a zero character, and itself for itself."""

_ESCAPED = re.compile(f"{_ESCAPE}(.)")


class Escaped(StrDumperUnknown):
    """What goes there."""

    def dump(self, obj: str) -> bytes | bytearray | memoryview | None:
        if "\0" in obj or _ESCAPE in obj:
            obj = obj.replace(_ESCAPE, _ESCAPE * 2).replace("\0", f"{_ESCAPE}0")
        return super().dump(obj)


class Unescaped(TextLoader):
    """What comes back. One that was cut off in between loses its last character."""

    def load(self, data: bytes | bytearray | memoryview) -> str:
        text = str(super().load(data))
        if _ESCAPE not in text:
            return text
        return _ESCAPED.sub(lambda found: _ESCAPE if found[1] == _ESCAPE else "\0", text)
