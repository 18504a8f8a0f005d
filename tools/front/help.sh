# shellcheck shell=bash disable=SC2154
show_help()
{
    cat <<'TEXT'
Parlor: lobbies for people and voice bots, on your own server.

usage: ./parlor COMMAND [OPTIONS]

Every command first does what it needs: installs Debian and npm packages, configures, builds.

  run [OPTIONS]      build, then serve at http://127.0.0.1:8080 with the data in .parlor/data, with bots beside it
  serve [OPTIONS]    start the built server, nothing else
  ctl COMMAND        administer a running server: parlorctl (./parlor ctl --help)
  test [PART…]       run the tests; without a word all parts that CI runs
  check [PART…]      the quick gate: include directions, generated files, format, lint, sizes, links
  bench [OPTIONS]    measure this server against others; writes docs/benchmarks.md
  bench voice        measure the voice bots against their bars, beside aiortc; likewise
  fuzz [OPTIONS]     feed readers of foreign bytes what libFuzzer invents (./parlor fuzz --help)
  soak [MINUTES]     keep a server busy with everything at once, and see whether it stays as it is (30)
  bars               measure the web client against its bars: sizes, Lighthouse, tiles, chat, coming back, joining
  screenshots        take pictures of every state of the web client into web/screenshots
  conformance provider [URL] [COMMAND…]
                     say what a bot provider gets wrong
  sbom               print what a build is made of, as SPDX 2.3 (JSON)
  gen                write the generated files anew: schema/, the client's types, docs/configuration.md
  build              build server, tests and web client
  setup              install what building and testing needs
  clean              remove what was built; data stay
  help               this text

Options of the server, for `run` and `serve` (all of them: ./parlor serve --help):

  --listen ADDR:PORT   where to listen; port 0 takes any free one
  --data DIR           where the SQLite database lies
  --config FILE        a TOML file with settings; docs/configuration.md lists them
  --web DIR            the built web client
  --print-config       show the settings in force, secrets hidden, and where each comes from

Parts of `test`:  check unit journey web e2e asan tsan fuzz; and, only when named: soak voice network paths
Parts of `check`: includes generated format web sizes links

Logs of every step are in .parlor/logs. JOBS=N bounds parallel compilers.
TEXT
}
