#!/usr/bin/env bash
# The unit tests are watched: small mistakes are put into our own sources, one at a time, and the
# share of them that a test notices may not fall.  mutants.sh BUILD_DIR [MUTANTS]
# ECC_MUTANTS (40) is how many are made, ECC_MUTANT_SEED (1) chooses them; `cmake --build build/dev
# --target nightly` makes 300.  The copy of the tree and its build stay below BUILD_DIR/mutants.
. "$(dirname "$0")/../../support/lib.sh"
command -v python3 >/dev/null || skip "there is no python3"
# Changed programs run confined.
need_root
unshare --mount --pid --fork true 2>/dev/null || skip "there are no namespaces"
mutants=${ECC_MUTANTS:-${2:-40}}
seed=${ECC_MUTANT_SEED:-1}

# Measured: 65, 60 and 52 % of 40, 59 % together.  Every change of the sources moves the places that
# the seed chooses: the share of 40 spreads by 8 either way, and the floor lies at more than twice that.
floor=40
log=$SCRATCH/log
python3 "$SOURCE_DIR/tests/tree/mutants/mutants.py" "$SOURCE_DIR" "$BUILD_DIR/mutants" "$mutants" "$seed" >"$log" 2>&1
check "mutants are made and tried" [ $? = 0 ]
cat "$log"
score=$(sed -n 's/^mutation of our sources: .*, score \([0-9]*\).*/\1/p' "$log")
if [ "$mutants" = 40 ] && [ "$seed" = 1 ]; then
	check "the score is at least $floor %" [ "${score:-0}" -ge $floor ]
else
	check "there is a score" [ -n "$score" ]
fi
done_testing
