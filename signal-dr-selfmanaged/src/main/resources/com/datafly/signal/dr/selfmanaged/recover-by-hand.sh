#!/bin/sh
# Recovers a PostgreSQL database from a signal-dr repository where no JVM is left.
#
#   sh recover-by-hand.sh list REPOSITORY
#   sh recover-by-hand.sh recover REPOSITORY BACKUP TARGET DATA PROGRAMS [PORT]
#
#   REPOSITORY  the directory that holds signal-dr-repository, backups and wal; it is only read
#   BACKUP      a backup's id, as "list" prints it; or newest: the newest one that TARGET can be reached from
#   TARGET      latest; or snapshot: the state of the backup itself; or a time as in 2026-01-15T10:30:00Z;
#               or a position in the log as in 0/3000060
#   DATA        the new data directory, which must not exist; nothing that exists is ever overwritten
#   PROGRAMS    the directory of pg_ctl and postgres, of the major version of the backup
#   PORT        the new server's port, 54329 if not given; it listens on a private socket alone
#
# Needs sh, the usual small programs (od, head, tail, sed, sort, sha256sum, mktemp), jq and zstd. Run it as the account
# that the server is to have. Root may run it too: the server then gets the account postgres, or the one in RUN_AS.
# The layout of what it reads is described in docs/repository-layout.md of signal-dr.
#
# Ends with 0 if the database was recovered and is running, with 3 if it is running but ends before the archived log
# does, and with 1 if nothing is running.
set -eu
umask 077
LC_ALL=C
export LC_ALL
tab=$(printf '\t')

die() {
    echo "recover-by-hand: $*" >&2
    exit 1
}

say() {
    echo "$(date -u +%H:%M:%SZ) $*"
}

usage() {
    sed -n '2,/^set -eu/p' "$0" | sed -n 's/^# \{0,1\}//p' >&2
    exit 1
}

require() {
    for program in jq zstd sha256sum od mktemp; do
        command -v "$program" > /dev/null || die "the program $program is missing; install it first"
    done
    [ -f "$repository/signal-dr-repository" ] || die "$repository is no repository of signal-dr"
}

# unseal FILE KIND NAME: proves a sealed object, and that it has not another one's name; leaves $work/header and
# $work/payload.
unseal() {
    [ "$(head -c 4 "$1")" = SDR1 ] || die "$1 is damaged: it does not begin with SDR1"
    size=$(($(wc -c < "$1")))
    length=0
    for byte in $(od -An -v -tu1 -j4 -N4 "$1"); do length=$((length * 256 + byte)); done
    stated=$(tail -c 32 "$1" | od -An -v -tx1 | tr -d ' \n')
    found=$(head -c $((size - 32)) "$1" | sha256sum)
    [ "${found%% *}" = "$stated" ] || die "$1 is damaged: its SHA-256 is not the one it states"
    tail -c +9 "$1" | head -c "$length" > "$work/header"
    jq -r '[.kind, .formatVersion, .codec, .encryption, .rawLength, .payloadLength] | @tsv' "$work/header" > "$work/facts"
    IFS="$tab" read -r kind version codec encryption raw stored < "$work/facts"
    [ "$kind" = "$2" ] || die "$1 is a $kind, not a $2"
    [ "$(jq -r '.facts.name // .facts.id' "$work/header")" = "$3" ] || die "$1 holds what belongs under another name"
    [ "$version $encryption" = "1 none" ] || die "$1 has format $version, encryption $encryption: a newer script is needed"
    [ $((8 + length + stored + 32)) = "$size" ] || die "$1 is damaged: it has not the length it states"
    tail -c +$((9 + length)) "$1" | head -c "$stored" | unpack "$codec" > "$work/payload" || die "$1 cannot be unpacked"
    [ $(($(wc -c < "$work/payload"))) = "$raw" ] || die "$1 is damaged: its payload is too short"
}

unpack() {
    case $1 in
        zstd) zstd -dcq ;;
        none) cat ;;
        *) die "the codec $1 is not known: a newer script is needed" ;;
    esac
}

# Prints the facts of all backups, one JSON object a line; a damaged one is named and passed over.
backups() {
    for manifest in "$repository"/backups/*/manifest; do
        [ -e "$manifest" ] || continue
        id=${manifest%/manifest}
        if (unseal "$manifest" backup "${id##*/}"); then jq -c .facts "$work/header"; fi
    done
}

list() {
    echo "Backups, the newest last: finished, id, timeline, from, to, PostgreSQL, bytes"
    backups | jq -r '[.finishedAt, .id, .timeline, .startLsn, .stopLsn, .serverVersionNum, .totalBytes] | @tsv' | sort
    echo "The log: timeline, archived to, complete until"
    for mark in "$repository"/wal/*/end; do
        [ -e "$mark" ] || continue
        unseal "$mark" wal-end end
        timeline=${mark%/end}
        jq -r --arg timeline "${timeline##*/}" '[$timeline, .facts.end, .facts.asOf] | @tsv' "$work/header"
    done
}

# Defines what the programs in jq share: times and positions as texts that sort as they are ordered.
jq_order='
def time: rtrimstr("Z") | split(".") | .[0] + "." + (((.[1] // "") + "000000000")[0:9]);
def lsn: ascii_upcase | split("/") | map(("00000000" + .)[-8:]) | join("");
def live($forks): $forks == {} or ($forks[.timeline | tostring] as $fork
  | $fork != null and (.stopLsn | lsn) <= ($fork | lsn));
def reaches($target):
  if $target == "latest" or $target == "snapshot" then true
  elif ($target | contains("/")) then (.stopLsn | lsn) <= ($target | lsn)
  else (.finishedAt | time) <= ($target | time) end;'

check_target() {
    case $target in
        latest | snapshot) ;;
        [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z) ;;
        [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9]*Z) ;;
        *[!0-9A-Fa-f/]* | */*/* | /* | */) die "the target '$target' is none of: latest, snapshot, a time in UTC as in" \
            "2026-01-15T10:30:00Z, a position as in 0/3000060" ;;
        */*) ;;
        *) die "the target '$target' is none of: latest, snapshot, 2026-01-15T10:30:00Z, 0/3000060" ;;
    esac
}

# Prints where each timeline of the newest history ends, as a JSON object: a backup behind that is of no use for it.
forks() {
    last=
    for history in "$repository"/wal/history/*.history; do [ ! -e "$history" ] || last=$history; done
    if [ -z "$last" ]; then
        echo '{}'
        return
    fi
    history=${last##*/}
    unseal "$last" wal-history "$history"
    jq -Rs --arg newest $((0x${history%.history})) '
        split("\n") | map(select(test("^[0-9]+\t")) | split("\t") | {(.[0]): .[1]}) | add // {}
        | . + {($newest): "FFFFFFFF/FFFFFFFF"}' "$work/payload"
}

choose() {
    if [ "$backup" = newest ]; then
        forks > "$work/forks"
        backup=$(backups | jq -rs --arg target "$target" --slurpfile forks "$work/forks" "$jq_order"'
            map(select(reaches($target))) | (map(select(live($forks[0]))) | select(length > 0)) // .
            | sort_by(.finishedAt | time) | last | .id // empty')
        [ -n "$backup" ] || die "no backup ends before $target; look at: sh $0 list $repository"
    fi
    manifest=$repository/backups/$backup/manifest
    [ -f "$manifest" ] || die "there is no backup $backup; look at: sh $0 list $repository"
    unseal "$manifest" backup "$backup"
    mv "$work/header" "$work/backup"
    mv "$work/payload" "$work/files"
    major=$(($(fact serverVersionNum) / 10000))
    say "backup $backup: finished $(fact finishedAt), log $(fact startLsn) to $(fact stopLsn), PostgreSQL $major"
}

fact() {
    jq -r --arg name "$1" '.facts[$name]' "$work/backup"
}

check_place() {
    for place in "$data" "$data.tablespaces"; do
        if [ -e "$place" ] && [ -n "$(ls -A "$place")" ]; then
            die "$place is there already, and nothing is ever overwritten; name another directory, or remove it yourself"
        fi
    done
    installed=$("$programs/postgres" --version) || die "there is no postgres in $programs"
    case $installed in
        *" $major."* | *" $major"[a-z]*) ;;
        *) die "the backup is of PostgreSQL $major, and $programs has $installed" ;;
    esac
    if [ "$(id -u)" = 0 ]; then
        account=${RUN_AS:-postgres}
        id "$account" > /dev/null || die "root cannot run PostgreSQL: name an account in RUN_AS"
        runuser -u "$account" -- test -x "$(dirname "$data")" ||
            die "the account $account cannot enter $(dirname "$data"): choose another place, or chmod a+x the directories"
    fi
}

# Runs a command as the server's account.
as() {
    if [ -n "$account" ]; then runuser -u "$account" -- "$@"; else "$@"; fi
}

# Prints what has to be made, a line each: directories, tablespaces, files, then each chunk with the parts of it.
plan() {
    jq -r '
        def plain: if test("[\t\n\r\\\\]") or startswith("/") or (split("/") | any(. == ".." or . == ""))
            then error("the backup has the path " + .) else . end;
        . as $all
        | (.tablespaces | map("pg_tblspc/" + .[0])) as $spaces
        | (.links[] | select(.[0] as $path | $spaces | index($path) | not) | error("a link that is no tablespace: " + .[0])),
          (.tablespaces[] | if (.[0] | test("^[0-9]+$")) then ["T", .[0]] else error("a tablespace " + .[0]) end),
          (.directories[] | select(.[0] as $path | $spaces | index($path) | not) | ["D", (.[0] | plain), .[1]]),
          (.files[] | ["F", (.[0] | plain), .[1]]),
          ([.files[] | .[0] as $path | .[2] as $size | .[5] as $slices
              | [range(0; ($slices | length) / 3) | {path: $path, chunk: $slices[. * 3], from: $slices[. * 3 + 1],
                  length: $slices[. * 3 + 2]}]
              | if (map(.chunk) | . != sort) or ((map(.length) | add // 0) != $size)
                then error("the slices of " + $path) else .[] end]
            | group_by(.chunk)[]
            | $all.chunks[.[0].chunk] as $chunk
            | $all.packs[$chunk[0]] as $pack
            | ["C", ($pack[0] | plain), $pack[1]] + $chunk[1:5],
              (.[] | if .from + .length > $chunk[3] then error("a slice of " + .path) else
                ["S", .path, .from, .length] end))
        | map(tostring) | join("\t")' "$work/files" > "$work/plan" || die "the backup's manifest cannot be followed"
}

mode() {
    chmod "$(printf %o "$2")" "$1"
}

chunk() {
    tail -c +$(($3 + 1)) "$repository/$1" | head -c "$4" > "$work/stored"
    found=$(sha256sum < "$work/stored")
    [ "${found%% *}" = "$6" ] || die "$1 is damaged at byte $3: try another backup"
    unpack "$2" < "$work/stored" > "$work/raw" || die "$1 cannot be unpacked at byte $3"
    [ $(($(wc -c < "$work/raw"))) = "$5" ] || die "$1 is damaged at byte $3: it is too short"
    exec 3< "$work/raw"
    position=0
}

# slice FILE FROM LENGTH: appends a part of the chunk; one process is enough where it follows on the part before.
slice() {
    if [ "$2" = $position ]; then
        dd bs="$3" count=1 <&3 >> "$1" 2> /dev/null || die "$1 cannot be written"
        position=$((position + $3))
    else
        tail -c +$(($2 + 1)) "$work/raw" | head -c "$3" >> "$1" || die "$1 cannot be written"
    fi
}

restore_files() {
    mkdir -p "$data/pg_tblspc"
    while IFS="$tab" read -r kind path a b c d e; do
        case $kind in
            T)
                mkdir -p "$data.tablespaces/$path"
                chmod 711 "$data.tablespaces"
                ln -s "$data.tablespaces/$path" "$data/pg_tblspc/$path"
                ;;
            D)
                mkdir -p "$data/$path"
                mode "$data/$path" "$a"
                ;;
            F)
                : > "$data/$path"
                [ "$a" = 384 ] || mode "$data/$path" "$a"
                ;;
            C) chunk "$path" "$a" "$b" "$c" "$d" "$e" ;;
            S) slice "$data/$path" "$a" "$b" ;;
        esac
    done < "$work/plan"
    if [ -x "$programs/pg_verifybackup" ]; then
        "$programs/pg_verifybackup" -n -q "$data" || die "the restored files are not those of the backup"
    fi
}

# number LSN: the position as a number.
number() {
    echo $((0x${1%/*} * 4294967296 + 0x${1#*/}))
}

# Finds the newest timeline that leads on from the backup's, and what comes before it: $chain, the newest first, each
# as BEGIN:END:TIMELINE.
find_chain() {
    newest=$timeline
    for history in "$repository"/wal/history/*.history; do
        [ -e "$history" ] || continue
        name=${history##*/}
        unseal "$history" wal-history "$name"
        fork=$(awk -v timeline="$timeline" '$1 == timeline { print $2 }' "$work/payload")
        if [ -n "$fork" ] && [ "$(number "$fork")" -ge "$(number "$(fact stopLsn)")" ] &&
            [ $((0x${name%.history})) -gt "$newest" ]; then
            newest=$((0x${name%.history}))
        fi
    done
    chain=
    begin=0
    history=$(printf '%08X.history' "$newest")
    if [ -e "$repository/wal/history/$history" ]; then
        unseal "$repository/wal/history/$history" wal-history "$history"
        cp "$work/payload" "$data/pg_wal/$history"
        while read -r ancestor switch rest; do
            case $ancestor in
                '' | *[!0-9]*) continue ;;
            esac
            chain="$begin:$(number "$switch"):$ancestor $chain"
            begin=$(number "$switch")
        done < "$work/payload"
    elif [ "$newest" != 1 ]; then
        [ -e "$data/pg_wal/$history" ] || die "the history of timeline $newest is missing in $repository/wal/history"
    fi
    newest_begin=$begin
    chain="$begin:9223372036854775807:$newest $chain"
}

# segment OBJECT NAME: puts an archived segment, or the beginning of one, into pg_wal.
segment() {
    unseal "$1" wal-segment "$2"
    cp "$work/payload" "$data/pg_wal/$2"
    if [ "$raw" -lt "$segment_size" ]; then
        dd if=/dev/null of="$data/pg_wal/$2" bs=1 seek="$segment_size" 2> /dev/null
    fi
}

# Looks for segment number $1 on the timelines that may hold it; sets $held to whole, beginning, or nothing. On an
# older timeline than the one that goes on there, a segment is good up to the fork at most.
find_segment() {
    held=
    whole=whole
    for link in $chain; do
        [ $((${link%%:*} / segment_size)) -le "$1" ] || continue
        end=${link#*:}
        [ $(($1 * segment_size)) -lt "${end%:*}" ] || continue
        directory=$(printf %08X "${link##*:}")
        name=$(printf '%s%08X%08X' "$directory" $(($1 / per_log)) $(($1 % per_log)))
        directory=$repository/wal/$directory
        if [ -e "$directory/$name" ]; then
            segment "$directory/$name" "$name"
            held=$whole
        elif [ -e "$data/pg_wal/$name" ]; then
            echo '{"facts":{}}' > "$work/header"
            held=$whole
        else
            longest=
            for beginning in "$directory/$name".tail-*; do [ ! -e "$beginning" ] || longest=$beginning; done
            if [ -n "$longest" ]; then
                segment "$longest" "$name"
                held=beginning
            fi
        fi
        [ -z "$held" ] || return 0
        whole=beginning
    done
}

# Tells whether what was just staged lies behind the target, so that no more is needed.
is_behind_target() {
    case $target in
        latest) false ;;
        */*) [ $(($1 * segment_size)) -gt "$(number "$target")" ] ;;
        *) jq -e --arg target "$target" "$jq_order"'
            .facts.firstTime as $first | $first != null and ($first | time) > ($target | time)' \
            "$work/header" > /dev/null ;;
    esac
}

# PostgreSQL takes a missing segment for the end of the log, so what is missing has to be found before it looks.
stage_log() {
    segment_size=$(fact walSegmentSize)
    per_log=$((4294967296 / segment_size))
    find_chain
    next=$(($(number "$(fact startLsn)") / segment_size))
    before=whole
    behind=no
    while [ $behind = no ]; do
        find_segment $next
        [ -n "$held" ] || break
        [ $before = whole ] || die "the archived log has a hole in segment number $((next - 1)), before $name:" \
            "only a target before that can be reached"
        before=$held
        if is_behind_target $next; then behind=yes; fi
        next=$((next + 1))
    done
    [ $behind = yes ] || check_end
    say "the log is ready, the last segment of it number $((next - 1)), on timeline $newest"
}

check_end() {
    directory=$(printf %08X "$newest")
    for last in "$repository/wal/$directory/$directory"*; do
        [ -e "$last" ] || continue
        last=${last##*/}
        last=${last#"$directory"}
        last=${last%%.*}
        log=${last%????????}
        [ $((0x$log * per_log + 0x${last#????????})) -lt $next ] ||
            die "the archived log has a hole: segment number $next is missing, and later ones are there;" \
                "only a target before that can be reached"
    done
    [ $((newest_begin / segment_size)) -lt $next ] ||
        die "the archived log ends in segment number $next, before timeline $newest begins"
}

# The settings of the source stay to be read, out of the server's sight: nothing of them is in force.
set_aside() {
    for name in postgresql.conf postgresql.auto.conf pg_hba.conf pg_ident.conf signal-dr.conf; do
        rm -f "$data/$name.source"
        [ ! -e "$data/$name" ] || mv "$data/$name" "$data/$name.source"
    done
    for name in standby.signal recovery.signal tablespace_map postmaster.pid postmaster.opts postgresql.auto.conf.tmp; do
        rm -f "$data/$name"
    done
    rm -rf "$data/pg_replslot"
    mkdir "$data/pg_replslot"
}

# Prints the lasting settings: sized as the source, and kept apart from it. It archives nothing and follows nobody.
settings() {
    jq -r '["max_connections", "max_worker_processes", "max_wal_senders", "max_prepared_transactions",
            "max_locks_per_transaction"] as $inherited
        | .facts.settings | to_entries[] | select(.key as $key | $inherited | index($key))
        | .key + " = \u0027" + (.value | gsub("\u0027"; "\u0027\u0027")) + "\u0027"' "$work/backup"
    if [ "$segment_size" -gt 16777216 ]; then
        echo "min_wal_size = '$((5 * segment_size / 1048576))MB'"
        echo "max_wal_size = '$((64 * segment_size / 1048576))MB'"
    fi
    cat << END
listen_addresses = ''
unix_socket_directories = '$sockets'
port = '$port'
archive_mode = 'off'
archive_command = ''
archive_library = ''
primary_conninfo = ''
primary_slot_name = ''
synchronous_standby_names = ''
max_logical_replication_workers = '0'
cluster_name = 'recovered by hand'
signal_dr.copy = 'by-hand'
END
    if [ "$major" -ge 17 ]; then
        echo "sync_replication_slots = 'off'"
        echo "summarize_wal = 'off'"
    fi
    echo "include_if_exists = 'by-hand-replay.conf'"
}

# Prints the settings that are for the replay alone. All that may be replayed lies in pg_wal.
replay() {
    cat << END
hot_standby = 'off'
restore_command = 'exit 1'
recovery_target_timeline = '$newest'
recovery_target_action = 'promote'
lc_messages = 'C'
log_startup_progress_interval = '10s'
END
    case $1 in
        latest) ;;
        snapshot) echo "recovery_target = 'immediate'" ;;
        */*)
            echo "recovery_target_lsn = '$1'"
            echo "recovery_target_inclusive = 'off'"
            ;;
        *)
            # PostgreSQL knows no names of time zones yet when it reads this.
            echo "recovery_target_time = '${1%Z}+00'"
            echo "recovery_target_inclusive = 'on'"
            ;;
    esac
}

configure() {
    set_aside
    sockets=$(mktemp -d /tmp/signal-dr-by-hand.XXXXXX)
    settings > "$data/postgresql.conf"
    replay "$target" > "$data/by-hand-replay.conf"
    : > "$data/postgresql.auto.conf"
    : > "$data/pg_ident.conf"
    echo "local all all trust" > "$data/pg_hba.conf"
    : > "$data/recovery.signal"
    : >> "$data.log"
    if [ -n "$account" ]; then
        chown -R "$account:" "$data" "$data.log" "$sockets"
        [ ! -e "$data.tablespaces" ] || chown -R "$account:" "$data.tablespaces"
    fi
}

# Starts the server, and waits until it has promoted itself or ended.
start() {
    # Without hot_standby pg_ctl takes the beginning of the recovery for its end.
    as "$programs/pg_ctl" -D "$data" -l "$data.log" -w -t 604800 start > /dev/null 2>&1 || return 1
    seconds=0
    while [ "$(sed -n 8p "$data/postmaster.pid" 2> /dev/null | tr -d ' ')" != ready ]; do
        sleep 1
        seconds=$((seconds + 1))
        as "$programs/pg_ctl" -D "$data" status > /dev/null 2>&1 || return 1
        [ $((seconds % 30)) != 0 ] || say "still replaying: $(tail -n 1 "$data.log")"
    done
}

# Tells whether the archive is complete up to the target, where the log ends before a record behind it.
is_covered() {
    [ "$behind" = no ] || return 0
    mark=$repository/wal/$(printf %08X "$newest")/end
    [ -e "$mark" ] || return 1
    unseal "$mark" wal-end end
    jq -e --arg target "$target" "$jq_order"'.facts
        | if ($target | contains("/")) then (.end | lsn) >= ($target | lsn) else (.asOf | time) >= ($target | time) end' \
        "$work/header" > /dev/null
}

not_started() {
    tail -n 20 "$data.log" >&2
    die "the server did not start; the reason stands above, from the end of $data.log"
}

recover() {
    say "replaying the log; look at $data.log"
    if ! start; then
        grep -q "recovery ended before configured recovery target was reached" "$data.log" || not_started
        is_covered || die "the log ends before $target; what it has, latest would recover. See: sh $0 list $repository"
        say "nothing was committed between the end of the log and $target: taking all of it"
        replay latest > "$data/by-hand-replay.conf"
        start || not_started
    fi
    [ ! -e "$data/recovery.signal" ] || die "the server is running and still in recovery; look at $data.log"
    rm "$data/by-hand-replay.conf"
}

check() {
    superuser=$(jq -r '.facts.labels.superuser // "postgres"' "$work/backup")
    psql=$programs/psql
    [ -x "$psql" ] || psql=$(command -v psql) || psql=
    if [ -n "$psql" ]; then
        answer=$(as "$psql" -XAt -h "$sockets" -p "$port" -U "$superuser" -d template1 -c "SELECT pg_is_in_recovery()") ||
            die "the server is running and does not answer; look at $data.log"
        [ "$answer" = f ] || die "the server is running and says that it is in recovery; look at $data.log"
    fi
    history=$(ls "$data"/pg_wal/*.history | tail -n 1)
    reached=$(awk 'NF { position = $2 } END { print position }' "$history")
    say "RECOVERED to $target: the log was replayed up to $reached"
    echo "Data directory: $data"
    echo "Connect:        psql -h $sockets -p $port -U $superuser -d postgres"
    echo "Stop:           $programs/pg_ctl -D $data stop"
    echo "It archives nothing, and listens on that socket alone. The source's settings are in $data/*.conf.source."
}

# The latest state is where the archived log ends, give or take the head of a page.
check_reached() {
    mark=$repository/wal/$(printf %08X "$newest")/end
    if [ "$target" = latest ] && [ -e "$mark" ]; then
        unseal "$mark" wal-end end
        end=$(jq -r .facts.end "$work/header")
        if [ $(($(number "$reached") + 8192)) -lt "$(number "$end")" ]; then
            echo "WARNING: the archive says that the log goes on to $end. What lies between is NOT in this database." >&2
            result=3
        fi
    fi
}

# What failed by itself ends the script too, with a code of its own.
finish() {
    rm -rf "$work"
    exit "$result"
}

run() {
    require
    check_target
    case $data in
        /*) ;;
        *) data=$(pwd)/$data ;;
    esac
    mkdir -p "$(dirname "$data")"
    work=$(mktemp -d "$data.work.XXXXXX")
    result=1
    trap finish EXIT
    trap 'exit 1' HUP INT TERM
    account=
    choose
    check_place
    timeline=$(fact timeline)
    newest=$timeline
    segment_size=$(fact walSegmentSize)
    behind=no
    say "restoring the files"
    plan
    restore_files
    [ "$target" = snapshot ] || stage_log
    configure
    recover
    check
    result=0
    check_reached
}

case ${1:-} in
    list)
        [ $# = 2 ] || usage
        repository=$2
        require
        work=$(mktemp -d)
        trap 'rm -rf "$work"' EXIT
        list
        ;;
    recover)
        { [ $# -ge 6 ] && [ $# -le 7 ]; } || usage
        repository=$2 backup=$3 target=$4 data=$5 programs=$6 port=${7:-54329}
        run
        ;;
    *) usage ;;
esac
