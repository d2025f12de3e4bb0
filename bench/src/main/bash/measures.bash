# What bench/compare measures, one function a letter. Sourced.

shared='' # the shared standalone: not started yet, warm, or failed

# need_standalone: starts the instance that a, b, c and e's filled store share, and calls it until
# it is warm. What failed once is not tried again.
need_standalone() {
  if [[ -z $shared ]]; then
    shared=failed
    start_standalone "$scratch/store" || return 1
    say "warming up with $warm ADDs"
    our_adds warm 10.0.0.0/16 4 "$warm" --distinct || return 1
    shared=warm
  fi
  [[ $shared == warm ]]
}

reference_alone() { reference_adds 1 "$alone"; }
ours_alone() { our_adds "alone$1" 10.0.0.0/16 1 "$alone" --distinct; }

measure_a() {
  need_standalone || return 1
  alternate "$rounds" p50 reference_alone ours_alone || return 1
  row a host-local-p50 "host-local, 1 caller, $alone ADDs a round: p50" "$(median "${firsts[@]}") ms"
  row a add-p50 "Hereabouts, the same" "$(median "${seconds[@]}") ms"
  quotient_row a add-p50-ratio "ADD p50, Hereabouts to host-local"
}

reference_together() { reference_adds 16 "$together"; }
ours_together() { our_adds "together$1" 10.0.0.0/16 16 "$together" --distinct; }

measure_b() {
  need_standalone || return 1
  alternate "$rounds" perSecond reference_together ours_together || return 1
  row b host-local-rate "host-local, 16 callers, $together ADDs a round" "$(median "${firsts[@]}") ADD/s"
  row b add-rate "Hereabouts, the same" "$(median "${seconds[@]}") ADD/s"
  quotient_row b add-rate-ratio "ADDs a second, Hereabouts to host-local"
}

# fill CALLS: ADDs in the pool that becomes full; their addresses are kept in a file.
fill() { our_adds full "$wide_range" 16 "$1" --distinct --addresses "$scratch/full" --time-limit 3600; }

# need_filled: puts the entries of the well-filled pool into the running standalone, once.
need_filled() {
  if [[ ! -e $scratch/full ]]; then
    say "filling $filled of $wide_size addresses"
    fill "$filled" || return 1
    filled_rate=$(field "$answer" perSecond)
  fi
}

ours_empty() { our_adds "empty$1" "$wide_range" 1 "$in_full" --distinct; }
ours_filled() { our_adds full "$wide_range" 1 "$in_full" --distinct --addresses "$scratch/full"; }

measure_c() {
  need_standalone || return 1
  need_filled || return 1
  alternate "$rounds" p50 ours_empty ours_filled || return 1
  row c fill-rate "$filled ADDs into a /${wide_range#*/}, 16 callers" "$filled_rate ADD/s"
  row c empty-p50 "ADD p50, 1 caller, an empty /${wide_range#*/}" "$(median "${firsts[@]}") ms"
  row c filled-p50 "ADD p50, 1 caller, $filled of it allocated" "$(median "${seconds[@]}") ms"
  quotient_row c full-pool-ratio "ADD p50, filled to empty"
  fill_up || return 1
  row c last-address "filled to its last address" "$wide_size distinct addresses, the next ADD has code 100"
}

floor() { drive --plugin /bin/true --mode true --calls "$starts"; }
shim_alone() { our_shim --calls "$starts"; }
our_shim() {
  our_config shim 10.0.0.0/16 >"$scratch/shim.json"
  drive --plugin "$shim" --config "$scratch/shim.json" --env "HEREABOUTS_SOCKET=$scratch/responder.sock" "$@"
}

measure_d() {
  local over peak
  start_responder || return 1
  alternate "$rounds" p50 floor shim_alone || return 1
  over=$(median "${differences[@]}")
  row d true-p50 "/bin/true, started and reaped: p50" "$(median "${firsts[@]}") ms"
  row d shim-p50 "the shim with a canned answer: p50" "$(median "${seconds[@]}") ms"
  row d shim-over-true "the shim over /bin/true" "$(printf '%.2f ms' "$over") (rounds: $(spread "${differences[@]}"))" "$over"
  if "$bench/target/drive" --plugin /bin/true --mode true --peak-memory >/dev/null; then
    our_shim --calls 20 --peak-memory || return 1
    peak=$(calculate "$(field "$answer" peakKiB) / 1024")
    row d shim-peak "the shim's VmHWM" "$(printf '%.2f MiB' "$peak")" "$peak"
  else
    row d shim-peak "the shim's VmHWM" "skipped: processes cannot be traced here"
  fi
  stop_responder
}

# starts_on STORE LABEL NAME [new]: the time to ready, on this store, or on a new one each time.
starts_on() {
  local round times=() store=$1
  for ((round = 1; round <= restarts; round++)); do
    if [[ ${4-} == new ]]; then
      store=$1-$round
    fi
    start_standalone "$store" || return 1
    say "start $round of $restarts: $ready_ms ms"
    times+=("$ready_ms")
  done
  row e "$3" "$2" "$(printf '%.0f ms' "$(median "${times[@]}")") (starts: $(spread "${times[@]}"))" \
    "$(median "${times[@]}")"
}

measure_e_new() {
  local resident
  starts_on "$scratch/store-new" "standalone, new store: start to ready" ready-new new || return 1
  our_adds first 10.0.0.0/16 1 1 || return 1
  row e first-add "the first ADD after a start" "$(field "$answer" p50) ms"
  our_adds resident 10.0.0.0/16 16 "$many" --distinct || return 1
  resident=$(standalone_memory VmRSS)
  row e standalone-resident "VmRSS after $many ADDs" "$resident MiB" "$resident"
  row e standalone-peak "VmHWM then" "$(standalone_memory VmHWM) MiB"
  stop_standalone
}

measure_e_filled() {
  need_standalone || return 1
  need_filled || return 1
  row e filled-resident "VmRSS after filling $(wc -l <"$scratch/full") addresses" "$(standalone_memory VmRSS) MiB"
  starts_on "$scratch/store" "standalone, that store: start to ready" ready-filled || return 1
  row e restarted-resident "VmRSS then" "$(standalone_memory VmRSS) MiB"
}
