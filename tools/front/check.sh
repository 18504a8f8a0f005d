# shellcheck shell=bash disable=SC2154
# ./parlor check: the quick gate. Every part runs, so that one call shows all that is wrong.

check_parts=(includes generated format sizes links web)

check_includes()
{
    python3 "$root/tools/check_includes.py" "$root"
}

check_sizes()
{
    python3 "$root/tools/check_sizes.py" "$root"
}

check_links()
{
    python3 "$root/tools/check_links.py" "$root"
}

# Writes every file that C++ generates into a tree like this one.
generate_from_cpp()
{
    mkdir -p "$1/schema" "$1/docs" "$1/packaging"
    "$root/build/release/bin/parlor-generate" "$1/schema"
    "$root/build/release/bin/parlor-config-doc" "$1"
}

generate()
{
    generate_from_cpp "$1"
    npm_web generate
}

check_generated()
{
    build_server parlor-generate parlor-config-doc
    need_node_modules
    local fresh stale=0 file
    fresh=$(mktemp -d)
    generate_from_cpp "$fresh"
    while read -r file; do
        if ! diff -u "$root/$file" "$fresh/$file" | head -n 40; then
            echo "$file is not what its source makes."
            stale=1
        fi
    done < <(cd "$fresh" && find . -type f -printf '%P\n' | sort)
    rm -rf "$fresh"
    npm_web check:generated || stale=1
    ((stale == 0)) || echo "Write the generated files anew: ./parlor gen"
    return $stale
}

cpp_files()
{
    find "$root"/{src,voicebot,examples,tests,tools,bench} \( -name '*.cpp' -o -name '*.hpp' \) -print0
}

check_format()
{
    local unlike
    unlike=$(cpp_files | xargs -0 clang-format-14 --dry-run 2>&1 | sed -n 's/:[0-9]*:[0-9]*: warning: .*//p' | sort -u)
    [[ -n $unlike ]] || return 0
    printf '%s\n' "${unlike//"$root"\//}"
    echo "Lay them out: clang-format-14 -i FILE…"
    return 1
}

check_web()
{
    need_node_modules
    npm_web check
}

# check_one NAME: runs one part, shows its output only when it fails, and counts it in `passed` or `failed`. (A subshell
# in a condition would lose `set -e`, hence the status by hand.)
check_one()
{
    local log=$logs/check-$1.log status
    mkdir -p "$logs"
    set +e
    (set -e; "check_$1") >"$log" 2>&1
    status=$?
    set -e
    if ((status == 0)); then
        passed=$((passed + 1))
        printf '  ok      %s\n' "$1"
    else
        failed=$((failed + 1))
        printf '  FAILED  %s\n' "$1"
        sed 's/^/    /' "$log"
    fi
}

do_check()
{
    local part passed=0 failed=0
    local parts=("$@")
    ((${#parts[@]})) || parts=("${check_parts[@]}")
    need_packages build test
    for part in "${parts[@]}"; do
        [[ " ${check_parts[*]} " == *" $part "* ]] ||
            die "There is no check '$part'; there are: ${check_parts[*]}."
    done
    for part in "${parts[@]}"; do
        check_one "$part"
    done
    echo "$passed passed, $failed failed"
    ((failed == 0))
}
