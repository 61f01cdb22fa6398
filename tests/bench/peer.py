"""Python's re as an engine for the bench; see python.h.

Reads [[pattern, part], ...] and says which of them it does not take; reads,
for each reply, the texts of each part; then, whenever it is asked, finds all
matches and says how many microseconds that took and what their hash is.
"""
import hashlib
import json
import re
import sys
import time
import warnings


def alternatives(match):
    """(?<!a|bc) is (?<!a)(?<!bc): re wants one length in each."""
    sign, words = match[1], match[2].split("|")
    each = [f"(?<{sign}{word})" for word in words]
    return "".join(each) if sign == "!" else f"(?:{'|'.join(each)})"


def compiled(pattern):
    plain = re.sub(r"\(\?<([!=])([^()]*\|[^()]*)\)", alternatives, pattern)
    try:
        return re.compile(plain, re.IGNORECASE)
    except (re.error, FutureWarning):
        return None


def find(cues, replies):
    found = []
    for number, reply in enumerate(replies):
        for cue, (finditer, part) in enumerate(cues):
            for piece, text in enumerate(reply[part]):
                for match in finditer(text):
                    found.append((number, cue, piece, match))
    return found


def offset(text, at):
    return at if text.isascii() else len(text[:at].encode())


def hashed(found):
    lines = []
    for number, cue, piece, match in found:
        if match.end() > match.start():
            start = offset(match.string, match.start())
            end = offset(match.string, match.end())
            lines.append(f"{number} {cue} {piece} {start} {end}\n")
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def main():
    warnings.simplefilter("error", FutureWarning)
    cues = [(compiled(pattern), part)
            for pattern, part in json.loads(sys.stdin.readline())]
    print(sum(pattern is None for pattern, _ in cues), flush=True)
    cues = [(pattern.finditer, part) for pattern, part in cues if pattern]
    replies = json.loads(sys.stdin.readline())
    for _ in sys.stdin:
        start = time.process_time()
        found = find(cues, replies)
        spent = time.process_time() - start
        print(spent * 1e6, hashed(found), flush=True)


main()
