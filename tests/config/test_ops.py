"""The files of ops/ fit the program and the guide."""

import os
import re
import shutil
import subprocess

import pytest
from django.core.management import get_commands
from django.db.migrations.loader import MigrationLoader

from config.version import VERSION
from tests.conftest import ROOT

OPS = ROOT / "ops"
GUIDE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def test_every_variable_is_explained_in_the_guide():
    names = re.findall(r"(?m)^(\w+)=", (OPS / "pobratim.env").read_text(encoding="utf-8"))
    assert "DATABASE_URL" in names
    assert [name for name in names if f"| `{name}` |" not in GUIDE] == []


def test_every_unit_runs_a_command_that_exists():
    units = [path.read_text(encoding="utf-8") for path in (OPS / "systemd").glob("*.service")]
    commands = re.findall(r"manage\.py (\w+)", "".join(units))
    assert {"import_worker", "tick", "backup"} == set(commands) <= set(get_commands())


def test_whatever_has_the_database_open_stops_with_the_target():
    units = {path.name: path.read_text(encoding="utf-8") for path in (OPS / "systemd").iterdir()}
    apart = [name for name, text in units.items() if "PartOf=pobratim.target" not in text]
    assert apart == ["pobratim.target"]


def test_scripts_are_sound():
    """Where shellcheck is installed it reads them, too."""
    scripts = sorted(map(str, OPS.glob("*.sh")))
    checks = [["bash", "-n", script] for script in scripts]
    if shutil.which("shellcheck"):
        checks.append(["shellcheck", "--external-sources", "--source-path", str(ROOT), *scripts, str(OPS / "pobratim")])
    for check in checks:
        done = subprocess.run(check, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_guide_has_every_question_of_the_installer():
    text = (OPS / "install.sh").read_text(encoding="utf-8")
    questions = re.search(r'questions="(.*?)"', text, re.S)[1].replace("\\", "").split()
    assert len(questions) == 10
    assert [name for name in questions if f"\n    {name}=" not in GUIDE] == []
    answered = set(re.findall(r"(?m)^ *ask (\w+) ", text)) | {"EMAIL_URL"}
    assert answered == set(questions)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("percent_encoded 'п/@:1'", "%d0%bf%2f%40%3a%31"),
        ("percent_encoded ''", ""),
        ("base_of 'postgres://a:b%2Fc@127.0.0.1:5432/records?sslmode=require&x=a/b'", "records"),
        ("role_of 'postgres://keeper:b%40c@127.0.0.1:5432/records'", "keeper"),
        ("role_of 'postgres://keeper@127.0.0.1/records'", "keeper"),
        ("version_of .", VERSION),
        ("step 'Первое' true; on_failure=say; step 'Второе' false", "Не получилось: Второе."),
    ],
)
def test_what_the_scripts_share(tmp_path, call, said):
    words = f". ops/common.sh; record={tmp_path}/record; {call}"
    done = subprocess.run(["bash", "-uc", words], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said in done.stdout if said else done.stdout == ""


REST, AWAY, DOWN = '{"status": "degraded"}', "нет ответа", '{"status": "unavailable"}'


@pytest.mark.parametrize(
    ("says", "before", "answer"),
    [
        ('{"status": "ok"}', REST, "0 after 0 s"),
        (REST, REST, "0 after 0 s"),
        (REST, '{"status": "ok"}', "1 after 30 s"),
        (DOWN, REST, "1 after 10 s"),
        (AWAY, REST, "1 after 30 s"),
        (AWAY, AWAY, "0 after 30 s"),
    ],
)
def test_whoever_waits_for_the_service_waits_no_longer_than_there_is_hope(says, before, answer):
    """People see «Идёт обновление» meanwhile."""
    words = f"""
        . ops/common.sh
        health() {{ printf '%s' '{says}'; }}
        sleep() {{ SECONDS=$((SECONDS + $1)); }}
        SECONDS=0 status=0
        wait_for_health '{before}' 30 || status=$?
        echo "$status after $SECONDS s"
    """
    done = subprocess.run(["bash", "-euc", words], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == answer


def after_functions_of_upgrade(words, settings):
    """Run words of bash that know the functions of upgrade.sh, without its steps."""
    functions = (OPS / "upgrade.sh").read_text(encoding="utf-8").partition("\nneed_root\n")[0]
    code = f"{functions}\nsettings={settings} ROOM=0\n{words}"
    return subprocess.run(["bash", "-c", code, OPS / "upgrade.sh"], capture_output=True, text=True, check=True).stdout


def test_a_failed_upgrade_of_sqlite_goes_back_by_names(tmp_path):
    """The log of SQLite belongs to the file; what the failed upgrade made stays beside it."""
    settings, base = tmp_path / "env", tmp_path / "db.sqlite3"
    settings.write_text(f"DATABASE_URL=sqlite:///{base}\n")
    base.write_text("of before")
    (tmp_path / "db.sqlite3-wal").write_text("log of before")
    change = f"echo changed > {base}; echo more > {base}-wal; echo more > {base}-shm"
    after_functions_of_upgrade(f"keep_twice && {{ {change}; }} && take_back", settings)
    assert base.read_text() == "of before"
    assert (tmp_path / "db.sqlite3-wal").read_text() == "log of before"
    assert [path.read_text() for path in tmp_path.glob("*.failed-*")] == ["changed\n"]
    assert len(list(tmp_path.iterdir())) == 4
    after_functions_of_upgrade("keep_twice && forget_aside", settings)
    assert len(list(tmp_path.iterdir())) == 4


def test_a_database_that_cannot_be_kept_twice_is_backed_up_once_more(tmp_path):
    """A full disk, or a PostgreSQL elsewhere; nothing half-copied stays."""
    settings, base = tmp_path / "env", tmp_path / "db.sqlite3"
    base.write_text("of before")
    for url, room in ((f"sqlite:///{base}", 10**9), ("postgres://a:b@10.0.0.1:5432/c", 0)):
        settings.write_text(f"DATABASE_URL={url}\n")
        words = f'old=was; save_database() {{ echo "backup by $release"; }}; ROOM={room}; set_aside; echo "[$aside]"'
        assert after_functions_of_upgrade(words, settings).split("\n")[:2] == ["backup by was", "[]"]
        assert sorted(path.name for path in tmp_path.iterdir()) == ["db.sqlite3", "env"]


def test_every_migration_is_one_transaction():
    """upgrade.sh takes it from the plan of migrations whether anything of a failed one has stayed."""
    assert [key for key, one in MigrationLoader(None).disk_migrations.items() if not one.atomic] == []


def test_a_release_is_known_by_what_lies_in_it(tmp_path):
    """Libraries and collected files, which are made on the spot, do not count; a changed or a new file does."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config/version.py").write_text('VERSION = "1"\n')

    def digest():
        words = f". ops/common.sh; contents_of {tmp_path}"
        return subprocess.run(["bash", "-euc", words], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    first = digest()
    for made in (".venv", "staticfiles", "config/__pycache__"):
        (tmp_path / made).mkdir()
        (tmp_path / made / "x").write_text("x")
    assert digest() == first
    (tmp_path / "config/another").write_text("")
    second = digest()
    (tmp_path / "config/another").write_text("1")
    assert len({first, second, digest()}) == 3


@pytest.mark.parametrize("script", ["install.sh", "upgrade.sh"])
def test_only_the_administrator_installs(script):
    """Anybody else gets one sentence, and nothing is touched."""
    words = ["setpriv", "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    done = subprocess.run([*words, "bash", OPS / script], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Нужны права администратора: sudo bash" in done.stderr


# Fences of the units


def units():
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((OPS / "systemd").glob("*.service"))}


FENCES = (
    "NoNewPrivileges=true",
    "CapabilityBoundingSet=",
    "ProtectSystem=strict",
    "ProtectHome=true",
    "ProtectProc=invisible",
    "PrivateTmp=true",
    "PrivateDevices=true",
    "RestrictNamespaces=true",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
    "SystemCallErrorNumber=EPERM",
    "LimitCORE=0",
    "UMask=0077",
)


def test_every_unit_has_the_same_fences():
    missing = [(name, line) for name, text in units().items() for line in FENCES if line not in text.splitlines()]
    assert missing == []
    assert [name for name, text in units().items() if "-/etc/pobratim.env" not in text] == []


def test_units_leave_the_readers_their_own_fences():
    """Landlock is newer than systemd's list of common calls. LibreOffice makes memory that is code."""
    for name, text in units().items():
        calls = re.search(r"(?m)^SystemCallFilter=@system-service (.*)$", text)[1].split()
        assert {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"} <= set(calls)
        assert ("MemoryDenyWriteExecute=true" in text) == (name in {"pobratim-tick.service", "pobratim-backup.service"})


def test_systemd_understands_the_units_and_finds_little_exposed(tmp_path):
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("no systemd-analyze on this machine")
    for path in (OPS / "systemd").iterdir():
        text = path.read_text(encoding="utf-8")
        there = re.sub(r"(?m)^(ExecStart=|WorkingDirectory=/|EnvironmentFile=).*", "", text)
        (tmp_path / path.name).write_text(there.replace("[Service]", "[Service]\nExecStart=/bin/true"))
    files = sorted(map(str, tmp_path.iterdir()))
    checked = subprocess.run([analyze, "verify", *files], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    services = [file for file in files if file.endswith(".service")]
    exposed = subprocess.run(
        [analyze, "security", "--offline=true", "--threshold=20", *services], capture_output=True, text=True
    )
    assert exposed.returncode == 0, exposed.stdout[-3000:]
