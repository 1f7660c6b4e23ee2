"""Turn a file into a C++ source that holds it: python dev/embed.py FILE NAME OUT.cc

NAME becomes `extern const std::string_view verger::NAME`.
"""

import sys
from pathlib import Path

CHUNK = 8192  # compilers limit the length of one string literal
DELIMITER = "verger"


def main() -> None:
    source, name, target = sys.argv[1:]
    text = Path(source).read_bytes()
    if f'){DELIMITER}"'.encode() in text:
        sys.exit(f"{source} holds the raw string delimiter '{DELIMITER}'")
    chunks = [text[i : i + CHUNK] for i in range(0, len(text), CHUNK)]
    body = b"\n".join(b'R"%s(%s)%s"' % (DELIMITER.encode(), chunk, DELIMITER.encode()) for chunk in chunks)
    Path(target).write_bytes(
        b"#include <string_view>\n\nnamespace verger {\n"
        b"extern const std::string_view %s;\n"
        b"const std::string_view %s(\n%s,\n%d);\n}  // namespace verger\n"
        % (name.encode(), name.encode(), body, len(text))
    )


if __name__ == "__main__":
    main()
