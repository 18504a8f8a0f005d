# shellcheck shell=bash disable=SC2154
# ./parlor run: the server, and beside it the voicebot host, which is started again whenever it fails.

voicebot=$root/build/release/bin/parlor-voicebot

# outlast PID: waits for the end of a child, whatever signals come meanwhile, and returns its exit code.
outlast()
{
    local status=0
    wait "$1" || status=$?
    while kill -0 "$1" 2>/dev/null; do
        status=0
        wait "$1" || status=$?
    done
    return "$status"
}

# keep_voicebot URL DATA: runs the host until it is told to end; waits longer after each failure, up to half a minute.
keep_voicebot()
{
    local url=$1 data=$2 host='' pause=1 ending='' began status as=()
    # The server gives root up, and so does what plays with media: it becomes the owner of the key.
    if ((EUID == 0)); then
        as=(setpriv --clear-groups --reuid "$(stat -c %u "$data/provider.key")" --regid "$(stat -c %g "$data/provider.key")")
    fi
    trap 'ending=yes; [[ -z $host ]] || kill -TERM "$host" 2>/dev/null || true' TERM
    trap 'ending=yes' INT
    export GST_REGISTRY=$data/gstreamer.registry
    while [[ -z $ending ]]; do
        began=$SECONDS status=0
        "${as[@]}" "$voicebot" --server "$url" --key-file "$data/provider.key" &
        host=$!
        outlast "$host" || status=$?
        host=''
        [[ -z $ending ]] || return 0
        if ((SECONDS - began > 60)); then pause=1; fi
        say "The voicebot host ended with $status; it starts again in $pause s." >&2
        sleep "$pause" &
        wait $! || true
        pause=$((pause < 15 ? pause * 2 : 30))
    done
}

# run_both OPTION…: the server with these options, and the host as soon as the server listens. Ends with the server, with its
# exit code.
run_both()
{
    local data line pipe server_pid keeper='' status=0 name server_alone=(env)
    # The server takes every PARLOR_… for a setting of its own.
    for name in $(compgen -e PARLOR_VOICEBOT_ || true); do server_alone+=(-u "$name"); done
    data=$("${server_alone[@]}" "$server" "$@" --print-config 2>/dev/null | sed -n 's/^data = "\([^"]*\)".*/\1/p')
    pipe=$(mktemp -u)
    mkfifo -m 600 "$pipe"
    "${server_alone[@]}" "$server" "$@" >"$pipe" &
    server_pid=$!
    trap 'kill -TERM "$server_pid" 2>/dev/null || true' TERM
    trap : INT
    exec 9<"$pipe"
    rm "$pipe"
    while IFS= read -r line <&9; do
        printf '%s\n' "$line"
        if [[ $line == "parlor: listening on "* && -z $keeper ]]; then
            keep_voicebot "${line#parlor: listening on }" "$data" 9<&- &
            keeper=$!
        fi
    done
    outlast "$server_pid" || status=$?
    if [[ -n $keeper ]]; then
        kill -TERM "$keeper" 2>/dev/null || true
        outlast "$keeper" 2>/dev/null || true
    fi
    return "$status"
}
