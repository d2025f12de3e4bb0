# What bench/operators measures, one function a letter. Sourced.

# timed STATUS COMMAND...: leaves the milliseconds in $took; the exit code has to be STATUS.
timed() {
  local wanted=$1 status=0 start=${EPOCHREALTIME/./}
  shift
  "$root/hereabouts" "$@" --kubeconfig "$KUBECONFIG" >"$scratch/out" 2>"$scratch/err" || status=$?
  took=$(calculate "(${EPOCHREALTIME/./} - $start) / 1000")
  if ((status != wanted)); then
    problem "$1 ended with $status: $(tail -n 3 "$scratch/err")"
    return 1
  fi
}

# start_of_jvm: the time that every command takes, in milliseconds; in $jvm.
start_of_jvm() {
  local round start times=()
  for ((round = 1; round <= rounds; round++)); do
    start=${EPOCHREALTIME/./}
    "$root/hereabouts" --version >/dev/null
    times+=("$(calculate "(${EPOCHREALTIME/./} - $start) / 1000")")
  done
  jvm=$(median "${times[@]}")
}

# timed_row LETTER ROW LABEL STATUS COMMAND...: the time above that of a start.
timed_row() {
  local letter=$1 name=$2 label=$3 round times=()
  shift 3
  for ((round = 1; round <= rounds; round++)); do
    timed "$@" || return 1
    times+=("$(calculate "$took - $jvm")")
  done
  row "$letter" "$name" "$label, after the start of the JVM ($(printf '%.0f ms' "$jvm"))" \
    "$(printf '%.0f ms' "$(median "${times[@]}")") (rounds: $(spread "${times[@]}"))" "$(median "${times[@]}")"
}

measure_a() { timed_row a operator-pools "hereabouts pools, $pods pods on $nodes nodes" 0 pools; }
measure_b() { timed_row b operator-list "hereabouts list, all $((pods + leaks)) entries" 0 list; }
measure_c() { timed_row c operator-cleanup "hereabouts cleanup, a dry run that finds $leaks leaks" 2 cleanup; }
measure_d() { timed_row d operator-check "hereabouts check" 2 check; }

# cpu_ms NAME: what a service has used of the cores.
cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); printf "%.0f\n", ($12 + $13) * 1000 / hz }' "/proc/${services[$1]}/stat"; }

# pod_lists: how many lists of all pods the API server has served.
pod_lists() {
  "$kubectl" get --raw /metrics | awk '
    /^apiserver_request_total\{/ && /resource="pods"/ && /verb="LIST"/ { n += $NF }
    END { print n + 0 }'
}

measure_e() {
  local lists before after
  lists=$(pod_lists)
  start_allocator allocator || return 1
  within 120 leads allocator || return 1
  sleep "$settle"
  row e operator-leader-memory "the leader's VmRSS $settle s after its start, with all of that" \
    "$(service_memory allocator VmRSS) MiB, at most $(service_memory allocator VmHWM)" "$(service_memory allocator VmRSS)"
  before=$(cpu_ms allocator)
  sleep "$watched"
  after=$(cpu_ms allocator)
  row e operator-leader-cpu "its steady cost over $watched s, $leaks suspects among them" \
    "$(calculate "($after - $before) / $watched / 10") % of a core" "$(calculate "($after - $before) / $watched / 10")"
  row e operator-pod-lists "requests for lists of pods since its start, pages counted" "$(calculate "$(pod_lists) - $lists")"
  end_service allocator
}
