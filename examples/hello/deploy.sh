#!/bin/sh
# Runs on the target, in its root, after every push that has no other deploy command.
set -eu
echo "hello from $(pwd), run ${LOCKSTEP_RUN:-?}"
ls static | sed 's/^/  serves static\//'
