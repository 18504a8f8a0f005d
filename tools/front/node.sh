# shellcheck shell=bash disable=SC2154
# Node and the npm packages of the web client and of the benchmark's peers.

# Vite 8 and its native parts need Node 20.19; Debian 12 has 18. Where it is older, a private one goes to .parlor/node.
need_node()
{
    local own=$state/node/node_modules/.bin
    [[ -x $own/node ]] && PATH=$own:$PATH
    if node_is_new_enough; then return; fi
    say "Installing a private Node 22 into .parlor/node (this machine's is $(node --version 2>/dev/null || echo missing))."
    mkdir -p "$state/node"
    quietly node npm install --prefix "$state/node" --no-audit --no-fund node@22 npm@11
    PATH=$own:$PATH
    node_is_new_enough || die "The private Node in .parlor/node does not run; see .parlor/logs/node.log."
}

node_is_new_enough()
{
    local major minor
    IFS=. read -r major minor _ < <(node --version 2>/dev/null | tr -d v) || return 1
    ((major > 20 || (major == 20 && minor >= 19)))
}

# The npm packages, anew only when the lock file (or the Node under them) has changed.
need_node_modules()
{
    install_modules npm web "the web client's"
}

need_bench_modules()
{
    install_modules npm-bench bench/peers "the benchmark's"
}

# install_modules STAMP FOLDER WHOSE
install_modules()
{
    need_packages build
    need_node
    local folder=$root/$2 wanted
    wanted=$(node --version)-$(sha256sum <"$folder/package-lock.json")
    if [[ -d $folder/node_modules ]] && stamp_is "$1" "$wanted"; then return; fi
    say "Installing $3 npm packages."
    # Browsers come from Debian; the test tools need not fetch their own. No package has to run anything to be installed.
    quietly "$1" env PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 PUPPETEER_SKIP_DOWNLOAD=1 \
        npm --prefix "$folder" ci --ignore-scripts --no-audit --no-fund
    stamp "$1" "$wanted"
}

npm_web()
{
    npm --prefix "$root/web" --silent run "$@"
}
