#!/bin/sh
# Runs the tests of the SuiteSparse bridge under valgrind, success and failure paths: nothing may be
# definitely lost, and no call into C may read or write where it should not.
#
#     Tests/valgrind.sh [filter]
#
# The filter is a regular expression on test names, as for `swift test --filter`. Installs nothing. Linux.
set -eu
cd "$(dirname "$0")/.."
filter=${1:-'CholeskyFactorTests|SymbolicCholeskyTests|CholeskyFailureTests|CXSparseTests|LUFactorTests|CholmodViewsTests'}

for tool in swift clang strip valgrind; do
  if ! command -v "$tool" >/dev/null; then
    echo "missing: $tool" >&2
    exit 2
  fi
done

swift build --build-tests
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Valgrind 3.19 gives up on this compiler's debug information; the symbols that remain name the functions.
strip --strip-debug -o "$work/tests" "$(swift build --show-bin-path)"/*PackageTests.xctest

# It also writes into the mask that sigsuspend is given, and libdispatch keeps that mask in read-only memory.
cat >"$work/sigsuspend.c" <<'EOF'
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>
int sigsuspend(const sigset_t *mask) {
  sigset_t copy = *mask;
  return (int)syscall(SYS_rt_sigsuspend, &copy, 8L);
}
EOF
clang -shared -fPIC -D_GNU_SOURCE -o "$work/sigsuspend.so" "$work/sigsuspend.c"

# The Swift runtime reads padding when it lays out a generic type.
cat >"$work/suppressions" <<'EOF'
{
  swift-metadata
  Memcheck:Cond
  fun:swift_initStructMetadata
}
EOF

# One BLAS thread: its idle threads' blocks are not ours to count. What the runtime holds to the end stays
# reachable.
status=0
OPENBLAS_NUM_THREADS=1 LD_PRELOAD=$work/sigsuspend.so \
  valgrind --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite \
  --suppressions="$work/suppressions" --error-exitcode=99 --log-file="$work/log" \
  "$work/tests" --testing-library swift-testing --filter "$filter" || status=$?
if [ "$status" -ne 0 ]; then cat "$work/log"; fi
grep -E 'definitely lost|indirectly lost|no leaks|ERROR SUMMARY' "$work/log"
exit "$status"
