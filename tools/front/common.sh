# shellcheck shell=bash disable=SC2154
# Shared by the parts of ./parlor: messages, stamps, and how many jobs fit this machine.

# Messages go to standard error, so that the server's own line is all that `run` prints on standard output.
say()
{
    printf 'parlor: %s\n' "$*" >&2
}

die()
{
    say "$*"
    exit 1
}

no_arguments()
{
    local word=$1
    shift
    [[ $# -eq 0 ]] || die "'$word' takes no options; '$1' is one too many."
}

# Runs a command with its output in .parlor/logs/NAME.log; shows the log's end only when the command fails.
quietly()
{
    local log=$logs/$1.log
    shift
    mkdir -p "$logs"
    if "$@" >"$log" 2>&1; then return 0; fi
    tail -n 40 "$log" >&2
    die "Failed: $* (the whole output: ${log#"$root"/})"
}

# A stamp remembers what a step was last done for; the step is due when that has changed.
stamp_is()
{
    [[ -f $state/stamps/$1 && $(<"$state/stamps/$1") == "$2" ]]
}

stamp()
{
    mkdir -p "$state/stamps"
    printf '%s\n' "$2" >"$state/stamps/$1"
}

# Compilers of Asio and Beast take up to 1.5 GB each: as many jobs as cores, fewer where memory is short.
job_count()
{
    local cores memory_mb fitting
    cores=$(nproc)
    memory_mb=$(awk '/^MemAvailable/ {print int($2 / 1024)}' /proc/meminfo)
    fitting=$((memory_mb / 1500))
    ((fitting >= 1)) || fitting=1
    echo "${JOBS:-$((cores < fitting ? cores : fitting))}"
}
