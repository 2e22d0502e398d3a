"""``make run``, ``make stop`` and ``make reset``: the database to look around in."""

import os

from . import paths, seal
from .console import fail, say, step
from .ground import Ground
from .odoo import Background, check_port, tell_troubles

DATABASE = "aftersales"
PASSWORD_IS_LOGIN = """
WITH roles AS (
    SELECT g.id, g.sequence, coalesce(g.name ->> 'zh_CN', g.name ->> 'en_US') AS name
      FROM res_groups g
      JOIN ir_model_data d ON d.model = 'res.groups.privilege'
       AND d.res_id = g.privilege_id AND d.module LIKE 'aftersales%'
)
SELECT u.login, p.name,
       coalesce(string_agg(roles.name, ', ' ORDER BY roles.sequence),
                CASE WHEN u.share THEN 'portal' ELSE '' END)
  FROM ir_model_data d
  JOIN res_users u ON u.id = d.res_id
  JOIN res_partner p ON p.id = u.partner_id
  LEFT JOIN res_groups_users_rel r ON r.uid = u.id
  LEFT JOIN roles ON roles.id = r.gid
 WHERE d.model = 'res.users' AND d.module LIKE 'aftersales%' AND d.name LIKE '%\\_demo'
   AND u.active
 GROUP BY u.id, p.name ORDER BY u.share, u.id
"""
"""Demo users by role; in demo data the password is the login."""


def port():
    """The port to serve on."""
    given = os.environ.get("PORT") or "8069"
    if not given.isdigit() or not 0 < int(given) < 65536:
        fail(f"PORT={given} is not a port number", "choose one from 1024 to 65535")
    return int(given)


def run():
    """Bring the demo database up to date and serve it."""
    ground = Ground()
    background = Background(ground.odoo)
    if not background.running():
        check_port(port())
    ground.set_up()
    with paths.lock(paths.state("run.lock"), "the demo database"):
        work = Upkeep(ground, DATABASE, paths.state("logs", "install.log"))
        noted = background.running()
        if work.needed() and noted:
            say("The addons have changed: the server is stopped for the update.")
            background.stop()
            noted = None
        work.do()
        if noted:
            say("The server was already running.")
        else:
            with step("starting the server") as shown:
                noted = background.start(DATABASE, port(), shown)
    _greet(ground, noted)


class Upkeep:
    """Keeps a database in step with the addons of the checkout."""

    def __init__(self, ground, database, log, demo=True):
        self.ground = ground
        self.database = database
        self.log = log
        self.demo = demo
        self.wanted = {
            name: seal.files_digest(paths.ROOT / name) for name in paths.addons()
        }
        self.wanted["*"] = base_key(ground)
        self.found = {}
        if ground.databases.exists(database):
            self.found = ground.databases.label(database)

    def needed(self):
        """Has anything changed since the database was last finished?"""
        return self.found != self.wanted

    def do(self):
        """Install or update what changed; a half-made database is made anew."""
        if not self.needed():
            return
        if not paths.addons():
            fail("there is no addon in the checkout", "check it out again")
        if not self.found:
            self.ground.databases.drop(self.database)
        with step(f"database {self.database}") as shown:
            troubles = self.ground.odoo.run(*self._options(), step=shown, log=self.log)
        self.ground.databases.set_label(self.database, self.wanted)
        tell_troubles(troubles, self.log)

    def _options(self):
        options = [f"--database={self.database}", "--stop-after-init", "--no-http"]
        options += ["--load-language=zh_CN"]
        new = [name for name in paths.addons() if name not in self.found]
        if not self.found:
            return [*options, f"--init={','.join(new)}", *self._with_demo()]
        changed = [
            name
            for name in paths.addons()
            if self.found.get(name) not in (None, self.wanted[name])
        ]
        if self.found["*"] != self.wanted["*"]:
            changed = ["base"]
        options += [f"--init={','.join(new)}"] if new else []
        return [*options, *([f"--update={','.join(changed)}"] if changed else [])]

    def _with_demo(self):
        return ["--with-demo"] if self.demo else []


def base_key(ground):
    """Changes when Odoo itself or the addons of others do."""
    wheels = (paths.ROOT / "requirements.txt").read_text()
    return seal.digest(ground.tree.key(), wheels)


def _greet(ground, noted):
    """Where to go, and who to be."""
    rows = ground.databases.query(DATABASE, PASSWORD_IS_LOGIN)
    rows = [[login, login, name, role] for login, name, role in rows]
    table = [["login", "password", "name", "role"], *rows]
    table.append(["admin", "admin", "Administrator", ""])
    widths = [max(_width(row[column]) for row in table) for column in range(4)]
    say(f"\n  http://127.0.0.1:{noted['port']}/odoo\n")
    for row in table:
        say("  " + "  ".join(map(_padded, row, widths)).rstrip())
    say("\n  `make stop` ends the server, `make reset` also forgets the data.")


def _padded(text, width):
    return text + " " * (width - _width(text))


def _width(text):
    """Columns on a terminal; a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def stop():
    """Stop Odoo, and the database server unless others are using it."""
    ground = Ground()
    stopped = Background(ground.odoo).stop()
    say("The Odoo server was stopped." if stopped else "No Odoo server was running.")
    if not ground.server.answers():
        return
    busy = "SELECT count(*) FROM pg_stat_activity WHERE datname <> 'postgres'"
    ((others,),) = ground.databases.query("postgres", busy)
    if others == "0":
        ground.server.stop()
        say("The database server was stopped.")
    else:
        say(f"The database server stays: {others} other connections use it.")


def reset():
    """Forget the demo database; the cache stays."""
    ground = Ground()
    Background(ground.odoo).stop()
    if ground.server.data.exists():
        ground.set_up()
        ground.databases.drop(DATABASE)
    say("The demo database is gone; `make run` makes a new one.")
