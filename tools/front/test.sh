# shellcheck shell=bash disable=SC2154
# ./parlor test: every part that was asked for runs, also after a failure; the end is one line with the counts.

test_parts=(check unit journey web e2e asan tsan fuzz)
extra_parts=(soak voice network paths)

# ctest_preset PRESET LABELS JOBS [PATTERN]: the C++ (and tool) tests of one build with these labels, whose names match.
ctest_preset()
{
    local preset=$1 labels=$2 jobs=$3 pattern=${4:-.} wrap=()
    # ThreadSanitizer of GCC 12 can't map its shadow where the kernel randomises addresses by more than 28 bits.
    if [[ $preset == tsan ]] && setarch -R true 2>/dev/null; then wrap=(setarch -R); fi
    local -x ASAN_OPTIONS=detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1 TSAN_OPTIONS=halt_on_error=1
    local -x LSAN_OPTIONS=suppressions=$root/tools/sanitizers/leaks.txt:print_suppressions=0
    (cd "$root/build/$preset" && "${wrap[@]}" ctest -L "^($labels)\$" -R "$pattern" -j "$jobs" --output-on-failure \
        --no-tests=error --test-output-size-passed 100000000 \
        --output-junit "$logs/junit-$preset-$labels${junit_tag:-}.xml")
}

# Unit tests share the cores; journeys measure time and run one after another.
ctest_all()
{
    local worst=0
    ctest_preset "$1" unit "$(nproc)" || worst=1
    ctest_preset "$1" journey 1 || worst=1
    return $worst
}

test_check()
{
    do_check
}

test_unit()
{
    build_preset release all
    ctest_preset release unit "$(nproc)"
}

test_journey()
{
    need_node_modules
    build_preset release all
    ctest_preset release journey 1
}

test_soak()
{
    build_preset release all
    ctest_preset release soak 1
}

test_asan()
{
    build_preset asan all
    ctest_all asan
}

test_tsan()
{
    build_preset tsan all
    ctest_all tsan
}

# The server's journeys by both ways to send and on one, two and four event loops, under the sanitizers: half an hour.
test_paths()
{
    local preset path shards junit_tag worst=0
    for preset in asan tsan; do
        build_preset "$preset" all
        for path in on off; do
            for shards in 1 2 4; do
                say "Testing: build/$preset with net.io_uring=$path, server.shards=$shards"
                junit_tag=-$path-$shards
                PARLOR_TEST_SERVER_FLAGS="--net.io_uring=$path --server.shards=$shards" \
                    ctest_preset "$preset" journey 1 '^journey_' || worst=1
            done
        done
    done
    return $worst
}

# A minute for each target, the same each time; `./parlor fuzz` for more, and for others.
test_fuzz()
{
    build_preset fuzz fuzzers
    python3 "$root/tools/fuzz.py" --seed 1
}

test_web()
{
    need_node_modules
    npm_web test
}

test_e2e()
{
    build_server parlor-server parlor-voicebot
    build_web
    npm_web e2e
}

# The last part of e2e by itself: people at pages talk with bots.
test_voice()
{
    build_preset release parlor-server parlor-voicebot
    build_web
    npm_web voice
}

# Four pages over lines that lose, delay and throttle: some minutes, for which the machine should have nothing else to do.
test_network()
{
    build_server parlor-server
    build_web
    npm_web network
}

# test_one PART: runs a part with its output both here and in its log, and leaves its counts in `passed`, `failed` and
# `skipped`.
test_one()
{
    local part=$1 log=$logs/test-$1.log status began=$SECONDS
    say "Testing: $part"
    rm -f "$logs"/junit-*.xml
    set +e
    (set -e; "test_$part") 2>&1 | tee "$log"
    status=${PIPESTATUS[0]}
    set -e
    read -r passed failed skipped < <(python3 "$root/tools/count_tests.py" "$log" "$logs"/junit-*.xml)
    # A part that broke before its runner could count is one failure; one that counts nothing has tested nothing.
    if ((status != 0 && failed == 0)); then failed=1; fi
    if ((status == 0 && passed == 0)); then failed=$((failed + 1)); fi
    report+=("$(printf '  %-8s %5d passed %3d failed %3d skipped  %4d s' \
        "$part" "$passed" "$failed" "$skipped" $((SECONDS - began)))")
    if ((failed > 0)); then failed_parts+=("$part"); fi
}

do_test()
{
    local parts=("$@") part passed=0 failed=0 skipped=0 all_passed=0 all_failed=0 all_skipped=0 report=() failed_parts=()
    ((${#parts[@]})) || parts=("${test_parts[@]}")
    for part in "${parts[@]}"; do
        [[ " ${test_parts[*]} ${extra_parts[*]} " == *" $part "* ]] ||
            die "There is no test '$part'; there are: ${test_parts[*]} ${extra_parts[*]}."
    done
    need_packages build test
    mkdir -p "$logs"
    export CTEST_OUTPUT_ON_FAILURE=1 NO_COLOR=1
    for part in "${parts[@]}"; do
        test_one "$part"
        all_passed=$((all_passed + passed))
        all_failed=$((all_failed + failed))
        all_skipped=$((all_skipped + skipped))
    done
    for part in "${failed_parts[@]}"; do
        say "Failed in $part (the whole log: $logs/test-$part.log):"
        python3 "$root/tools/show_failures.py" "$logs/test-$part.log"
    done
    printf '\n'
    printf '%s\n' "${report[@]}"
    printf '\n%d passed, %d failed' "$all_passed" "$all_failed"
    if ((all_skipped > 0)); then printf ', %d skipped' "$all_skipped"; fi
    printf '\n'
    ((all_failed == 0))
}
