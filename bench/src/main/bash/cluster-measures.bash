# What bench/cluster measures, one function a letter. Sourced.

measure_a() {
  alternate "$rounds" p50 reference_alone ours_alone || return 1
  row a host-local-p50 "host-local, 1 caller, $alone ADDs a round: p50" "$(median "${firsts[@]}") ms"
  row a add-p50 "Hereabouts in a cluster, the same" "$(median "${seconds[@]}") ms"
  quotient_row a cluster-p50-ratio "ADD p50, Hereabouts to host-local"
  local writes reads
  writes=$(api_calls writes) reads=$(api_calls reads)
  our_adds counted 10.0.0.0/16 1 "$alone" --distinct || return 1
  writes=$(calculate "($(api_calls writes) - $writes) / $alone")
  reads=$(calculate "($(api_calls reads) - $reads) / $alone")
  row a alone-writes "API writes an ADD then, statuses of pools among them" "$writes" "$writes"
  row a alone-reads "API reads an ADD then" "$reads" "$reads"
}

reference_alone() { reference_adds 1 "$alone"; }
ours_alone() { our_adds "alone$1" 10.0.0.0/16 1 "$alone" --distinct; }

measure_b() {
  alternate "$rounds" perSecond reference_together ours_together || return 1
  row b host-local-rate "host-local, 16 callers, $together ADDs a round" "$(median "${firsts[@]}") ADD/s"
  row b add-rate "Hereabouts in a cluster, the same" "$(median "${seconds[@]}") ADD/s"
  quotient_row b cluster-rate-ratio "ADDs a second, Hereabouts to host-local"
}

# Beside ours in the same minutes, but with fewer calls and rounds: at 16 callers it makes 8 ADDs a second.
measure_b_peer() {
  prepare_peer || return 1
  alternate "$peer_rounds" perSecond peer_together ours_together_again || return 1
  row b whereabouts-rate "whereabouts, 16 callers, $peer_together ADDs a round" "$(median "${firsts[@]}") ADD/s"
  quotient_row b whereabouts-rate-ratio "ADDs a second, Hereabouts to whereabouts"
}

peer_together() { peer_adds "peer$1" 10.0.0.0/16 16 "$peer_together" --distinct; }
ours_together_again() { our_adds "again$1" 10.0.0.0/16 16 "$together" --distinct; }

reference_together() { reference_adds 16 "$together"; }
ours_together() { our_adds "together$1" 10.0.0.0/16 16 "$together" --distinct; }

# All rounds in one process: an allocator and callers that are still being compiled share the two cores with their compilers.
measure_c() {
  local line rates=() tails=() writes=() reads=()
  leader_load --network load --range 10.0.0.0/12 --warm-up "$load_warm" --adds "$load_adds" --rounds "$load_rounds" || return 1
  while read -r line; do
    say "round $((${#rates[@]} + 1)) of $load_rounds: $line"
    rates+=("$(field "$line" perSecond)") tails+=("$(field "$line" p99)")
    writes+=("$(field "$line" writesACall)") reads+=("$(field "$line" readsACall)")
  done <<<"$answer"
  row c load-rate "ADDs to the leader, $in_flight in flight over $agents agents, all durable, after $load_warm to warm up" \
    "$(median "${rates[@]}") ADD/s (rounds: $(spread "${rates[@]}"))" "$(median "${rates[@]}")"
  row c load-p99 "p99 then" "$(median "${tails[@]}") ms (rounds: $(spread "${tails[@]}"))" "$(median "${tails[@]}")"
  row c load-writes "API writes an ADD then" "$(median "${writes[@]}")" "$(median "${writes[@]}")"
  row c load-reads "API reads an ADD then" "$(median "${reads[@]}")" "$(median "${reads[@]}")"
}

measure_d() {
  leader_load --network churn --warm-up "$churn_fill" --churn "$churn_calls" || return 1
  say "$answer"
  row d churn-rate "ADDs and DELs at random in a /16 with $churn_fill addresses, $in_flight in flight" \
    "$(field "$answer" perSecond) calls/s" "$(field "$answer" perSecond)"
  row d churn-p99 "p99 of an ADD then" "$(field "$answer" p99) ms"
  row d churn-writes "API writes a call then" "$(field "$answer" writesACall)"
}

fill() { our_adds full "$wide_range" 16 "$1" --distinct --addresses "$scratch/full" --time-limit 3600; }
ours_empty() { our_adds "empty$1" "$wide_range" 1 "$in_full" --distinct; }
ours_filled() { our_adds full "$wide_range" 1 "$in_full" --distinct --addresses "$scratch/full"; }

measure_e() {
  say "filling $filled of $wide_size addresses"
  fill "$filled" || return 1
  row e fill-rate "$filled ADDs into a /${wide_range#*/}, 16 callers, one process a call" "$(field "$answer" perSecond) ADD/s"
  alternate "$rounds" p50 ours_empty ours_filled || return 1
  row e empty-p50 "ADD p50, 1 caller, an empty /${wide_range#*/}" "$(median "${firsts[@]}") ms"
  row e filled-p50 "ADD p50, 1 caller, $filled of it allocated" "$(median "${seconds[@]}") ms"
  quotient_row e cluster-full-ratio "ADD p50, filled to empty"
  fill_up || return 1
  row e last-address "filled to its last address" "$wide_size distinct addresses, the next ADD has code 100"
  row e agent-resident-full "the agent's VmRSS, with all of them on its node" "$(service_memory agent VmRSS) MiB"
}

# Two networks of half the entries each.
measure_f() {
  leader_load --network many1 --adds "$((many / 2))" || return 1
  leader_load --network many2 --adds "$((many / 2))" || return 1
  local start times=() memory=()
  for ((round = 1; round <= restarts; round++)); do
    end_service allocator
    : >"$scratch/allocator.log"
    start=${EPOCHREALTIME/./}
    start_allocator allocator || return 1
    within 60 leads allocator || return 1
    times+=("$(calculate "(${EPOCHREALTIME/./} - $start) / 1000")")
    sleep 5 # long enough for the memory of the start to be given back
    memory+=("$(service_memory allocator VmRSS)")
    say "start $round of $restarts: ${times[-1]} ms, ${memory[-1]} MiB; $(grep -o 'serves: .*' "$scratch/allocator.log")"
  done
  row f leader-start "an allocator alone, $(grep -o '[0-9]* entries' "$scratch/allocator.log" | tail -n 1): start to serving" \
    "$(printf '%.0f ms' "$(median "${times[@]}")") (starts: $(spread "${times[@]}"))" "$(median "${times[@]}")"
  row f leader-resident "its VmRSS 5 s later" "$(median "${memory[@]}") MiB" "$(median "${memory[@]}")"
}

# On a node of its own, so that the agent holds what it gave and nothing else.
measure_g() {
  local round times=()
  node=worker-$((agents + 2))
  for ((round = 1; round <= restarts; round++)); do
    end_service agent
    start_agent || return 1
    times+=("$ready_ms")
  done
  our_adds first 10.0.0.0/16 1 1 || return 1
  row g agent-ready "an agent: start to ready" "$(printf '%.0f ms' "$(median "${times[@]}")") (starts: $(spread "${times[@]}"))" "$(median "${times[@]}")"
  row g agent-first-add "its first ADD" "$(field "$answer" p50) ms"
  our_adds resident 10.0.0.0/16 16 "$agent_adds" --distinct || return 1
  sleep 5
  row g agent-resident "VmRSS 5 s after $agent_adds ADDs" "$(service_memory agent VmRSS) MiB" "$(service_memory agent VmRSS)"
}

# take_over SIGNAL: calls for some seconds, in the midst of which the leader gets the signal; leaves the longest ADD in $answer.
take_over() {
  local status=0 load
  our_config "take-over-${1,,}" 10.0.0.0/16 >"$scratch/take-over.json"
  pod=$((pod + take_over_adds))
  "$bench/target/drive" --plugin "$shim" --config "$scratch/take-over.json" --env "HEREABOUTS_SOCKET=$scratch/ipam.sock" \
    --callers 16 --calls "$take_over_adds" --first "$((pod - take_over_adds))" --distinct >"$scratch/take-over" &
  load=$!
  sleep 1
  end_service allocator "$1"
  wait "$load" || status=$?
  answer=$(<"$scratch/take-over")
  if ((status != 0)); then problem "under load, SIG$1 to the leader: $answer"; fi
  return "$status"
}

measure_h() {
  local round signal failed=false
  leader_load --network held --adds "$take_over_held" || return 1
  for signal in KILL TERM; do
    local longest=()
    for ((round = 1; round <= take_overs; round++)); do
      start_allocator standby || return 1
      within 60 is_warm standby || return 1
      take_over "$signal" || failed=true
      services[allocator]=${services[standby]}
      unset 'services[standby]'
      mv "$scratch/standby.log" "$scratch/allocator.log"
      if $failed; then return 1; fi
      longest+=("$(field "$answer" max)")
      say "SIG$signal, round $round of $take_overs: the longest ADD took ${longest[-1]} ms"
    done
    row h "take-over-${signal,,}" "leader ended with SIG$signal, $take_over_held entries, 16 callers: the longest ADD; none failed, none twice" \
      "$(printf '%.0f ms' "$(median "${longest[@]}")") (rounds: $(spread "${longest[@]}"))" "$(median "${longest[@]}")"
  done
}
