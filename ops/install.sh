#!/bin/sh
# Puts the user, the libraries and the files of the program in their places; run as root, again after each upgrade.
# A file in /etc that is there already stays as it is, except the units of systemd, which belong to the program.
set -eu
app=/srv/pobratim/app
[ "$(cd "$(dirname "$0")/.." && pwd)" = "$app" ] || { echo "The program must lie in $app." >&2; exit 1; }

id pobratim >/dev/null 2>&1 || adduser --system --group --home /srv/pobratim --no-create-home --quiet pobratim
install -d -o pobratim -g pobratim -m 755 /srv/pobratim
install -d -o pobratim -g pobratim -m 755 "$app/staticfiles"

[ -x "$app/.venv/bin/python" ] || python3 -m venv "$app/.venv"
# Without access to the index: `make wheelhouse` on a machine like this one, and its archive unpacked here.
index=
if [ -d "$app/wheelhouse" ]; then index="--no-index --find-links $app/wheelhouse"; fi
# shellcheck disable=SC2086
"$app/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes $index -r "$app/requirements.txt"

install -d -o pobratim -g pobratim -m 700 /var/backups/pobratim

# Units of earlier versions, whose work pobratim-tick does now.
for unit in pobratim-letters pobratim-clean-up; do
    if [ -e "/etc/systemd/system/$unit.timer" ]; then systemctl disable --now "$unit.timer" || true; fi
    rm -f "/etc/systemd/system/$unit.timer" "/etc/systemd/system/$unit.service"
done

install -m 755 "$app/ops/pobratim" /usr/local/bin/pobratim
install -m 644 "$app"/ops/systemd/* /etc/systemd/system/
if [ ! -e /etc/nginx/conf.d/pobratim.conf ] && [ -d /etc/nginx/conf.d ]; then
    install -m 644 "$app/ops/nginx.conf" /etc/nginx/conf.d/pobratim.conf
fi
if [ ! -e /etc/pobratim.env ]; then
    install -m 600 "$app/ops/pobratim.env" /etc/pobratim.env
    # The keys are made here and nowhere else: keep a copy of this file apart from the backups of the database.
    for name in SECRET_KEY HISTORY_KEY SECOND_FACTOR_KEY; do
        echo "$name=$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')" >> /etc/pobratim.env
    done
    # Opens the backups: keep it where they are not.
    "$app/.venv/bin/python" -c 'import pyrage; print(f"BACKUP_KEY={pyrage.x25519.Identity.generate()}")' >> /etc/pobratim.env
fi
systemctl daemon-reload
