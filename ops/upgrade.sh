#!/bin/bash
# Puts this release beside the one that runs and changes over to it: sudo bash ops/upgrade.sh
#
# Until everything is ready people go on working. Then they see «Идёт обновление» while the database is saved, if it
# changes at all, and brought up to date. Whatever fails, the old release and the old database are back.
# KEEP=3 says how many releases stay, ROOM=2048 how many megabytes must be free.
set -euo pipefail
source_folder=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=ops/common.sh
. "$source_folder/ops/common.sh"
KEEP=${KEEP:-3} ROOM=${ROOM:-2048}
before=/srv/pobratim/app  # where earlier versions lay
was_migrated=no backup='' closed_at=0 seconds=0

old_release() { if [ -e "$current" ]; then readlink -f "$current"; else readlink -f "$before"; fi; }

# Only a failed change-over gets here: the old release with the old database, and the reason as the last sentence.
go_back() {
    trap - INT TERM HUP
    on_failure=could_not_go_back
    say "Возвращаю прежнюю версию."
    systemctl stop pobratim.target >>"$record" 2>&1 || true
    if [ $was_migrated = yes ]; then
        release=$old
        step "Возвращаю базу из копии $backup" restore_database
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
копия базы – ${backup:-не понадобилась: база не менялась}. Что делать: docs/operating.ru.md, «Обновление не удалось»."
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

# The database as the backup has it. What the failed upgrade made of it is kept beside it where that is possible.
restore_database() {
    local url file stamp
    stamp=$(date +%Y%m%d%H%M%S)
    url=$(setting DATABASE_URL)
    manage restore --check "$backup" || return 1
    case $url in
        sqlite://*)
            file=${url#sqlite:///}
            mv "$file" "$file.failed-$stamp" && rm -f "$file-wal" "$file-shm" || return 1
            ;;
        *)
            if is_local "$url"; then
                as_postgres psql -q -c "ALTER DATABASE \"$(base_of "$url")\" RENAME TO \"failed_$stamp\"" &&
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

is_local() {
    case $1 in *,*) return 1 ;; *@127.0.0.1[:/]* | *@localhost[:/]* | *@/*) ;; *) return 1 ;; esac
    id postgres >/dev/null 2>&1 &&
        [ "$(as_postgres psql -tAq -c "SELECT 1 FROM pg_database WHERE datname = '$(base_of "$1")'" 2>/dev/null)" = 1 ]
}

has_room() { [ "$(df --output=avail -m "$1" | tail -n 1)" -ge "$ROOM" ]; }

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
    has_room "$place" || fail "Мало места: в $place свободно меньше $ROOM МБ. Удалите старые копии или журналы."
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
else
    changes_database=no
    step "Делаю резервную копию" save_database
fi

on_failure=go_back
trap 'go_back "Обновление прервано."' INT TERM HUP
close_pages
step "Останавливаю прежнюю версию" systemctl stop pobratim.target
if [ $changes_database = yes ]; then
    release=$old
    step "Делаю резервную копию" save_database
    release=$new
    was_migrated=yes
    step "Обновляю базу" manage migrate --noinput
fi
step "Кладу на место новые службы" put_in_place "$new"
# The timers wait: letters that left cannot be called back.
step "Запускаю новую версию" start_pages
step "Жду, пока она ответит" wait_for_health "$health_before"
open_again
trap - INT TERM HUP
on_failure=fail
step "Включаю расписания" start_service

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
