# shellcheck shell=bash disable=SC2154
# Building the server and the web client.

server=$root/build/release/bin/parlor-server

# build_preset PRESET TARGET…: configures build/PRESET where that is due, and builds.
build_preset()
{
    local preset=$1 folder=$root/build/$1
    shift
    need_packages build
    if [[ ! -f $folder/build.ninja || $root/CMakePresets.json -nt $folder/build.ninja ]]; then
        say "Configuring build/$preset."
        (cd "$root" && quietly "configure-$preset" cmake --preset "$preset")
    fi
    ninja -C "$folder" -j "$(job_count)" "$@" 2>&1 | show_build "$preset" >&2
}

# Reads ninja's output: announces the build only when there is something to build, keeps progress to one line on a
# terminal and out of logs, and lets everything else through.
show_build()
{
    local line announced='' width
    width=$(tput cols 2>/dev/null || echo 100)
    while IFS= read -r line; do
        case $line in
            "ninja: "* | *"Re-checking globbed directories"*) ;;
            "["+([0-9])/+([0-9])"] "*)
                [[ -n $announced ]] || say "Building build/$1 with $(job_count) jobs; from nothing this takes some minutes."
                announced=yes
                if [[ -t 1 ]]; then printf '\r\e[K%s' "${line:0:width-1}"; fi
                ;;
            *) printf '%s\n' "$line" ;;
        esac
    done
    if [[ -n $announced && -t 1 ]]; then printf '\r\e[K'; fi
}

build_server()
{
    build_preset release "$@"
}

# Names, sizes and times of everything that the built client depends on.
web_sources()
{
    find "$root/web" \( -name node_modules -o -name dist -o -name test-results -o -name e2e \) -prune -o \
        -type f -printf '%P %s %T@\n' | sort | sha256sum
}

build_web()
{
    need_node_modules
    local sources
    sources=$(web_sources)
    if [[ -f $root/web/dist/index.html ]] && stamp_is web "$sources"; then return; fi
    say "Building the web client."
    quietly web-build npm_web build
    stamp web "$sources"
}
