# shellcheck shell=bash disable=SC2154
# Debian packages: installs what tools/packages/*.txt lists and what is missing, and nothing when nothing is.

# Prints the packages of the named lists that this machine lacks.
missing_packages()
{
    local list package command wanted=()
    for list in "$@"; do
        while read -r package command; do
            [[ -z $package || $package == \#* ]] && continue
            if [[ -n $command ]] && command -v "$command" >/dev/null; then continue; fi
            wanted+=("$package")
        done <"$root/tools/packages/$list.txt"
    done
    ((${#wanted[@]})) || return 0
    local installed
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null |
        sed -n 's/^installed //p' || true)
    comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) <(sort -u <<<"$installed")
}

# need_packages LIST…: makes sure that the packages of these lists are installed.
need_packages()
{
    if ! command -v dpkg-query >/dev/null; then
        say "This is not Debian; going on with what is installed. The packages by their Debian names: tools/packages/."
        return
    fi
    local missing
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0

    local as_root=()
    if [[ $(id -u) -ne 0 ]]; then
        command -v sudo >/dev/null ||
            die "These packages are missing; install them as root: apt-get install --no-install-recommends ${missing[*]}"
        as_root=(sudo)
    fi
    say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
    quietly apt-update "${as_root[@]}" apt-get update
    quietly apt-install "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y --no-install-recommends "${missing[@]}"
}
