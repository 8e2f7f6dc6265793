#!/usr/bin/env bash
# Millions of random fields.  nightly.sh BUILD_DIR [ROUNDS], of 20,000 fields for each byte order.
# `cmake --build build/dev --target nightly` makes 100 rounds.
set -euo pipefail
rounds=${2:-50}
for round in $(seq "$rounds"); do
	ECC_RANDOM_SEED=$((round * 1000)) "$(dirname "$0")/random.sh" "$1"
done
