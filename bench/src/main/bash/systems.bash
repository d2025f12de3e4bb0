# The systems under measurement: starting, stopping and calling them. Sourced.

reference_module=github.com/containernetworking/plugins/plugins/ipam/host-local
reference_version=v1.9.1
shim=$root/ipam-cni-shim/target/hereabouts

reference=''      # path of host-local, once it is there
standalone_pid='' # of the running standalone
responder_pid=''
ready_ms=''       # how long the last start took
answer=''         # the driver's last line
pod=1             # number of the next pod; never used twice

# drive ARGUMENT...: leaves the driver's line in $answer.
drive() {
  local status=0
  answer=$("$bench/target/drive" "$@") || status=$?
  if ((status != 0)); then
    problem "drive $* ended with $status: $answer"
  fi
  return "$status"
}

# find_reference: builds host-local where it is not cached; false, with a reason, without Go.
find_reference() {
  local cache=${XDG_CACHE_HOME:-$HOME/.cache}/hereabouts/bin/host-local-$reference_version
  if [[ ! -x $cache/host-local ]]; then
    if ! command -v go >/dev/null; then
      say "host-local is not cached and cannot be built: Go is not there"
      return 1
    fi
    say "building host-local $reference_version from its Go module into $cache"
    mkdir -p "$cache"
    if ! CGO_ENABLED=0 GOBIN=$scratch go install -trimpath "$reference_module@$reference_version" >&2; then
      say "host-local cannot be built"
      return 1
    fi
    mv "$scratch/host-local" "$cache/host-local.$$"
    mv "$cache/host-local.$$" "$cache/host-local"
  fi
  reference=$cache/host-local
}

# reference_config DIRECTORY: prints host-local's configuration.
reference_config() {
  printf '{"cniVersion":"1.0.0","name":"bench","type":"macvlan","ipam":{"type":"host-local",'
  printf '"dataDir":"%s","ranges":[[{"subnet":"10.0.0.0/16"}]]}}\n' "$1"
}

# our_config NETWORK RANGE: prints the same network for Hereabouts.
our_config() {
  printf '{"cniVersion":"1.0.0","name":"bench","type":"macvlan","ipam":{"type":"whereabouts",'
  printf '"range":"%s","network_name":"%s"}}\n' "$2" "$1"
}

# reference_adds CALLERS CALLS: ADDs by host-local into an empty directory.
reference_adds() {
  local directory
  directory=$(mktemp -d "$scratch/host-local.XXXXXX")
  reference_config "$directory" >"$directory.json"
  pod=$((pod + $2))
  drive --plugin "$reference" --config "$directory.json" --distinct \
    --callers "$1" --calls "$2" --first "$((pod - $2))"
}

# our_adds NETWORK RANGE CALLERS CALLS [ARGUMENT...]: ADDs through the shim.
our_adds() {
  local network=$1 range=$2 callers=$3 calls=$4
  shift 4
  our_config "$network" "$range" >"$scratch/$network.json"
  pod=$((pod + calls))
  drive --plugin "$shim" --config "$scratch/$network.json" --env "HEREABOUTS_SOCKET=$scratch/ipam.sock" \
    --callers "$callers" --calls "$calls" --first "$((pod - calls))" "$@"
}

# wait_for_end PID: false when the process has not ended within 30 s.
wait_for_end() {
  timeout 30 tail -s 0.1 --pid="$1" -f /dev/null && { wait "$1" || true; } 2>/dev/null
}

# end_process PID WHAT: SIGTERM, and SIGKILL where that is not obeyed.
end_process() {
  kill -TERM "$1" 2>/dev/null || true
  if ! wait_for_end "$1"; then
    problem "$2 did not end within 30 s of SIGTERM"
    kill -KILL "$1" 2>/dev/null || true
  fi
}

# await_line DESCRIPTOR PID PREFIX SECONDS: reads lines until one begins so.
await_line() {
  local line='' until=$((SECONDS + $4))
  while ((SECONDS < until)); do
    if read -r -t 1 -u "$1" line; then
      [[ $line == "$3"* ]] && return 0
    elif ! kill -0 "$2" 2>/dev/null; then
      return 1
    fi
  done
  return 1
}

# start_standalone STORE [SECONDS]: ends the one that runs, starts another, and sets $ready_ms.
start_standalone() {
  local start
  stop_standalone
  rm -f "$scratch/output"
  mkfifo "$scratch/output"
  exec {standalone_output}<>"$scratch/output"
  start=${EPOCHREALTIME/./}
  "$root/hereabouts" standalone --socket "$scratch/ipam.sock" --store "$1" \
    >"$scratch/output" 2>"$scratch/standalone.log" {standalone_output}>&- &
  standalone_pid=$!
  if ! await_line "$standalone_output" "$standalone_pid" 'ready socket=' "${2-60}"; then
    problem "standalone did not become ready: $(tail -n 3 "$scratch/standalone.log")"
    stop_standalone
    return 1
  fi
  ready_ms=$(calculate "(${EPOCHREALTIME/./} - $start) / 1000")
}

stop_standalone() {
  if [[ -n $standalone_pid ]]; then
    end_process "$standalone_pid" standalone
    exec {standalone_output}>&-
    standalone_pid=''
  fi
}

# standalone_memory KEY: VmRSS or VmHWM in MiB.
standalone_memory() {
  awk -v key="$1:" '$1 == key { printf "%.1f\n", $2 / 1024 }' "/proc/$standalone_pid/status"
}

start_responder() {
  rm -f "$scratch/output"
  mkfifo "$scratch/output"
  exec {responder_output}<>"$scratch/output"
  "$bench/target/responder" "$scratch/responder.sock" >"$scratch/output" {responder_output}>&- &
  responder_pid=$!
  if ! await_line "$responder_output" "$responder_pid" ready 10; then
    problem "the responder did not become ready"
    return 1
  fi
}

stop_responder() {
  if [[ -n $responder_pid ]]; then
    end_process "$responder_pid" "the responder"
    exec {responder_output}>&-
    responder_pid=''
  fi
}

# build_ours: one start builds what is missing, so that no later one has to.
build_ours() {
  if [[ ! -x $root/hereabouts ]]; then
    problem "./hereabouts is not there"
    return 1
  fi
  say "starting standalone once; this builds what is missing"
  start_standalone "$scratch/store-build" 1800 || return 1
  stop_standalone
  if [[ ! -x $shim ]]; then
    problem "the shim has not been built: ipam-cni-shim/target/hereabouts is not there"
    return 1
  fi
}
