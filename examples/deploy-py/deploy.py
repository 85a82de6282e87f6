"""Deploys the visit counter: prepares its data directory, checks the program, restarts it when it runs as a service.

Lockstep runs this on the server, in the project's directory, after each push.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SERVICE = "visits"


def main() -> int:
    (ROOT / "data").mkdir(exist_ok=True)
    subprocess.run([sys.executable, "-m", "compileall", "-q", ROOT / "app"], check=True)
    print(f"run {os.environ.get('LOCKSTEP_RUN', '?')} of {os.environ.get('LOCKSTEP_TARGET', 'this machine')}")
    if not service_exists():
        print(f"no service '{SERVICE}' here; start it by hand: python3 -m app")
        return 0

    subprocess.run(["systemctl", "restart", SERVICE], check=True)
    print(f"restarted {SERVICE}")
    return 0


def service_exists() -> bool:
    if shutil.which("systemctl") is None:
        return False
    found = subprocess.run(["systemctl", "cat", SERVICE], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return found.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
