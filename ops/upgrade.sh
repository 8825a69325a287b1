#!/bin/bash
# Puts this release beside the one that runs and changes over to it: sudo bash ops/upgrade.sh
#
# Until everything is ready people go on working. Then they see «Идёт обновление» while the database is saved, if it
# changes at all, and brought up to date. Whatever fails, the old release and the old database are back.
# KEEP=3 says how many releases stay, ROOM=2048 how many megabytes must be free, WAIT=30 how many seconds the new version
# has to answer.
set -euo pipefail
source_folder=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=ops/common.sh
. "$source_folder/ops/common.sh"
KEEP=${KEEP:-3} ROOM=${ROOM:-2048} WAIT=${WAIT:-30}
before=/srv/pobratim/app  # where earlier versions lay
was_migrated=no backup='' aside='' plan='' closed_at=0 seconds=0

old_release() { if [ -e "$current" ]; then readlink -f "$current"; else readlink -f "$before"; fi; }

# Only a failed change-over gets here: the old release with the old database, and the reason as the last sentence.
go_back() {
    trap - INT TERM HUP
    on_failure=could_not_go_back
    say "Возвращаю прежнюю версию."
    systemctl stop pobratim.target >>"$record" 2>&1 || true
    if [ $was_migrated = yes ]; then
        if [ -n "$aside" ]; then
            step "Возвращаю базу, какая была" take_back
        elif [ "$(plan_of_migrations)" != "$plan" ]; then
            release=$old
            step "Возвращаю базу из копии $backup" restore_database
        fi
    fi
    step "Возвращаю прежние службы" put_in_place "$old"
    if [ "$old" = "$(readlink -f "$before" 2>/dev/null)" ]; then rm -f "$current"; fi
    step "Запускаю прежнюю версию" start_service
    step "Жду, пока она ответит" wait_for_health "$health_before"
    open_again
    fail "$1 Работает прежняя версия, $(version_of "$old"); данные те же, что до обновления. Люди ждали $seconds с."
}

could_not_go_back() {
    fail "$1 ВЕРНУТЬ ПРЕЖНЮЮ ВЕРСИЮ НЕ УДАЛОСЬ. Люди видят «Идёт обновление». Прежняя версия – $old, \
копия базы – ${aside:-${backup:-не понадобилась: база не менялась}}. Что делать: docs/operating.ru.md, «Обновление не удалось»."
}

close_pages() {
    closed_at=$(date +%s)
    touch "$closed"
}

open_again() {
    rm -f "$closed"
    seconds=$(($(date +%s) - closed_at))
}

save_database() {
    backup=$backups/before-$(version_of "$new")-$(date +%Y-%m-%d-%H%M%S).pobratim
    manage backup "$backup" && manage restore --check "$backup"
}

# The database as it is now, once more, beside itself: to go back is then a matter of names. Where that cannot be (it is on
# another machine, somebody has it open, there is no room), a backup that has all that people did until now.
set_aside() {
    keep_twice || {
        forget_aside
        release=$old
        save_database
    }
}

keep_twice() {
    local url file name
    url=$(setting DATABASE_URL)
    case $url in
        sqlite://*)
            file=${url#sqlite:///}
            has_room_for "$(dirname "$file")" "$(($(stat --format=%s "$file") / 1048576))" || return 1
            aside=$file.before-$(date +%Y%m%d%H%M%S)
            cp --preserve --reflink=auto "$file" "$aside" || return 1
            [ ! -e "$file-wal" ] || cp --preserve "$file-wal" "$aside-wal"
            ;;
        *)
            is_local "$url" || return 1
            name=$(base_of "$url")
            has_room_for "$(asked "SHOW data_directory")" "$(asked "SELECT pg_database_size('$name') / 1048576")" || return 1
            end_sessions "$url"
            aside=before_$(date +%Y%m%d%H%M%S)
            as_postgres createdb "$aside" --template "$name" --owner "$(role_of "$url")"
            ;;
    esac
}

# What the failed upgrade made of the database is kept beside it.
take_back() {
    local url file name
    url=$(setting DATABASE_URL)
    case $url in
        sqlite://*)
            file=${url#sqlite:///}
            put_failed_away "$file" && { [ ! -e "$aside-wal" ] || mv "$aside-wal" "$file-wal"; } && mv "$aside" "$file"
            ;;
        *)
            name=$(base_of "$url")
            put_failed_away "$url" && asked "ALTER DATABASE \"$aside\" RENAME TO \"$name\""
            ;;
    esac
}

put_failed_away() {
    local stamp
    stamp=$(date +%Y%m%d%H%M%S)
    case $1 in
        /*) mv "$1" "$1.failed-$stamp" && rm -f "$1-wal" "$1-shm" ;;
        *)
            end_sessions "$1"
            asked "ALTER DATABASE \"$(base_of "$1")\" RENAME TO \"failed_$stamp\""
            ;;
    esac
}

forget_aside() {
    case $aside in
        '') ;;
        /*) rm -f "$aside" "$aside-wal" ;;
        *) as_postgres dropdb --if-exists "$aside" ;;
    esac
    aside=''
}

# The database as the backup has it. What the failed upgrade made of it is kept beside it where that is possible.
restore_database() {
    local url
    url=$(setting DATABASE_URL)
    manage restore --check "$backup" || return 1
    case $url in
        sqlite://*) put_failed_away "${url#sqlite:///}" || return 1 ;;
        *)
            if is_local "$url"; then
                put_failed_away "$url" &&
                    as_postgres createdb "$(base_of "$url")" --owner "$(role_of "$url")" --encoding UTF8 \
                        --template template0 || return 1
            else
                # The role of the service may not make databases there, so it empties its own.
                manage dbshell -- --quiet --command 'DROP OWNED BY CURRENT_USER CASCADE' || return 1
            fi
            ;;
    esac
    manage restore "$backup"
}

asked() { as_postgres psql -tAq -c "$1"; }

# A pool of connections keeps some open, and no database with one can be copied or renamed.
end_sessions() {
    asked "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = '$(base_of "$1")' AND usename = '$(role_of "$1")'" || true
}

is_local() {
    case $1 in *,*) return 1 ;; *@127.0.0.1[:/]* | *@localhost[:/]* | *@/*) ;; *) return 1 ;; esac
    id postgres >/dev/null 2>&1 &&
        [ "$(asked "SELECT 1 FROM pg_database WHERE datname = '$(base_of "$1")'" 2>/dev/null)" = 1 ]
}

has_room_for() { [ "$(df --output=avail -m "$1" | tail -n 1)" -ge $(($2 + ROOM)) ]; }

# What a migration of the new release would do. Each is one transaction, so a plan that is the same after a failure says
# that nothing of it has stayed.
plan_of_migrations() { POBRATIM_RELEASE=$new "$new/ops/pobratim" migrate --plan 2>>"$record" </dev/null; }

needs_migration() {
    local status=0
    manage migrate --check >>"$record" 2>&1 </dev/null || status=$?
    [ $status != 0 ]
}

remove_old_releases() {
    local kept=0 folder
    find "$releases" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' | sort -rn | cut -d' ' -f2- |
        while IFS= read -r folder; do
            case $folder in "$new" | "$old") continue ;; esac
            kept=$((kept + 1))
            [ $((kept + 2)) -le "$KEEP" ] || rm -rf "$folder"
        done
}

need_root
[ -e "$settings" ] || fail "Программа здесь не установлена: нет $settings. Сначала ops/install.sh."
old=$(old_release) || true
[ -d "$old" ] || fail "Не найдена прежняя версия: нет ни $current, ни $before."
[ ! -e "$closed" ] || fail "Прошлое обновление не закончено: есть $closed. Проверьте программу (pobratim doctor), \
затем удалите этот файл."
[ -n "$(setting BACKUP_KEY)" ] || fail "Не задан BACKUP_KEY, поэтому копии не сделать. Ключ даст \
команда pobratim backup --new-key; впишите его строку в $settings."
id pobratim >/dev/null 2>&1 || fail "Нет пользователя pobratim. Сначала ops/install.sh."
install -d -m 755 "$base" "$releases"
for place in "$base" "$backups"; do
    has_room_for "$place" 0 || fail "Мало места: в $place свободно меньше $ROOM МБ. Удалите старые копии или журналы."
done
health_before=$(health)

bring_release "$source_folder"
new=$release
if [ "$is_new" = no ]; then
    say "Версия $(version_of "$new") уже работает, обновлять нечего."
    exit 0
fi
newest=$(printf '%s\n%s\n' "$(version_of "$old")" "$(version_of "$new")" | sort -V | tail -n 1)
if [ "$newest" != "$(version_of "$new")" ]; then
    rm -rf "$new"
    fail "Здесь версия старше той, что работает ($newest). Назад возвращаются копией базы: docs/operating.ru.md."
fi
say "Работает $(version_of "$old"), ставлю $(version_of "$new")."
step "Ставлю библиотеки" make_libraries "$source_folder"
step "Собираю файлы оформления" collect_files
step "Проверяю настройки новой версией" manage check --deploy --tag security --fail-level ERROR
if needs_migration; then
    changes_database=yes
    plan=$(plan_of_migrations) || fail "Не получилось узнать, как меняется база. Подробности: $record."
    release=$old
else
    changes_database=no
fi
step "Делаю резервную копию" save_database

on_failure=go_back
trap 'go_back "Обновление прервано."' INT TERM HUP
close_pages
step "Останавливаю прежнюю версию" systemctl stop pobratim.target
if [ $changes_database = yes ]; then
    step "Откладываю базу, какая она есть" set_aside
    release=$new
    was_migrated=yes
    step "Обновляю базу" manage migrate --noinput
fi
step "Кладу на место новые службы" put_in_place "$new"
# The timers wait: letters that left cannot be called back.
step "Запускаю новую версию" start_pages
step "Жду, пока она ответит" wait_for_health "$health_before" "$WAIT"
open_again
trap - INT TERM HUP
on_failure=fail
step "Включаю расписания" start_service

forget_aside >>"$record" 2>&1 || say "Отложенная база $aside осталась: удалите её."
remove_old_releases
sample=/etc/nginx/conf.d/pobratim.conf.new
if ! cmp -s "$old/ops/nginx.conf" "$new/ops/nginx.conf"; then
    cp "$new/ops/nginx.conf" $sample
    say "Образец настройки nginx изменился: сравните $sample со своей."
fi
say
say "Работает версия $(version_of "$new"). Люди ждали $seconds с. Копия базы: $backup."
manage check --deploy --fail-level ERROR >>"$record" 2>&1 </dev/null ||
    say "Проверка нашла, что поправить: pobratim check --deploy."
