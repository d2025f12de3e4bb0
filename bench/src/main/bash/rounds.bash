# What measures of whole systems have in common: rounds in turn, and the rows they make. Sourced.

# alternate ROUNDS KEY FIRST SECOND: calls the two functions in turn. Leaves their figures in
# $firsts and $seconds, and each round's quotient and difference in $quotients and $differences.
alternate() {
  local round a b
  firsts=() seconds=() quotients=() differences=()
  for ((round = 1; round <= $1; round++)); do
    "$3" "$round" || return 1
    a=$(field "$answer" "$2")
    "$4" "$round" || return 1
    b=$(field "$answer" "$2")
    say "round $round of $1: $a, $b"
    firsts+=("$a") seconds+=("$b")
    quotients+=("$(calculate "$b / $a")") differences+=("$(calculate "$b - $a")")
  done
}

# quotient_row MEASURE NAME LABEL
quotient_row() {
  local middle
  middle=$(median "${quotients[@]}")
  row "$1" "$2" "$3" "$(printf '%.2fx' "$middle") (rounds: $(spread "${quotients[@]}"))" "$middle"
}

# fill_up: takes the rest of the pool, and checks that nothing is left and nothing came twice.
fill_up() {
  local taken again
  taken=$(wc -l <"$scratch/full")
  say "filling the other $((wide_size - taken)) addresses"
  fill "$((wide_size - taken))" || return 1
  our_adds full "$wide_range" 1 1 --expect-exit 1 --expect-code 100 || return 1
  again=$(sort "$scratch/full" | uniq -d | wc -l)
  taken=$(wc -l <"$scratch/full")
  if ((again != 0 || taken != wide_size)); then
    problem "$taken answers for $wide_size addresses, $again of them given more than once"
    return 1
  fi
}

wanted() { [[ ,$only, == *,$1,* ]]; }

# attempt LETTER FUNCTION: a failed measure leaves a row that says so.
attempt() {
  say "measuring $1"
  if ! "$2"; then
    ((${#problems[@]} > 0)) || problem "$2"
    row "$1" "$2" "not measured in full" "failed, see below"
  fi
}
