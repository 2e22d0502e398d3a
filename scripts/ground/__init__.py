"""Getting Odoo 19 and PostgreSQL onto a machine, and nothing else.

Plain Python, standard library only, so that it runs before anything is installed.

* ``console``    progress and failures, the only module that prints
* ``paths``      where things lie: checkout, cache, state
* ``seal``       folders that are made whole or not at all, and verified when reused
* ``apt``        a private apt beside the machine's own
* ``programs``   programs of Debian that the machine lacks, unpacked into the cache
* ``odoo_tree``  Odoo itself: Debian's package, or ``ODOO_HOME``
* ``venv``       virtual environments made from the requirement files
* ``postgres``   the project's own database server
* ``database``   databases: make, clone, drop, label
* ``odoo``       running Odoo's command line and its server
* ``demo``       ``make run``, ``stop`` and ``reset``
* ``testing``    the prepared databases of ``make test``
* ``benchmark``  the databases that ``make benchmark`` compares
* ``cli``        the commands
"""
