"""The changes that are made to a source: small mistakes of a kind that people make."""
import re

SWAPS = [(" < ", " <= "), (" <= ", " < "), (" > ", " >= "), (" >= ", " > "), (" == ", " != "),
         (" != ", " == "), (" && ", " || "), (" || ", " && "), (" + ", " - "), (" - ", " + "),
         (" += ", " -= "), (" -= ", " += ")]
NUMBER = re.compile(r"(?<![\w.'])(0x[0-9a-fA-F]+|\d+)(?![\w.'])")
CONDITION = re.compile(r"^(\s*(?:\} else )?(?:if|while) \()(.*)(\)(?: \{)?)$")
STATEMENT = re.compile(r"^\s+(?:return\b.*|throw .*|[\w:.>\[\]-]+\(.*\)|[\w.>\[\]-]+ [-+|&]?= .*);$")


def masked(text):
    """The text with comments, strings, characters and directives blanked out; the same length."""
    def blank(match):
        return re.sub(r"[^\n]", "\0", match.group())
    pattern = (r'R"(\w*)\((?:.|\n)*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<!\w)\'(?:\\.|[^\'\\\n])+\'|//[^\n]*'
               r"|(?m:^#(?:\\\n|[^\n])*)")
    return re.sub(pattern, blank, text)


def balanced(text):
    return text.count("(") == text.count(")") and text.count("{") == text.count("}")


def mutants_of_line(line, mask, before):
    """What can be made of a line; `before` is the mask of the line above."""
    for old, new in SWAPS:
        at = mask.find(old)
        while at >= 0:
            yield f"'{old.strip()}' is '{new.strip()}'", line[:at] + new + line[at + len(old):]
            at = mask.find(old, at + 1)
    for match in NUMBER.finditer(mask):
        number = match.group()
        other = hex(int(number, 16) + 1) if number.startswith("0x") else str(int(number) + 1)
        yield f"{number} is {other}", line[:match.start()] + other + line[match.end():]
    condition = CONDITION.match(mask)
    if condition and balanced(condition.group(2)) and ";" not in condition.group(2):
        start, end = condition.span(2)
        yield "the condition is negated", f"{line[:start]}!({line[start:end]}){line[end:]}"
    # A statement of its own, not the end of one that began above.
    if STATEMENT.match(mask) and balanced(mask) and re.search(r"[;{})]\s*\0*$|^\s*$", before):
        is_only_return = mask.lstrip().startswith("return") and not before.lstrip().startswith("if")
        if not is_only_return:
            yield "the statement is left out", re.match(r"\s*", line).group() + ";"


def mutants_of(text):
    """(line number, what is changed, the changed text) of every mutant."""
    lines, masks = text.split("\n"), masked(text).split("\n")
    for i, (line, mask) in enumerate(zip(lines, masks)):
        for what, changed in mutants_of_line(line, mask, masks[i - 1] if i else ""):
            yield i + 1, what, "\n".join(lines[:i] + [changed] + lines[i + 1:])
