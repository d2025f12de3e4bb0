# The options that all benchmarks of whole systems have; $measures has their letters. Sourced.

only=$measures quick=false record=false rounds=''
usage() { echo "$0: $1; see --help" >&2; exit 64; }
while (($# > 0)); do
  case $1 in
    --help | -h) help; exit 0 ;;
    --quick) quick=true ;;
    --record) record=true ;;
    --only) only=${2-}; shift $(($# > 1)) ;;
    --rounds) rounds=${2-}; shift $(($# > 1)); [[ $rounds =~ ^[1-9][0-9]?$ ]] || usage "--rounds takes 1 to 99" ;;
    *) usage "no such option: $1" ;;
  esac
  shift
done
[[ $only =~ ^[a-z](,[a-z])*$ && -z $(tr -d "$measures," <<<"$only") ]] || usage "--only takes letters of $measures, with commas"
