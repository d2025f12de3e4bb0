# A cluster under measurement: a real control plane, allocators and agents as processes. Sourced after systems.bash.

namespace=hereabouts-system
control_plane='' # of the control plane's process
kubectl=''
node=worker-1 # of the agent that calls go through
declare -A services=() # process numbers by name

# ours CLASS ARGUMENT...: a program of this module, without what its client logs.
ours() {
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Dhereabouts.log.level=off \
    -cp "$bench/target/classes:$(<"$bench/target/classpath")" "dev.hereabouts.ipam.bench.cluster.$1" "${@:2}"
}

# build_cluster: everything that is measured, and what measures.
build_cluster() {
  # shellcheck source=../../../../ipam-server/src/main/jvm/find-jdk
  . "$root/ipam-server/src/main/jvm/find-jdk"
  JAVA_HOME=$(find_jdk)
  export JAVA_HOME
  say "building what is missing"
  "$root/hereabouts" --version >/dev/null
  (cd "$root" && mvn -q -B -pl bench -am -DskipTests package) >"$scratch/build.log" 2>&1 ||
    { tail -n 20 "$scratch/build.log" >&2 && return 1; }
  export HEREABOUTS_NO_BUILD=1
}

# start_control_plane: etcd, kube-apiserver, and what an installation makes in them.
start_control_plane() {
  export KUBECONFIG=$scratch/kubeconfig
  mkfifo "$scratch/until"
  "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx64m -cp "$root/control-plane/target/classes" dev.hereabouts.ipam.controlplane.Main \
    "$KUBECONFIG" <"$scratch/until" >"$scratch/control-plane.out" 2>&1 &
  control_plane=$!
  exec {until_end}>"$scratch/until"
  within 900 grep -q '^ready kubectl=' "$scratch/control-plane.out" || return 1
  kubectl=$(sed -n 's/^ready kubectl=//p' "$scratch/control-plane.out")
  "$root/hereabouts" crds | "$kubectl" apply --filename - >/dev/null
  "$kubectl" create namespace $namespace >/dev/null
  "$kubectl" --namespace $namespace create serviceaccount hereabouts-agent >/dev/null
  local number
  for ((number = 1; number <= agents + 2; number++)); do
    printf '{"apiVersion":"v1","kind":"Node","metadata":{"name":"worker-%s"}}\n' "$number"
  done | "$kubectl" create --filename - >/dev/null
  "$kubectl" wait --for=condition=Established --timeout=60s crd/hereaboutspools.ipam.hereabouts.dev \
    crd/hereaboutsblocks.ipam.hereabouts.dev >/dev/null
}

stop_control_plane() {
  if [[ -n $control_plane ]]; then
    exec {until_end}>&-
    wait "$control_plane" 2>/dev/null || true
    control_plane=''
  fi
}

# start_all: a control plane without an entry, an allocator and an agent, warmed up.
start_all() {
  say "starting the control plane, an allocator and an agent"
  start_control_plane
  start_allocator allocator
  start_agent
  say "warming up with $warm ADDs"
  our_adds warm 10.0.0.0/16 4 "$warm" --distinct
}

end_all() {
  local name
  for name in "${!services[@]}"; do end_service "$name"; done
  stop_control_plane
}

# renew: what was measured before leaves no entries to what is measured next.
renew() {
  end_all
  rm -rf "$scratch"/agent-* "$scratch/until" "$KUBECONFIG"
  node=worker-1
  start_all
}

# within SECONDS COMMAND...: runs the command until it succeeds.
within() {
  local until=$((SECONDS + $1))
  shift
  until "$@" 2>/dev/null; do
    if ((SECONDS >= until)); then
      problem "not in time: $*"
      return 1
    fi
    sleep 0.02
  done
}

# start_service NAME COMMAND...: leaves the time to its line "ready" in $ready_ms.
start_service() {
  local name=$1 start=${EPOCHREALTIME/./}
  : >"$scratch/$name.out"
  "$root/hereabouts" "${@:2}" >"$scratch/$name.out" 2>>"$scratch/$name.log" {until_end}>&- &
  services[$name]=$!
  within 60 grep -q '^ready' "$scratch/$name.out" || return 1
  ready_ms=$(calculate "(${EPOCHREALTIME/./} - $start) / 1000")
}

start_allocator() {
  start_service "$1" allocator --kubeconfig "$KUBECONFIG" --listen 127.0.0.1:0
}

start_agent() {
  start_service agent agent --kubeconfig "$KUBECONFIG" --node "$node" --socket "$scratch/ipam.sock" --state "$scratch/agent-$node"
}

# end_service NAME [SIGNAL]
end_service() {
  if [[ -n ${services[$1]-} ]]; then
    kill "-${2:-TERM}" "${services[$1]}" 2>/dev/null || true
    wait_for_end "${services[$1]}" || true
    unset "services[$1]"
  fi
}

# leads NAME: whether this allocator has loaded the state and serves.
leads() { grep -q ' serves: ' "$scratch/$1.log"; }

# is_warm NAME: whether this allocator, which follows, has loaded the state and rehearsed.
is_warm() { grep -q ' answered in a dry run' "$scratch/$1.log"; }

# service_memory NAME KEY: VmRSS or VmHWM in MiB.
service_memory() {
  awk -v key="$2:" '$1 == key { printf "%.1f\n", $2 / 1024 }' "/proc/${services[$1]}/status"
}

# api_calls KIND: how many writes or reads of our resources the API server has served.
api_calls() {
  "$kubectl" get --raw /metrics | awk -v kind="$1" '
    /^apiserver_request_total\{.*group="ipam\.hereabouts\.dev"/ {
      match($0, /verb="[A-Z]+"/)
      verb = substr($0, RSTART + 6, RLENGTH - 7)
      if (verb ~ /^(GET|LIST)$/) n["reads"] += $NF
      else if (verb != "WATCH") n["writes"] += $NF
    }
    END { print n[kind] + 0 }'
}

# leader_load ARGUMENT...: leaves the line of LeaderLoad in $answer.
leader_load() {
  local status=0
  answer=$(ours LeaderLoad --kubeconfig "$KUBECONFIG" --agents "$agents" --in-flight "$in_flight" "$@") || status=$?
  if ((status != 0)); then
    problem "LeaderLoad $* ended with $status: $answer"
  fi
  return "$status"
}

# find_peer: the real whereabouts; else the reason is in $peer_missing.
find_peer() {
  peer='' peer_missing=''
  if [[ -z ${PEERS_BIN-} ]]; then
    peer_missing='PEERS_BIN is not set'
  elif [[ ! -x $PEERS_BIN/whereabouts ]]; then
    peer_missing="there is no program whereabouts in $PEERS_BIN"
  else
    peer=$PEERS_BIN/whereabouts
  fi
  [[ -n $peer ]]
}

# prepare_peer: the definitions of its custom resources, and the file it reads before all else.
prepare_peer() {
  "$kubectl" create --filename "$root/control-plane/src/main/resources/dev/hereabouts/ipam/controlplane/whereabouts.yaml" >/dev/null
  "$kubectl" wait --for=condition=Established --timeout=60s crd/ippools.whereabouts.cni.cncf.io \
    crd/overlappingrangeipreservations.whereabouts.cni.cncf.io crd/nodeslicepools.whereabouts.cni.cncf.io >/dev/null
  printf '{"log_level":"error","kubernetes":{"kubeconfig":"%s"}}\n' "$KUBECONFIG" >"$scratch/whereabouts.conf"
}

# peer_adds NETWORK RANGE CALLERS CALLS [ARGUMENT...]: ADDs by the real whereabouts.
peer_adds() {
  local network=$1 range=$2 callers=$3 calls=$4
  shift 4
  printf '{"cniVersion":"1.0.0","name":"bench","type":"macvlan","ipam":{"type":"whereabouts",' >"$scratch/$network.json"
  printf '"range":"%s","network_name":"%s","configuration_path":"%s"}}\n' "$range" "$network" "$scratch/whereabouts.conf" \
    >>"$scratch/$network.json"
  pod=$((pod + calls))
  drive --plugin "$peer" --config "$scratch/$network.json" --call-limit 150 \
    --callers "$callers" --calls "$calls" --first "$((pod - calls))" "$@"
}
