#!/usr/bin/env python3
"""Make .venv ready for `make run` ("base") or `make test` ("dev"); do nothing when it is.

Runs on the system's own Python, with the standard library only. Packages come from
wherever this user's pip is configured to look, and every one must match its hash.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
APT = "sudo apt install git make python3 python3-venv"


def main(which):
    """Bring the environment to `which`; return the exit code."""
    if sys.version_info < OLDEST:
        return refuse(f"Cần Python {OLDEST[0]}.{OLDEST[1]} trở lên, máy đang có {sys.version.split()[0]}")
    if not works():
        try:
            import ensurepip  # noqa: F401
            import venv
        except ImportError:
            return refuse("Máy thiếu gói python3-venv")
        print("motcua: đang tạo môi trường Python trong .venv …", flush=True)
        venv.create(VENV, clear=True, symlinks=True, with_pip=True)
    # With dev installed base is too, as long as both pin alike.
    also = ["base"] if pins("base") <= pins("dev") else []
    wanted = {name: mark(name) for name in (which, *also)}
    missing = [name for name in wanted if not stamp(name).exists() or stamp(name).read_text() != wanted[name]]
    if which in missing:
        print("motcua: đang cài thư viện, lần đầu mất khoảng một phút …", flush=True)
        command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        done = subprocess.run([*command, "-r", ROOT / "requirements" / f"{which}.txt"], check=False)
        if done.returncode:
            print("motcua: chưa cài được thư viện. Xin kiểm tra mạng và cấu hình pip rồi chạy lại.", file=sys.stderr)
            print("(Installing failed: check the network and your pip configuration, then run again.)", file=sys.stderr)
            return done.returncode
    for name in missing:
        stamp(name).write_text(wanted[name])
    join_source()
    return 0


def works():
    """Tell whether .venv is whole and was made here: a new Python or a moved folder breaks the programs in it."""
    asked = "import sys, pip; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run([PYTHON, "-c", asked], capture_output=True, text=True, check=True).stdout
        made_here = (VENV / "bin" / "pip").read_text().startswith(f"#!{VENV}/")
    except (OSError, UnicodeDecodeError, subprocess.SubprocessError):
        return False
    return made_here and tuple(map(int, answer.split())) >= OLDEST


def mark(which):
    """Return what identifies an installation: the pins, and the Python they were installed for."""
    pins = (ROOT / "requirements" / f"{which}.txt").read_bytes()
    return hashlib.sha256(pins + str(VENV).encode() + python_version()).hexdigest()


def pins(which):
    """Return what a requirements file pins, as "name==version"."""
    lines = (ROOT / "requirements" / f"{which}.txt").read_text().splitlines()
    return {line.split()[0] for line in lines if "==" in line.split(";")[0] and not line.startswith((" ", "#"))}


def stamp(which):
    """Return the file that says `which` is installed."""
    return VENV / f".installed-{which}"


def python_version():
    """Return the full version of the environment's Python."""
    return subprocess.run([PYTHON, "-V"], capture_output=True, check=True).stdout


def join_source():
    """Make `import motcua` and the `motcua` command work in .venv from the source folder, with no build step."""
    asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(subprocess.run([PYTHON, "-c", asked], capture_output=True, text=True, check=True).stdout.strip())
    write(packages / "motcua-source.pth", f"{ROOT / 'src'}\n", 0o644)
    code = f"#!{PYTHON}\nimport sys\n\nfrom motcua.config.cli import main\n\nsys.exit(main())\n"
    write(VENV / "bin" / "motcua", code, 0o755)


def write(path, text, mode):
    """Write `path` unless it says so already."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
        path.chmod(mode)


def refuse(vi):
    """Say what is missing and the one line that installs it."""
    print(f"{vi}. Trên Debian/Ubuntu xin chạy:\n    {APT}", file=sys.stderr)
    print("Nếu máy có một Python mới hơn dưới tên khác: make run PYTHON=python3.12", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
