"""Sound photos of hostile names, and what stands in folders beside files."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from crafted import saved
from entry import SIZE, Entry

NAMES = {
    " leading and trailing .jpg": "spaces at both ends",
    'it\'s "quoted" `twice`.jpg': "quotes of every kind",
    "new\nline.jpg": "a newline",
    "tab\tand\rreturn.jpg": "a tab and a carriage return",
    "bell\x07 escape\x1b[31m delete\x7f.jpg": "control characters, which a terminal obeys",
    "🍎🍐 fruit 👩\u200d🌾.jpg": "emoji, one of them joined of two",
    "-rf.jpg": "a leading dash, which a command may take for an option",
    "--help": "a whole option",
    "caf\u00e9.jpg": "an accent as one character",
    "cafe\u0301.jpg": "an accent as two characters: another file",
    "\u202egpj.exe": "a sign that turns the direction of writing",
    "back\\slash.jpg": "a backslash",
    "caf\\xE9.jpg": "what a name that is no UTF-8 is shown as, typed literally",
    "100%25 #1?x=y&z.jpg": "what has a meaning in URLs",
    "file:": "the beginning of a URL",
    "[a-z]*?.jpg": "what has a meaning in globs",
    "$(touch owned);`id`|x>y.jpg": "what has a meaning in shells",
    "<img src=x onerror=alert(1)>.jpg": "what has a meaning in the report's page",
    "</script>".replace("/", "\u2215") + "&lt;.jpg": "the like, as an entity",
    '","uri":"x"}.jpg': "what has a meaning in JSON",
    "=1+1.jpg": "what has a meaning in spreadsheets",
    "%s%n%d{0}.jpg": "what has a meaning in format strings",
    "NULL": "a word that some readers take for nothing",
    "1": "a name that is a number",
    "x" * 251 + ".jpg": "the longest name that file systems allow",
    "dots..jpg.": "several dots",
    "a.tar.gz.jpg": "several extensions",
}


def names() -> Iterator[Entry]:
    jpeg = saved()
    for name, why in NAMES.items():
        yield Entry(f"name/{name}", f"a name: {why}", SIZE, jpeg)
    yield Entry("name/.hidden.jpg", "a hidden file: the glob * does not take it", None, jpeg)
    yield Entry(os.fsdecode(b"name/caf\xe9.jpg"), "a name that is no UTF-8", SIZE, jpeg)
    yield Entry(os.fsdecode(b"name/\xff\xfe \xc3\xa9.jpg"), "a name of which a part is UTF-8", SIZE, jpeg)
    yield Entry(os.fsdecode(b"name \xe9/1.jpg"), "a folder, hence a label, that is no UTF-8", SIZE, jpeg)
    yield Entry("name of a folder with a \n newline/1.jpg", "a label with a newline", SIZE, jpeg)
    yield Entry("/".join(["deep", *"d" * 200, "1.jpg"]), "200 folders down", SIZE, jpeg)


def link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


def bind(path: Path) -> None:
    """A socket. Its address may have 107 bytes only, so it is told from inside the folder."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path.name)
    finally:
        os.chdir(here)


def sparse(size: int) -> Callable[[Path], None]:
    """A JPEG's beginning and then a hole."""

    def make(path: Path) -> None:
        path.write_bytes(saved())
        os.truncate(path, size)

    return make


def unreadable(path: Path) -> None:
    path.write_bytes(saved())
    path.chmod(0)


def hard_link(path: Path) -> None:
    path.hardlink_to(path.parent / "photo.jpg")


def special() -> Iterator[Entry]:
    jpeg = saved()
    forbidden = SIZE if os.geteuid() == 0 else ["unreadable"]
    pipe = ["not_a_file"]
    yield Entry("place/photo.jpg", "the photo that links lead to", SIZE, jpeg)
    yield Entry("place/folder.jpg/inside.jpg", "a folder named like a photo: only what is in it counts", SIZE, jpeg)
    yield Entry("place/empty.jpg", "an empty folder named like a photo", None, Path.mkdir)
    yield Entry("place/unreadable.jpg", "no permission to read (root reads it all the same)", forbidden, unreadable)
    yield Entry("place/dangling.jpg", "a link to nothing", ["not_found"], link("nothing.jpg"))
    yield Entry("place/self.jpg", "a link to itself", ["not_found"], link("self.jpg"))
    yield Entry("place/there.jpg", "a link to a link that leads back", ["not_found"], link("back.jpg"))
    yield Entry("place/back.jpg", "a link to a link that leads back", ["not_found"], link("there.jpg"))
    yield Entry("place/link.jpg", "a link to a photo", SIZE, link("photo.jpg"))
    yield Entry("place/again.jpg", "a hard link to a photo", SIZE, hard_link)
    yield Entry("place/up", "a link to the folder above: a loop of folders", None, link(".."))
    yield Entry("place/pipe.jpg", "a pipe, whose reader waits for ever", pipe, os.mkfifo)
    yield Entry("place/socket.jpg", "a socket", pipe, bind)
    yield Entry("place/zero.jpg", "a link to a device without an end", pipe, link("/dev/zero"))
    yield Entry("place/null.jpg", "a link to a device without a byte", pipe, link("/dev/null"))
    yield Entry("place/terminal.jpg", "a link to the terminal", ["not_a_file", "not_found"], link("/dev/tty"))
    yield Entry(
        "place/proc.jpg", "a file that says it has 0 bytes and has more", ["unknown_format"], link("/proc/version")
    )
    yield Entry(
        "place/hole.jpg",
        "a hole of 8 GB behind a JPEG: more bytes than are allowed",
        ["too_many_bytes"],
        sparse(8 << 30),
    )
    yield Entry("place/tail.jpg", "a hole of 16 MB behind a JPEG: rubbish behind the end", SIZE, sparse(16 << 20))


def places() -> Iterator[Entry]:
    yield from names()
    yield from special()
