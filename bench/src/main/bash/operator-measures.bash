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

# cpu_ms NAME: what a service has used of the cores.
cpu_ms() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); printf "%.0f\n", ($12 + $13) * 1000 / hz }' "/proc/${services[$1]}/stat"; }

# pod_lists: how many lists of all pods the API server has served.
pod_lists() {
  "$kubectl" get --raw /metrics | awk '
    /^apiserver_request_total\{/ && /resource="pods"/ && /verb="LIST"/ { n += $NF }
    END { print n + 0 }'
}

measure_a() {
  local before after
  sleep "$settle"
  row a operator-leader-memory "the leader's VmRSS $settle s after its start, with all of that" \
    "$(service_memory allocator VmRSS) MiB, at most $(service_memory allocator VmHWM)" "$(service_memory allocator VmRSS)"
  before=$(cpu_ms allocator)
  sleep "$watched"
  after=$(cpu_ms allocator)
  row a operator-leader-cpu "its steady cost over $watched s, $leaks suspects among them" \
    "$(calculate "($after - $before) / $watched / 10") % of a core" "$(calculate "($after - $before) / $watched / 10")"
  row a operator-pod-lists "requests for lists of pods since its start, pages counted" "$(calculate "$(pod_lists) - $lists")"
}

measure_b() { timed_row b operator-pools "hereabouts pools, $pods pods on $nodes nodes" 0 pools; }
measure_c() { timed_row c operator-list "hereabouts list, all $((pods + leaks)) entries" 0 list; }
measure_d() { timed_row d operator-cleanup "hereabouts cleanup, a dry run that finds $leaks leaks" 2 cleanup; }
measure_e() { timed_row e operator-check "hereabouts check" 2 check; }

# sandbox NAME: a pod on the agent's node, and an address for it. A file stands in for its network namespace.
sandbox() {
  local uid
  uid=$(printf '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s"},"spec":{"nodeName":"%s","containers":[{"name":"main","image":"none"}]}}' \
    "$1" "$node" | "$kubectl" create --filename - --output 'jsonpath={.metadata.uid}')
  : >"$scratch/netns-$1"
  CNI_COMMAND=ADD CNI_CONTAINERID=$1 CNI_NETNS=$scratch/netns-$1 CNI_IFNAME=net1 CNI_PATH=/opt/cni/bin \
    CNI_ARGS="IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=$1;K8S_POD_UID=$uid" \
    HEREABOUTS_SOCKET=$scratch/ipam.sock "$shim" >/dev/null \
    <<<'{"cniVersion":"1.0.0","name":"lost","type":"macvlan","ipam":{"type":"whereabouts","range":"10.200.0.0/24"}}'
}

# released_at NAME: when the leader gave the pod's address back, in milliseconds; fails while it has not.
released_at() {
  local line
  line=$(grep -F " audit - reclaimed " "$scratch/allocator.log" | grep -F " pod=default/$1 ") || return 1
  date -d "${line%% *}" +%s%3N
}

all_released() {
  local name
  for name in "$@"; do released_at "$name" >/dev/null || return 1; done
}

measure_f() {
  local number names=() name times=()
  local -A lost=()
  end_service allocator
  start_service allocator allocator --kubeconfig "$KUBECONFIG" --listen 127.0.0.1:0 --grace-period "${grace}s" || return 1
  within 120 leads allocator || return 1
  node=node-0
  start_agent || return 1
  for ((number = 1; number <= witnessed; number++)); do
    names+=("lost-$number")
    sandbox "lost-$number" || return 1
  done
  for name in "${names[@]}"; do
    "$kubectl" delete pod "$name" --force --grace-period=0 >/dev/null 2>&1
    rm "$scratch/netns-$name"
    lost[$name]=$(date +%s%3N)
    sleep 0.3
  done
  within $((grace + 120)) all_released "${names[@]}" || return 1
  for name in "${names[@]}"; do
    times+=("$(calculate "($(released_at "$name") - ${lost[$name]}) / 1000")")
  done
  row f operator-leak-back "a leak with a witness, grace period $grace s, from its sandbox's end until it is free, the longest of $witnessed" \
    "$(printf '%.2f s' "$(printf '%s\n' "${times[@]}" | sort -g | tail -n 1)") (all: $(spread "${times[@]}"))" \
    "$(calculate "$(printf '%s\n' "${times[@]}" | sort -g | tail -n 1) - $grace")"
}
