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
    # A dry run of ninja is quick; it tells whether there is anything worth announcing.
    if [[ $(ninja -C "$folder" -n "$@" 2>/dev/null | tail -n 1) != *"no work to do"* ]]; then
        say "Building build/$preset with $(job_count) jobs; from nothing this takes some minutes."
        if [[ -t 2 ]]; then
            NINJA_STATUS='[%f/%t, %es] ' ninja -C "$folder" -j "$(job_count)" "$@" >&2
        else
            ninja -C "$folder" -j "$(job_count)" --quiet "$@" >&2
        fi
    fi
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
