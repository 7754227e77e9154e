"""Install the course from this folder, with no network: python3 install.py [where to]."""

import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
VERSIONS = sorted({name.split("-")[-3] for name in map(str, HERE.glob("wheels/numpy-*.whl"))})


def main() -> int:
    """Copy the course, make its environment, and say how to open it."""
    target = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "deep-learning-workshop").resolve()
    ours = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    if ours not in VERSIONS:
        print(f"These packages are for Python {', '.join(VERSIONS)}, and this is {ours}. "
              "Start install.py with such a Python.", file=sys.stderr)
        return 1
    if target.exists():
        print(f"{target} is there already, and may hold work. Name another folder: "
              "python3 install.py FOLDER", file=sys.stderr)
        return 1
    print(f"Installing into {target}, some minutes")
    shutil.copytree(HERE / "course", target)
    for file in (HERE / "data").glob("[!.]*"):
        shutil.copy2(file, target / "data")
    environment = target / ".venv"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    folder = environment / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [folder / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
           "--no-index", "--find-links", HERE / "wheels"]
    lock = target / "locks" / "lab.txt"
    subprocess.run([*pip, "--require-hashes", "--requirement", lock], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", target], check=True)
    (environment / "lab-ready").touch()  # so that `make lab` doesn't look for a network
    print(f"Done. To open the course:\ncd {target}\n"
          f"{(folder / 'jupyter').relative_to(target)} lab "
          "--LabApp.app_settings_dir=workshop/jupyterlab notebooks/README.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
