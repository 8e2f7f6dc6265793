#!/usr/bin/env bash
# Every code of the source is explained in docs/errors.md, used, and nothing else is explained.
# codes.sh BUILD_DIR
. "$(dirname "$0")/../support/lib.sh"
cd "$SOURCE_DIR"

sed -n 's/.*Code \(k[A-Za-z]*\) = {"\(.*\)"};.*/\2 \1/p' support/codes.h | grep -v '^clang ' | sort >"$SCRATCH/codes"
check "there are codes" [ "$(wc -l <"$SCRATCH/codes")" -gt 30 ]
check "no code stands twice" [ -z "$(cut -d' ' -f1 "$SCRATCH/codes" | uniq -d)" ]
# What an entry of the page explains; the general ones stand in its last section.
{
	sed -n 's/^\* `\(ecc-[a-z-]*\)` .*/\1/p' docs/errors.md
	sed -n '/^## Without a name/,$p' docs/errors.md | grep -o '`ecc-[a-z-]*`' | tr -d '`'
} | sort >"$SCRATCH/explained"
cut -d' ' -f1 "$SCRATCH/codes" | check "the page explains each code once" diff - "$SCRATCH/explained"
while read -r code name; do
	check "$code is used" grep -rqw "code::$name" support btfgen ecc loader
done <"$SCRATCH/codes"
# Those of the driver have one each.
grep -rnE 'throw Error\((fmt|"|[a-z]*\()' ecc --include="*.cc" | grep -v "ecc/guest/embedded_object.cc" >"$SCRATCH/plain"
check "the driver's errors have codes: $(head -3 "$SCRATCH/plain")" [ ! -s "$SCRATCH/plain" ]
done_testing
