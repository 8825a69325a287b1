"""Run the application with demo data in the foreground: `python tools/demo.py [PORT]`.

Started by `make demo`. Prepares the database, loads the demo data (which prints the sign-ins) and
serves on the loopback address only, because demo passwords are known to everybody.
"""

import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
LETTERS_EVERY = 30  # seconds


def main(words):
    """Exit status 1 with a sentence when the port is wrong or taken; otherwise serves until it is stopped."""
    port = words[0] if words else "8000"
    if not port.isdigit() or not 0 < int(port) < 65536:
        print(f"PORT: «{port}» – не номер порта. Допустимо: число от 1 до 65535.", file=sys.stderr)
        return 1
    if _is_taken(int(port)):
        print(
            f"Порт {port} занят другой программой (возможно, демонстрация уже запущена). "
            f"Выберите другой: make demo PORT={int(port) % 65535 + 1}",
            file=sys.stderr,
        )
        return 1
    for command in (["migrate", "--verbosity", "0"], ["load_demo"]):
        status = subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT).returncode
        if status:
            return status
    print(f"\nОткройте http://{HOST}:{port}/  (остановить: Ctrl+C)\n", flush=True)
    return _serve(port)


def _serve(port):
    """Serve, and send letters as cron does elsewhere: they are printed here. Returns the server's exit status."""
    command = [sys.executable, "manage.py", "runserver", "--noreload", f"{HOST}:{port}"]
    server = subprocess.Popen(command, cwd=ROOT)
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    while True:
        try:
            return server.wait(LETTERS_EVERY)
        except subprocess.TimeoutExpired:
            subprocess.run([sys.executable, "manage.py", "send_mail"], cwd=ROOT)
        except KeyboardInterrupt:
            return server.wait()  # Ctrl+C has reached the server too


def _is_taken(port):
    with socket.socket() as probe:
        # As the server does: an address that a stopped server left behind a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
