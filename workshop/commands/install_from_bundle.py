"""Install the course from this folder, with no network: python3 install.py [where to]."""

import os
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
VERSIONS = sorted({name.split("-")[-3] for name in map(str, HERE.glob("wheels/numpy-*.whl"))})
# Stands in the course from its copying to the end of its installation.
UNFINISHED = "installation-unfinished"
# No setting of the user's leads pip, or Python, elsewhere.
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))
} | {"PIP_CONFIG_FILE": os.devnull}


def copy_course(target: pathlib.Path) -> None:
    """Copy course and data aside, then give them their name: a half copy never has it."""
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(HERE / "course", part)
    for file in (HERE / "data").glob("[!.]*"):
        shutil.copy2(file, part / "data")
    (part / UNFINISHED).touch()
    part.rename(target)


def make_environment(target: pathlib.Path) -> pathlib.Path:
    """Make the environment, or make a half one anew, and give the folder of its programs."""
    environment = target / ".venv"
    command = [sys.executable, "-m", "venv", "--clear", environment]
    subprocess.run(command, check=True, env=ENVIRONMENT)
    folder = environment / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [folder / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
           "--no-index", "--find-links", HERE / "wheels"]
    lock = ["--require-hashes", "--requirement", target / "locks" / "lab.txt"]
    course = ["--no-deps", "--no-build-isolation", "--editable", target]
    for wanted in (lock, course):
        subprocess.run([*pip, *wanted], check=True, env=ENVIRONMENT)
    (environment / "lab-ready").touch()  # so that `make lab` doesn't look for a network
    return folder


def install(target: pathlib.Path) -> str:
    """Install the course; give what went wrong, or nothing."""
    ours = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    if ours not in VERSIONS:
        return (f"These packages are for Python {', '.join(VERSIONS)}, and this is {ours}. "
                "Start install.py with such a Python.")
    if target.exists() and not (target / UNFINISHED).exists():
        return (f"{target} is there already, and may hold work. Name another folder: "
                "python3 install.py FOLDER")
    print(f"Installing into {target}, some minutes")
    try:
        if not target.exists():
            copy_course(target)
        folder = make_environment(target)
    except (OSError, subprocess.CalledProcessError, KeyboardInterrupt) as error:
        is_above = isinstance(error, subprocess.CalledProcessError)
        why = "the lines above say why" if is_above else str(error)[:300] or "interrupted"
        return f"Broken off: {why}. To go on, fix that and call this again."
    (target / UNFINISHED).unlink()
    print(f"Done. To open the course:\ncd {target}\n"
          f"{(folder / 'jupyter').relative_to(target)} lab --ServerApp.root_dir=. "
          "--LabApp.app_settings_dir=workshop/jupyterlab notebooks/README.md")
    return ""


if __name__ == "__main__":
    where = sys.argv[1] if len(sys.argv) > 1 else "deep-learning-workshop"
    sys.exit(install(pathlib.Path(where).resolve()) or 0)
