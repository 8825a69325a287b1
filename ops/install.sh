#!/bin/bash
# Puts Pobratim on a bare Debian 12 or Astra Linux 1.8: sudo bash ops/install.sh [FILE WITH ANSWERS]
#
# Asks what it cannot know, and nothing that a variable of that name or a line NAME=value of the file answers:
# HOST, CERTIFICATE, CERTIFICATE_KEY, DATABASE_URL, EMAIL_URL, DEFAULT_FROM_EMAIL, LISTS_PHONE, ADMIN_LOGIN, ADMIN_NAME,
# ADMIN_EMAIL. An empty answer takes what the question offers. A second run puts in place what is missing:
# settings, keys, the configuration of nginx, certificates, people and the database stay as they are.
set -euo pipefail
source_folder=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=ops/common.sh
. "$source_folder/ops/common.sh"
site=/etc/nginx/conf.d/pobratim.conf
questions=" HOST CERTIFICATE CERTIFICATE_KEY DATABASE_URL EMAIL_URL DEFAULT_FROM_EMAIL LISTS_PHONE \
ADMIN_LOGIN ADMIN_NAME ADMIN_EMAIL "

read_answers() {
    local line name
    [ -r "$1" ] || fail "Файл с ответами $1 не читается."
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in '' | '#'*) continue ;; esac
        name=${line%%=*}
        case $questions in *" $name "*) ;; *) fail "В файле с ответами нет такого вопроса: $name." ;; esac
        printf -v "$name" '%s' "${line#*=}"
    done <"$1"
}

# ask NAME QUESTION DEFAULT [PATTERN]: the answer in the variable NAME. Where nobody sits there the default is taken.
ask() {
    local name=$1 question=$2 default=$3 pattern=${4:-} answer
    while :; do
        if [ -n "${!name+set}" ]; then
            answer=${!name}
        elif [ -t 0 ]; then
            read -r -p "$question${default:+ [$default]}: " answer || fail "Ответа нет."
        else
            answer=
        fi
        answer=${answer:-$default}
        if [ -z "$pattern" ] || [[ $answer =~ $pattern ]]; then break; fi
        if [ -n "${!name+set}" ] || [ ! -t 0 ]; then fail "$name: ответ «$answer» не подходит. $question."; fi
        say "Ответ «$answer» не подходит."
    done
    printf -v "$name" '%s' "$answer"
}

# The address of the mail server, with signs in a password that an address cannot hold.
ask_mail() {
    local server port kind user password=
    if [ -n "${EMAIL_URL+set}" ] || [ ! -t 0 ]; then
        EMAIL_URL=${EMAIL_URL:-dummymail://}
        return
    fi
    read -r -p "Почтовый сервер (пусто – писем пока не отправлять): " server
    if [ -z "$server" ]; then
        EMAIL_URL=dummymail://
        return
    fi
    read -r -p "Порт почтового сервера [587]: " port
    read -r -p "Шифрование: tls, ssl или нет [tls]: " kind
    read -r -p "Имя для входа на почтовый сервер (пусто – без входа): " user
    if [ -n "$user" ]; then
        read -r -s -p "Пароль почты: " password
        say
    fi
    case ${kind:-tls} in tls) kind=smtp+tls ;; ssl) kind=smtp+ssl ;; *) kind=smtp ;; esac
    if [ -n "$user" ]; then user="$(percent_encoded "$user"):$(percent_encoded "$password")@"; fi
    EMAIL_URL=$kind://$user$server:${port:-587}
}

ask_everything() {
    ask HOST "Имя узла, которое люди набирают в браузере, например otchet.example.ru" "" \
        '^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+$'
    ask CERTIFICATE "Файл сертификата TLS (пусто – временный, сделанный здесь)" "" '^(/.*)?$'
    if [ -n "$CERTIFICATE" ]; then
        ask CERTIFICATE_KEY "Файл ключа к нему" "" '^/'
        check_certificate
    fi
    ask DATABASE_URL "Адрес базы PostgreSQL (пусто – сделать базу на этой машине)" "" '^((postgres|postgresql|sqlite)://.*)?$'
    ask_mail
    ask DEFAULT_FROM_EMAIL "От кого письма" "pobratim@$HOST" '^[^@[:space:]]+@[^@[:space:]]+$'
    ask LISTS_PHONE "Телефон для тех, кто забыл пароль (пусто – не показывать)" ""
    ask_administrator
}

ask_administrator() {
    ask ADMIN_NAME "Фамилия, имя и отчество первого администратора" "" '[^[:space:]]'
    ask ADMIN_EMAIL "Его электронная почта" "" '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$'
    ask ADMIN_LOGIN "Его имя для входа, латиницей" "admin" '^[A-Za-z0-9._-]+$'
}

check_certificate() {
    local file
    for file in "$CERTIFICATE" "$CERTIFICATE_KEY"; do [ -r "$file" ] || fail "Файла $file нет, или он не читается."; done
    command -v openssl >/dev/null || return 0
    [ "$(openssl x509 -in "$CERTIFICATE" -noout -pubkey 2>/dev/null)" = \
        "$(openssl pkey -in "$CERTIFICATE_KEY" -pubout 2>/dev/null)" ] ||
        fail "Ключ $CERTIFICATE_KEY не подходит к сертификату $CERTIFICATE."
}

install_packages() {
    local wanted=(ca-certificates curl openssl procps python3-venv nginx) missing=() package
    case ${DATABASE_URL-} in "") wanted+=(postgresql postgresql-client) ;; postgres*) wanted+=(postgresql-client) ;; esac
    for package in "${wanted[@]}"; do
        [[ $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) == "install ok installed" ]] || missing+=("$package")
    done
    if ((${#missing[@]} == 0)); then return 0; fi
    export DEBIAN_FRONTEND=noninteractive
    step "Ставлю пакеты: ${missing[*]}" apt_install "${missing[@]}"
}

apt_install() { apt-get update -q && apt-get install -q -y --no-install-recommends "$@"; }

asked() { as_postgres psql -tAq -c "$1" "${2:-postgres}"; }

# A role and a database of its own on this machine. Sets DATABASE_URL.
make_database() {
    local password tables
    systemctl start postgresql >>"$record" 2>&1 || true
    asked "SELECT 1" >>"$record" 2>&1 || fail "PostgreSQL на этой машине не отвечает: systemctl status postgresql."
    if [ "$(asked "SELECT 1 FROM pg_database WHERE datname = 'pobratim'")" = 1 ]; then
        tables=$(asked "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'" pobratim)
        [ "$tables" = 0 ] || fail "База pobratim уже полна ($tables таблиц), а файла $settings с её ключами нет. \
Верните файл из сохранённой копии, или переименуйте базу, если она не нужна."
    fi
    password=$(python3 -c 'import secrets; print(secrets.token_hex(24))')
    # By standard input: all can read the words of a process.
    if [ "$(asked "SELECT 1 FROM pg_roles WHERE rolname = 'pobratim'")" = 1 ]; then
        printf "ALTER ROLE pobratim LOGIN PASSWORD '%s'" "$password" | as_postgres psql -q >>"$record" 2>&1 ||
            fail "Пароль роли pobratim не задан: $record."
    else
        printf "CREATE ROLE pobratim LOGIN PASSWORD '%s'" "$password" | as_postgres psql -q >>"$record" 2>&1 ||
            fail "Роль pobratim не создана: $record."
    fi
    if [ "$(asked "SELECT 1 FROM pg_database WHERE datname = 'pobratim'")" != 1 ]; then
        step "Делаю базу pobratim" as_postgres createdb pobratim --owner pobratim --encoding UTF8 --template template0
    fi
    DATABASE_URL=postgres://pobratim:$password@127.0.0.1:$(asked "SHOW port")/pobratim
}

# The settings, with new keys, in one piece or not at all. Only root reads them.
write_settings() {
    local line name new=$settings.new
    (umask 077 && : >"$new")
    while IFS= read -r line; do
        name=${line%%=*}
        case $name in
            ALLOWED_HOSTS) line=ALLOWED_HOSTS=$HOST ;;
            SITE_URL) line=SITE_URL=https://$HOST ;;
            DATABASE_URL | EMAIL_URL | DEFAULT_FROM_EMAIL) line=$name=${!name} ;;
            LISTS_PHONE) line=${LISTS_PHONE:+LISTS_PHONE=$LISTS_PHONE} ;;
        esac
        printf '%s\n' "$line"
    done <"$release/ops/pobratim.env" >"$new"
    for name in SECRET_KEY HISTORY_KEY SECOND_FACTOR_KEY; do
        printf '%s=%s\n' "$name" "$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')" >>"$new"
    done
    "$release/.venv/bin/python" -c 'import pyrage; print(f"BACKUP_KEY={pyrage.x25519.Identity.generate()}")' >>"$new"
    mv "$new" "$settings"
}

make_certificate() {
    CERTIFICATE=/etc/ssl/pobratim.crt CERTIFICATE_KEY=/etc/ssl/private/pobratim.key
    if [ -e "$CERTIFICATE" ] || [ -e "$CERTIFICATE_KEY" ]; then return 0; fi
    step "Делаю временный сертификат на 90 дней" openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj "/CN=$HOST" \
        -addext "subjectAltName=DNS:$HOST" -keyout "$CERTIFICATE_KEY" -out "$CERTIFICATE"
    chmod 600 "$CERTIFICATE_KEY"
}

write_site() {
    sed -e "s|pobratim\.example\.ru|$HOST|g" -e "s|/etc/ssl/pobratim\.crt|$CERTIFICATE|" \
        -e "s|/etc/ssl/private/pobratim\.key|$CERTIFICATE_KEY|" "$release/ops/nginx.conf" >"$site"
}

reload_nginx() { nginx -t && { systemctl reload nginx || systemctl restart nginx; }; }

need_root
if [ $# -gt 0 ]; then read_answers "$1"; fi
is_first=yes
if [ -e "$settings" ]; then is_first=no; fi
if [ $is_first = yes ]; then
    ask_everything
else
    [ -e "$current" ] || [ ! -d /srv/pobratim/app ] ||
        fail "В /srv/pobratim/app стоит прежняя версия. Обновляет её ops/upgrade.sh."
    HOST=$(setting ALLOWED_HOSTS) HOST=${HOST%%,*} DATABASE_URL=$(setting DATABASE_URL)
    say "Настройки $settings уже есть и остаются как есть."
fi
install_packages
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Нужен Python 3.11 или новее: Debian 12, Astra 1.8."

id pobratim >/dev/null 2>&1 ||
    step "Завожу пользователя pobratim" adduser --system --group --home /srv/pobratim --no-create-home --quiet pobratim
install -d -o pobratim -g pobratim -m 750 /srv/pobratim
install -d -o pobratim -g pobratim -m 700 "$backups"

bring_release "$source_folder"
if [ "$is_new" = yes ] && [ -e "$current" ]; then
    rm -rf "$release"
    fail "Работает версия $(version_of "$current"), а здесь другая. Обновляет её ops/upgrade.sh."
fi
step "Ставлю библиотеки" make_libraries "$source_folder"
if [ $is_first = yes ]; then
    [ -n "$DATABASE_URL" ] || make_database
    write_settings
    say "Записаны настройки и новые ключи: $settings."
fi
step "Готовлю таблицы" manage migrate --noinput
step "Загружаю справочники" manage load_lists
step "Собираю файлы оформления" collect_files
step "Кладу на место службы" put_in_place "$release"

if [ -e "$site" ]; then
    say "Настройка nginx $site уже есть и остаётся как есть."
else
    if [ -z "${CERTIFICATE-}" ]; then make_certificate; fi
    write_site
    step "Включаю nginx" reload_nginx
fi
if ! ls "$backups"/*.pobratim >/dev/null 2>&1; then
    step "Делаю первую резервную копию" manage backup --into "$backups"
fi
step "Запускаю программу" start_service
step "Жду, пока она ответит" wait_for_health
manage check --deploy --fail-level ERROR >>"$record" 2>&1 </dev/null || {
    tail -n 20 "$record" >&2
    fail "Программа работает, но проверка нашла, что поправить: pobratim check --deploy."
}
say
say "Побратим $(version_of "$release") работает: https://$HOST/"
if ! manage first_administrator --is-there </dev/null >>"$record" 2>&1; then
    ask_administrator
    manage first_administrator "$ADMIN_LOGIN" "$ADMIN_NAME" "$ADMIN_EMAIL" </dev/null ||
        fail "Первый администратор не заведён. Исправьте то, что названо, и запустите установку ещё раз."
fi
if [ $is_first = yes ]; then
    say "Сохраните копию файла $settings отдельно от резервных копий: без его ключей их не открыть."
    if [ "$CERTIFICATE" = /etc/ssl/pobratim.crt ]; then
        say "Сертификат временный, браузеры о нём предупреждают. Замените файлы, которые называет $site."
    fi
    if [ "$EMAIL_URL" = dummymail:// ]; then
        say "Письма не отправляются. Когда узнаете почтовый сервер, впишите EMAIL_URL в $settings."
    fi
fi
say "Состояние программы в любой день: sudo pobratim doctor"
