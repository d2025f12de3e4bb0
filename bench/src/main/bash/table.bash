# The rows of bench/compare's table, and the arithmetic behind them. Sourced.

rows=()     # measure, name, label, figure, target, verdict; separated by tabs
problems=() # what did not work

say() { echo "bench: $*" >&2; }

problem() {
  problems+=("$1")
  say "FAILED: $1"
}

# median NUMBER...
median() {
  printf '%s\n' "$@" | sort -g |
    awk '{ v[NR] = $1 } END { printf "%.6g\n", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# spread NUMBER...: the lowest and the highest.
spread() { printf '%s\n' "$@" | sort -g | awk 'NR == 1 { low = $1 } END { printf "%.4g to %.4g\n", low, $1 }'; }

# calculate EXPRESSION: an awk expression, to six digits.
calculate() { awk "BEGIN { printf \"%.6g\\n\", ($1) }"; }

# field JSON KEY: the number behind the first occurrence of the key.
field() { [[ $1 =~ \"$2\":([0-9.]+) ]] && echo "${BASH_REMATCH[1]}"; }

# row MEASURE NAME LABEL FIGURE [VALUE]: VALUE is held against the target of that name.
row() {
  local target='' verdict='' comparison wanted
  if read -r _ comparison wanted _ < <(grep -E "^$2 " "$bench/targets"); then
    target="$comparison $wanted"
    if [[ -z ${5-} ]]; then
      verdict='not measured'
    elif [[ $(calculate "$5 $comparison $wanted") == 1 ]]; then
      verdict=met
    else
      verdict=MISSED
    fi
  fi
  rows+=("$1"$'\t'"$2"$'\t'"$3"$'\t'"$4"$'\t'"${target:--}"$'\t'"${verdict:--}")
}

sorted_rows() { printf '%s\n' "${rows[@]}" | sort -s -t $'\t' -k1,1; }

print_table() {
  { printf ' \tname\tmeasure\tfigure\ttarget\tverdict\n'; sorted_rows; } |
    awk -F '\t' '{
      for (i = 1; i <= NF; i++) { cell[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i) }
    }
    END {
      for (n = 1; n <= NR; n++) {
        line = ""
        for (i = 1; i <= 6; i++) line = line sprintf("%-" width[i] "s  ", cell[n, i])
        sub(/ +$/, "", line); print line
      }
    }'
}

print_markdown() {
  printf '| | measure | figure | target | |\n|---|---|---|---|---|\n'
  sorted_rows | awk -F '\t' '{ print "| " $1 " | " $3 " | " $4 " | " $5 " | " $6 " |" }'
}

# load: the load average of the last minute.
load() { cut -d ' ' -f 1 /proc/loadavg; }

print_machine() {
  local memory model
  memory=$(awk '/^MemTotal:/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)
  model=$(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)
  echo "$(nproc) cores (${model:-$(uname -m)}), $memory, $(uname -s) $(uname -r | cut -d - -f 1), scratch on $(
    df --output=fstype "$scratch" | tail -n 1), load average before the run $load_before."
}

# report NAME: prints the table, adds it to RESULTS.md where that is wanted, and ends the run with what did not work.
report() {
  local title machine
  title="$(date -u '+%Y-%m-%d %H:%M UTC'), $(git -C "$root" describe --always --dirty 2>/dev/null || echo 'no commit')"
  if $quick; then title+=", quick"; fi
  machine=$(print_machine)
  printf '\n%s: %s\n%s\n\n' "$1" "$title" "$machine"
  print_table
  if $record; then
    [[ -e $bench/RESULTS.md ]] || printf '# Results\n\nWhat the rows mean is in README.md.\n' >"$bench/RESULTS.md"
    {
      printf '\n## %s, %s\n\n%s %s rounds.\n\n' "$1" "$title" "$machine" "$rounds"
      print_markdown
      if ((${#problems[@]} > 0)); then printf '\nThis run had %s failures.\n' "${#problems[@]}"; fi
    } >>"$bench/RESULTS.md"
    say "added to bench/RESULTS.md"
  fi
  if ((${#problems[@]} > 0)); then
    printf '\nDid not work:\n'
    printf -- '- %s\n' "${problems[@]}"
    exit 1
  fi
}
