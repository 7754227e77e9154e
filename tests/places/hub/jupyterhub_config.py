"""The guide's own configuration, and on top of it what a trial needs. Never run a class with this.

The trial's users are made up, share one password and (unless it runs as root) one system user.
"""

import json
import os
import re
import shutil
from pathlib import Path

TRIAL = json.loads(os.environ["HUB_TRIAL"])
GUIDE = Path(__file__).parents[3] / "docs" / "hub.md"
HOMES = Path(TRIAL["homes"])


def the_guides_configuration() -> str:
    """Take the configuration out of the guide, with this machine's folders in its first lines."""
    text = GUIDE.read_text(encoding="utf-8")
    code = re.search(r"```python\n(COURSE = .*?)```", text, re.DOTALL)[1]
    for name, value in TRIAL["folders"].items():
        lines = re.findall(rf"(?m)^{name} = .*", code)
        if len(lines) != 1:
            raise SystemExit(f"The guide's configuration sets {name} {len(lines)} times, not once.")
        code = code.replace(lines[0], f"{name} = {value!r}")
    return code


exec(compile(the_guides_configuration(), GUIDE.name, "exec"))
c = get_config()  # noqa: F821


def make_the_home(spawner) -> None:
    """Give a student a home with a copy of the notebooks, as /etc/skel or nbgitpuller would."""
    home = HOMES / spawner.user.name
    if not home.exists():
        shutil.copytree(Path(TRIAL["folders"]["COURSE"]) / "notebooks", home / "notebooks")
    if TRIAL["first_user"]:
        number = TRIAL["first_user"] + spawner.user.id
        spawner.popen_kwargs = {"user": number, "group": number, "extra_groups": []}
        for path in [home, *home.rglob("*")]:
            os.chown(path, number, number)
    home.chmod(0o700)


c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = TRIAL["password"]
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(HOMES / "{username}")
c.Spawner.pre_spawn_hook = make_the_home
c.Spawner.environment.update(TRIAL["environment"])
if os.geteuid() == 0 and not TRIAL["first_user"]:
    c.Spawner.args.append("--allow-root")

c.JupyterHub.bind_url = TRIAL["url"]
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{TRIAL['hub_port']}"
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{TRIAL['proxy_port']}"
c.ConfigurableHTTPProxy.command = TRIAL["proxy"]
c.ConfigurableHTTPProxy.pid_file = f"{TRIAL['work']}/proxy.pid"
c.JupyterHub.db_url = f"sqlite:///{TRIAL['work']}/hub.sqlite"
c.JupyterHub.cookie_secret_file = f"{TRIAL['work']}/cookie_secret"
