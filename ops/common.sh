# shellcheck shell=bash disable=SC2034
# What install.sh and upgrade.sh have in common; they read this file, nobody runs it.
#
# The program belongs to root and lies in /opt/pobratim/releases, one folder a release; `current` leads to the one that
# runs. The service's user owns nothing there, so whoever takes the service over cannot change what root runs.

base=/opt/pobratim
releases=$base/releases
current=$base/current
closed=$base/closed-for-upgrade  # nginx shows «Идёт обновление» while this file is there
settings=/etc/pobratim.env
backups=/var/backups/pobratim
units=/etc/systemd/system
record=/var/log/pobratim-setup.log

say() { printf '%s\n' "$*"; }

fail() {
    is_said=yes
    printf '\nОСТАНОВЛЕНО. %s\n' "$*" >&2
    exit 1
}

# step SENTENCE COMMAND…: what the command says goes into the record; a failure ends the script with one sentence.
step() {
    local words=$1
    shift
    printf '%s… ' "$words"
    printf '\n--- %s\n' "$words" >>"$record"
    if "$@" >>"$record" 2>&1 </dev/null; then
        say "готово"
    else
        say "не получилось"
        tail -n 12 "$record" >&2
        "${on_failure:-fail}" "Не получилось: $words. Подробности: $record."
    fi
}

need_root() {
    [ "$(id -u)" = 0 ] || fail "Нужны права администратора: sudo bash $0"
    touch "$record" && chmod 600 "$record"
    trap say_why EXIT
}

# No end without a sentence, whichever command it was.
say_why() {
    local status=$?
    if [ $status != 0 ] && [ -z "${is_said:-}" ]; then
        "${on_failure:-fail}" "Неожиданная ошибка (код $status). Подробности выше и в $record."
    fi
}

# The value of a variable in the settings of the service.
setting() { sed -n "s/^$1=//p" "$settings" | tail -n 1; }

# A text as a part of an address may hold it.
percent_encoded() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g'; }

# Of a DATABASE_URL: which database, and whose.
base_of() { printf '%s' "$1" | sed 's|?.*||; s|.*/||'; }
role_of() { printf '%s' "$1" | sed 's|.*://||; s|[:@].*||'; }

as_postgres() { (cd / && runuser -u postgres -- "$@"); }

version_of() { sed -n 's/^VERSION = "\(.*\)"$/\1/p' "$1/config/version.py"; }

# What lies in a release, as one digest; libraries and collected files are made on the spot.
contents_of() {
    (cd "$1" && find . \( -name .venv -o -name staticfiles -o -name __pycache__ -o -name .contents \) -prune \
        -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64)
}

# bring_release SOURCE: a copy of the program below $releases. Sets `release`, and `is_new` to no where the one that
# runs is the same.
bring_release() {
    local source=$1 new=$releases/.new number=1
    install -d -m 755 "$base" "$releases"
    rm -rf "$new" && mkdir -m 755 "$new"
    if [ -e "$source/.git" ]; then
        git -c safe.directory='*' -C "$source" archive HEAD | tar -x -C "$new" --no-same-owner
    else
        tar -c -C "$source" --exclude=./.venv --exclude=./wheelhouse --exclude=./wheelhouse.tar --exclude=./staticfiles \
            --exclude=__pycache__ . | tar -x -C "$new" --no-same-owner
    fi
    chmod -R u+rwX,go+rX,go-w "$new"
    contents_of "$new" >"$new/.contents"
    is_new=yes
    if [ -e "$current" ] && cmp -s "$new/.contents" "$current/.contents"; then
        is_new=no
        release=$(readlink -f "$current")
        rm -rf "$new"
        return 0
    fi
    release=$releases/$(version_of "$new")
    while [ -e "$release" ] && [ "$(readlink -f "$current")" = "$(readlink -f "$release")" ]; do
        number=$((number + 1))
        release=$releases/$(version_of "$new")-$number
    done
    rm -rf "$release"  # of an attempt that was given up
    mv "$new" "$release"
}

# make_libraries SOURCE: the environment of the release, from the archive beside the source where there is one.
make_libraries() {
    local wheels=
    [ -x "$release/.venv/bin/python" ] || python3 -m venv "$release/.venv" || return 1
    if [ -f "$1/wheelhouse.tar" ]; then
        rm -rf "$release/.wheels" && mkdir "$release/.wheels" || return 1
        tar -x -C "$release/.wheels" --no-same-owner -f "$1/wheelhouse.tar" || return 1
        wheels=$release/.wheels/wheelhouse
    elif [ -d "$1/wheelhouse" ]; then
        wheels=$1/wheelhouse
    fi
    if [ -n "$wheels" ]; then
        "$release/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
            --no-index --find-links "$wheels" -r "$release/requirements.txt" || return 1
    else
        "$release/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
            -r "$release/requirements.txt" || return 1
    fi
    rm -rf "$release/.wheels"
    "$release/.venv/bin/python" -m compileall -q "$release/config" "$release/reports" "$release/municipalities"
}

# manage COMMAND…: manage.py of $release as the service runs it.
manage() { POBRATIM_RELEASE=$release "$release/ops/pobratim" "$@"; }

# The service's user writes them and root keeps them.
collect_files() {
    mkdir -p "$release/staticfiles" && chown -R pobratim:pobratim "$release/staticfiles" &&
        manage collectstatic --noinput --verbosity 0 &&
        chown -R root:root "$release/staticfiles"
}

# put_in_place RELEASE: its units, the command `pobratim`, and the way to it. Units belong to the program: changes of
# your own go into `systemctl edit`. Units that this release does not have are taken away.
put_in_place() {
    local files unit
    files=$(files_of "$1")
    for unit in "$units"/pobratim*.*; do
        if [ -f "$unit" ] && [ ! -e "$files/systemd/${unit##*/}" ]; then
            systemctl disable --now "${unit##*/}" || true
            rm -f "$unit"
        fi
    done
    install -m 755 "$files/pobratim" /usr/local/bin/pobratim &&
        install -m 644 "$files"/systemd/* "$units/" &&
        ln -sfn "$1" "$current.new" && mv -T "$current.new" "$current" &&
        systemctl daemon-reload
}

# Earlier versions had another folder.
files_of() { if [ -d "$1/ops" ]; then say "$1/ops"; else say "$1/deploy"; fi; }

start_pages() { systemctl start pobratim pobratim-imports; }

# Everything that can be switched on, the timers too.
start_service() {
    local names
    names=$(cd "$units" && grep -l '^\[Install\]' pobratim*.*)
    # shellcheck disable=SC2086
    systemctl enable $names && systemctl start $names
}

# What /healthz says, on one line: its status and reason.
health() {
    local host
    host=$(setting ALLOWED_HOSTS)
    curl --silent --max-time 5 --header "Host: ${host%%,*}" http://127.0.0.1:8001/healthz || printf 'нет ответа'
}

# Waits $2 seconds, else a minute, until the service says that all is well, or rests as it did before ($1). One that has
# begun to answer and says that nobody can work has ten more.
wait_for_health() {
    local said='' until=$((SECONDS + ${2:-60})) is_told=no
    while [ $SECONDS -lt $until ]; do
        said=$(health)
        case $said in
            *'"ok"'*) return 0 ;;
            *'"degraded"'*) if [ "$said" = "${1:-}" ]; then return 0; fi ;;
            *'"unavailable"'*)
                if [ $is_told = no ] && [ $until -gt $((SECONDS + 10)) ]; then until=$((SECONDS + 10)); fi
                is_told=yes
                ;;
        esac
        sleep 1
    done
    say "Программа отвечает: $said"
    [ -n "${1:-}" ] && [ "$said" = "$1" ]
}
